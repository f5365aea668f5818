"""Deletes what is no longer needed or no longer to be kept, and closes imports cut off."""

from datetime import timedelta

import sqlalchemy as sa

from models import IdempotencyKey, Interaction, WorkItem
from workbench.domain.calls import forget_drafts, forget_traces
from workbench.domain.imports import settle_cut_off
from workbench.domain.people import forget_counts, forget_sessions
from workbench.domain.records import Actor
from workbench.domain.uploads import forget_uploads
from workbench.jobs.job import Counts, Job, Step, StepContext
from workbench.jobs.retention import apply_retention

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


def close_imports(context: StepContext) -> Counts:
    """Close the imports whose process died, and bring the accounts they touched up to date."""
    actor = Actor(id=None, name="housekeeping")
    with context.database.writing() as session:
        closed = settle_cut_off(session, actor=actor, now=context.now, today=context.today)
    return {"imports": len(closed.files), "accounts": len(closed.accounts)}


def forget_files(context: StepContext) -> Counts:
    """Delete the bytes and the rows to correct of files that were kept long enough."""
    with context.database.writing() as session:
        return {"files": forget_uploads(session, now=context.now)}


def forget_sign_ins(context: StepContext) -> Counts:
    """Delete the sign-ins that are over and the counts of failed ones that no longer decide anything."""
    with context.database.writing() as session:
        return {
            "sessions": forget_sessions(session, now=context.now),
            "counts": forget_counts(session, now=context.now),
        }


def forget_forms(context: StepContext) -> Counts:
    """Delete drafts of calls that nobody went on with, and what served to undo an outcome for a minute."""
    with context.database.writing() as session:
        return {
            "drafts": forget_drafts(session, now=context.now),
            "traces": forget_traces(session, now=context.now),
        }


HOUSEKEEPING = Job(
    "housekeeping",
    (
        Step("forget_keys", forget_keys),
        Step("forget_items", forget_items),
        Step("forget_sign_ins", forget_sign_ins),
        Step("forget_forms", forget_forms),
        Step("close_imports", close_imports),
        Step("retention", apply_retention),
        Step("forget_files", forget_files),
    ),
)
