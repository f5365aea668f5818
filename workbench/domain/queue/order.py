"""The order of work within a day's queues: building and reassigning number their items by the same code.

A queue is a collector's, over all portfolios, or the pool of one portfolio. `workbench.kernel.work_order` has the
order in which a person's own queue and the pools are listed and handed out together.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Customer, Portfolio, WorkItem
from models.bulk import bulk_update, is_among
from models.enums import Lane, Slice, WorkState
from scoring.arms import ArmShares, DayRoom, chance_of_call, is_called
from scoring.ranking import mixed
from workbench.domain.queue.hours.moved import refit_hours
from workbench.domain.queue.log.decisions import is_open_on
from workbench.domain.queue.worked.eligibility import WorkTerms
from workbench.domain.queue.worked.policy import work_policy_on
from workbench.kernel.states import live_claim_condition

LANES = {lane: position for position, lane in enumerate(Lane)}
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)

T = TypeVar("T")

QueueKey = tuple[int, int]
"""Which queue: of a collector (id, 0), or of the pool of a portfolio (0, id)."""


class QueueEntry(NamedTuple, Generic[T]):
    """What a place in a queue is decided by. `of` is whatever is placed and decides nothing.

    `slice`: whether a draw places it among the ranked, and which. `is_open`: it may be called at some hour of the day.
    `capacity` and `shares` are those of its portfolio.
    """

    of: T
    queue: QueueKey
    lane: Lane
    rests_until: datetime | None
    due_at: datetime | None
    points: float
    external_id: str
    slice: Slice
    is_open: bool
    capacity: int
    shares: ArmShares = ArmShares()


class NumberedEntry(NamedTuple, Generic[T]):
    """A place: the rank within its queue, from 1, and whether it is within the day's capacity.

    `chance` is that with which it was to be called, of what is ranked and may be called that day.
    """

    of: T
    rank: int
    within_capacity: bool
    chance: float | None = None


_queue, _lane = attrgetter("queue"), attrgetter("lane")


def shares_of(random_slice: float, terms: WorkTerms, *, is_scored: bool) -> ArmShares:
    """What is drawn of a portfolio's ranked on a day. Where rules rank an account, chance mixes nothing in."""
    return ArmShares(random_slice if is_scored else 0.0, terms.call_share, terms.no_call_share)


def queue_key(collector_id: int | None, portfolio_id: int) -> QueueKey:
    """A collector's queue spans portfolios; a pool belongs to one."""
    return (collector_id, 0) if collector_id is not None else (0, portfolio_id)


def numbered(entries: Iterable[QueueEntry[T]], *, on: date) -> Iterator[NumberedEntry[T]]:
    """Every queue in the order of work, numbered from 1, with what fits into the capacity marked.

    Capacity is for what can be called that day: who rests, is blocked all day, has no number or is not called by
    chance takes none of it.
    """
    for _, queue in groupby(sorted(entries, key=order_of_work), key=_queue):
        taken, rank = 0, 0
        for lane, part in groupby(queue, key=_lane):
            entries_of = list(part)
            is_ranked = lane is Lane.RANKED
            for entry, is_within, chance in (
                _ranked(entries_of, taken, on=on) if is_ranked else _in_lane(entries_of, taken)
            ):
                taken, rank = taken + is_within, rank + 1
                yield NumberedEntry(entry.of, rank, is_within, chance)


_Marked = tuple[QueueEntry[T], bool, float | None]


def _in_lane(entries: Sequence[QueueEntry[T]], taken: int) -> Iterator[_Marked[T]]:
    """Entries in their order: whether each fits into the capacity after those that were taken before."""
    for entry in entries:
        is_within = entry.is_open and taken < entry.capacity
        taken += is_within
        yield entry, is_within, None


def _ranked(entries: Sequence[QueueEntry[T]], taken: int, *, on: date) -> list[_Marked[T]]:
    """The ranked in order of value, with those that chance placed among or after those that are called.

    Only so can be learned what the order's own choices hide. The chance of each follows from its place by value and
    the shares, whatever was drawn.
    """
    can_be = sum(entry.is_open for entry in entries)
    room_of = lru_cache(maxsize=None)(lambda shares, capacity: DayRoom.of(shares, room=capacity - taken, ranked=can_be))
    place = 0
    by_value: list[_Marked[T]] = []
    drawn: list[_Marked[T]] = []
    left: list[_Marked[T]] = []
    for entry in entries:
        place += entry.is_open
        room: DayRoom = room_of(entry.shares, entry.capacity)
        within = entry.is_open and is_called(entry.external_id, entry.slice, room, place=place, on=on)
        chance = chance_of_call(room, place=place) if entry.is_open else None
        is_placed = entry.slice is Slice.RANDOM or (entry.slice is Slice.CALL_ARM and within)
        part = left if entry.slice is Slice.NO_CALL_ARM else drawn if is_placed else by_value
        part.append((entry, within, chance))

    def between(marked: _Marked[T]) -> tuple[int, int]:
        most = room_of(marked[0].shares, marked[0].capacity).by_rank
        return (0, most) if marked[1] else (most, len(by_value))

    return [*mixed(by_value, drawn, name=lambda marked: marked[0].external_id, between=between, on=on), *left]


def order_of_work(entry: QueueEntry[Any]) -> tuple[Any, ...]:  # Any: parts of a sort key
    """By queue; then lane, call-backs by their hour, those at rest by the end of it, points, external id."""
    moment = _FIRST
    if entry.lane is Lane.CALLBACK:
        moment = entry.due_at or _FIRST
    elif entry.lane is Lane.RESTING:
        moment = entry.rests_until or _LAST
    return (
        entry.queue,
        LANES[entry.lane],
        moment,
        -entry.points,
        entry.external_id,
    )


def move_items(
    session: Session, account_ids: Sequence[int], *, to_collector_id: int | None, today: date, now: datetime
) -> int:
    """Give the waiting items of these accounts, of today and later, to another queue. Returns how many.

    The queues they leave and the one they come to are numbered anew, as building would. What somebody has in hand
    stays with them until it is finished.
    """
    moving = session.execute(
        sa.select(WorkItem.id, WorkItem.queue_on, WorkItem.portfolio_id, WorkItem.collector_id)
        .where(
            is_among(session.connection(), WorkItem.account_id, account_ids),
            WorkItem.queue_on >= today,
            WorkItem.state.in_((WorkState.WAITING, WorkState.CLAIMED)),
            sa.not_(live_claim_condition(now)),
        )
        .with_for_update()
    ).all()
    session.execute(
        sa.update(WorkItem)
        .where(is_among(session.connection(), WorkItem.id, [row.id for row in moving]))
        .values(collector_id=to_collector_id, state=WorkState.WAITING, claimed_by=None, claimed_until=None)
        .execution_options(synchronize_session=False)
    )
    left = {(row.queue_on, queue_key(row.collector_id, row.portfolio_id)) for row in moving}
    reached = {(row.queue_on, queue_key(to_collector_id, row.portfolio_id)) for row in moving}
    for queue_on, queue in sorted(left | reached):
        _number(session, queue, on=queue_on)
    if to_collector_id is not None:
        refit_hours(session, [row.id for row in moving], to=to_collector_id, now=now)
    session.expire_all()
    return len(moving)


def _number(session: Session, queue: QueueKey, *, on: date) -> None:
    """Number a queue of the day. Everything that was built into it counts; only what waits is written.

    What comes to lie beyond the capacity loses its hours, but not the hour to which somebody postponed it.
    """
    collector_id, portfolio_id = queue
    pool = sa.and_(WorkItem.collector_id.is_(None), WorkItem.portfolio_id == portfolio_id)
    rows = session.execute(
        sa.select(
            WorkItem.id, WorkItem.state, WorkItem.rank, WorkItem.within_capacity, WorkItem.lane, WorkItem.slice,
            WorkItem.rests_until, WorkItem.best_from, WorkItem.not_before, WorkItem.due_at, WorkItem.points,
            WorkItem.callable, WorkItem.callable_from, WorkItem.scorer, WorkItem.portfolio_id, Customer.external_id,
            Portfolio.capacity, Portfolio.timezone, Portfolio.random_slice,
        )
        .join(Customer, Customer.id == WorkItem.customer_id)
        .join(Portfolio, Portfolio.id == WorkItem.portfolio_id)
        .where(
            WorkItem.collector_id == collector_id if collector_id else pool,
            WorkItem.queue_on == on,
            WorkItem.state != WorkState.GONE,
        )
    ).all()  # fmt: skip
    terms = work_policy_on(session, sorted({row.portfolio_id for row in rows}), on=on)
    found = numbered((_entry(row, queue, terms[row.portfolio_id], on=on) for row in rows), on=on)
    changed = [
        {"id": row.id, "rank": rank, "within_capacity": within, "best_from": _hours_kept(row, within=within)}
        for row, rank, within, _ in found
        if row.state is WorkState.WAITING and (row.rank, row.within_capacity) != (rank, within)
    ]
    bulk_update(session.connection(), WorkItem, changed)


def _hours_kept(row: sa.Row[*tuple[Any, ...]], *, within: bool) -> datetime | None:  # Any: the columns above
    return row.best_from if within or row.not_before is not None else None


def _entry(
    row: sa.Row[*tuple[Any, ...]], queue: QueueKey, terms: WorkTerms, *, on: date
) -> QueueEntry[sa.Row[*tuple[Any, ...]]]:  # Any: the columns above
    return QueueEntry(
        of=row,
        queue=queue,
        lane=row.lane,
        rests_until=row.rests_until,
        due_at=row.due_at,
        points=row.points,
        external_id=row.external_id,
        slice=row.slice,
        is_open=is_open_on(row.callable, row.callable_from, on=on, zone=row.timezone),
        capacity=row.capacity,
        shares=shares_of(row.random_slice, terms, is_scored=row.scorer == "model"),
    )
