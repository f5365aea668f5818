"""Moving a day's waiting items into another queue, and numbering that queue anew."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Customer, Portfolio, WorkItem
from models.bulk import bulk_update, is_among
from models.enums import Lane, WorkState
from workbench.kernel.days import day_of
from workbench.kernel.states import live_claim_condition

_LANES = {lane: position for position, lane in enumerate(Lane)}
_FIRST = datetime.min.replace(tzinfo=UTC)


def move_items(
    session: Session, account_ids: Sequence[int], *, to_collector_id: int | None, today: date, now: datetime
) -> int:
    """Give the waiting items of these accounts, of today and later, to another queue. Returns how many.

    What somebody has in hand stays with them until it is finished.
    """
    moving = session.execute(
        sa.select(WorkItem.id, WorkItem.queue_on, WorkItem.portfolio_id)
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
    for queue_on, portfolio_id in sorted({(row.queue_on, row.portfolio_id) for row in moving}):
        _number(session, queue_on=queue_on, collector_id=to_collector_id, portfolio_id=portfolio_id)
    session.expire_all()
    return len(moving)


def _number(session: Session, *, queue_on: date, collector_id: int | None, portfolio_id: int) -> None:
    """Number the waiting items of a queue in the order of work, and mark what fits into the capacity."""
    pool = sa.and_(WorkItem.collector_id.is_(None), WorkItem.portfolio_id == portfolio_id)
    whose = WorkItem.collector_id == collector_id if collector_id is not None else pool
    rows = session.execute(
        sa.select(
            WorkItem.id, WorkItem.lane, WorkItem.callable, WorkItem.callable_from, WorkItem.due_at, WorkItem.points,
            Customer.external_id, Portfolio.capacity, Portfolio.timezone,
        )
        .join(Customer, Customer.id == WorkItem.customer_id)
        .join(Portfolio, Portfolio.id == WorkItem.portfolio_id)
        .where(whose, WorkItem.queue_on == queue_on, WorkItem.state == WorkState.WAITING)
    ).all()  # fmt: skip
    taken, numbered = 0, []
    for rank, row in enumerate(sorted(rows, key=lambda row: _order(row, on=queue_on)), start=1):
        workable = _opens_on(row, queue_on)
        taken += workable
        numbered.append({"id": row.id, "rank": rank, "within_capacity": workable and taken <= row.capacity})
    bulk_update(session.connection(), WorkItem, numbered)


def _order(row: sa.Row[*tuple[Any, ...]], *, on: date) -> tuple[Any, ...]:  # Any: parts of a sort key
    """As `workbench.domain.queue.build.order_of_work`, from what was stored."""
    return _LANES[row.lane], not _opens_on(row, on), row.due_at or _FIRST, -row.points, row.external_id


def _opens_on(row: sa.Row[*tuple[Any, ...]], on: date) -> bool:  # Any: the columns above
    if row.callable:
        return True
    return row.callable_from is not None and day_of(row.callable_from, row.timezone) <= on
