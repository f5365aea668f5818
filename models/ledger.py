"""The ledger: invoices, payments, how payments were allocated, and the values of facts before a correction."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId, Id, Money, one_of
from models.enums import ChequeState, PaymentKind, PaymentMethod


class Invoice(Base):
    """One item with its own due date. `open_amount` is computed by allocation.

    Instalments of one invoice share its number and account; each has a due date of its own.
    """

    __tablename__ = "invoice"
    __table_args__ = (
        sa.UniqueConstraint("portfolio_id", "external_id", "account_id", "due_on", name="uq_invoice_due_day"),
        sa.Index(None, "account_id", "due_on"),
        sa.CheckConstraint("amount >= 0 AND open_amount >= 0 AND open_amount <= amount", name="amounts"),
    )

    id: Mapped[Id]
    portfolio_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("portfolio.id"))
    account_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("account.id"))
    external_id: Mapped[str]
    issued_on: Mapped[date]
    due_on: Mapped[date]
    amount: Mapped[Money]
    open_amount: Mapped[Money]
    product: Mapped[str | None]
    disputed: Mapped[bool] = mapped_column(default=False)
    known_at: Mapped[datetime]
    known_on: Mapped[date] = mapped_column(index=True)
    attributes: Mapped[dict[str, Any] | None] = mapped_column(comment="extra columns of the sender")
    import_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("import_run.id"))


class Payment(Base):
    """What lessens a debt: money that came in, a credit note, or what a list of open items let infer (`kind`).

    With `reverses_external_id` a row takes back an earlier one of its kind, or a part of it. Lines of one receipt share
    its number and account; each names an invoice of its own, and one line may name none.
    """

    __tablename__ = "payment"
    __table_args__ = (
        sa.UniqueConstraint(
            "portfolio_id", "kind", "external_id", "account_id", "invoice_external_id", name="uq_payment_line"
        ),
        sa.Index(
            "uq_payment_line_without_invoice",
            "portfolio_id",
            "kind",
            "external_id",
            "account_id",
            unique=True,
            sqlite_where=sa.text("invoice_external_id IS NULL"),
            postgresql_where=sa.text("invoice_external_id IS NULL"),
        ),
        sa.CheckConstraint("amount > 0 OR (amount = 0 AND kind = 'credit_note')", name="amount"),
    )

    id: Mapped[Id]
    portfolio_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("portfolio.id"))
    account_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("account.id"), index=True)
    kind: Mapped[PaymentKind] = mapped_column(
        one_of(PaymentKind, name="kind"), default=PaymentKind.PAYMENT, server_default=PaymentKind.PAYMENT.value
    )
    external_id: Mapped[str]
    paid_on: Mapped[date]
    amount: Mapped[Money] = mapped_column(comment="positive, for a reversal too; 0: a void credit note")
    invoice_external_id: Mapped[str | None] = mapped_column(comment="the invoice it names, known yet or not")
    reverses_external_id: Mapped[str | None] = mapped_column(comment="the payment that bounced")
    method: Mapped[PaymentMethod | None] = mapped_column(one_of(PaymentMethod, name="method"))
    channel: Mapped[str | None]
    reference: Mapped[str | None]
    cheque_status: Mapped[ChequeState | None] = mapped_column(one_of(ChequeState, name="cheque_status"))
    deposited_on: Mapped[date | None] = mapped_column(comment="day from which a cheque is money, if not its date")
    bounced_on: Mapped[date | None]
    known_at: Mapped[datetime]
    known_on: Mapped[date] = mapped_column(index=True)
    attributes: Mapped[dict[str, Any] | None] = mapped_column(comment="extra columns of the sender")
    import_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("import_run.id"))


class Allocation(Base):
    """How much of a payment stands against an invoice, at the current standing.

    Computed: a replay of the ledger rewrites it.
    """

    __tablename__ = "allocation"
    __table_args__ = (
        sa.UniqueConstraint("payment_id", "invoice_id"),
        sa.CheckConstraint("amount > 0", name="amount"),
    )

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("account.id"), index=True)
    payment_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("payment.id"))
    invoice_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("invoice.id"), index=True)
    amount: Mapped[Money]


class FactVersion(Base):
    """The values of an invoice, a payment or an interaction before its sender corrected it.

    The fact's row holds what is known now. A read as of day D takes, of these rows, the earliest whose
    `replaced_on` is on or after D; where there is none, the fact's own row.
    """

    __tablename__ = "fact_version"
    __table_args__ = (sa.Index(None, "kind", "fact_id", "replaced_on"),)

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(comment="table of the fact: invoice, payment, interaction")
    fact_id: Mapped[int] = mapped_column(BigId)
    replaced_at: Mapped[datetime]
    replaced_on: Mapped[date]
    values: Mapped[dict[str, Any]]
    import_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("import_run.id"))
