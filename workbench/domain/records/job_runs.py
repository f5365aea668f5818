"""Reads of job runs and of the leading scheduler. Not limited by portfolio."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import JobRun, Lease
from models.enums import RunState


@dataclass(frozen=True)
class RunLine:
    """One run. `done` and `total` count its present `step`; a running one with an old `beat_at` lost its process."""

    job: str
    period: str
    state: RunState
    attempt: int
    host: str
    started_at: datetime
    beat_at: datetime
    finished_at: datetime | None
    step: str | None
    done: int
    total: int | None
    counts: Mapping[str, Any]
    error: str | None


def recent_runs(session: Session, *, limit: int = 50) -> list[RunLine]:
    """The latest runs, newest first."""
    return _lines(session, sa.select(JobRun).order_by(JobRun.started_at.desc(), JobRun.id.desc()).limit(limit))


def running(session: Session) -> list[RunLine]:
    """Runs that have not finished, oldest first."""
    return _lines(session, sa.select(JobRun).where(JobRun.state == RunState.RUNNING).order_by(JobRun.started_at))


def run_of(session: Session, job: str, *, period: str) -> RunLine | None:
    """The run of a job for one period; None where it has not begun."""
    return next(iter(_lines(session, sa.select(JobRun).where(JobRun.job == job, JobRun.period == period))), None)


@dataclass(frozen=True)
class LeaderLine:
    """Who leads, since when, and its last sign of life."""

    holder: str
    since: datetime
    beat_at: datetime


def leader(session: Session, name: str = "scheduler") -> LeaderLine | None:
    """The leading scheduler; None where there never was one."""
    lease = session.get(Lease, name)
    if lease is None:
        return None
    return LeaderLine(holder=lease.holder, since=lease.since, beat_at=lease.beat_at)


def _lines(session: Session, wanted: sa.Select[JobRun]) -> list[RunLine]:
    return [
        RunLine(
            job=run.job,
            period=run.period,
            state=run.state,
            attempt=run.attempt,
            host=run.host,
            started_at=run.started_at,
            beat_at=run.beat_at,
            finished_at=run.finished_at,
            step=run.step,
            done=run.done,
            total=run.total,
            counts=run.counts,
            error=run.error,
        )
        for run in session.scalars(wanted)
    ]
