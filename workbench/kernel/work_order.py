"""The one order in which a person's work is listed and handed out, as a sort key and as an order of SQL.

What has its hour comes first, whoever owns it: call-backs by their hour, then promises that fall due. Then come the
person's own items, then those of the pools: in each what is called at this hour, by the rank that building gave it,
then what is called later, the sooner first, then what has no hours.
`tests/workbench/kernel/test_work_order.py` holds the two forms equal.
"""

from datetime import UTC, datetime
from enum import IntEnum
from typing import NamedTuple

import sqlalchemy as sa

from models import WorkItem
from models.enums import Lane

TIMED = (Lane.CALLBACK, Lane.PROMISE_DUE)
"""Lanes of what has its hour or its day: it comes before everything that is ranked."""

HOURED = (Lane.PROMISE_BROKEN, Lane.RANKED)
"""Lanes whose customers are called in the hours in which they answer."""

AFTER_RANKED = (Lane.PREVENTIVE, Lane.LOCATE, Lane.RESTING)
"""Lanes that come after the ranked."""

NO_HOUR = datetime(9999, 12, 31, tzinfo=UTC)
"""Stands for the hour of what has none: it comes after what has one."""


class Wave(IntEnum):
    """Parts of what is ranked, by the hour: what is called in each before what is called in the next."""

    NOW = 0
    """The hours in which the customer answers have begun, or the item waits for none."""
    LATER = 1
    """They come later: it is worth more than what has none, and is called before that where nothing else waits; of
    two, the one whose hours come sooner, so that who works fast still calls everybody near their hour."""
    ANY = 2
    """No hours are planned: after the day's capacity, or nothing is known of hours."""


class WorkPosition(NamedTuple):
    """Where an item stands in the order of work; positions compare as the order goes. Yes is 1 and no is 0."""

    by_rank: int
    hour: datetime
    is_pooled: int
    wave: int
    later: datetime
    rank: int
    id: int


def wave_of(*, lane: Lane, best_from: datetime | None, now: datetime) -> Wave:
    """The wave of an item: by the hours in which the customer answers, where they are known.

    Args:
        lane: Its lane; only `HOURED` wait for their hours, and `AFTER_RANKED` come after the ranked.
        best_from: When those hours begin.
        now: Hours that have begun stay: who was not called in them is called next.

    """
    if lane in AFTER_RANKED or (lane is Lane.RANKED and best_from is None):
        return Wave.ANY
    return Wave.LATER if lane in HOURED and best_from is not None and best_from > now else Wave.NOW


BEGUN = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for the hours of what does not wait for them: it comes before what does."""


def _later(now: datetime) -> sa.Case[datetime]:
    kind = WorkItem.best_from.type
    return sa.case((_wave(now) == int(Wave.LATER), WorkItem.best_from), else_=sa.literal(BEGUN, kind))


def _wave(now: datetime) -> sa.Case[int]:
    no_hours = sa.and_(WorkItem.lane == Lane.RANKED, WorkItem.best_from.is_(None))
    return sa.case(
        (sa.or_(WorkItem.lane.in_(AFTER_RANKED), no_hours), int(Wave.ANY)),
        (sa.and_(WorkItem.lane.in_(HOURED), WorkItem.best_from > now), int(Wave.LATER)),
        else_=int(Wave.NOW),
    )


def position_of(  # noqa: PLR0913 - what a place is made of
    *,
    lane: Lane,
    due_at: datetime | None,
    is_pooled: bool,
    best_from: datetime | None,
    rank: int,
    item_id: int,
    now: datetime,
) -> WorkPosition:
    """The position of an item at a moment.

    Args:
        lane: Its lane.
        due_at: The hour of its call-back; it counts in `TIMED` only, since who rests has one of a later day.
        is_pooled: Whether nobody owns it.
        best_from: When the hours begin in which the customer answers.
        rank: Within its own queue.
        item_id: Tells items of equal rank apart.
        now: Aware instant.

    """
    wave = wave_of(lane=lane, best_from=best_from, now=now)
    later = best_from if wave is Wave.LATER and best_from is not None else BEGUN
    hour = due_at if lane in TIMED and due_at is not None else NO_HOUR
    return WorkPosition(int(lane not in TIMED), hour, int(is_pooled), int(wave), later, rank, item_id)


def _hour() -> sa.Case[datetime]:
    """Who rests until an agreed call of a later day has an hour too, which is not one of this day."""
    has_hour = sa.and_(WorkItem.lane.in_(TIMED), WorkItem.due_at.is_not(None))
    return sa.case((has_hour, WorkItem.due_at), else_=sa.literal(NO_HOUR, WorkItem.due_at.type))


OrderTerm = sa.ColumnElement[int] | sa.SQLColumnExpression[datetime] | sa.SQLColumnExpression[int]
"""A part of the order of work."""


def work_order(now: datetime) -> tuple[OrderTerm, ...]:
    """`position_of` on rows of `models.WorkItem` at a moment, part by part."""
    return (
        sa.case((WorkItem.lane.in_(TIMED), 0), else_=1),
        _hour(),
        sa.case((WorkItem.collector_id.is_(None), 1), else_=0),
        _wave(now),
        _later(now),
        WorkItem.rank,
        WorkItem.id,
    )


def after_position(position: WorkPosition, *, now: datetime) -> sa.ColumnElement[bool]:
    """Condition on `models.WorkItem`: it comes after a position, at a moment."""
    given = (
        sa.literal(position.by_rank, sa.BigInteger()),
        sa.literal(position.hour, WorkItem.due_at.type),
        sa.literal(position.is_pooled, sa.BigInteger()),
        sa.literal(position.wave, sa.BigInteger()),
        sa.literal(position.later, WorkItem.best_from.type),
        sa.literal(position.rank, WorkItem.rank.type),
        sa.literal(position.id, WorkItem.id.type),
    )
    return sa.tuple_(*work_order(now)) > sa.tuple_(*given)
