"""What is kept, handed over and erased of a customer: erasures with their two people, erased keys, holds, terms."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId, Id, one_of
from models.enums import ErasureState


class Erasure(Base):
    """The erasure of a customer: one person asks, another confirms. Done by the retention terms, it has no people."""

    __tablename__ = "erasure"
    __table_args__ = (
        sa.Index(
            "uq_erasure_waiting",
            "customer_id",
            unique=True,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        ),
        sa.CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided"),
        sa.CheckConstraint(
            "asked_by IS NULL OR decided_by IS NULL OR state = 'withdrawn' OR asked_by <> decided_by",
            name="two_people",
        ),
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("customer.id"), index=True)
    state: Mapped[ErasureState] = mapped_column(one_of(ErasureState, name="state"))
    asked_at: Mapped[datetime]
    asked_by: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"), comment="null: the retention terms")
    ground: Mapped[str] = mapped_column(comment="why, as who asked wrote it; emptied when it is done")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"))
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict, comment="rows that were emptied, by table")


class ErasedKey(Base):
    """A sender's key of a customer who was erased, as a keyed hash: rows that name it are rejected with the reason."""

    __tablename__ = "erased_key"

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True, comment="HMAC-SHA256 of the key")
    customer_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("customer.id"), index=True)
    erased_on: Mapped[date]


class ErasureSecret(Base):
    """The secret of the keyed hashes: one row, made at the first erasure and never changed."""

    __tablename__ = "erasure_secret"

    id: Mapped[Id]
    secret: Mapped[str] = mapped_column(sa.String(64))


class RetentionHold(Base):
    """A customer's data is kept whatever is asked or due, as for a lawsuit or an inspection, until it is lifted."""

    __tablename__ = "retention_hold"

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("customer.id"), index=True)
    why: Mapped[str]
    placed_at: Mapped[datetime]
    placed_by: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"))
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"))


class RetentionTerms(Base):
    """How long data is kept, for one portfolio; without a portfolio for the company. Null: it is never deleted.

    A portfolio without a row of its own has the company's terms.
    """

    __tablename__ = "retention_terms"
    __table_args__ = (
        sa.CheckConstraint(
            "keep_days >= 0 AND (erase_days IS NULL OR erase_days >= 30) AND (note_days IS NULL OR note_days >= 30)"
            " AND (decision_days IS NULL OR decision_days >= 90)"
            " AND (file_days IS NULL OR file_days BETWEEN 1 AND 30)",
            name="days",
        ),
        sa.CheckConstraint("id = COALESCE(portfolio_id, 0)", name="one_of_each"),
    )

    id: Mapped[int] = mapped_column(
        BigId, primary_key=True, autoincrement=False, comment="the portfolio's; 0: the company's"
    )
    portfolio_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("portfolio.id"), unique=True)
    keep_days: Mapped[int] = mapped_column(default=0, comment="after the last movement, nobody is erased sooner")
    erase_days: Mapped[int | None] = mapped_column(comment="after the last movement, personal data is erased")
    note_days: Mapped[int | None] = mapped_column(comment="after an interaction, its note is emptied")
    decision_days: Mapped[int | None] = mapped_column(comment="of the company: logs of ranking decisions are deleted")
    file_days: Mapped[int | None] = mapped_column(comment="of the company: given files are deleted; null: after thirty")
    changed_at: Mapped[datetime]
