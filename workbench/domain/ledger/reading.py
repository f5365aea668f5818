"""Invoices and payments as rows for replaying ledgers; the replay is the work of `workbench.domain.standing`."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, FactVersion, Interaction, Invoice, Payment
from models.bulk import bulk_read, is_among
from models.enums import PaymentKind

_FACTS: dict[str, type[Invoice] | type[Payment]] = {"invoice": Invoice, "payment": Payment}
_CORRECTED: dict[str, type[Invoice] | type[Payment] | type[Interaction]] = {**_FACTS, "interaction": Interaction}


class AccountRow(NamedTuple):
    """An account before its replay: what is stored of it, and which facts that has seen."""

    id: int
    credit: int
    last_payment_on: date | None
    last_payment_amount: int | None
    ledger_until: date | None
    ledger_dirty: bool


class InvoiceRow(NamedTuple):
    """One invoice, known yet or not. `stored_amount` stays what the row of the database says."""

    account_id: int
    id: int
    external_id: str
    due_on: date
    amount: int
    known_on: date
    disputed: bool
    open_amount: int
    stored_amount: int
    issued_on: date


class LedgerPaymentRow(NamedTuple):
    """One payment, credit note, inferred settlement or reversal, known yet or not."""

    account_id: int
    id: int
    external_id: str
    amount: int
    known_on: date
    paid_on: date
    names: str | None
    reverses: str | None
    kind: PaymentKind = PaymentKind.PAYMENT


class OpenItem(NamedTuple):
    """What an account has open of one item; instalments share their number."""

    account_id: int
    external_id: str
    due_on: date
    open_amount: int


class ReplacedFact(NamedTuple):
    """What a fact said before a correction: its columns in their JSON form, days as ISO 8601 text."""

    account_id: int
    fact_id: int
    values: dict[str, Any]  # Any: JSON


def locked_accounts(session: Session, account_ids: Collection[int]) -> list[AccountRow]:
    """These accounts, by id, locked until the transaction ends.

    An import that marks one of them waits, so that no fact it brings is taken for seen.
    """
    session.flush()  # what follows goes past the session
    connection = session.connection()
    return bulk_read(connection, _accounts(connection, account_ids).with_for_update(), AccountRow._make)


def account_rows(session: Session, account_ids: Collection[int]) -> list[AccountRow]:
    """These accounts, by id, to look at."""
    connection = session.connection()
    return bulk_read(connection, _accounts(connection, account_ids), AccountRow._make)


def _accounts(connection: sa.Connection, account_ids: Collection[int]) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Account.id,
            Account.credit,
            Account.last_payment_on,
            Account.last_payment_amount,
            Account.ledger_until,
            Account.ledger_dirty,
        )
        .where(is_among(connection, Account.id, account_ids))
        .order_by(Account.id)
    )


def accounts_reported_between(session: Session, account_ids: Collection[int], *, after: date, until: date) -> set[int]:
    """Those accounts that have a fact, or a correction of one, known after `after` and on `until` or before."""
    connection = session.connection()
    found: set[int] = set()
    for kind, fact in _FACTS.items():
        of_accounts = sa.select(fact.account_id).where(is_among(connection, fact.account_id, account_ids))
        known = of_accounts.where(fact.known_on > after, fact.known_on <= until)
        corrected = of_accounts.join(
            FactVersion, sa.and_(FactVersion.fact_id == fact.id, FactVersion.kind == kind)
        ).where(FactVersion.replaced_on > after, FactVersion.replaced_on <= until)
        found.update(connection.scalars(known), connection.scalars(corrected))
    return found


def invoice_rows(session: Session, account_ids: Collection[int]) -> list[InvoiceRow]:
    """Every invoice of these accounts, known yet or not, as it is known now."""
    connection = session.connection()
    statement = sa.select(
        Invoice.account_id,
        Invoice.id,
        Invoice.external_id,
        Invoice.due_on,
        Invoice.amount,
        Invoice.known_on,
        Invoice.disputed,
        Invoice.open_amount,
        Invoice.amount.label("stored_amount"),
        Invoice.issued_on,
    ).where(is_among(connection, Invoice.account_id, account_ids))
    return bulk_read(connection, statement, InvoiceRow._make)


def payment_rows(
    session: Session, account_ids: Collection[int], *, kind: PaymentKind | None = None
) -> list[LedgerPaymentRow]:
    """Every payment and reversal of these accounts, known yet or not, as it is known now; or those of one kind."""
    connection = session.connection()
    counts = sa.true() if kind is None else Payment.kind == kind
    statement = sa.select(
        Payment.account_id,
        Payment.id,
        Payment.external_id,
        Payment.amount,
        Payment.known_on,
        Payment.paid_on,
        Payment.invoice_external_id,
        Payment.reverses_external_id,
        Payment.kind,
    ).where(is_among(connection, Payment.account_id, account_ids), counts)
    return bulk_read(connection, statement, LedgerPaymentRow._make)


class EarlierFact(NamedTuple):
    """What a fact said until `replaced_on`: its columns in their JSON form, days as ISO 8601 text."""

    account_id: int
    fact_id: int
    replaced_on: date
    values: dict[str, Any]  # Any: JSON


def earlier_facts(session: Session, account_ids: Collection[int], *, kind: str) -> list[EarlierFact]:
    """All that invoices, payments or interactions of these accounts said before they were corrected, oldest first."""
    fact, connection = _CORRECTED[kind], session.connection()
    statement = (
        sa.select(fact.account_id, FactVersion.fact_id, FactVersion.replaced_on, FactVersion.values)
        .join(fact, fact.id == FactVersion.fact_id)
        .where(is_among(connection, fact.account_id, account_ids), FactVersion.kind == kind)
        .order_by(FactVersion.replaced_on, FactVersion.id)
    )
    return [EarlierFact._make(row) for row in connection.execute(statement)]


def stored_open_items(session: Session, account_ids: Collection[int], *, until: date) -> list[OpenItem]:
    """The open items of these accounts as they are stored, of invoices known on `until` or before."""
    connection = session.connection()
    statement = sa.select(Invoice.account_id, Invoice.external_id, Invoice.due_on, Invoice.open_amount).where(
        is_among(connection, Invoice.account_id, account_ids), Invoice.open_amount > 0, Invoice.known_on <= until
    )
    return bulk_read(connection, statement, OpenItem._make)


def replaced_facts(session: Session, account_ids: Collection[int], *, kind: str, until: date) -> list[ReplacedFact]:
    """What invoices or payments said at the close of `until`, where a later correction has replaced it.

    Args:
        session: any session.
        account_ids: of these accounts.
        kind: invoice or payment.
        until: a local day.
    """
    fact, connection = _FACTS[kind], session.connection()
    statement = (
        sa.select(fact.account_id, FactVersion.fact_id, FactVersion.values)
        .join(fact, fact.id == FactVersion.fact_id)
        .where(
            is_among(connection, fact.account_id, account_ids),
            FactVersion.kind == kind,
            FactVersion.replaced_on > until,
        )
        .order_by(FactVersion.replaced_on, FactVersion.id)
    )
    earliest: dict[int, ReplacedFact] = {}
    for row in map(ReplacedFact._make, connection.execute(statement)):
        earliest.setdefault(row.fact_id, row)
    return list(earliest.values())


def sales_known(session: Session, account_ids: Collection[int], *, until: date) -> dict[int, dict[date, int]]:
    """What was invoiced less credit notes, by account and the day it became known, up to `until`, as it is known now.

    Args:
        session: any session.
        account_ids: of these accounts.
        until: a local day.
    """
    connection = session.connection()
    is_note = sa.and_(Payment.kind == PaymentKind.CREDIT_NOTE, Payment.reverses_external_id.is_(None))
    found: dict[int, dict[date, int]] = {}
    for fact, sign, counts in ((Invoice, 1, sa.true()), (Payment, -1, is_note)):
        rows = connection.execute(
            sa.select(fact.account_id, fact.known_on, sa.func.sum(fact.amount))
            .where(is_among(connection, fact.account_id, account_ids), fact.known_on <= until, counts)
            .group_by(fact.account_id, fact.known_on)
        )
        for account_id, day, amount in rows:
            days = found.setdefault(account_id, {})
            days[day] = days.get(day, 0) + sign * int(amount)
    return found
