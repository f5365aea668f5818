"""Reading a portfolio's facts from the database into a `PortfolioHistory`.

The stored standing (which payment paid which invoice, which promises were kept) is used where it holds for every day.
An account with a reversal, a corrected fact, or facts that the standing has not seen is replayed from its facts by the
caller's function, see `scoring.reported`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any, NamedTuple, TypeVar

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from models import Account, Allocation, Customer, FactVersion, Hold, Interaction, Invoice, Outcome, Payment, Promise
from models.enums import MONEY_KINDS, CustomerKind, Direction, PromiseState
from scoring.history import (
    KINDS,
    NEVER,
    Allocations,
    Contacts,
    Decisions,
    Events,
    Holds,
    Ints,
    Items,
    Payments,
    PortfolioHistory,
    Promises,
)
from scoring.reported import REFUSALS, ReplayAsReported, Span, kind_of

_CORRECTED: Mapping[str, type[Invoice] | type[Payment] | type[Interaction]] = {
    "invoice": Invoice,
    "payment": Payment,
    "interaction": Interaction,
}

AT_ONCE = 20_000
"""Rows that are there as Python objects at one time."""

YEAR = 365
"""Days for which a kept or broken promise counts."""

_BEFORE_FIRST = 1721424.5
"""The Julian day on which ordinals are zero."""

Kind = TypeVar("Kind", bound=Events)


def read_history(session: Session, *, portfolio_id: int, until: date, replay: ReplayAsReported) -> PortfolioHistory:
    """Read all facts of a portfolio as arrays, in a dozen queries whatever the number of accounts.

    Args:
        session: Only read from.
        portfolio_id: The portfolio whose accounts are read.
        until: The last day whose facts have to be in it.
        replay: Replays accounts from their facts, where the stored standing does not hold for every day.

    """
    accounts = _accounts(session, portfolio_id)
    odd = _odd_accounts(session, portfolio_id, until=until)
    spans = (
        sorted(replay(session, odd.tolist()), key=lambda span: (span.account_id, span.first_day)) if len(odd) else []
    )
    places = _Places(accounts.id, [span.account_id for span in spans], odd)
    return PortfolioHistory(
        external_id=accounts.external_id[places.of],
        account_id=accounts.id[places.of],
        first_day=places.filled([span.first_day for span in spans], other=0),
        last_day=places.filled([span.last_day for span in spans], other=int(NEVER)),
        business=accounts.business[places.of],
        **_ledger(session, portfolio_id, places, spans),
        contacts=_contacts(session, portfolio_id, places, spans),
        promises=_events(Promises, places.all_of(_promises(session, portfolio_id))),
        decisions=_decisions(session, portfolio_id, places, spans),
        holds=_events(Holds, places.all_of(_holds(session, portfolio_id))),
    )


class _Accounts(NamedTuple):
    id: Ints
    external_id: np.ndarray[Any, Any]
    business: np.ndarray[Any, Any]


class _Places:
    """Places of accounts in the history: one for an account read as stored, one per span for a replayed account."""

    def __init__(self, ids: Ints, spans: Sequence[int], odd: Ints) -> None:
        self._ids, self._odd = ids, np.isin(ids, odd)
        self._spans = np.searchsorted(ids, np.asarray(spans, dtype=np.int64))
        counts = np.where(self._odd, np.bincount(self._spans, minlength=len(ids)), 1)
        self._counts = counts.astype(np.int64)
        self._starts = np.concatenate([[0], np.cumsum(self._counts)])[:-1]
        self.of: Ints = np.repeat(np.arange(len(ids)), self._counts)
        self.of_spans: Ints = np.flatnonzero(self._odd[self.of])

    def filled(self, values: Sequence[int], *, other: int) -> Ints:
        """One value per place: those of the spans in order, `other` for the rest."""
        whole = np.full(len(self.of), other, dtype=np.int64)
        whole[self.of_spans] = values
        return whole

    def plain(self, rows: Ints) -> Ints:
        """Rows of plain accounts, the first column made their place; the rows given are used for it."""
        at = np.searchsorted(self._ids, rows[:, 0])
        kept = ~self._odd[at]
        if not kept.all():
            rows, at = rows[kept], at[kept]
        rows[:, 0] = self._starts[at]
        return rows

    def all_of(self, rows: Ints) -> Ints:
        """Rows of all accounts, once for every place of theirs."""
        at = np.searchsorted(self._ids, rows[:, 0])
        times = self._counts[at]
        which = np.repeat(np.arange(len(rows)), times)
        within = np.arange(len(which)) - np.repeat(np.cumsum(times) - times, times)
        return np.column_stack([self._starts[at[which]] + within, rows[which, 1:]])


def _ledger(session: Session, portfolio_id: int, places: _Places, spans: Sequence[Span]) -> dict[str, Any]:
    """Items, allocations and payments. An allocation names its item by the item's place among the sorted ones."""
    placed = list(zip(places.of_spans.tolist(), spans, strict=True))
    reported_items = (
        (place, one.known, one.id, one.issued, one.due, one.amount, one.disputed)
        for place, span in placed
        for one in span.items
    )
    reported_shares = ((place, day, item, amount) for place, span in placed for item, day, amount in span.shares)
    reported_payments = ((place, *one) for place, span in placed for one in span.payments)
    # Databases give rows in any order: the last share of a day is the newest item's, the last payment the largest.
    rows = _both(places.plain(_items(session, portfolio_id)), reported_items)
    account, known, ids, issued, due, amount, disputed = _columns(rows, np.lexsort((rows[:, 2], rows[:, 1])))
    items = Items(account, known, ids, issued, due, amount, disputed.astype(bool))
    rows = _both(places.plain(_allocations(session, portfolio_id)), reported_shares)
    rows[:, 2] = _places_of_items(items, rows)
    shares = Allocations(*_columns(rows, np.lexsort((rows[:, 2], rows[:, 1]))))
    rows = _both(places.plain(_payments(session, portfolio_id)), reported_payments)
    payments = Payments(*_columns(rows, np.lexsort((rows[:, 2], rows[:, 1]))))
    return {"items": items, "allocations": shares, "payments": payments}


def _places_of_items(items: Items, shares: Ints) -> Ints:
    """Of each share, the row of its item: the same invoice of the same place."""
    if not len(items):
        return np.empty(0, dtype=np.int64)
    order = np.lexsort((items.account, items.id))
    most = int(items.account.max()) + 1
    keys = items.id[order] * most + items.account[order]
    found: Ints = order[np.searchsorted(keys, shares[:, 2] * most + shares[:, 0])]
    return found


def _decisions(session: Session, portfolio_id: int, places: _Places, spans: Sequence[Span]) -> Decisions:
    """Each decision counts from the day it was known, and goes a year later or when it was known to be wrong."""
    reported = ((p, *one) for p, span in zip(places.of_spans.tolist(), spans, strict=True) for one in span.decisions)
    stored = places.plain(_decided(session, portfolio_id))
    came = np.vstack([np.column_stack([stored, np.full(len(stored), int(NEVER))]), _rows(reported, width=5)])
    went = came[:, :4] * np.array([1, 1, -1, -1])
    went[:, 1] = np.minimum(came[:, 1] + YEAR, came[:, 4])
    return _events(Decisions, np.vstack([came[:, :4], went]))


def _events(kind: type[Kind], rows: Ints) -> Kind:
    return kind(*_columns(rows, np.argsort(rows[:, 1], kind="stable")))


def _columns(rows: Ints, order: Ints) -> list[Ints]:
    """The columns of rows in an order, each by itself in memory: they are read again and again."""
    return [column[order] for column in rows.T]


def _both(stored: Ints, reported: Iterable[Sequence[int]]) -> Ints:
    more = _rows(reported, width=stored.shape[1])
    return np.vstack([stored, more]) if len(more) else stored


# --- queries: all columns are whole numbers, days ordinals -----------------------------------------------------------


def _accounts(session: Session, portfolio_id: int) -> _Accounts:
    business = sa.case((Customer.kind == CustomerKind.BUSINESS, 1), else_=0)
    found = session.execute(
        sa.select(Account.id, Customer.external_id, business)
        .join(Customer, Customer.id == Account.customer_id)
        .where(Account.portfolio_id == portfolio_id)
        .order_by(Account.id)
    ).all()
    ids, names, kinds = zip(*found, strict=True) if found else ((), (), ())
    return _Accounts(np.array(ids, dtype=np.int64), np.array(names, dtype=str), np.array(kinds, dtype=bool))


def _odd_accounts(session: Session, portfolio_id: int, *, until: date) -> Ints:
    """Accounts with a reversal, a corrected fact, a promise reported late, or a standing behind their facts."""
    of_portfolio = Account.portfolio_id == portfolio_id
    seen = sa.func.coalesce(Account.ledger_until, date.min)
    unseen = [
        sa.exists().where(fact.account_id == Account.id, fact.known_on > seen, fact.known_on <= until)
        for fact in (Invoice, Payment)
    ]
    pending = sa.exists().where(Promise.account_id == Account.id, Promise.decided_on.is_(None))
    behind = sa.and_(seen < until, sa.or_(*unseen, pending))
    statements = [
        sa.select(Payment.account_id).where(
            Payment.portfolio_id == portfolio_id, Payment.reverses_external_id.is_not(None)
        ),
        sa.select(Account.id).where(of_portfolio, sa.or_(Account.ledger_dirty, behind)),
    ]
    statements.append(
        sa.select(Promise.account_id)
        .join(Account, Account.id == Promise.account_id)
        .where(of_portfolio, Promise.known_at > Promise.made_at)
    )
    for name, fact in _CORRECTED.items():
        corrected = sa.select(FactVersion.fact_id).where(FactVersion.kind == name)
        statements.append(sa.select(fact.account_id).where(fact.portfolio_id == portfolio_id, fact.id.in_(corrected)))
    found = chain.from_iterable(session.scalars(statement) for statement in statements)
    return np.array(sorted(set(found)), dtype=np.int64)


def _items(session: Session, portfolio_id: int) -> Ints:
    return _read(
        session,
        [
            Invoice.account_id,
            _day(session, Invoice.known_on),
            Invoice.id,
            _day(session, Invoice.issued_on),
            _day(session, Invoice.due_on),
            Invoice.amount,
            sa.case((Invoice.disputed, 1), else_=0),
        ],
        sa.select().where(Invoice.portfolio_id == portfolio_id),
    )


def _payments(session: Session, portfolio_id: int) -> Ints:
    return _read(
        session,
        [Payment.account_id, _day(session, Payment.known_on), Payment.amount],
        sa.select().where(Payment.portfolio_id == portfolio_id, Payment.kind.in_(MONEY_KINDS)),
    )


def _allocations(session: Session, portfolio_id: int) -> Ints:
    """A share is given on the day on which both its payment and its invoice are known."""
    later = sa.case((Payment.known_on > Invoice.known_on, Payment.known_on), else_=Invoice.known_on)
    return _read(
        session,
        [Allocation.account_id, _day(session, later), Allocation.invoice_id, Allocation.amount],
        sa.select()
        .join_from(Allocation, Payment, Payment.id == Allocation.payment_id)
        .join(Invoice, Invoice.id == Allocation.invoice_id)
        .where(Payment.portfolio_id == portfolio_id),
    )


def _contacts(session: Session, portfolio_id: int, places: _Places, spans: Sequence[Span]) -> Contacts:
    kinds = _kinds(session)
    found = session.connection().execute(
        sa.select(
            Interaction.account_id, _day(session, Interaction.known_on), Interaction.outcome_code, Interaction.direction
        ).where(Interaction.portfolio_id == portfolio_id, Interaction.outcome_code.is_not(None))
    )
    parts = _raw(found)
    plain = _stacked(
        (((account, day, *kinds[code, way]) for account, day, code, way in part) for part in parts), width=4
    )
    reported = (
        (place, one.known, *kinds[one.outcome_code, one.direction.value])
        for place, span in zip(places.of_spans.tolist(), spans, strict=True)
        for one in span.contacts
    )
    return _events(Contacts, _both(places.plain(plain), reported))


def _kinds(session: Session) -> Mapping[tuple[str, str], tuple[int, int]]:
    """Of every outcome in either direction its place in `KINDS`, and whether it is a refusal."""
    outcomes = session.execute(sa.select(Outcome.code, Outcome.group)).all()
    return {
        (code, way.value): (KINDS.index(kind_of(code, group, way)), int(code in REFUSALS))
        for code, group in outcomes
        for way in Direction
    }


def _promises(session: Session, portfolio_id: int) -> Ints:
    return _read(
        session,
        [
            Promise.account_id,
            _day(session, Promise.known_on),
            Promise.amount,
            _day(session, Promise.due_on),
            Promise.grace_days,
            Promise.threshold_pct,
        ],
        sa.select()
        .join_from(Promise, Account, Account.id == Promise.account_id)
        .where(Account.portfolio_id == portfolio_id),
        order=(Promise.made_at, Promise.id),
    )


def _decided(session: Session, portfolio_id: int) -> Ints:
    """Promises kept or broken: account, the day that was known, and one in the column it counts for."""
    kept, broken = (sa.case((Promise.state == state, 1), else_=0) for state in (PromiseState.KEPT, PromiseState.BROKEN))
    rows = _read(
        session,
        [Promise.account_id, _day(session, Promise.decided_on), kept, broken],
        sa.select()
        .join_from(Promise, Account, Account.id == Promise.account_id)
        .where(
            Account.portfolio_id == portfolio_id,
            Promise.decided_on.is_not(None),
            Promise.state.in_((PromiseState.KEPT, PromiseState.BROKEN)),
        ),
    )
    rows[:, 1] -= 1  # the state of day D is what was known at the close of the day before
    return rows


def _holds(session: Session, portfolio_id: int) -> Ints:
    """Holds of accounts, and of customers on every account of theirs; the last column is the first free day."""
    last = sa.func.coalesce(Hold.lifted_on, Hold.until_on)
    end = sa.case((sa.and_(Hold.until_on.is_not(None), Hold.until_on < last), Hold.until_on), else_=last)
    free = sa.case((end.is_(None), int(NEVER)), else_=_day(session, end) + 1)
    return _read(
        session,
        [Account.id, _day(session, Hold.known_on), free],
        sa.select()
        .join_from(Hold, Account, Account.customer_id == Hold.customer_id)
        .where(Account.portfolio_id == portfolio_id, sa.or_(Hold.account_id.is_(None), Hold.account_id == Account.id)),
    )


Column = InstrumentedAttribute[Any] | sa.ColumnElement[Any]


def _day(session: Session, column: Column) -> sa.ColumnElement[int]:
    """A date as its ordinal, computed by the database: a date object each would cost more than all the rest."""
    if session.get_bind().dialect.name == "sqlite":
        return sa.cast(sa.func.julianday(column) - _BEFORE_FIRST, sa.Integer())
    return sa.type_coerce(sa.type_coerce(column, sa.Date()) - date.min, sa.Integer()) + 1


def _read(session: Session, columns: Sequence[Column], rows: sa.Select[Any], *, order: Sequence[Column] = ()) -> Ints:
    found = session.connection().execute(rows.with_only_columns(*columns, maintain_column_froms=True).order_by(*order))
    return _stacked(_raw(found), width=len(columns))


def _raw(found: sa.CursorResult[*tuple[Any, ...]]) -> Iterator[Sequence[Sequence[Any]]]:
    """The driver's own rows, some at a time: building SQLAlchemy's would take most of the time."""
    if found.cursor is None:
        raise RuntimeError("the statement gave no rows to read")
    while rows := found.cursor.fetchmany(AT_ONCE):
        yield rows


def _stacked(parts: Iterable[Iterable[Sequence[Any]]], *, width: int) -> Ints:
    arrays = [_rows(part, width=width) for part in parts]
    return np.vstack(arrays) if arrays else np.empty((0, width), dtype=np.int64)


def _rows(rows: Iterable[Sequence[Any]], *, width: int) -> Ints:
    flat = np.fromiter(chain.from_iterable(rows), dtype=np.int64)
    found: Ints = flat.reshape(-1, width)
    return found
