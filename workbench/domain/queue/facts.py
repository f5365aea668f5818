"""What building a day's queues reads: a fixed number of queries, and one for each part of the accounts.

Facts of the current day count at once for who may be worked (holds, promises, call-backs); the points see only what
was known at the close of the day before.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import (
    Account,
    Champion,
    ContactPoint,
    Customer,
    Hold,
    Interaction,
    Invoice,
    ModelVersion,
    Outcome,
    Portfolio,
    Promise,
    Score,
    User,
)
from models.bulk import bulk_read, bulk_stream, is_among
from models.enums import OutcomeGroup, PointKind, PromiseState
from scoring.points import Phone, Reached
from workbench.kernel.agreements import first_agreed_day
from workbench.kernel.calendar import calendar_for
from workbench.kernel.days import known_until
from workbench.kernel.money import country_of_zone
from workbench.kernel.states import IN_USE, hold_in_force_condition, is_promise_open, open_promise_condition

RECENT = timedelta(days=30)
PROMISES_OF = timedelta(days=365)
FOLLOW_UP_STALE = timedelta(days=3)


class AccountLine(NamedTuple):
    """A workable account. Amounts are minor units; `asked` is open less what is in dispute.

    `stale`: its standing is of another day.
    """

    id: int
    customer_id: int
    external_id: str
    portfolio_id: int
    collector_id: int | None
    open_amount: int
    overdue_amount: int
    asked: int
    oldest_due_on: date
    last_payment_on: date | None
    stale: bool

    @property
    def worth(self) -> int:
        """What a call is about: the overdue amount, or what is open where nothing is overdue yet."""
        return self.overdue_amount or self.asked


@dataclass(slots=True)
class ContactHistory:
    """What recent interactions say of a customer, oldest first while they are read."""

    callback_at: datetime | None = None
    reached_on: date | None = None
    reached: Reached = Reached.NOT_TRIED
    unanswered: int = 0
    follow_up_on: date | None = None


@dataclass(slots=True)
class PromiseHistory:
    """What promises say of a customer."""

    due_on: date | None = None
    last_day: date | None = None
    broken_on: date | None = None
    kept: int = 0
    broken: int = 0


class ScoreLine(NamedTuple):
    """What the model says of an account, reasons as `scoring.reasons` has them.

    `gain` is what it is ranked by and `expected` the chance of paying times the exposure, in minor units.
    """

    propensity: float
    expected: float
    model_id: int
    model: str
    reasons: list[list[Any]]  # Any: JSON
    value: str
    gain: float


@dataclass
class QueueFacts:
    """All that is read beside the accounts themselves, by customer or account.

    `scores` are those of the day by the model that ranks, read for a part of the accounts at a time by `scores_of`;
    `usual` is the middle one of their gains above nothing, by currency; `unscored` are the portfolios that have a model
    and no scores for the day.
    """

    portfolios: dict[int, Portfolio]
    active_users: frozenset[int]
    phones: dict[int, Phone]
    with_numbers: frozenset[int]
    held_customers: frozenset[int]
    held_accounts: frozenset[int]
    part_paid: frozenset[int]
    typical: dict[int, int]
    touches: dict[int, ContactHistory] = field(default_factory=dict)
    promised: dict[int, PromiseHistory] = field(default_factory=dict)
    scores: dict[int, ScoreLine] = field(default_factory=dict)
    usual: dict[str, float] = field(default_factory=dict)
    unscored: tuple[str, ...] = ()

    def phone_of(self, line: AccountLine) -> Phone:
        """The best number of the customer; unknown where the portfolio's numbers are not kept here at all."""
        known = self.phones.get(line.customer_id)
        if known is None:
            return Phone.NONE if line.portfolio_id in self.with_numbers else Phone.UNKNOWN
        return known


def read_facts(session: Session, *, on: date, today: date) -> QueueFacts:
    """Read everything but the accounts and their scores: eleven queries."""
    held = session.execute(
        sa.select(Hold.customer_id, Hold.account_id).where(hold_in_force_condition(on=on, today=today))
    ).all()
    portfolios = {row.id: row for row in session.scalars(sa.select(Portfolio))}
    return QueueFacts(
        portfolios=portfolios,
        active_users=frozenset(session.scalars(sa.select(User.id).where(User.is_active))),
        phones=_phones(session),
        with_numbers=_with_numbers(session),
        held_customers=frozenset(customer for customer, account in held if account is None),
        held_accounts=frozenset(account for _, account in held if account is not None),
        part_paid=_part_paid(session),
        typical=_typical(session),
        touches=_touches(session, portfolios, on=on, today=today),
        promised=_promised(session, on=on, today=today),
        usual=_usual(session, on=on),
        unscored=_unscored(session, on=on),
    )


def workable_lines(session: Session, facts: QueueFacts, *, on: date) -> Iterator[AccountLine]:
    """Workable accounts, a customer's together: open, not on hold, not handed over, not too old. One query, streamed.

    Disputed items are not asked for; an account of nothing else is left out.
    """
    if not facts.portfolios:
        return
    oldest = sa.case(
        {row.id: on - timedelta(days=row.workable_max_days) for row in facts.portfolios.values()},
        value=Account.portfolio_id,
        else_=on,
    )
    found = (
        sa.select(
            Account.id,
            Account.customer_id,
            Customer.external_id,
            Account.portfolio_id,
            Account.collector_id,
            Account.open_amount,
            Account.overdue_amount,
            Account.open_amount - Account.disputed_amount,
            Account.oldest_due_on,
            Account.last_payment_on,
            Account.standing_on.is_distinct_from(on),
        )
        .join(Customer, Customer.id == Account.customer_id)
        .where(Account.open_amount > Account.disputed_amount, Account.oldest_due_on >= oldest)
        .order_by(Account.customer_id, Account.id)
    )
    for line in bulk_stream(session.connection(), found, AccountLine._make):
        if line.customer_id not in facts.held_customers and line.id not in facts.held_accounts:
            yield line


def _ranking_now(*, on: date) -> sa.ColumnElement[bool]:
    """Condition on `Score` and `Champion`: a score of the day by the model that ranks its portfolio now."""
    return sa.and_(
        Champion.portfolio_id == Score.portfolio_id,
        Champion.until.is_(None),
        Champion.model_id == Score.model_id,
        Score.scored_on == on,
    )


def scores_of(session: Session, account_ids: Collection[int], *, on: date) -> dict[int, ScoreLine]:
    """The scores of these accounts for the day by the model that ranks their portfolio, by account."""
    connection = session.connection()
    statement = (
        sa.select(
            Score.account_id,
            Score.propensity,
            Score.expected,
            Score.model_id,
            ModelVersion.name,
            Score.reasons,
            Score.value,
            _gain(),
        )
        .join(ModelVersion, ModelVersion.id == Score.model_id)
        .join(Champion, _ranking_now(on=on))
        .where(is_among(connection, Score.account_id, account_ids))
    )
    found: list[tuple[Any, ...]] = bulk_read(connection, statement, tuple)  # Any: the columns above
    return {account_id: ScoreLine(*rest) for account_id, *rest in found}


def _gain() -> sa.ColumnElement[float]:
    """What a score is ranked by; scores of before it was kept are ranked by what is expected."""
    return sa.func.coalesce(Score.gain, Score.expected)


def _usual(session: Session, *, on: date) -> dict[str, float]:
    """The middle one of the gains above nothing, by currency: what a hundred points stand for."""
    ranked = (
        sa.select(
            Portfolio.currency.label("currency"),
            _gain().label("gain"),
            sa.func.row_number().over(partition_by=Portfolio.currency, order_by=_gain()).label("place"),
            sa.func.count().over(partition_by=Portfolio.currency).label("of"),
        )
        .join(Champion, _ranking_now(on=on))
        .join(Portfolio, Portfolio.id == Score.portfolio_id)
        .where(_gain() > 0)
        .subquery()
    )
    middle = sa.select(ranked.c.currency, ranked.c.gain).where(ranked.c.place == (ranked.c.of + 1) // 2)
    return dict(session.execute(middle).all())


def _unscored(session: Session, *, on: date) -> tuple[str, ...]:
    scored = sa.exists().where(
        Score.portfolio_id == Champion.portfolio_id, Score.model_id == Champion.model_id, Score.scored_on == on
    )
    found = session.scalars(
        sa.select(Portfolio.code)
        .join(Champion, sa.and_(Champion.portfolio_id == Portfolio.id, Champion.until.is_(None)))
        .where(Champion.model_id.is_not(None), sa.not_(scored))
        .order_by(Portfolio.code)
    )
    return tuple(found)


def _phones(session: Session) -> dict[int, Phone]:
    surest = {state: len(IN_USE) - place for place, state in enumerate(IN_USE)}
    best = sa.func.max(sa.case(surest, value=ContactPoint.state, else_=0))
    grouped = (
        sa.select(ContactPoint.customer_id, best)
        .where(ContactPoint.kind == PointKind.PHONE)
        .group_by(ContactPoint.customer_id)
    )
    names = (Phone.NONE, Phone.UNVERIFIED, Phone.VERIFIED)
    found: list[tuple[int, int]] = bulk_read(session.connection(), grouped, tuple)
    return {customer_id: names[state] for customer_id, state in found}


def _with_numbers(session: Session) -> frozenset[int]:
    """Portfolios of which any customer has a number here; of the others the numbers are kept elsewhere."""
    any_number = sa.exists().where(
        ContactPoint.customer_id == Account.customer_id,
        ContactPoint.kind == PointKind.PHONE,
        Account.portfolio_id == Portfolio.id,
    )
    return frozenset(session.scalars(sa.select(Portfolio.id).where(any_number)))


def _part_paid(session: Session) -> frozenset[int]:
    partly = sa.select(Invoice.account_id).where(Invoice.open_amount > 0, Invoice.open_amount < Invoice.amount)
    return frozenset(session.connection().scalars(partly.distinct()).all())


def _typical(session: Session) -> dict[int, int]:
    """The median of what an account of each portfolio owes: overdue, or open where nothing is overdue yet."""
    asked = Account.open_amount - Account.disputed_amount
    worth = sa.case((Account.overdue_amount > 0, Account.overdue_amount), else_=asked)
    ranked = (
        sa.select(
            Account.portfolio_id.label("portfolio_id"),
            worth.label("worth"),
            sa.func.row_number().over(partition_by=Account.portfolio_id, order_by=worth).label("place"),
            sa.func.count().over(partition_by=Account.portfolio_id).label("of"),
        )
        .where(asked > 0)
        .subquery()
    )
    middle = sa.select(ranked.c.portfolio_id, ranked.c.worth).where(ranked.c.place == (ranked.c.of + 1) // 2)
    return {portfolio_id: int(amount) for portfolio_id, amount in session.execute(middle)}


def _promised(session: Session, *, on: date, today: date) -> dict[int, PromiseHistory]:
    seen = known_until(on, today)
    rows = session.execute(
        sa.select(Promise.customer_id, Promise.state, Promise.due_on, Promise.grace_days, Promise.decided_on)
        .where(
            Promise.known_on <= seen,
            sa.or_(open_promise_condition(), Promise.decided_on > on - PROMISES_OF),
        )
        .order_by(Promise.due_on, Promise.id)
    )
    found: dict[int, PromiseHistory] = defaultdict(PromiseHistory)
    for customer_id, state, due_on, grace_days, decided_on in rows:
        told = found[customer_id]
        if is_promise_open(state) and told.due_on is None:
            told.due_on, told.last_day = due_on, due_on + timedelta(days=grace_days)
        elif state is PromiseState.KEPT:
            told.kept += 1
        elif state is PromiseState.BROKEN:
            told.broken += 1
            told.broken_on = max(decided_on or on, told.broken_on or date.min)
    return dict(found)


def _touches(
    session: Session, portfolios: Mapping[int, Portfolio], *, on: date, today: date
) -> dict[int, ContactHistory]:
    follow_up = _follow_ups(portfolios)
    seen = known_until(on, today)
    tries = (
        sa.select(
            Interaction.customer_id,
            Interaction.known_on,
            Interaction.callback_at,
            Outcome.group,
            Outcome.follow_days,
            Interaction.portfolio_id,
        )
        .join(Outcome, Outcome.code == Interaction.outcome_code)
        .where(
            Interaction.known_on >= first_agreed_day(on),
            Interaction.known_on <= seen,
            Outcome.group.in_(SPOKEN),
        )
        .order_by(Interaction.at, Interaction.id)
    )
    rows: Iterator[tuple[Any, ...]] = bulk_stream(session.connection(), tries, tuple)  # Any: the columns above
    found: dict[int, ContactHistory] = defaultdict(ContactHistory)
    for customer_id, known_on, callback_at, group, follow_days, portfolio_id in rows:
        told = found[customer_id]
        told.callback_at = callback_at
        if group == OutcomeGroup.DIRECT:
            told.reached_on = known_on
        if known_on == on:
            continue  # points see it tomorrow
        told.follow_up_on = follow_up(portfolio_id, known_on, follow_days) if follow_days and not callback_at else None
        if known_on >= on - RECENT:
            _count(told, group)
    return dict(found)


def _follow_ups(portfolios: Mapping[int, Portfolio]) -> Callable[[int, date, int], date]:
    """The day of the next step, by portfolio, day and working days: computed once, many interactions ask the same."""
    calendars = {row.id: calendar_for(country_of_zone(row.timezone), row.closed_days) for row in portfolios.values()}
    return cache(lambda portfolio_id, day, days: calendars[portfolio_id].working_days_after(day, days))


SPOKEN = (OutcomeGroup.DIRECT, OutcomeGroup.INDIRECT, OutcomeGroup.NO_CONTACT)
"""Tries to speak with somebody. Messages and administrative entries neither keep nor end a call-back."""


def _count(told: ContactHistory, group: str) -> None:
    if group == OutcomeGroup.NO_CONTACT:
        told.unanswered += 1
        told.reached = Reached.NOBODY if told.reached is Reached.NOT_TRIED else told.reached
        return
    told.unanswered = 0
    if group == OutcomeGroup.DIRECT:
        told.reached = Reached.DIRECT
    elif told.reached is not Reached.DIRECT:
        told.reached = Reached.INDIRECT
