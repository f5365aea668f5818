"""Writes what lists of open items let infer, and takes it back where a payment shows up that explains it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Payment
from models.bulk import bulk_insert, bulk_update, is_among
from models.enums import PaymentKind, PaymentMethod
from workbench.domain.ledger.open_items import (
    InferredBack,
    InferredSettlement,
    ListedAccount,
    settled_by_list,
    standing_inferred,
    take_back,
)
from workbench.domain.ledger.reading import LedgerPaymentRow, invoice_rows, payment_rows
from workbench.domain.ledger.replaying import replay
from workbench.kernel.days import end_of_day

Values = dict[str, Any]  # Any: values of every column type
_NOTHING: Mapping[tuple[int, str], int] = {}


@dataclass(frozen=True)
class ListDay:
    """The day of a list, in a portfolio, and the import that brings it."""

    portfolio_id: int
    zone: str
    on: date
    import_id: int | None


@dataclass
class Inferred:
    """What was written: sums in minor units, how many items were settled, and the accounts it concerns."""

    settled: int = 0
    items: int = 0
    taken_back: int = 0
    accounts: set[int] = field(default_factory=set)


@dataclass
class GaveWay:
    """What payments took the place of: the accounts, and how much of which inferred settlement.

    `taken` is by account and external id of the settlement, in minor units.
    """

    taken: Counter[tuple[int, str]] = field(default_factory=Counter)
    by_day: Counter[date] = field(default_factory=Counter)
    """How much is taken back on which day."""

    @property
    def accounts(self) -> set[int]:
        """The accounts in which something was taken back."""
        return {account_id for account_id, _ in self.taken}

    @property
    def amount(self) -> int:
        """What was taken back in all."""
        return sum(self.taken.values())

    def amount_until(self, day: date) -> int:
        """What is taken back by the close of a day; the rest follows with payments that count later."""
        return sum(amount for on, amount in self.by_day.items() if on <= day)


def infer_from_list(session: Session, listed: Mapping[int, ListedAccount], day: ListDay) -> Inferred:
    """Make accounts agree with a list: what it no longer asks for is settled as inferred, by the close of its day.

    Payments of that day or before that were known later take the place of what is inferred on the day from which they
    count. So do cheques that had been received and are dated ahead: the sender has set them against the items.

    Args:
        session: a write session; the accounts are locked by the caller.
        listed: of each account, what the list says; one that it does not name has nothing open.
        day: of the list.
    """
    invoices, payments = defaultdict(list), defaultdict(list)
    for invoice in invoice_rows(session, listed.keys()):
        if invoice.known_on <= day.on:
            invoices[invoice.account_id].append(invoice)
    ahead: list[LedgerPaymentRow] = []
    for payment in payment_rows(session, listed.keys()):
        if payment.known_on <= day.on:
            payments[payment.account_id].append(payment)
        elif payment.reverses is None and payment.kind is not PaymentKind.INFERRED:
            ahead.append(payment)
    found, rows = Inferred(), []
    for account_id, told in listed.items():
        settlements, backs = settled_by_list(invoices[account_id], payments[account_id], told)
        base = _base(day, account_id)
        rows += [_settlement(one, base, day) for one in settlements]
        rows += [_back(one, base, key=f"{one.reverses}/{day.import_id}") for one in backs]
        _note(found, account_id, settlements, backs)
    bulk_insert(session.connection(), Payment, rows)
    if ahead:
        received = _received_cheques(session, [one.id for one in ahead if one.paid_on > day.on])
        later = [one for one in ahead if one.paid_on <= day.on or one.id in received]
        gave_way = give_way(session, later, zone=day.zone, import_id=day.import_id, received=received)
        found.accounts |= gave_way.accounts
        found.taken_back += gave_way.amount_until(day.on)
    _mark(session, found.accounts)
    return found


def give_way(  # noqa: PLR0913 - what gives way to what
    session: Session,
    payments: Sequence[LedgerPaymentRow],
    *,
    zone: str,
    import_id: int | None,
    before: Mapping[tuple[int, str], int] = _NOTHING,
    received: Container[int] = frozenset(),
) -> GaveWay:
    """Payments that were made by the day of a list and became known later take the place of what it let infer.

    One that names an invoice takes the place of what was inferred of it; one that names none, of whatever was inferred
    last. What one took the place of before stays so and counts. Returns what was taken back.

    Args:
        session: a write session.
        payments: of one portfolio, new to the ledger: neither inferred nor reversals.
        zone: of the portfolio.
        import_id: of the import that brings them.
        before: what earlier batches took back in transactions that are not there any more, as `GaveWay.taken`.
        received: ids of those that were there before the list, whatever their day.
    """
    new = defaultdict(list)
    for payment in payments:
        new[payment.account_id].append(payment)
    inferred = _with_inferred(session, new)
    rows: list[Values] = []
    found = GaveWay()
    portfolios = _portfolios(session, inferred)
    for account_id, facts in inferred.items():
        standing = standing_inferred(replay((), facts), facts)
        for payment in sorted(new[account_id], key=lambda one: (one.known_on, one.external_id, one.id)):
            fitting = [
                (one, left - found.taken[account_id, one.external_id] - before.get((account_id, one.external_id), 0))
                for one, left in standing
                if (one.paid_on >= payment.paid_on or payment.id in received) and payment.names in {None, one.names}
            ]
            replaced = sum(one.amount for one in facts if one.external_id == _replacing(one.reverses, payment.id))
            known = {one.external_id: one.known_on for one, _ in fitting}
            for back in take_back(fitting, payment.amount - replaced):
                found.taken[account_id, back.reverses] += back.amount
                on = max(payment.known_on, known[back.reverses])
                found.by_day[on] += back.amount
                base = _values(portfolios[account_id], account_id, on=on, zone=zone, import_id=import_id)
                rows.append(_back(back, base, key=_replacing(back.reverses, payment.id)))
    bulk_insert(session.connection(), Payment, rows)
    return found


def move_replaced(
    session: Session, payments: Collection[int], account_ids: Collection[int], *, zone: str, until: date
) -> int:
    """Let corrected payments take the place of what was inferred on the day from which they count by now.

    Returns how much more is taken back by the close of a day.

    Args:
        session: a write session.
        payments: ids of the corrected payments.
        account_ids: their accounts.
        zone: of their portfolio.
        until: that day.
    """
    inferred = payment_rows(session, account_ids, kind=PaymentKind.INFERRED)
    if not inferred:
        return 0
    connection = session.connection()
    wanted = sa.select(Payment.id, Payment.known_on).where(is_among(connection, Payment.id, payments))
    counts_from = dict(connection.execute(wanted).all())
    settled_on = {(one.account_id, one.external_id): one.known_on for one in inferred if one.reverses is None}
    moved: list[Values] = []
    more = 0
    for row in inferred:
        number = row.external_id.rpartition("-")[2]
        day = counts_from.get(int(number)) if number.isdigit() else None
        if day is None or row.reverses is None or row.external_id != _replacing(row.reverses, int(number)):
            continue
        on = max(day, settled_on.get((row.account_id, row.reverses), day))
        if on != row.known_on:
            moved.append({"id": row.id, "paid_on": on, "known_at": end_of_day(on, zone), "known_on": on})
            more += row.amount * ((on <= until) - (row.known_on <= until))
    bulk_update(connection, Payment, moved)
    return more


def _replacing(inferred: str | None, payment_id: int) -> str:
    """The external id of the row by which a payment takes the place of an inferred settlement."""
    return f"{inferred}-{payment_id}"


def _received_cheques(session: Session, payments: Collection[int]) -> set[int]:
    """Which of these payments are cheques."""
    if not payments:
        return set()
    of_them = is_among(session.connection(), Payment.id, payments)
    return set(session.scalars(sa.select(Payment.id).where(of_them, Payment.method == PaymentMethod.CHEQUE)))


def latest_list_day(session: Session, portfolio_ids: Collection[int]) -> date | None:
    """The day of the latest list that settled anything in these portfolios."""
    return session.scalar(
        sa.select(sa.func.max(Payment.paid_on)).where(
            Payment.portfolio_id.in_(portfolio_ids),
            Payment.kind == PaymentKind.INFERRED,
            Payment.reverses_external_id.is_(None),
        )
    )


def _with_inferred(session: Session, account_ids: Iterable[int]) -> dict[int, list[LedgerPaymentRow]]:
    """The inferred rows of those accounts that have any."""
    found = defaultdict(list)
    for row in payment_rows(session, list(account_ids), kind=PaymentKind.INFERRED):
        found[row.account_id].append(row)
    return found


def _portfolios(session: Session, account_ids: Collection[int]) -> dict[int, int]:
    connection = session.connection()
    wanted = sa.select(Account.id, Account.portfolio_id).where(is_among(connection, Account.id, account_ids))
    return dict(connection.execute(wanted).all())


def _note(
    found: Inferred, account_id: int, settlements: Sequence[InferredSettlement], backs: Sequence[InferredBack]
) -> None:
    found.items += len(settlements)
    found.settled += sum(one.amount for one in settlements)
    found.taken_back += sum(one.amount for one in backs)
    if settlements or backs:
        found.accounts.add(account_id)


def _base(day: ListDay, account_id: int) -> Values:
    return _values(day.portfolio_id, account_id, on=day.on, zone=day.zone, import_id=day.import_id)


def _values(portfolio_id: int, account_id: int, *, on: date, zone: str, import_id: int | None) -> Values:
    return {
        "portfolio_id": portfolio_id,
        "account_id": account_id,
        "kind": PaymentKind.INFERRED,
        "paid_on": on,
        "known_at": end_of_day(on, zone),
        "known_on": on,
        "import_id": import_id,
    }


def _settlement(one: InferredSettlement, base: Values, day: ListDay) -> Values:
    own = {"external_id": f"{one.names}@{day.import_id}", "amount": one.amount}
    return {**base, **own, "invoice_external_id": one.names, "reverses_external_id": None}


def _back(one: InferredBack, base: Values, *, key: str) -> Values:
    own = {"external_id": key, "amount": one.amount}
    return {**base, **own, "invoice_external_id": one.names, "reverses_external_id": one.reverses}


def _mark(session: Session, account_ids: Collection[int]) -> None:
    """The ledgers of these accounts are replayed by the next standing."""
    if account_ids:
        accounts = is_among(session.connection(), Account.id, account_ids)
        session.execute(
            sa.update(Account).where(accounts, Account.ledger_dirty.is_(False)).values(ledger_dirty=True),
            execution_options={"synchronize_session": False},
        )
