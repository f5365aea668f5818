"""The records of job runs: claiming a period, beating while at work, keeping what each step did, and the end.

The unique pair (job, period) and the conditional update are what keeps a period from being run twice; the leader's
lock only saves the others the trouble. A run that has not beaten for `STALE_AFTER` is dead and may be taken over: its
attempt goes up, and whoever still holds the former attempt finds at the next beat that it lost the run.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models import JobRun
from models.enums import RunState

STALE_AFTER = timedelta(seconds=60)
MAX_ATTEMPTS = 5
"""A run that fails or dies this often waits for a person."""


class RunLost(Exception):
    """Another process took this run over, because its heartbeat was too old."""


@dataclass(frozen=True)
class Claim:
    """The right to work on a run, as long as its attempt is the latest; `done` has the steps finished before."""

    run_id: int
    attempt: int
    done: Mapping[str, Any]


@dataclass(frozen=True)
class Reached:
    """How far a run is: `done` of `total` of its present step."""

    step: str
    done: int
    total: int | None


def claim_run(session: Session, job: str, *, period: str, host: str, now: datetime) -> Claim | None:
    """Claim a period of a job: one process at a time holds it, and a finished period is never claimed again.

    Args:
        session: A write session; the claim holds from its commit.
        job: The job's name.
        period: The day, hour or minute the run is for.
        host: Machine and process, to be shown.
        now: Aware instant.

    Returns:
        The claim, or None where the run is done, at work elsewhere, or was tried `MAX_ATTEMPTS` times.

    """
    return _begun(session, job, period, host=host, now=now) or _taken_over(session, job, period, host=host, now=now)


def beat(session: Session, claim: Claim, *, reached: Reached, now: datetime) -> None:
    """Say that the run is alive and how far it is.

    Raises:
        RunLost: It was taken over.

    """
    _update(session, claim, step=reached.step, done=reached.done, total=reached.total, beat_at=now)


def keep_step(session: Session, claim: Claim, *, counts: Mapping[str, Any], now: datetime) -> None:
    """Store the finished steps, so that a resumed run skips them.

    Raises:
        RunLost: It was taken over.

    """
    _update(session, claim, counts=dict(counts), beat_at=now)


def finish_run(session: Session, claim: Claim, *, now: datetime, error: str | None = None) -> None:
    """End the run, well or with an error that names no person.

    Raises:
        RunLost: It was taken over.

    """
    state = RunState.FAILED if error else RunState.DONE
    _update(session, claim, state=state, error=error, finished_at=now, beat_at=now)


def _begun(session: Session, job: str, period: str, *, host: str, now: datetime) -> Claim | None:
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = insert(JobRun).values(
        job=job,
        period=period,
        state=RunState.RUNNING,
        attempt=1,
        host=host,
        started_at=now,
        beat_at=now,
        done=0,
        counts={},
    )
    run_id = session.scalar(row.on_conflict_do_nothing(index_elements=["job", "period"]).returning(JobRun.id))
    return None if run_id is None else Claim(run_id, attempt=1, done={})


def _taken_over(session: Session, job: str, period: str, *, host: str, now: datetime) -> Claim | None:
    # A heartbeat in the future comes from a process with another clock (WORKBENCH_TODAY) and does not count.
    silent = sa.or_(JobRun.beat_at < now - STALE_AFTER, JobRun.beat_at > now + STALE_AFTER)
    dead = sa.and_(JobRun.state == RunState.RUNNING, silent)
    free = sa.and_(sa.or_(JobRun.state == RunState.FAILED, dead), JobRun.attempt < MAX_ATTEMPTS)
    taken = (
        sa.update(JobRun)
        .where(JobRun.job == job, JobRun.period == period, free)
        .values(
            state=RunState.RUNNING,
            attempt=JobRun.attempt + 1,
            host=host,
            started_at=now,
            beat_at=now,
            finished_at=None,
            error=None,
        )
        .returning(JobRun.id, JobRun.attempt, JobRun.counts)
        .execution_options(synchronize_session=False)
    )
    row = session.execute(taken).one_or_none()
    return None if row is None else Claim(row.id, attempt=row.attempt, done=row.counts)


def _update(session: Session, claim: Claim, **values: object) -> None:
    mine = sa.update(JobRun).where(JobRun.id == claim.run_id, JobRun.attempt == claim.attempt)
    touched = session.scalar(mine.values(**values).returning(JobRun.id))
    if touched is None:
        raise RunLost
