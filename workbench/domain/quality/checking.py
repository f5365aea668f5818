"""When customers are checked without being asked: after files were imported or taken back."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Customer, JobRun, Upload
from models.enums import UploadTask
from workbench.queries.data_quality.findings import CHECK_JOBS, last_change

MOST_CUSTOMERS = 100_000
"""Checking so many takes about a minute; with more, it is left to the night and to who asks for it."""


def change_to_check(session: Session) -> datetime | None:
    """The instant of the last import or undoing that no check of data began after; None where there is nothing to do.

    While files wait to be imported nothing is checked: one check follows all of them.
    """
    changed = last_change(session)
    if changed is None:
        return None
    began_after = sa.exists().where(JobRun.job.in_(CHECK_JOBS), JobRun.started_at > changed)
    waiting = sa.exists().where(Upload.task == UploadTask.IMPORT)
    too_many = sa.exists().where(Customer.id > MOST_CUSTOMERS)
    is_due = session.scalar(sa.select(sa.not_(sa.or_(began_after, waiting, too_many))))
    return changed if is_due else None
