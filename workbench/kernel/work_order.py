"""The one order in which a person's work is listed and handed out, as a sort key and as an order of SQL.

What has its hour comes first, whoever owns it: call-backs by their hour, then promises that fall due. Then come the
person's own items, then those of the pools, each by the rank that building gave them.
`tests/workbench/kernel/test_work_order.py` holds the two forms equal.
"""

from datetime import UTC, datetime
from typing import NamedTuple

import sqlalchemy as sa

from models import WorkItem
from models.enums import Lane

TIMED = (Lane.CALLBACK, Lane.PROMISE_DUE)
"""Lanes of what has its hour or its day: it comes before everything that is ranked."""

NO_HOUR = datetime(9999, 12, 31, tzinfo=UTC)
"""Stands for the hour of what has none: it comes after what has one."""


class WorkPosition(NamedTuple):
    """Where an item stands in the order of work; positions compare as the order goes. Yes is 1 and no is 0."""

    by_rank: int
    hour: datetime
    is_pooled: int
    rank: int
    id: int


def position_of(*, lane: Lane, due_at: datetime | None, is_pooled: bool, rank: int, item_id: int) -> WorkPosition:
    """The position of an item.

    Args:
        lane: Its lane.
        due_at: The hour of its call-back.
        is_pooled: Whether nobody owns it.
        rank: Within its own queue.
        item_id: Tells items of equal rank apart.

    """
    return WorkPosition(int(lane not in TIMED), due_at or NO_HOUR, int(is_pooled), rank, item_id)


def work_order() -> tuple[sa.ColumnElement[int] | sa.SQLColumnExpression[datetime] | sa.SQLColumnExpression[int], ...]:
    """`position_of` on rows of `models.WorkItem`, part by part."""
    return (
        sa.case((WorkItem.lane.in_(TIMED), 0), else_=1),
        sa.func.coalesce(WorkItem.due_at, sa.literal(NO_HOUR, WorkItem.due_at.type)),
        sa.case((WorkItem.collector_id.is_(None), 1), else_=0),
        WorkItem.rank,
        WorkItem.id,
    )


def after_position(position: WorkPosition) -> sa.ColumnElement[bool]:
    """Condition on `models.WorkItem`: it comes after a position."""
    given = (
        sa.literal(position.by_rank, sa.BigInteger()),
        sa.literal(position.hour, WorkItem.due_at.type),
        sa.literal(position.is_pooled, sa.BigInteger()),
        sa.literal(position.rank, WorkItem.rank.type),
        sa.literal(position.id, WorkItem.id.type),
    )
    return sa.tuple_(*work_order()) > sa.tuple_(*given)
