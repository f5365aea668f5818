"""Interactions, the outcome tree they are coded with, and promises to pay."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId, Id, Money, one_of
from models.enums import Channel, Direction, EventKind, HoldKind, PointState, PromiseState


class Outcome(Base):
    """One result of the outcome tree. Meanings are fixed; an operator may switch results off and reorder them."""

    __tablename__ = "outcome"

    code: Mapped[str] = mapped_column(primary_key=True, comment="e.g. CD-PDP")
    group: Mapped[str] = mapped_column(comment="CD, CI, NC, MS or AD")
    label_es: Mapped[str]
    label_en: Mapped[str]
    position: Mapped[int] = mapped_column(comment="order and key within the group; from 10 on, under «0»")
    on_form: Mapped[bool] = mapped_column(comment="offered to a collector on the call screen")
    event_kind: Mapped[EventKind] = mapped_column(one_of(EventKind, name="event_kind"))
    is_conversation: Mapped[bool] = mapped_column(comment="the debt was discussed: starts the wait of the law")
    requires: Mapped[list[Any]] = mapped_column(comment="fields: promise, callback, claimed_payment")
    hold: Mapped[HoldKind | None] = mapped_column(one_of(HoldKind, name="hold"))
    hold_days: Mapped[int | None] = mapped_column(comment="null: until lifted")
    point_state: Mapped[PointState | None] = mapped_column(
        one_of(PointState, name="point_state"), comment="what it says of the number used"
    )
    point_state_after: Mapped[int] = mapped_column(default=1, comment="reports needed before the number changes")
    opts_out: Mapped[str | None] = mapped_column(comment="all, channel or number")
    follow_days: Mapped[int | None] = mapped_column(comment="default next step in business days; null: none")
    follow_minutes: Mapped[int | None] = mapped_column(comment="next step the same day, if the law lets it be")
    trains: Mapped[str] = mapped_column(comment="R contact, r no contact, P payment; empty: never a label")


class DelayReason(Base):
    """A reason for late payment that a customer gave; noted only where the contact law allows it."""

    __tablename__ = "delay_reason"

    code: Mapped[str] = mapped_column(primary_key=True)
    label_es: Mapped[str]
    label_en: Mapped[str]
    position: Mapped[int]


class Interaction(Base):
    """One attempt or message on any channel, in either direction.

    An outbound attempt is written when it starts, so that the law's counters see it; its outcome completes the row.
    """

    __tablename__ = "interaction"
    __table_args__ = (
        sa.UniqueConstraint("portfolio_id", "external_id", "account_id"),
        sa.Index(None, "customer_id", "at"),
        sa.Index(None, "account_id", "at"),
        sa.Index(None, "collector_id", "at"),
        sa.Index(None, "known_on"),
        sa.Index(
            "ix_interaction_contact_point_id",
            "contact_point_id",
            sqlite_where=sa.text("contact_point_id IS NOT NULL"),
            postgresql_where=sa.text("contact_point_id IS NOT NULL"),
        ),
        sa.Index(
            "ix_interaction_callback_at",
            "callback_at",
            sqlite_where=sa.text("callback_at IS NOT NULL"),
            postgresql_where=sa.text("callback_at IS NOT NULL"),
        ),
        sa.Index(
            "ix_interaction_callback_moved_to",
            "callback_moved_to",
            sqlite_where=sa.text("callback_moved_to IS NOT NULL"),
            postgresql_where=sa.text("callback_moved_to IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    portfolio_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("portfolio.id"))
    customer_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("customer.id"))
    account_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("account.id"))
    external_id: Mapped[str | None] = mapped_column(comment="the sender's key; null for what was recorded here")
    at: Mapped[datetime] = mapped_column(comment="when it happened, or when the attempt started")
    ended_at: Mapped[datetime | None]
    known_at: Mapped[datetime]
    known_on: Mapped[date]
    channel: Mapped[Channel] = mapped_column(one_of(Channel, name="channel"))
    direction: Mapped[Direction] = mapped_column(one_of(Direction, name="direction"))
    outcome_code: Mapped[str | None] = mapped_column(
        sa.ForeignKey("outcome.code"), comment="null: started, not yet recorded"
    )
    discussed_debt: Mapped[bool | None] = mapped_column(comment="ticked where the outcome leaves it open")
    collector_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"))
    collector_text: Mapped[str | None] = mapped_column(comment="an e-mail of the sender that no user has")
    contact_point_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("contact_point.id"))
    duration_s: Mapped[int | None]
    delay_reason: Mapped[str | None] = mapped_column(sa.ForeignKey("delay_reason.code"))
    callback_at: Mapped[datetime | None] = mapped_column(comment="when the customer asked to be called")
    callback_moved_to: Mapped[datetime | None] = mapped_column(
        comment="when we call instead, where a collector moved it by hand; what the customer asked for stays"
    )
    callback_by: Mapped[int | None] = mapped_column(
        BigId, sa.ForeignKey("user.id"), comment="who took the call, where the account is nobody's"
    )
    claimed_amount: Mapped[Money | None] = mapped_column(comment="what the customer says was paid")
    claimed_on: Mapped[date | None]
    note: Mapped[str | None]
    script_version_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("script_version.id"))
    work_item_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("work_item.id"), index=True)
    attributes: Mapped[dict[str, Any] | None] = mapped_column(comment="extra columns of the sender")
    import_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("import_run.id"))


class Promise(Base):
    """A promise to pay. State, counted money and the day of decision are computed from payments, never typed."""

    __tablename__ = "promise"
    __table_args__ = (
        sa.Index(None, "account_id", "made_at"),
        sa.Index(None, "state", "due_on"),
        sa.CheckConstraint("amount > 0", name="amount"),
    )

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("account.id"))
    customer_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("customer.id"), index=True)
    interaction_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("interaction.id"), unique=True)
    amount: Mapped[Money]
    due_on: Mapped[date]
    channel: Mapped[str | None] = mapped_column(comment="where the customer will pay")
    made_at: Mapped[datetime]
    known_at: Mapped[datetime]
    known_on: Mapped[date]
    made_by: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"))
    grace_days: Mapped[int]
    threshold_pct: Mapped[int]
    cancelled_at: Mapped[datetime | None]
    state: Mapped[PromiseState] = mapped_column(one_of(PromiseState, name="state"), default=PromiseState.OPEN)
    counted: Mapped[Money] = mapped_column(default=0)
    decided_on: Mapped[date | None]
    import_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("import_run.id"))
