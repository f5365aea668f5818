"""What runs by itself and when: the one list of daily jobs and of chores, and APScheduler set up to keep to it.

A daily job is looked at every ten minutes from its hour on, so that one missed or failed is caught up with; the run
record decides whether there is anything to do. A chore is harmless to repeat and leaves no record.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy.orm import Session

from models import Database
from models.enums import RunState
from workbench.clock import Clock
from workbench.domain import audit
from workbench.jobs.housekeeping import FORGET_KEYS
from workbench.jobs.job import Job
from workbench.jobs.nightly import NIGHTLY
from workbench.jobs.runner import run_job, without_personal_data

_log = logging.getLogger(__name__)
MISFIRE_SECONDS = 300
WORKERS = 2


@dataclass(frozen=True)
class Daily:
    """A job that is due once per local day, from an hour on."""

    job: Job
    from_hour: int


@dataclass(frozen=True)
class Chore:
    """A small action in one transaction, every so many seconds."""

    name: str
    every_seconds: int
    act: Callable[[Session, datetime], object]


def seal_audit(session: Session, now: datetime) -> object:
    """Seal the audit entries that have no seal yet."""
    return audit.seal(session, now=now)


DAILY = (Daily(NIGHTLY, from_hour=2), Daily(FORGET_KEYS, from_hour=3))
CHORES = (Chore("seal_audit", 60, seal_audit),)


def make_scheduler(database: Database, *, zone: ZoneInfo, clock: Clock) -> BackgroundScheduler:
    """A scheduler with the whole timetable, not started. Only the leader starts one.

    Args:
        database: What jobs work on.
        zone: The company's zone: hours of the timetable and the day of a run are in it.
        clock: Gives aware instants.

    """
    scheduler = BackgroundScheduler(
        timezone=zone,
        executors={"default": ThreadPoolExecutor(WORKERS)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": MISFIRE_SECONDS},
    )
    for daily in DAILY:
        scheduler.add_job(
            run_if_due, CronTrigger(hour=f"{daily.from_hour}-23", minute="*/10", timezone=zone),
            args=(database, daily), kwargs={"zone": zone, "clock": clock}, id=daily.job.name,
        )  # fmt: skip
        scheduler.add_job(run_if_due, args=(database, daily), kwargs={"zone": zone, "clock": clock})
    for chore in CHORES:
        scheduler.add_job(
            run_chore, IntervalTrigger(seconds=chore.every_seconds), args=(database, chore),
            kwargs={"clock": clock}, id=chore.name,
        )  # fmt: skip
    return scheduler


def run_if_due(database: Database, daily: Daily, *, zone: ZoneInfo, clock: Clock) -> RunState | None:
    """Run a daily job for the company's today if its hour has come and it has not run. See `run_job`."""
    if clock().astimezone(zone).hour < daily.from_hour:
        return None
    return run_today(database, daily.job, zone=zone, clock=clock)


def run_today(database: Database, job: Job, *, zone: ZoneInfo, clock: Clock) -> RunState | None:
    """Run a daily job for the company's today, whatever the hour, if it has not run. See `run_job`."""
    today = clock().astimezone(zone).date()
    return run_job(database, job, period=today.isoformat(), today=today, clock=clock)


def run_chore(database: Database, chore: Chore, *, clock: Clock) -> None:
    """Run a chore in one transaction. A failure is logged and the next turn tries again."""
    try:
        with database.writing() as session:
            chore.act(session, clock())
    except Exception as wrong:  # noqa: BLE001 - whatever it is, the other chores and the next turn go on
        _log.error("%s: %s", chore.name, without_personal_data(wrong))
