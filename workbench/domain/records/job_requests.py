"""Jobs that a person asks for on a screen. The scheduler runs them; their progress is that of their job run."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import JobRequest, JobRun
from models.enums import RunState
from workbench.domain.records.audit import Actor, AuditEvent, record


def ask_job(session: Session, job: str, *, actor: Actor, now: datetime) -> str:
    """Ask for a run of a job. While one that was asked for is not over, that one is meant. Returns its period.

    Args:
        session: A write session; the caller commits.
        job: Name of a job that the scheduler runs on request.
        actor: Who asks.
        now: Aware instant.

    """
    waiting = [period for name, period in open_requests(session) if name == job]
    if waiting:
        return waiting[-1]
    period = now.isoformat()
    session.add(JobRequest(job=job, period=period, asked_at=now, asked_by=actor.id))
    session.flush()
    record(session, AuditEvent.JOB_ASKED, actor=actor, subject=("job_request", None), now=now, after={"job": job})
    return period


def open_requests(session: Session) -> list[tuple[str, str]]:
    """Job and period of the requests that no run has ended, the oldest first."""
    ended = sa.exists().where(
        JobRun.job == JobRequest.job, JobRun.period == JobRequest.period, JobRun.state != RunState.RUNNING
    )
    rows = session.execute(sa.select(JobRequest.job, JobRequest.period).where(sa.not_(ended)).order_by(JobRequest.id))
    return [(job, period) for job, period in rows]


def latest_request(session: Session, job: str) -> tuple[str, datetime] | None:
    """Period and instant of the last request of a job; None where nobody asked."""
    row = session.execute(
        sa.select(JobRequest.period, JobRequest.asked_at)
        .where(JobRequest.job == job)
        .order_by(JobRequest.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else (row.period, row.asked_at)
