"""What a call screen keeps beside the interactions: forms not saved yet, and what a saved outcome changed."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId, Id


class CallDraft(Base):
    """The outcome form of one person at one account as it was filled in last, not saved yet."""

    __tablename__ = "call_draft"
    __table_args__ = (sa.UniqueConstraint("user_id", "account_id"),)

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("user.id"))
    account_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("account.id", ondelete="CASCADE"), index=True)
    customer_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("customer.id", ondelete="CASCADE"), index=True)
    kept_at: Mapped[datetime] = mapped_column(index=True)
    once: Mapped[str] = mapped_column(comment="the idempotency key of the form: it is saved once, whoever sends it")
    fields: Mapped[dict[str, Any]] = mapped_column(comment="names and texts of the form's fields")


class OutcomeTrace(Base):
    """What saving one outcome changed, for as long as it may be undone: rows made, and columns before and after."""

    __tablename__ = "outcome_trace"

    interaction_id: Mapped[int] = mapped_column(
        BigId, sa.ForeignKey("interaction.id"), primary_key=True, autoincrement=False
    )
    account_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("account.id", ondelete="CASCADE"), index=True)
    customer_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("customer.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("user.id"))
    saved_at: Mapped[datetime] = mapped_column(index=True)
    form: Mapped[dict[str, Any]] = mapped_column(comment="the form as it was saved")
    rows: Mapped[list[Any]] = mapped_column(
        comment="[{table, id, before, after}] in the order of change; before null: the row was made"
    )
    last_payment_id: Mapped[int] = mapped_column(BigId, comment="of the account when it was saved; 0: none")
    last_interaction_id: Mapped[int] = mapped_column(BigId, comment="of all when it was saved")
