"""The timetable: all timed jobs and chores, and the APScheduler that runs them.

A timed job is looked at every ten minutes from its hour on, so that one missed or failed is caught up with; the run
record decides whether there is anything to do. A chore is harmless to repeat and leaves no record.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy.orm import Session

from models import Database
from models.enums import RunState
from workbench.clock import Clock
from workbench.domain.quality import change_to_check
from workbench.domain.records import AuditKeys, open_requests, seal_entries
from workbench.domain.uploads import Inbox
from workbench.jobs.housekeeping import HOUSEKEEPING
from workbench.jobs.job import Job
from workbench.jobs.nightly import NIGHTLY
from workbench.jobs.privacy import without_personal_data
from workbench.jobs.quality import CHECK_AFTER_FILES, DATA_CHECK
from workbench.jobs.runner import run_job
from workbench.jobs.training import TRAINING
from workbench.jobs.uploads import UploadWork, work_on_uploads

_log = logging.getLogger(__name__)
MISFIRE_SECONDS = 300
WORKERS = 4
"""A long import leaves threads for the night's jobs and for the chores."""

ASKED_SECONDS = 1
"""How often it is looked whether somebody asked for a job: a person waits for it on a screen."""

UPLOADS_EVERY_SECONDS = 2

CHANGES_EVERY_SECONDS = 5
"""How often it is looked whether files changed the customers since they were checked."""


def iso_week(day: date) -> str:
    """The week of a day, Monday to Sunday, as run records name it."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


@dataclass(frozen=True)
class Timed:
    """A job that is due once per period, every day from an hour on until it has run; a period is a local day."""

    job: Job
    from_hour: int
    period: Callable[[date], str] = date.isoformat


@dataclass(frozen=True)
class Chore:
    """A small action in one transaction, every so many seconds. What it returns is logged once it is committed."""

    name: str
    every_seconds: int
    act: Callable[[Session, datetime, AuditKeys], str | None]


def seal_audit(session: Session, now: datetime, keys: AuditKeys) -> str | None:
    """Seal the audit entries that have no seal yet; the line for the log is a witness outside the database."""
    seal = seal_entries(session, now=now, keys=keys)
    if seal is None:
        return None
    return f"audit seal {seal.id}, entries {seal.first_entry_id} to {seal.last_entry_id}, {seal.hash}"


TIMED = (
    Timed(TRAINING, from_hour=1, period=iso_week),
    Timed(NIGHTLY, from_hour=2),
    Timed(HOUSEKEEPING, from_hour=3),
    Timed(DATA_CHECK, from_hour=4),
)
CHORES = (Chore("seal_audit", 60, seal_audit),)


def make_scheduler(  # noqa: PLR0913 - all that a timetable is kept with
    database: Database,
    *,
    zone: ZoneInfo,
    clock: Clock,
    audit_keys: AuditKeys,
    cluster: str = "",
    asked: Mapping[str, Job] = MappingProxyType({}),
    inbox: Inbox | None = None,
) -> BackgroundScheduler:
    """A scheduler with the whole timetable, not started. Only the leader starts one.

    Args:
        database: What jobs work on.
        zone: The company's zone: hours of the timetable and the day of a run are in it.
        clock: Gives aware instants.
        audit_keys: Sign the audit trail.
        cluster: Where calculations are made, see `StepContext`.
        asked: The jobs that a person may ask for, by name.
        inbox: The folder whose files are imported.

    """
    scheduler = BackgroundScheduler(
        timezone=zone,
        executors={"default": ThreadPoolExecutor(WORKERS), "asked": ThreadPoolExecutor(1)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": MISFIRE_SECONDS},
    )
    terms = {"zone": zone, "clock": clock, "cluster": cluster}
    for timed in TIMED:
        scheduler.add_job(
            run_if_due,
            CronTrigger(hour=f"{timed.from_hour}-23", minute="*/10", timezone=zone),
            args=(database, timed),
            kwargs=terms,
            id=timed.job.name,
        )
    scheduler.add_job(run_all_due, args=(database,), kwargs=terms)
    _add_asked(scheduler, (database, asked), terms)
    uploads = UploadWork(database, zone=zone, clock=clock, inbox=inbox)
    scheduler.add_job(work_on_uploads, IntervalTrigger(seconds=UPLOADS_EVERY_SECONDS), args=(uploads,), id="uploads")
    changes = IntervalTrigger(seconds=CHANGES_EVERY_SECONDS)
    scheduler.add_job(check_after_files, changes, args=(database,), kwargs=terms, id="check_after_files")
    for chore in CHORES:
        every = IntervalTrigger(seconds=chore.every_seconds)
        keys = {"clock": clock, "audit_keys": audit_keys}
        scheduler.add_job(run_chore, every, args=(database, chore), kwargs=keys, id=chore.name)
    return scheduler


def _add_asked(
    scheduler: BackgroundScheduler, about: tuple[Database, Mapping[str, Job]], terms: Mapping[str, object]
) -> None:
    """Look for the jobs that people ask for, in a thread of their own: they wait for nothing that the night does."""
    if about[1]:
        every = IntervalTrigger(seconds=ASKED_SECONDS)
        scheduler.add_job(run_asked, every, args=about, kwargs=terms, id="asked", executor="asked")


def run_if_due(database: Database, timed: Timed, *, zone: ZoneInfo, clock: Clock, cluster: str = "") -> RunState | None:
    """Run a job for the company's today if its hour has come and it has not run for the period. See `run_job`."""
    if clock().astimezone(zone).hour < timed.from_hour:
        return None
    return run_today(database, timed, zone=zone, clock=clock, cluster=cluster)


def run_all_due(database: Database, *, zone: ZoneInfo, clock: Clock, cluster: str = "") -> None:
    """Run what is due when a scheduler starts, one after the other: the night scores with what was just learned."""
    for timed in TIMED:
        run_if_due(database, timed, zone=zone, clock=clock, cluster=cluster)


def run_today(database: Database, timed: Timed, *, zone: ZoneInfo, clock: Clock, cluster: str = "") -> RunState | None:
    """Run a job for the company's today, whatever the hour, if it has not run for the period. See `run_job`."""
    today = clock().astimezone(zone).date()
    return run_job(database, timed.job, period=timed.period(today), today=today, clock=clock, cluster=cluster)


def run_asked(
    database: Database, known: Mapping[str, Job], *, zone: ZoneInfo, clock: Clock, cluster: str = ""
) -> list[RunState | None]:
    """Run the jobs that people asked for and that no run has ended, one after the other. Returns what became of each.

    Asked for again while the process was killed, a run goes on after its last finished step. See `run_job`.
    """
    with database.reading() as session:
        waiting = [(known[name], period) for name, period in open_requests(session) if name in known]
    today = clock().astimezone(zone).date()
    return [run_job(database, job, period=period, today=today, clock=clock, cluster=cluster) for job, period in waiting]


def check_after_files(database: Database, *, zone: ZoneInfo, clock: Clock, cluster: str = "") -> RunState | None:
    """Check the customers once after files were imported or taken back. See `run_job`."""
    with database.reading() as session:
        changed = change_to_check(session)
    if changed is None:
        return None
    period, today = changed.isoformat(), clock().astimezone(zone).date()
    return run_job(database, CHECK_AFTER_FILES, period=period, today=today, clock=clock, cluster=cluster)


def run_chore(database: Database, chore: Chore, *, clock: Clock, audit_keys: AuditKeys) -> None:
    """Run a chore in one transaction. A failure is logged and the next turn tries again."""
    try:
        with database.writing() as session:
            done = chore.act(session, clock(), audit_keys)
        if done:
            _log.info(done)
    except Exception as wrong:  # noqa: BLE001 - whatever it is, the other chores and the next turn go on
        _log.error("%s: %s", chore.name, without_personal_data(wrong))
