"""The quality of data: what is missing or wrong with customers, who may be there twice, and who was merged."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId, Id, one_of
from models.enums import PairState


class QualityFinding(Base):
    """One thing that is missing or wrong with a customer, as of the last check. Computed, never typed.

    What exactly is wrong is told from the customer when it is shown, so that no personal data stands here.
    """

    __tablename__ = "quality_finding"
    __table_args__ = (sa.Index(None, "problem"),)

    customer_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True)
    problem: Mapped[str] = mapped_column(sa.String(40), primary_key=True, comment="one of `quality.DataProblem`")
    found_at: Mapped[datetime]


class DuplicatePair(Base):
    """Two customers that may be one person, with the evidence, and what a person said of them."""

    __tablename__ = "duplicate_pair"
    __table_args__ = (
        sa.UniqueConstraint("first_id", "second_id"),
        sa.CheckConstraint("first_id < second_id", name="order"),
        sa.CheckConstraint("score BETWEEN 0 AND 1", name="score"),
        sa.Index(None, "state", "score"),
    )

    id: Mapped[Id]
    first_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("customer.id", ondelete="CASCADE"))
    second_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("customer.id", ondelete="CASCADE"), index=True)
    score: Mapped[float] = mapped_column(comment="how likely it looks; a rule's weight and no measured chance")
    evidence: Mapped[list[Any]] = mapped_column(comment="[{kind, speaks_for, share}]; no personal data")
    proposed_at: Mapped[datetime]
    state: Mapped[PairState] = mapped_column(one_of(PairState, name="state"), default=PairState.OPEN)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"))


class CustomerMerge(Base):
    """A person said that one customer is another. Undoing it is written here; the row stays.

    What belongs to an account follows the account; `account.merged_from` says which accounts came along. The rest of
    what the merge changed stands in `changes`, so that it can be put back.
    """

    __tablename__ = "customer_merge"
    __table_args__ = (
        sa.CheckConstraint("kept_id <> merged_id", name="two"),
        sa.Index(
            "uq_customer_merge_standing",
            "merged_id",
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    kept_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("customer.id", ondelete="CASCADE"), index=True)
    merged_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("customer.id", ondelete="CASCADE"), index=True)
    pair_id: Mapped[int | None] = mapped_column(
        BigId, sa.ForeignKey("duplicate_pair.id", ondelete="SET NULL"), index=True
    )
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"))
    changes: Mapped[dict[str, Any]] = mapped_column(comment="see `workbench.domain.quality.changes`")
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"))
