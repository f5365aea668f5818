"""Keeps tables that only serve the moment from growing without end."""

from datetime import timedelta

import sqlalchemy as sa

from models import IdempotencyKey
from workbench.jobs.job import Counts, Job, Step, StepContext

KEEP_KEYS = timedelta(days=30)
"""A form or call sent again after this long is a new one."""


def forget_keys(context: StepContext) -> Counts:
    """Delete the idempotency keys that nobody will send again."""
    old = sa.delete(IdempotencyKey).where(IdempotencyKey.used_at < context.now - KEEP_KEYS)
    with context.database.writing() as session:
        gone = session.scalars(old.returning(IdempotencyKey.key)).all()
    return {"keys": len(gone)}


FORGET_KEYS = Job("forget_keys", (Step("forget_keys", forget_keys),))
