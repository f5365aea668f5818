"""Accounts: one customer's debt in one portfolio, its current standing, and its assignments."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId, Id, Money


class Account(Base):
    """An account and its standing. Standing columns are computed from the ledger, never typed.

    `open_amount` is the sum of the open items; the balance is that less `credit`, and both are shown.
    """

    __tablename__ = "account"
    __table_args__ = (
        sa.UniqueConstraint("customer_id", "portfolio_id", "merged_from"),
        sa.Index(None, "portfolio_id", "oldest_due_on"),
        sa.CheckConstraint("open_amount >= 0 AND overdue_amount >= 0 AND credit >= 0", name="amounts"),
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("customer.id"))
    portfolio_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("portfolio.id"))
    merged_from: Mapped[int] = mapped_column(
        BigId,
        default=0,
        server_default="0",
        comment="the customer to whom the sender's key gives it, where that one was merged into `customer_id`; else 0",
    )
    collector_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime]
    import_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("import_run.id"))

    standing_on: Mapped[date | None] = mapped_column(comment="the day these figures are for")
    ledger_until: Mapped[date | None] = mapped_column(comment="last known_on the stored allocations have seen")
    ledger_dirty: Mapped[bool] = mapped_column(default=True, index=True, comment="facts came in since the last replay")
    open_amount: Mapped[Money] = mapped_column(default=0)
    credit: Mapped[Money] = mapped_column(default=0)
    overdue_amount: Mapped[Money] = mapped_column(default=0)
    disputed_amount: Mapped[Money] = mapped_column(default=0, comment="open items marked disputed: not asked for")
    open_items: Mapped[int] = mapped_column(default=0)
    overdue_items: Mapped[int] = mapped_column(default=0)
    oldest_due_on: Mapped[date | None] = mapped_column(comment="oldest open item that is not disputed")
    last_payment_on: Mapped[date | None]
    last_payment_amount: Mapped[Money | None]


class Assignment(Base):
    """The collector of an account in a period. The row without an end agrees with `account.collector_id`."""

    __tablename__ = "assignment"
    __table_args__ = (sa.Index(None, "account_id", "from_at"),)

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("account.id"))
    collector_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"), index=True)
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
    assigned_by: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"))
