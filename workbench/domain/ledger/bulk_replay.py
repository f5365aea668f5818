"""Replaying many ledgers at once: facts are read in bulk, what differs from the stored result is written back."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Allocation, Invoice
from models.bulk import Columns, bulk_insert, bulk_update, is_among, uncollected
from workbench.domain.ledger.reading import (
    AccountRow,
    InvoiceRow,
    LedgerPaymentRow,
    OpenItem,
    ReplacedFact,
    account_rows,
    accounts_reported_between,
    invoice_rows,
    payment_rows,
    replaced_facts,
    stored_open_items,
)
from workbench.domain.ledger.replaying import Ledger, replay
from workbench.domain.ledger.reversals import Reversals, UnappliedReversal
from workbench.kernel.states import is_money

Values = dict[str, Any]  # Any: values of every column type


@dataclass
class Replayed:
    """What a replay of many accounts found.

    `as_reported` has the known invoices of accounts of which an invoice was corrected later, by account, as they were
    told then and with what was open: of these the rows of the database say something else.
    """

    accounts: set[int] = field(default_factory=set)
    unapplied: list[UnappliedReversal] = field(default_factory=list)
    as_reported: dict[int, list[InvoiceRow]] = field(default_factory=dict)


def replay_stale(session: Session, rows: Sequence[AccountRow], *, until: date) -> Replayed:
    """Replay the accounts whose facts changed, or whose stored ledger has seen other days than those up to `until`.

    Open amounts, allocations, credit and the last payment are written where they differ. An invoice that is not known
    by then has nothing open.

    Args:
        session: a write session.
        rows: the accounts, locked.
        until: the last day whose facts count.
    """
    ids = [row.id for row in rows]
    replaced = {kind: replaced_facts(session, ids, kind=kind, until=until) for kind in ("invoice", "payment")}
    stale = _stale(session, rows, until=until)
    stale |= {fact.account_id for facts in replaced.values() for fact in facts}
    if not stale:
        return Replayed()
    with uncollected():
        return _replay([row for row in rows if row.id in stale], session, replaced=replaced, until=until)


def _replay(
    rows: Sequence[AccountRow], session: Session, *, replaced: Mapping[str, Sequence[ReplacedFact]], until: date
) -> Replayed:
    stale = {row.id for row in rows}
    invoices = _told_invoices(invoice_rows(session, stale), replaced["invoice"])
    payments = _told_payments(payment_rows(session, stale), replaced["payment"])
    corrected = {fact.account_id for fact in replaced["invoice"]}
    replayed, changes = Replayed(accounts=stale), _Changes()
    for row in rows:
        known = [invoice for invoice in invoices[row.id] if invoice.known_on <= until]
        received = [payment for payment in payments[row.id] if payment.known_on <= until]
        ledger = replay(known, received)
        changes.note(row, ledger, invoices=invoices[row.id], payments=received)
        replayed.unapplied.extend(ledger.unapplied)
        if row.id in corrected:
            replayed.as_reported[row.id] = [one._replace(open_amount=ledger.open_amounts[one.id]) for one in known]
    changes.write(session.connection(), replayed=stale)
    return replayed


def open_items_at(session: Session, account_ids: Collection[int], *, until: date) -> list[OpenItem]:
    """What these accounts had open at the close of a day, item by item: nothing is written.

    What is stored is taken where it holds for that day; the other accounts are replayed from their facts.

    Args:
        session: a session that may only read.
        account_ids: the accounts.
        until: the last day whose facts count.
    """
    rows = account_rows(session, account_ids)
    replaced = {kind: replaced_facts(session, account_ids, kind=kind, until=until) for kind in ("invoice", "payment")}
    stale = _stale(session, rows, until=until) | {fact.account_id for facts in replaced.values() for fact in facts}
    found = stored_open_items(session, [row.id for row in rows if row.id not in stale], until=until)
    if not stale:
        return found
    invoices = _told_invoices(invoice_rows(session, stale), replaced["invoice"])
    payments = _told_payments(payment_rows(session, stale), replaced["payment"])
    for account_id in stale:
        known = [invoice for invoice in invoices[account_id] if invoice.known_on <= until]
        ledger = replay(known, [payment for payment in payments[account_id] if payment.known_on <= until])
        found += [
            OpenItem(account_id, one.external_id, one.due_on, left)
            for one in known
            if (left := ledger.open_amounts[one.id])
        ]
    return found


def _stale(session: Session, rows: Sequence[AccountRow], *, until: date) -> set[int]:
    stale = {row.id for row in rows if row.ledger_dirty or row.ledger_until is None}
    seen = {row.ledger_until for row in rows if row.ledger_until is not None and row.id not in stale}
    for day in seen - {until}:
        ids = [row.id for row in rows if row.ledger_until == day]
        stale |= accounts_reported_between(session, ids, after=min(day, until), until=max(day, until))
    return stale


def _told_invoices(rows: Iterable[InvoiceRow], replaced: Sequence[ReplacedFact]) -> Mapping[int, list[InvoiceRow]]:
    before = {fact.fact_id: fact.values for fact in replaced}
    found: dict[int, list[InvoiceRow]] = defaultdict(list)
    for row in rows:
        told = before.get(row.id)
        found[row.account_id].append(row if told is None else invoice_as_reported(row, told))
    return found


def invoice_as_reported(row: InvoiceRow, told: Values) -> InvoiceRow:
    """An invoice as it was told before a correction."""
    return row._replace(
        issued_on=date.fromisoformat(told["issued_on"]),
        due_on=date.fromisoformat(told["due_on"]),
        amount=told["amount"],
        known_on=date.fromisoformat(told["known_on"]),
        disputed=told["disputed"],
    )


def _told_payments(
    rows: Iterable[LedgerPaymentRow], replaced: Sequence[ReplacedFact]
) -> Mapping[int, list[LedgerPaymentRow]]:
    before = {fact.fact_id: fact.values for fact in replaced}
    found: dict[int, list[LedgerPaymentRow]] = defaultdict(list)
    for row in rows:
        told = before.get(row.id)
        found[row.account_id].append(row if told is None else payment_as_reported(row, told))
    return found


def payment_as_reported(row: LedgerPaymentRow, told: Values) -> LedgerPaymentRow:
    """A payment as it was told before a correction."""
    return row._replace(
        amount=told["amount"],
        known_on=date.fromisoformat(told["known_on"]),
        paid_on=date.fromisoformat(told["paid_on"]),
        names=told["invoice_external_id"],
        reverses=told.get("reverses_external_id"),  # credit notes are never corrected to take anything back
    )


_ALLOCATION = ("account_id", "payment_id", "invoice_id", "amount")


class _Changes:
    """What replays write: only what differs from what is stored."""

    def __init__(self) -> None:
        self._invoices: list[Values] = []
        self._allocations: list[tuple[int, int, int, int]] = []
        self._accounts: list[Values] = []

    def note(
        self,
        account: AccountRow,
        ledger: Ledger,
        *,
        invoices: Sequence[InvoiceRow],
        payments: Sequence[LedgerPaymentRow],
    ) -> None:
        for row in invoices:
            # A row cannot have more open than its own amount, which a later correction may have made smaller.
            left = min(ledger.open_amounts.get(row.id, 0), row.stored_amount)
            if left != row.open_amount:
                self._invoices.append({"id": row.id, "open_amount": left})
        self._allocations.extend(
            [(account.id, share.payment_id, share.invoice_id, share.amount) for share in ledger.allocations]
        )
        found = (ledger.credit, *_last_payment(payments, ledger.reversals))
        if found != (account.credit, account.last_payment_on, account.last_payment_amount):
            columns = ("credit", "last_payment_on", "last_payment_amount")
            self._accounts.append({"id": account.id, **dict(zip(columns, found, strict=True))})

    def write(self, connection: sa.Connection, *, replayed: set[int]) -> None:
        bulk_update(connection, Invoice, self._invoices)
        connection.execute(sa.delete(Allocation).where(is_among(connection, Allocation.account_id, replayed)))
        if self._allocations:
            columns = dict(zip(_ALLOCATION, zip(*self._allocations, strict=True), strict=True))
            bulk_insert(connection, Allocation, Columns(len(self._allocations), columns))
        bulk_update(connection, Account, self._accounts)


def _last_payment(payments: Sequence[LedgerPaymentRow], reversals: Reversals) -> tuple[date, int] | tuple[None, None]:
    """Day and amount of the latest money that was not wholly taken back: of all lines of its receipt.

    Of one day it is the last known, then the last by external id.
    """
    standing = [row for row in payments if row.reverses is None and is_money(row.kind) and reversals.left_of(row)]
    last = max(standing, key=attrgetter("paid_on", "known_on", "external_id"), default=None)
    if last is None:
        return None, None
    lines = [row for row in standing if (row.kind, row.external_id) == (last.kind, last.external_id)]
    return last.paid_on, sum(map(reversals.left_of, lines))
