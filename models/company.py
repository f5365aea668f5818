"""The company that works here: its name and country, and what a new portfolio gets."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id


class OwnCompany(Base):
    """The one company of a database. Without its row the settings of the process stand for it."""

    __tablename__ = "company"
    __table_args__ = (sa.CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[Id]
    name: Mapped[str]
    timezone: Mapped[str] = mapped_column(comment="its days; a new portfolio gets it")
    language: Mapped[str] = mapped_column(comment="of people who are invited: es or en")
    currency: Mapped[str] = mapped_column(sa.String(3), comment="ISO 4217; a new portfolio gets it")
    preset: Mapped[str | None] = mapped_column(comment="contact policy of new portfolios; null: not chosen yet")
    is_in_many_countries: Mapped[bool] = mapped_column(comment="every portfolio is asked for its own country")
    wants_counsel: Mapped[bool] = mapped_column(comment="a lawyer is to read the rules of the country")
    counsel_name: Mapped[str | None] = mapped_column(comment="who read them")
    counsel_on: Mapped[date | None]
    set_at: Mapped[datetime]
