"""Work items: one per customer and day, with its place in the queue and the reasons for it."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId, Id, Money, one_of
from models.enums import Lane, Slice, WorkState


class WorkItem(Base):
    """A customer's place in a day's queue. `collector_id` null: the pool of the account's portfolio."""

    __tablename__ = "work_item"
    __table_args__ = (
        sa.UniqueConstraint("queue_on", "customer_id"),
        sa.Index(None, "queue_on", "collector_id", "state", "rank"),
        sa.Index(None, "queue_on", "portfolio_id", "state", "rank"),
        sa.Index(
            "ix_work_item_hours",
            "queue_on",
            sqlite_where=sa.text("best_from IS NOT NULL"),
            postgresql_where=sa.text("best_from IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    queue_on: Mapped[date] = mapped_column(comment="the local day of work")
    portfolio_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("portfolio.id"))
    account_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("account.id"), index=True)
    customer_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("customer.id"), index=True)
    collector_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"))
    lane: Mapped[Lane] = mapped_column(one_of(Lane, name="lane"))
    slice: Mapped[Slice] = mapped_column(one_of(Slice, name="slice"), default=Slice.MODEL)
    rank: Mapped[int] = mapped_column(comment="within the collector's or the pool's queue, from 1")
    within_capacity: Mapped[bool] = mapped_column(default=True)
    scorer: Mapped[str] = mapped_column(default="rules", comment="rules or model")
    model: Mapped[str | None]
    propensity: Mapped[float | None]
    points: Mapped[float] = mapped_column(comment="of the points rule, or the ranking value of the model")
    expected: Mapped[Money | None] = mapped_column(comment="expected recovery; null while rules rank")
    value: Mapped[str] = mapped_column(
        sa.String(16), default="points", comment="points, if_called or effect: by what it is ranked"
    )
    gain: Mapped[Money | None] = mapped_column(comment="what it is ranked by, minor units; below 0: a call does harm")
    reasons: Mapped[list[Any]] = mapped_column(comment="[{feature, value, contribution, text}]")
    open_amount: Mapped[Money]
    overdue_amount: Mapped[Money]
    days_past_due: Mapped[int]
    due_at: Mapped[datetime | None] = mapped_column(comment="hour of a call-back")
    rests_until: Mapped[datetime | None] = mapped_column(
        comment="a promise or a later call-back rests the customer until then; null: it is worked"
    )
    resting_because: Mapped[list[Any]] = mapped_column(
        default=list, server_default="[]", comment="[{id, text}]: why it rests"
    )
    best_from: Mapped[datetime | None] = mapped_column(
        comment="when the hours begin in which they answer; null: any hour"
    )
    callable: Mapped[bool]
    callable_from: Mapped[datetime | None]
    blocked_by: Mapped[list[Any]] = mapped_column(default=list, comment="[{id, text}] of the contact policy")
    state: Mapped[WorkState] = mapped_column(one_of(WorkState, name="state"), default=WorkState.WAITING)
    not_before: Mapped[datetime | None] = mapped_column(comment="snoozed until")
    snoozed_at: Mapped[datetime | None] = mapped_column(comment="when it was postponed to not_before")
    claimed_by: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"), index=True)
    claimed_until: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    why: Mapped[str | None] = mapped_column(comment="reason of a skip, or why it left by itself")
