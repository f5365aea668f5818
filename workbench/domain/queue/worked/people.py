"""What is known of the customers themselves: their numbers, what was agreed with them, how they were contacted lately.

Each read takes `whose`, a condition that limits it to some customers; without it, it is of everybody.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from models import ContactPoint, Interaction, Outcome, Portfolio, Promise
from models.bulk import bulk_stream
from models.enums import Channel, Direction, OutcomeGroup, PointKind, PromiseState
from scoring.points import Phone, Reached
from workbench.domain.queue.worked.eligibility import TRIES_WITHIN, Agreements
from workbench.kernel.agreements import SPOKEN, callback_hour_expression, first_agreed_day
from workbench.kernel.calendar import calendar_for
from workbench.kernel.days import known_until
from workbench.kernel.money import country_of_zone
from workbench.kernel.states import IN_USE, is_promise_open, open_promise_condition

RECENT = timedelta(days=30)
PROMISES_OF = timedelta(days=365)

Whose = Callable[[InstrumentedAttribute[int]], sa.ColumnElement[bool]]
"""Given a column of customers, the condition that limits it."""


@dataclass(slots=True)
class ContactHistory:
    """What recent interactions say of a customer, oldest first while they are read.

    `callback_since`, `called_in`, `asks_again` and `tries` are as `Agreements` has them.
    """

    callback_at: datetime | None = None
    callback_by: int | None = None
    reached_on: date | None = None
    callback_since: datetime | None = None
    called_in: bool = False
    asks_again: bool = False
    tries: tuple[date, ...] = ()
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


def agreements_of(touches: ContactHistory | None, promised: PromiseHistory | None) -> Agreements:
    """What the rule of who is worked asks of a customer."""
    touches, promised = touches or NO_TOUCHES, promised or NO_PROMISES
    return Agreements(
        callback_at=touches.callback_at,
        promise_due_on=promised.due_on,
        promise_last_day=promised.last_day,
        broken_on=promised.broken_on,
        reached_on=touches.reached_on,
        callback_since=touches.callback_since,
        called_in=touches.called_in,
        asks_again=touches.asks_again,
        tries=touches.tries,
    )


NO_TOUCHES, NO_PROMISES = ContactHistory(), PromiseHistory()


def best_phones(session: Session, *, whose: Whose | None = None) -> dict[int, Phone]:
    """The surest number of each customer who has any number here."""
    surest = {state: len(IN_USE) - place for place, state in enumerate(IN_USE)}
    best = sa.func.max(sa.case(surest, value=ContactPoint.state, else_=0))
    grouped = (
        sa.select(ContactPoint.customer_id, best)
        .where(ContactPoint.kind == PointKind.PHONE, _limit(whose, ContactPoint.customer_id))
        .group_by(ContactPoint.customer_id)
    )
    names = (Phone.NONE, Phone.UNVERIFIED, Phone.VERIFIED)
    return {customer_id: names[state] for customer_id, state in session.connection().execute(grouped)}


def promise_histories(
    session: Session, *, on: date, today: date, whose: Whose | None = None
) -> dict[int, PromiseHistory]:
    """The promises of customers that still run or were decided within a year."""
    seen = known_until(on, today)
    rows = session.execute(
        sa.select(Promise.customer_id, Promise.state, Promise.due_on, Promise.grace_days, Promise.decided_on)
        .where(
            Promise.known_on <= seen,
            _limit(whose, Promise.customer_id),
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


def contact_histories(
    session: Session, portfolios: Mapping[int, Portfolio], *, on: date, today: date, whose: Whose | None = None
) -> dict[int, ContactHistory]:
    """How customers were contacted lately and which calls are agreed with them. A try needs no outcome yet to count."""
    follow_up, meanings = _follow_ups(portfolios), outcome_meanings(session)
    spoken = [code for code, meaning in meanings.items() if meaning.is_try]
    statement = (
        sa.select(
            Interaction.customer_id, Interaction.known_on, callback_hour_expression(), Interaction.outcome_code,
            Interaction.portfolio_id, Interaction.direction, Interaction.callback_by,
        )
        .where(
            Interaction.known_on >= first_agreed_day(on),
            Interaction.known_on <= known_until(on, today),
            _limit(whose, Interaction.customer_id),
            sa.or_(Interaction.outcome_code.in_(spoken), _counts_without_group()),
        )
        .order_by(Interaction.at, Interaction.id)
    )  # fmt: skip
    rows: Iterator[tuple[Any, ...]] = bulk_stream(session.connection(), statement, tuple)  # Any: the columns above
    found: dict[int, ContactHistory] = defaultdict(ContactHistory)
    for customer_id, known_on, callback_at, code, portfolio_id, direction, taken_by in rows:
        told = found[customer_id]
        outcome = meanings[code] if code else _NO_OUTCOME
        _count_rest(told, known_on, callback_at, is_direct=outcome.is_direct, direction=direction, on=on)
        if not outcome.is_try:
            continue
        told.callback_at, told.callback_by, follow_days = callback_at, taken_by, outcome.follow_days
        if outcome.is_direct:
            told.reached_on, told.asks_again = known_on, outcome.is_callback and callback_at is None
        if known_on == on:
            continue  # points see it tomorrow
        told.follow_up_on = follow_up(portfolio_id, known_on, follow_days) if follow_days and not callback_at else None
        if known_on >= on - RECENT:
            _count(told, outcome)
    return dict(found)


def _counts_without_group() -> sa.ColumnElement[bool]:
    """Condition on `Interaction`: our own try that has no outcome yet, or a call of the customer."""
    calls_in = sa.and_(Interaction.direction == Direction.INBOUND, Interaction.channel == Channel.CALL)
    return sa.or_(sa.and_(Interaction.direction == Direction.OUTBOUND, Interaction.outcome_code.is_(None)), calls_in)


class OutcomeMeaning(NamedTuple):
    """What an outcome says of an interaction: a try to speak with the customer, and whether anybody answered.

    `is_callback`: they asked to be called again; `follow_days`: in how many working days the next step is.
    """

    is_try: bool = False
    is_direct: bool = False
    is_answered: bool = False
    is_callback: bool = False
    follow_days: int | None = None


_NO_OUTCOME = OutcomeMeaning()


def outcome_meanings(session: Session) -> dict[str, OutcomeMeaning]:
    """By code. Outcomes are few and interactions many, so interactions are read without them."""
    columns = sa.select(Outcome.code, Outcome.group, Outcome.requires, Outcome.follow_days)
    return {
        code: OutcomeMeaning(
            is_try=group in SPOKEN,
            is_direct=group == OutcomeGroup.DIRECT,
            is_answered=group in {OutcomeGroup.DIRECT, OutcomeGroup.INDIRECT},
            is_callback="callback" in requires,
            follow_days=follow_days,
        )
        for code, group, requires, follow_days in session.connection().execute(columns)
    }


def _count_rest(  # noqa: PLR0913 - the columns of an interaction
    told: ContactHistory,
    known_on: date,
    callback_at: datetime | None,
    *,
    is_direct: bool,
    direction: Direction,
    on: date,
) -> None:
    """A conversation begins a rest; what comes after it may end it. Our own tries are kept by their days."""
    if is_direct:
        told.callback_since, told.called_in = callback_at, False
    else:
        told.callback_since = callback_at or told.callback_since
        told.called_in = told.called_in or direction is Direction.INBOUND
    if direction is Direction.OUTBOUND and known_on >= on - TRIES_WITHIN:
        told.tries += (known_on,)


def _follow_ups(portfolios: Mapping[int, Portfolio]) -> Callable[[int, date, int], date]:
    """The day of the next step, by portfolio, day and working days: computed once, many interactions ask the same."""
    calendars = {row.id: calendar_for(country_of_zone(row.timezone), row.closed_days) for row in portfolios.values()}
    return cache(lambda portfolio_id, day, days: calendars[portfolio_id].working_days_after(day, days))


def _count(told: ContactHistory, outcome: OutcomeMeaning) -> None:
    if not outcome.is_answered:
        told.unanswered += 1
        told.reached = Reached.NOBODY if told.reached is Reached.NOT_TRIED else told.reached
        return
    told.unanswered = 0
    if outcome.is_direct:
        told.reached = Reached.DIRECT
    elif told.reached is not Reached.DIRECT:
        told.reached = Reached.INDIRECT


def _limit(whose: Whose | None, column: InstrumentedAttribute[int]) -> sa.ColumnElement[bool]:
    return sa.true() if whose is None else whose(column)
