"""A day's queue as a person sees it: what has its hour, what comes by priority, and what the day has brought so far.

A fixed number of queries, whatever the length of the queue.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Interaction, Outcome, Portfolio, Promise, WorkItem
from models.enums import Direction, Lane, OutcomeGroup, WorkState
from workbench.access.person import Person
from workbench.kernel.days import ONE_DAY
from workbench.kernel.errors import NotVisible
from workbench.kernel.numbers import row_number
from workbench.kernel.work_order import NO_HOUR, TIMED, WorkPosition, after_position, work_order
from workbench.queries.queue_rows import (
    Chip,
    LastContact,
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

_BY_PRIORITY = (Lane.PROMISE_BROKEN, Lane.RANKED, Lane.PREVENTIVE)


@dataclass(frozen=True)
class DayStrip:
    """What a person has done today. `promised` is one amount in minor units per currency."""

    attempts: int
    direct_contacts: int
    promises: int
    promised: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class QueuePage:
    """One page of a queue. `after` continues it, None at the end; `is_built` is false before the day's build."""

    on: date
    is_built: bool
    scorer: str
    pinned: tuple[QueueRow, ...]
    ranked: tuple[QueueRow, ...]
    after: str | None
    counts: Mapping[Chip, int]
    strip: DayStrip


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

    Of a pool only its head is listed, see `POOL_HEAD`. What has its hour is pinned and always there; `limit` and
    `after` page through the rest. Amounts are live.

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
    zones = {row.id: row.timezone for row in session.execute(sa.select(Portfolio.id, Portfolio.timezone))}
    open_today = may_be_called_on(today, zones)
    awake = sa.or_(WorkItem.not_before.is_(None), WorkItem.not_before <= now)
    mine = _queue_of(session, person, filters, today=today, listed=sa.and_(open_today, awake))
    listed = sa.and_(mine, open_today, awake)
    counts, average = _counts(session, mine, listed=listed, today=today)
    pinned = session.execute(_pinned(listed, now=now)).all() if filters.chip is Chip.ALL else []
    chosen = _chosen(filters.chip, mine, listed=listed, today=today, average=average)
    asked_at = _asked_at(after, now=now)
    ranked = session.execute(_page(chosen, limit=limit, after=after, now=asked_at)).all()
    last = last_contacts(session, ids_of([*pinned, *ranked], 5))
    page = [queue_row(row, last) for row in ranked[:limit]]
    return QueuePage(
        on=today,
        is_built=_is_built(session, today),
        scorer=page[0].scorer if page else "rules",
        pinned=tuple(queue_row(row, last) for row in pinned),
        ranked=tuple(page),
        after=_cursor(page[-1].position_at(asked_at), asked_at) if len(ranked) > limit else None,
        counts=counts,
        strip=day_strip(session, person, today=today),
    )


def day_strip(session: Session, person: Person, *, today: date) -> DayStrip:
    """What the person has done today: tries, direct contacts, promises and their amount. Two queries."""
    tries = sa.and_(
        Interaction.direction == Direction.OUTBOUND, sa.func.coalesce(Outcome.group, "") != OutcomeGroup.ADMINISTRATIVE
    )
    attempts, direct = session.execute(
        sa.select(sa.func.count().filter(tries), sa.func.count().filter(Outcome.group == OutcomeGroup.DIRECT))
        .select_from(Interaction)
        .outerjoin(Outcome, Outcome.code == Interaction.outcome_code)
        .where(Interaction.collector_id == person.id, Interaction.known_on == today)
    ).one()
    promised = session.execute(
        sa.select(Portfolio.currency, sa.func.count(), sa.func.sum(Promise.amount))
        .join(Account, Account.id == Promise.account_id)
        .join(Portfolio, Portfolio.id == Account.portfolio_id)
        .join(Interaction, Interaction.id == Promise.interaction_id)
        .where(Interaction.collector_id == person.id, Interaction.known_on == today)
        .group_by(Portfolio.currency)
        .order_by(Portfolio.currency)
    ).all()
    return DayStrip(
        attempts=attempts,
        direct_contacts=direct,
        promises=sum(count for _, count, _ in promised),
        promised=tuple((currency, int(amount)) for currency, _, amount in promised),
    )


def _queue_of(
    session: Session, person: Person, filters: QueueFilters, *, today: date, listed: sa.ColumnElement[bool]
) -> sa.ColumnElement[bool]:
    of_day = [
        WorkItem.queue_on == today,
        WorkItem.state.in_((WorkState.WAITING, WorkState.CLAIMED)),
        work_items_of(person),
    ]
    if filters.portfolio_id is not None:
        of_day.append(WorkItem.portfolio_id == filters.portfolio_id)
    owner = person.id if filters.collector_id is None else filters.collector_id
    whole = sa.select(WorkItem.id).where(*of_day, WorkItem.collector_id == owner)
    if filters.collector_id is not None or filters.mine:
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


def _counts(
    session: Session, mine: sa.ColumnElement[bool], *, listed: sa.ColumnElement[bool], today: date
) -> tuple[Mapping[Chip, int], float]:
    """One number per chip, and the average amount that «monto alto» is measured by. Two queries."""
    worked = sa.and_(listed, WorkItem.lane != Lane.LOCATE)
    average = session.scalar(sa.select(sa.func.avg(WorkItem.overdue_amount)).where(worked))
    average = float(average or 0)
    conditions = {
        chip: _chosen(chip, mine, listed=listed, today=today, average=average, with_timed=chip is Chip.ALL)
        for chip in Chip
    }
    counted = session.execute(
        sa.select(*(sa.func.count().filter(condition) for condition in conditions.values()))
        .select_from(WorkItem)
        .where(mine)
    ).one()
    return dict(zip(conditions, counted, strict=True)), average


def _chosen(  # noqa: PLR0913 - what a chip is made of
    chip: Chip,
    mine: sa.ColumnElement[bool],
    *,
    listed: sa.ColumnElement[bool],
    today: date,
    average: float,
    with_timed: bool = False,
) -> sa.ColumnElement[bool]:
    condition = chip_condition(chip, today=today, average=average)
    if chip is Chip.LOCATE:
        return sa.and_(mine, condition)
    if chip is Chip.RESTING:
        return sa.and_(mine, sa.not_(sa.func.coalesce(listed, sa.false())), WorkItem.lane != Lane.LOCATE)
    if chip is Chip.ALL:
        lanes = (*TIMED, *_BY_PRIORITY) if with_timed else _BY_PRIORITY
        return sa.and_(listed, WorkItem.lane.in_(lanes))
    return sa.and_(listed, condition, WorkItem.lane != Lane.LOCATE)


def _pinned(listed: sa.ColumnElement[bool], *, now: datetime) -> sa.Select[Any]:  # Any: the columns of a row
    return rows_statement().where(listed, WorkItem.lane.in_(TIMED)).order_by(*work_order(now))


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
