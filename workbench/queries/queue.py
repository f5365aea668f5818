"""A day's queue as a person sees it: what has its hour, what comes by priority, and what the day has brought so far.

A fixed number of queries, whatever the length of the queue.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Interaction, Outcome, Portfolio, Promise, WorkItem
from models.enums import Lane, OutcomeGroup, WorkState
from workbench.access.person import Person
from workbench.kernel.days import ONE_DAY
from workbench.kernel.errors import NotVisible
from workbench.kernel.numbers import row_number
from workbench.kernel.work_order import NO_HOUR, TIMED, WorkPosition, after_position, work_order
from workbench.queries.desk.pace import TRIES
from workbench.queries.queue_rows import (
    HIGH_TIMES,
    Chip,
    LastContact,
    OfItem,
    QueueFilters,
    QueueRow,
    chip_condition,
    ids_of,
    last_contacts,
    may_be_called_on,
    queue_row,
    rows_statement,
)
from workbench.queries.scope import portfolios_of, work_items_of

__all__ = ["Chip", "DayStrip", "LastContact", "QueueFilters", "QueuePage", "QueueRow", "day_queue", "day_strip"]

PAGE = 50
POOL_HEAD = 500
"""Of a pool, the list and its counts go down to so many that may be called today: a pool may have a hundred thousand,
and nobody reads further than a day's work."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
CURSOR_PARTS = 8
LEAST_HIGH = 1.0
"""No amount is high where nothing is overdue."""

SOON = timedelta(minutes=10)
"""So long before an agreed hour its item is in front under every filter, and the screen calls attention to it."""

NOT_WORKED = (Chip.LOCATE, Chip.RESTING)
"""Filters of what is not called today: nothing in them has its hour."""


@dataclass(frozen=True)
class DayStrip:
    """What a person has done today. `promised` is one amount in minor units per currency."""

    attempts: int
    direct_contacts: int
    promises: int
    promised: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class QueuePage:
    """One page of a queue. `after` continues it, None at the end; `is_built` is false before the day's build.

    `version` changes with the items of the queue: who has them, when they may be called, and what is owed.
    """

    on: date
    is_built: bool
    scorer: str
    pinned: tuple[QueueRow, ...]
    ranked: tuple[QueueRow, ...]
    after: str | None
    counts: Mapping[Chip, int]
    strip: DayStrip
    version: str = ""


def day_queue(  # noqa: PLR0913 - the day, the moment and what is asked for
    session: Session,
    person: Person,
    *,
    today: date,
    now: datetime,
    filters: QueueFilters | None = None,
    limit: int = PAGE,
    after: str | None = None,
) -> QueuePage:
    """The queue of a day in the order of work, as "next" hands it out (`workbench.kernel.work_order`).

    Of a pool only its head is listed, see `POOL_HEAD`. What has its hour is pinned and always there, under a filter of
    what is called today the agreed hours that have come; `limit` and `after` page through the rest. Amounts are live.

    Args:
        session: To look.
        person: Whose queue, unless `filters.collector_id` names another (within the person's scope).
        today: The day of work.
        now: Aware instant.
        filters: What is asked for.
        limit: Rows by priority.
        after: `QueuePage.after` of the page before.

    """
    filters = filters or QueueFilters()
    listed = _listed(session, today=today, now=now)
    mine = _queue_of(session, person, filters, today=today, listed=listed)
    summary = _summary(session, mine, listed=listed, today=today)
    timed = _timed(filters.chip, now=now)
    of = _of_items(listed)
    chosen = chip_condition(filters.chip, of, today=today, high=summary.high, timed=False)
    if filters.chip not in NOT_WORKED:
        chosen = sa.and_(chosen, sa.not_(timed))
    asked_at = _asked_at(after, now=now)
    has_pinned = summary.timed and filters.chip not in NOT_WORKED
    pinned = session.execute(_pinned(sa.and_(mine, listed, timed), now=now)).all() if has_pinned else []
    ranked = session.execute(_page(sa.and_(mine, chosen), limit=limit, after=after, now=asked_at)).all()
    last = last_contacts(session, ids_of([*pinned, *ranked], 5))
    page = [queue_row(row, last) for row in ranked[:limit]]
    return QueuePage(
        on=today,
        is_built=bool(summary.items) or _is_built(session, today),
        scorer=page[0].scorer if page else "rules",
        pinned=tuple(queue_row(row, last) for row in pinned),
        ranked=tuple(page),
        after=_cursor(page[-1].position_at(asked_at), asked_at) if len(ranked) > limit else None,
        counts=summary.counts,
        strip=day_strip(session, person, today=today),
        version=summary.version,
    )


def queue_version(session: Session, person: Person, *, today: date, now: datetime) -> str:
    """What `QueuePage.version` would be now. Three queries."""
    listed = _listed(session, today=today, now=now)
    mine = _queue_of(session, person, QueueFilters(), today=today, listed=listed)
    return _summary(session, mine, listed=listed, today=today).version


def beside(  # noqa: PLR0913 - from where, which way, under which filter
    session: Session, person: Person, position: WorkPosition, *, chip: Chip, back: bool, today: date, now: datetime
) -> int | None:
    """The account that stands after a place of the list, or before it; what a colleague has in hand is passed over.

    Args:
        session: To look.
        person: Whose queue.
        position: The place.
        chip: The filter of the list.
        back: The one before.
        today: The day of work.
        now: Aware instant.

    """
    listed = _listed(session, today=today, now=now)
    mine = _queue_of(session, person, QueueFilters(), today=today, listed=listed)
    high = _summary(session, mine, listed=listed, today=today).high if chip is Chip.HIGH else LEAST_HIGH
    within = chip_condition(chip, _of_items(listed), today=today, high=high, timed=True)
    free = sa.or_(WorkItem.claimed_by.is_(None), WorkItem.claimed_by == person.id)
    later, order = after_position(position, now=now), work_order(now)
    there = sa.and_(sa.not_(later), WorkItem.id != position.id) if back else later
    return session.scalar(
        sa.select(WorkItem.account_id)
        .where(mine, within, free, there)
        .order_by(*(sa.desc(term) for term in order) if back else order)
        .limit(1)
    )


def had_items(session: Session, person: Person, *, today: date) -> bool:
    """Whether the person had somebody to call on a day, whatever became of it."""
    theirs = sa.or_(WorkItem.collector_id == person.id, WorkItem.claimed_by == person.id)
    return session.scalar(sa.select(sa.exists().where(WorkItem.queue_on == today, theirs))) or False


def chip_of_queue(
    session: Session, person: Person, chip: Chip, *, today: date, now: datetime
) -> sa.ColumnElement[bool]:
    """Condition on `WorkItem` of what a filter lists in a person's queue, for who hands out the next of it.

    What an agreed hour has come for is always within. A filter of what is not called today narrows nothing down.
    """
    if chip is Chip.ALL or chip in NOT_WORKED:
        return sa.true()
    listed = _listed(session, today=today, now=now)
    mine = _queue_of(session, person, QueueFilters(), today=today, listed=listed)
    high = _summary(session, mine, listed=listed, today=today).high if chip is Chip.HIGH else 0.0
    within = chip_condition(chip, _of_items(listed), today=today, high=high, timed=False)
    return sa.or_(within, _timed(chip, now=now))


_OF_DAY = (
    Interaction.collector_id == sa.bindparam("person"),
    Interaction.known_on == sa.bindparam("today", type_=sa.Date()),
)
_DONE = (
    sa.select(sa.func.count().filter(TRIES), sa.func.count().filter(Outcome.group == OutcomeGroup.DIRECT))
    .select_from(Interaction)
    .outerjoin(Outcome, Outcome.code == Interaction.outcome_code)
    .where(*_OF_DAY)
)
_PROMISED = (
    sa.select(Portfolio.currency, sa.func.count(), sa.func.sum(Promise.amount))
    .join(Account, Account.id == Promise.account_id)
    .join(Portfolio, Portfolio.id == Account.portfolio_id)
    .join(Interaction, Interaction.id == Promise.interaction_id)
    .where(*_OF_DAY)
    .group_by(Portfolio.currency)
    .order_by(Portfolio.currency)
)


def day_strip(session: Session, person: Person, *, today: date) -> DayStrip:
    """What the person has done today: tries, direct contacts, promises and their amount. Two queries."""
    asked = {"person": person.id, "today": today}
    attempts, direct = session.execute(_DONE, asked).one()
    promised = session.execute(_PROMISED, asked).all()
    return DayStrip(
        attempts=attempts,
        direct_contacts=direct,
        promises=sum(count for _, count, _ in promised),
        promised=tuple((currency, int(amount)) for currency, _, amount in promised),
    )


def _queue_of(
    session: Session, person: Person, filters: QueueFilters, *, today: date, listed: sa.ColumnElement[bool]
) -> sa.ColumnElement[bool]:
    of_day = [WorkItem.queue_on == today, WorkItem.state.in_((WorkState.WAITING, WorkState.CLAIMED))]
    if filters.portfolio_id is not None:
        of_day.append(WorkItem.portfolio_id == filters.portfolio_id)
    if filters.collector_id is not None:
        return sa.and_(*of_day, work_items_of(person), WorkItem.collector_id == filters.collector_id)
    whole = sa.select(WorkItem.id).where(*of_day, WorkItem.collector_id == person.id)
    if filters.mine:
        return WorkItem.id.in_(whole)
    # Two searches by index are many times faster than one with an «or».
    pool = sa.select(WorkItem.id).where(*of_day, _pool_head(session, person, sa.and_(*of_day, listed)))
    return WorkItem.id.in_(sa.union_all(whole, pool))


def _pool_head(session: Session, person: Person, listed: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Condition on `WorkItem`: in a pool, down to the rank at which `POOL_HEAD` may be called today."""
    pooled = sa.and_(WorkItem.collector_id.is_(None), WorkItem.portfolio_id.in_(portfolios_of(person)))
    last = session.scalar(
        sa.select(WorkItem.rank).where(listed, pooled).order_by(WorkItem.rank).offset(POOL_HEAD - 1).limit(1)
    )
    return pooled if last is None else sa.and_(pooled, WorkItem.rank <= last)


class _Summary(NamedTuple):
    """A queue in numbers. `high`: from which amount on «monto alto»; `timed`: how many have their hour."""

    items: int
    timed: int
    high: float
    counts: Mapping[Chip, int]
    version: str


def _summary(
    session: Session, mine: sa.ColumnElement[bool], *, listed: sa.ColumnElement[bool], today: date
) -> _Summary:
    """One number per chip, the average that «monto alto» is measured by, and what changes with the items. One query."""
    item = sa.select(
        WorkItem.customer_id, WorkItem.lane, WorkItem.overdue_amount, WorkItem.days_past_due, WorkItem.rank,
        WorkItem.account_id, WorkItem.callable, WorkItem.callable_from, WorkItem.not_before, WorkItem.snoozed_at,
        WorkItem.claimed_by, WorkItem.claimed_until, WorkItem.due_at,
        Account.open_amount.label("owed"), Account.overdue_amount.label("overdue"), Account.credit.label("credit"),
        sa.func.coalesce(listed, sa.false()).label("listed"),
    ).join(Account, Account.id == WorkItem.account_id).where(mine).cte("item").c  # fmt: skip
    of = OfItem(item.customer_id, item.lane, item.overdue_amount, item.days_past_due, item.listed)
    worked = sa.and_(of.listed, of.lane != Lane.LOCATE)
    average = sa.select(sa.func.avg(of.overdue_amount)).where(worked).scalar_subquery()
    twice = sa.func.coalesce(sa.cast(average, sa.Float()) * HIGH_TIMES, sa.literal(0.0, sa.Float()))
    high = sa.case((twice < LEAST_HIGH, sa.literal(LEAST_HIGH, sa.Float())), else_=twice)
    chips = [chip_condition(chip, of, today=today, high=high, timed=True) for chip in Chip]
    sums = (item.rank, item.account_id, item.claimed_by, item.owed, item.overdue, item.credit)
    latest = (item.callable_from, item.not_before, item.snoozed_at, item.claimed_until, item.due_at)
    found = session.execute(
        sa.select(
            sa.func.count(), sa.func.max(high), sa.func.count().filter(of.listed, of.lane.in_(TIMED)),
            *(sa.func.count().filter(chip) for chip in chips),
            *(sa.func.sum(column) for column in sums), *(sa.func.max(column) for column in latest),
            sa.func.count().filter(item.callable),
        )
    ).one()  # fmt: skip
    counts = {chip: int(count) for chip, count in zip(Chip, found[3:], strict=False)}
    version = hashlib.blake2s(repr(tuple(found)).encode(), digest_size=8).hexdigest()
    return _Summary(int(found[0]), int(found[2]), float(found[1] or LEAST_HIGH), counts, version)


def _listed(session: Session, *, today: date, now: datetime) -> sa.ColumnElement[bool]:
    """Condition on `WorkItem`: it may be called today, and is not put off to later."""
    zones = {row.id: row.timezone for row in session.execute(sa.select(Portfolio.id, Portfolio.timezone))}
    awake = sa.or_(WorkItem.not_before.is_(None), WorkItem.not_before <= now)
    return sa.and_(may_be_called_on(today, zones), awake)


def _of_items(listed: sa.ColumnElement[bool]) -> OfItem:
    """`WorkItem` as filters ask it."""
    return OfItem(
        WorkItem.customer_id.expression,
        WorkItem.lane.expression,
        WorkItem.overdue_amount.expression,
        WorkItem.days_past_due.expression,
        sa.func.coalesce(listed, sa.false()),
    )


def _timed(chip: Chip, *, now: datetime) -> sa.ColumnElement[bool]:
    """Condition on `WorkItem`: pinned above what comes by priority.

    Under a filter only an agreed hour that has come or comes within minutes: the customer waits for the call.
    """
    if chip is Chip.ALL:
        return WorkItem.lane.in_(TIMED)
    return sa.and_(WorkItem.lane == Lane.CALLBACK, sa.func.coalesce(WorkItem.due_at <= now + SOON, sa.false()))


def _pinned(pinned: sa.ColumnElement[bool], *, now: datetime) -> sa.Select[Any]:  # Any: the columns of a row
    return rows_statement().where(pinned).order_by(*work_order(now))


def _page(chosen: sa.ColumnElement[bool], *, limit: int, after: str | None, now: datetime) -> sa.Select[Any]:
    """One row more than the page has, to know whether it goes on."""
    found = rows_statement().where(chosen).order_by(*work_order(now)).limit(limit + 1)
    return found if after is None else found.where(after_position(_position(after), now=now))


def _cursor(position: WorkPosition, asked_at: datetime) -> str:
    """A position, and the moment of the order that it is in: pages that follow are of the same moment."""
    hour = "" if position.hour == NO_HOUR else _microseconds(position.hour)
    later, moment = _microseconds(position.later), _microseconds(asked_at)
    parts = (position.by_rank, hour, position.is_pooled, position.wave, later, position.rank, position.id, moment)
    return ".".join(map(str, parts))


def _microseconds(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND


def _asked_at(cursor: str | None, *, now: datetime) -> datetime:
    """The moment of a cursor; now where it names none, or one of another day."""
    parts = (cursor or "").split(".")
    number = _number(parts[-1]) if len(parts) == CURSOR_PARTS else 0
    moment = EPOCH + min(number, _microseconds(NO_HOUR)) * MICROSECOND
    return moment if abs(moment - now) < ONE_DAY else now


def _position(cursor: str) -> WorkPosition:
    """What a cursor stands for. What is missing or not a number counts as 0.

    Raises:
        NotVisible: It names what cannot be.

    """
    parts = cursor.split(".")
    by_rank, hour, is_pooled, wave, later, rank, id_ = [_number(part) for part in [*parts, *"0000000"][:7]]
    at = NO_HOUR if parts[1:2] == [""] else _instant(hour)
    return WorkPosition(by_rank, at, is_pooled, wave, _instant(later), rank, id_)


def _instant(microseconds: int) -> datetime:
    if microseconds > _microseconds(NO_HOUR):
        raise NotVisible("page")
    return EPOCH + microseconds * MICROSECOND


def _number(part: str) -> int:
    try:
        return row_number(part) if part.isdecimal() else 0
    except ValueError:
        raise NotVisible("page") from None


def _is_built(session: Session, today: date) -> bool:
    return session.scalar(sa.select(sa.exists().where(WorkItem.queue_on == today))) or False
