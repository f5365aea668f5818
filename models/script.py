"""Conversation scripts and their versions. The text is content: format and checks are scripts_library's."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId, Id, one_of
from models.enums import ScriptStage, ScriptState


class Script(Base):
    """What a script is for. Null conditions fit everything; the most specific fit wins."""

    __tablename__ = "script"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    stage: Mapped[ScriptStage] = mapped_column(one_of(ScriptStage, name="stage"))
    language: Mapped[str]
    channel: Mapped[str]
    portfolio_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("portfolio.id"))
    country: Mapped[str | None]
    segment: Mapped[str | None]
    last_outcome: Mapped[str | None]
    is_starter: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class ScriptVersion(Base):
    """One text of a script. At most one draft and one published version at a time."""

    __tablename__ = "script_version"
    __table_args__ = (
        sa.UniqueConstraint("script_id", "number"),
        sa.Index(
            "uq_script_version_draft",
            "script_id",
            unique=True,
            sqlite_where=sa.text("state = 'draft'"),
            postgresql_where=sa.text("state = 'draft'"),
        ),
        sa.Index(
            "uq_script_version_published",
            "script_id",
            unique=True,
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        ),
    )

    id: Mapped[Id]
    script_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("script.id"))
    number: Mapped[int]
    state: Mapped[ScriptState] = mapped_column(one_of(ScriptState, name="state"))
    text: Mapped[str]
    note: Mapped[str | None] = mapped_column(comment="what changed, in one line")
    edits: Mapped[int] = mapped_column(
        default=1, comment="raised at each save: two editors cannot overwrite each other"
    )
    created_by: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    published_by: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"))
