"""Reads what decides about erasures, in the same number of queries for one customer or a thousand."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import (
    Account,
    Customer,
    Hold,
    ImportRun,
    Interaction,
    Invoice,
    Payment,
    Portfolio,
    Promise,
    RetentionHold,
    ReviewRequest,
    WorkItem,
)
from models.bulk import is_among
from models.enums import HoldKind, RequestKind
from workbench.domain.privacy.rules import ErasureFacts, kept_until
from workbench.domain.privacy.terms import KeptFor, law_months, terms_by_portfolio
from workbench.kernel.days import day_of
from workbench.kernel.states import hold_in_force_condition, live_claim_condition, open_promise_condition


@dataclass
class _Standing:
    """What the accounts of a customer say together."""

    owes_in: list[str] = field(default_factory=list)
    credit_in: list[str] = field(default_factory=list)
    is_unsettled: bool = False
    kept_until: date | None = None
    erase_on: date | None = None
    is_erased_by_terms: bool = True


@dataclass(frozen=True)
class Erasable:
    """The facts of a customer, and the day from which the terms erase them; None: they do not."""

    facts: ErasureFacts
    erase_on: date | None


def erasable(session: Session, customer_ids: Collection[int], *, today: date, now: datetime) -> dict[int, Erasable]:
    """What decides whether customers may be erased, by id; `today` is the company's local day."""
    standings = _standings(session, customer_ids, today=today)
    holds = _holds(session, customer_ids, today=today)
    orders = _orders(session, customer_ids)
    promises = _counts(session, Promise.customer_id, customer_ids, open_promise_condition())
    waiting = sa.and_(ReviewRequest.answered_at.is_(None), ReviewRequest.kind != RequestKind.ERASURE)
    requests = _counts(session, ReviewRequest.customer_id, customer_ids, waiting)
    attended = _counts(session, WorkItem.customer_id, customer_ids, live_claim_condition(now))
    gone = _counts(session, Customer.id, customer_ids, Customer.erased_at.is_not(None))
    importing = _is_importing(session)
    found = {}
    for one in customer_ids:
        said = standings.get(one, _Standing())
        order = orders.get(one)
        facts = ErasureFacts(
            owes_in=tuple(said.owes_in),
            credit_in=tuple(said.credit_in),
            is_unsettled=said.is_unsettled,
            kept_until=said.kept_until,
            holds=frozenset(holds.get(one, ())),
            retention_hold_on=day_of(order, "UTC") if order else None,
            open_promises=promises.get(one, 0),
            open_requests=requests.get(one, 0),
            is_attended=one in attended,
            is_importing=importing,
            is_erased=one in gone,
        )
        found[one] = Erasable(facts, said.erase_on if said.is_erased_by_terms else None)
    return found


def _standings(session: Session, customer_ids: Collection[int], *, today: date) -> dict[int, _Standing]:
    terms = terms_by_portfolio(session)
    rows = session.execute(
        sa.select(
            Account.id, Account.customer_id, Account.portfolio_id, Account.open_amount, Account.credit,
            Account.ledger_dirty, Account.created_at, Portfolio.name, Portfolio.preset, Portfolio.timezone,
        )
        .join(Portfolio, Portfolio.id == Account.portfolio_id)
        .where(is_among(session.connection(), Account.customer_id, customer_ids))
        .order_by(Account.id)
    ).all()  # fmt: skip
    accounts = [row.id for row in rows]
    moved = _last_movements(session, accounts)
    owing = _counts(session, Invoice.account_id, accounts, Invoice.open_amount > 0)
    found: dict[int, _Standing] = defaultdict(_Standing)
    for row in rows:
        said = found[row.customer_id]
        if row.open_amount or row.id in owing:
            said.owes_in.append(row.name)
        if row.credit:
            said.credit_in.append(row.name)
        said.is_unsettled |= row.ledger_dirty
        last = moved.get(row.id) or day_of(row.created_at, row.timezone)
        _keep(said, terms[row.portfolio_id], last, months=law_months(row.preset), today=today)
    return found


def _keep(said: _Standing, terms: KeptFor, last: date, *, months: int, today: date) -> None:
    """The strictest of a customer's accounts decides: the longest keeping, and the latest erasure."""
    until = kept_until(last, keep_days=terms.keep_days, law_months=months, today=today)
    said.kept_until = max(filter(None, (said.kept_until, until)), default=None)
    if terms.erase_days is None:
        said.is_erased_by_terms = False
    else:
        on = last + timedelta(days=terms.erase_days + 1)
        said.erase_on = max(said.erase_on or on, on)


def _last_movements(session: Session, accounts: Collection[int]) -> dict[int, date]:
    """By account the day of the last invoice, payment or interaction."""
    found: dict[int, date] = {}
    for column, day in (
        (Invoice.account_id, Invoice.issued_on),
        (Payment.account_id, Payment.paid_on),
        (Interaction.account_id, Interaction.known_on),
    ):
        latest = sa.select(column, sa.func.max(day)).where(is_among(session.connection(), column, accounts))
        for account_id, on in session.execute(latest.group_by(column)):
            found[account_id] = max(found.get(account_id, on), on)
    return found


def _holds(session: Session, customer_ids: Collection[int], *, today: date) -> Mapping[int, Iterable[HoldKind]]:
    found = defaultdict(set)
    wanted = sa.select(Hold.customer_id, Hold.kind).where(
        is_among(session.connection(), Hold.customer_id, customer_ids), hold_in_force_condition(on=today, today=today)
    )
    for customer_id, kind in session.execute(wanted):
        found[customer_id].add(kind)
    return found


def _counts(
    session: Session, column: sa.orm.InstrumentedAttribute[int], ids: Collection[int], where: sa.ColumnElement[bool]
) -> dict[int, int]:
    counted = sa.select(column, sa.func.count()).where(is_among(session.connection(), column, ids), where)
    return dict(session.execute(counted.group_by(column)).all())


def _orders(session: Session, customer_ids: Collection[int]) -> dict[int, datetime]:
    """Since when the data of customers is kept by order; that of a merged one counts for who stands for it."""
    stands = sa.func.coalesce(Customer.merged_into_id, Customer.id)
    first = (
        sa.select(stands, sa.func.min(RetentionHold.placed_at, type_=RetentionHold.placed_at.type))
        .join(Customer, Customer.id == RetentionHold.customer_id)
        .where(RetentionHold.lifted_at.is_(None), stands.in_(customer_ids))
        .group_by(stands)
    )
    return dict(session.execute(first).all())


def _is_importing(session: Session) -> bool:
    running = sa.select(ImportRun.id).where(ImportRun.finished_at.is_(None), ImportRun.cut_off_at.is_(None))
    return session.scalar(running.limit(1)) is not None
