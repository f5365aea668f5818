"""Calls counted by local hour and kind of day: what is known of hours comes from these sums.

A call without an hour is left out: one of a file that gives the day alone (it stands at the end of the local day, or
at midnight), and the calls of files that give nearly all of theirs the same hour.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, ContactPoint, Customer, Interaction, Portfolio
from models.bulk import bulk_stream, is_among
from models.enums import Channel, CustomerKind, Direction
from scoring.hours import HOURS, LEAST_TRIES, MOST_SHARE, DayKind, cell_of, segment_of
from workbench.domain.queue.worked.people import outcome_meanings
from workbench.kernel.states import STOPPED

LOOK_BACK = timedelta(days=365)
"""How far back calls are read."""

LATELY = timedelta(days=60)
"""How far back the hours are read at which somebody works."""

SAMPLE = 4_000
"""Of so many customers of a portfolio the patterns are learned."""

HALF_HOUR, DAY = 1_800, 86_400
"""Seconds. The clocks of a few zones stand half an hour apart, so calls are counted by half hours."""

SATURDAY = 5

CellTries = tuple[int, int, int]
"""A cell, its tries and its answers."""

Where = sa.ColumnElement[bool]


class CallsKnown(NamedTuple):
    """Which calls count: whether somebody was spoken with, by outcome; before which day; portfolios without hours.

    `stamped` are the portfolios of which the calls of files do not count.
    """

    tries: tuple[str, ...]
    answers: tuple[str, ...]
    before: date
    stamped: frozenset[int] = frozenset()

    @classmethod
    def before_day(cls, session: Session, on: date) -> "CallsKnown":
        """All that is known at the close of the day before `on`."""
        meanings = outcome_meanings(session)
        return cls(
            tries=tuple(code for code, meaning in meanings.items() if meaning.is_try),
            answers=tuple(code for code, meaning in meanings.items() if meaning.is_direct),
            before=on,
        )


def kind_of(on: date) -> DayKind:
    """The kind of a day."""
    return DayKind.WEEKEND if on.weekday() >= SATURDAY else DayKind.WEEKDAY


@lru_cache(maxsize=65536)
def cell_at(half_hour: int, zone: str) -> int | None:
    """The cell of `scoring.hours` of a half hour since 1970 in Greenwich, on a zone's clock; None outside all."""
    local = datetime.fromtimestamp(half_hour * HALF_HOUR, UTC).astimezone(ZoneInfo(zone))
    return cell_of(kind_of(local.date()), local.hour)


def usual_calls(
    session: Session, portfolios: Mapping[int, str], known: CallsKnown
) -> tuple[dict[int, list[CellTries]], frozenset[int]]:
    """All calls of a year by portfolio and cell, and the portfolios whose files have no hours. One query.

    Args:
        session: To look.
        portfolios: The zone of each.
        known: Which calls count.

    """
    # With the sum no index of portfolios is gone through row by row.
    keys = (Interaction.portfolio_id + 0, Interaction.import_id.is_(None), _half_hour())
    rows = session.connection().execute(
        sa.select(*keys, sa.func.count(), sa.func.sum(_answered(known))).where(*_counts(known)).group_by(*keys)
    )
    by_portfolio: dict[int, list[tuple[bool, CellTries]]] = defaultdict(list)
    for portfolio_id, is_live, half_hour, tries, answers in rows:
        cell = cell_at(half_hour, portfolios[portfolio_id]) if portfolio_id in portfolios else None
        if cell is not None:
            by_portfolio[portfolio_id].append((bool(is_live), (cell, tries, int(answers))))
    stamped = frozenset(portfolio_id for portfolio_id, told in by_portfolio.items() if _has_one_hour(told))
    return {
        portfolio_id: [cell for is_live, cell in told if is_live or portfolio_id not in stamped]
        for portfolio_id, told in by_portfolio.items()
    }, stamped


def latest_calls(
    session: Session, portfolio: Portfolio, known: CallsKnown, *, most: int
) -> tuple[list[CellTries], bool]:
    """The latest calls about a portfolio's accounts, and whether its files have no hours. One query.

    Args:
        session: To look.
        portfolio: Whose.
        known: Which calls count.
        most: How many are read.

    """
    rows = session.connection().execute(
        sa.select(Interaction.import_id.is_(None), _half_hour(), _answered(known))
        .where(*_counts(known), Interaction.portfolio_id == portfolio.id)
        .order_by(Interaction.id.desc())
        .limit(most)
    )
    cells = ((bool(is_live), cell_at(half_hour, portfolio.timezone), answered) for is_live, half_hour, answered in rows)
    told = [(is_live, (cell, 1, answered)) for is_live, cell, answered in cells if cell is not None]
    is_stamped = _has_one_hour(told)
    return [cell for is_live, cell in told if is_live or not is_stamped], is_stamped


def _has_one_hour(told: Iterable[tuple[bool, CellTries]]) -> bool:
    """Whether nearly all calls of the files fall into one hour: a stamp of the sender's."""
    by_hour: Counter[int] = Counter()
    for is_live, (cell, tries, _) in told:
        if not is_live:
            by_hour[cell % HOURS] += tries
    whole = by_hour.total()
    return whole >= LEAST_TRIES and max(by_hour.values()) > MOST_SHARE * whole


CustomerCalls = Mapping[str, Mapping[int, Sequence[CellTries]]]
"""By segment and customer."""


def sampled_calls(session: Session, portfolio: Portfolio, known: CallsKnown) -> CustomerCalls:
    """The calls about a portfolio's accounts to about `SAMPLE` of its customers."""
    customers = session.scalar(sa.select(sa.func.count()).where(Account.portfolio_id == portfolio.id)) or 0
    every = max(-(-customers // SAMPLE), 1)
    some = sa.and_(Interaction.portfolio_id == portfolio.id, Interaction.customer_id % every == 0)
    return _by_customer(session, portfolio.timezone, known, some)


def calls_of(session: Session, customers: Collection[int], zone: str, *, known: CallsKnown) -> CustomerCalls:
    """The calls to these customers, about whatever account."""
    among = is_among(session.connection(), Interaction.customer_id, customers)
    return _by_customer(session, zone, known, among)


def _by_customer(session: Session, zone: str, known: CallsKnown, whose: Where) -> CustomerCalls:
    statement = (
        sa.select(Interaction.customer_id, Customer.kind, Customer.segment, _half_hour(), _answered(known))
        .join(Customer, Customer.id == Interaction.customer_id)
        .where(*_counts(known), *_still_used(known), whose)
    )
    found: dict[str, dict[int, list[CellTries]]] = defaultdict(lambda: defaultdict(list))
    for customer_id, kind, segment, half_hour, answered in bulk_stream(session.connection(), statement, tuple):
        cell = cell_at(half_hour, zone)
        if cell is not None:
            found[segment_name(kind, segment)][customer_id].append((cell, 1, answered))
    return found


def segment_name(kind: CustomerKind | None, segment: str | None) -> str:
    """The segment of a customer: kind, and the sender's segment."""
    return segment_of(kind.value if kind else None, segment)


def by_segment(session: Session, customers: Collection[int]) -> Mapping[str, Sequence[int]]:
    """These customers by the name of their segment."""
    if not customers:
        return {}
    connection = session.connection()
    among = is_among(connection, Customer.id, customers)
    statement = sa.select(Customer.kind, Customer.segment, Customer.id).where(among)
    found: dict[str, list[int]] = defaultdict(list)
    for kind, segment, customer_id in bulk_stream(connection, statement, tuple):
        found[segment_name(kind, segment)].append(customer_id)
    return found


def calls_by_number(
    session: Session, customer_id: int, zone: str, *, known: CallsKnown
) -> dict[int | None, list[CellTries]]:
    """The calls to one customer by number; None: the number is not known."""
    rows = session.execute(
        sa.select(Interaction.contact_point_id, _half_hour(), _answered(known)).where(
            *_counts(known), *_still_used(known), Interaction.customer_id == customer_id
        )
    )
    found: dict[int | None, list[CellTries]] = defaultdict(list)
    for point_id, half_hour, answered in rows:
        cell = cell_at(half_hour, zone)
        if cell is not None:
            found[point_id].append((cell, 1, answered))
    return found


def calls_by_person(
    session: Session, people: Collection[int], zone: str, *, known: CallsKnown
) -> dict[int, Counter[int]]:
    """How many calls each of these people made lately by hour, counted from `FIRST_HOUR`, on days of the same kind."""
    keys = (Interaction.collector_id, _half_hour())
    rows = session.connection().execute(
        sa.select(*keys, sa.func.count())
        .where(*_counts(known), Interaction.known_on >= known.before - LATELY, Interaction.collector_id.in_(people))
        .group_by(*keys)
    )
    found: dict[int, Counter[int]] = defaultdict(Counter)
    for person_id, half_hour, tries in rows:
        cell = cell_at(half_hour, zone)
        if cell is not None and cell // HOURS == kind_of(known.before):
            found[person_id][cell % HOURS] += tries
    return found


def _counts(known: CallsKnown) -> tuple[Where, ...]:
    """Conditions on `Interaction`: our own calls of a year that tried to speak with somebody, with their hour."""
    # A year is most of what there is: searching it by the index of days takes seven times as long as reading it all.
    known_on = sa.func.coalesce(Interaction.known_on, sa.null())
    return (
        known_on >= known.before - LOOK_BACK,
        known_on < known.before,
        Interaction.channel == Channel.CALL,
        Interaction.direction == Direction.OUTBOUND,
        Interaction.outcome_code.in_(known.tries),
        # Midnight of Greenwich is what a day without an hour becomes on its way through many programs.
        sa.or_(Interaction.import_id.is_(None), _seconds() % DAY != 0),
    )


def _still_used(known: CallsKnown) -> tuple[Where, ...]:
    """Conditions on `Interaction`: its number has not been stopped since, and its file has hours."""
    stopped = sa.select(ContactPoint.id).where(ContactPoint.state.in_(STOPPED))
    number = Interaction.contact_point_id
    return (
        sa.or_(number.is_(None), number.not_in(stopped)),
        sa.or_(Interaction.import_id.is_(None), Interaction.portfolio_id.not_in(known.stamped)),
    )


def _seconds() -> sa.ColumnElement[int]:
    """When a call was made, in seconds since 1970 in Greenwich."""
    return sa.cast(sa.extract("epoch", Interaction.at), sa.BigInteger)


def _half_hour() -> sa.ColumnElement[Any]:  # Any: a whole number
    return _seconds() // HALF_HOUR


def _answered(known: CallsKnown) -> sa.ColumnElement[int]:
    return sa.case((Interaction.outcome_code.in_(known.answers), 1), else_=0)
