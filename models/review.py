"""What customers are told of the order in which they are called, and what they ask about it."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId, Id, one_of
from models.enums import RequestKind, ReviewEffect


class ReasonLetter(Base):
    """A letter of reasons as it was made. It is never edited: printed again, it says the same.

    `queue_on` without `lane`: that day the customer was in the queue for another account.
    """

    __tablename__ = "reason_letter"

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("account.id"), index=True)
    customer_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("customer.id"), index=True)
    made_on: Mapped[date] = mapped_column(comment="the portfolio's local day")
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"), index=True)
    made_by_name: Mapped[str] = mapped_column(comment="as the letter is signed")
    language: Mapped[str] = mapped_column(sa.String(2), comment="it is first shown in; it can be read in every other")
    queue_on: Mapped[date | None] = mapped_column(comment="the day whose order it explains; null: never in a queue")
    lane: Mapped[str | None] = mapped_column(comment="of the work item, see `models.enums.Lane`")
    slice: Mapped[str | None] = mapped_column(comment="of the work item, see `models.enums.Slice`")
    scorer: Mapped[str | None] = mapped_column(comment="rules or model")
    value: Mapped[str | None] = mapped_column(comment="points, if_called or effect")
    days_past_due: Mapped[int]
    reasons: Mapped[list[Any]] = mapped_column(comment="[{feature, value, contribution}] as the work item had them")
    answer_due_on: Mapped[date] = mapped_column(comment="last day for the answer to a review asked for that day")
    law: Mapped[str] = mapped_column(comment="the citation of that term; empty: the house's")


class ReviewRequest(Base):
    """A customer's request about the order or about their data, see `RequestKind`. Answered once."""

    __tablename__ = "review_request"
    __table_args__ = (
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answer IS NULL) AND (answered_at IS NULL) = (effect IS NULL)", name="answer"
        ),
        sa.CheckConstraint("due_on >= received_on", name="clock"),
        sa.Index(
            None, "due_on", sqlite_where=sa.text("answered_at IS NULL"), postgresql_where=sa.text("answered_at IS NULL")
        ),
    )

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("account.id"), index=True)
    customer_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("customer.id"), index=True)
    kind: Mapped[RequestKind] = mapped_column(one_of(RequestKind, name="kind"))
    received_on: Mapped[date] = mapped_column(comment="the day the customer asked")
    due_on: Mapped[date] = mapped_column(comment="the last day for the answer, by the law of then")
    law: Mapped[str] = mapped_column(comment="the citation of the term; empty: the house's")
    note: Mapped[str | None] = mapped_column(comment="what the customer said")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"), index=True)
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"), index=True)
    answer: Mapped[str | None] = mapped_column(comment="as it is given to the customer")
    effect: Mapped[ReviewEffect | None] = mapped_column(one_of(ReviewEffect, name="effect"))
    paused_until: Mapped[date | None] = mapped_column(comment="last local day of the rest that the answer brought")
    hold_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("hold.id"), index=True)
