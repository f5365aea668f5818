"""Deletes rows that are no longer needed: old idempotency keys and old work items."""

from datetime import timedelta

import sqlalchemy as sa

from models import IdempotencyKey, Interaction, WorkItem
from workbench.jobs.job import Counts, Job, Step, StepContext

ITEMS_AT_ONCE = 20_000
KEEP_ITEMS = timedelta(days=61)
"""Longer than anybody may put an item off."""

KEEP_KEYS = timedelta(days=30)
"""A form or call sent again after this long is a new one."""


def forget_keys(context: StepContext) -> Counts:
    """Delete the idempotency keys that nobody will send again."""
    old = sa.delete(IdempotencyKey).where(IdempotencyKey.used_at < context.now - KEEP_KEYS)
    with context.database.writing() as session:
        gone = session.scalars(old.returning(IdempotencyKey.key)).all()
    return {"keys": len(gone)}


def forget_items(context: StepContext) -> Counts:
    """Delete old work items that nobody worked; the decision log keeps what was decided about them."""
    worked = sa.exists().where(Interaction.work_item_id == WorkItem.id)
    old = (
        sa.select(WorkItem.id)
        .where(WorkItem.queue_on < context.today - KEEP_ITEMS, sa.not_(worked))
        .order_by(WorkItem.id)
        .limit(ITEMS_AT_ONCE)
    )
    gone = 0
    while True:
        with context.database.writing() as session:
            deleted = session.scalars(sa.delete(WorkItem).where(WorkItem.id.in_(old)).returning(WorkItem.id)).all()
        gone += len(deleted)
        context.progress(gone)
        if len(deleted) < ITEMS_AT_ONCE:
            return {"removed": gone}


HOUSEKEEPING = Job("housekeeping", (Step("forget_keys", forget_keys), Step("forget_items", forget_items)))
