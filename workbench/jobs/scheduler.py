"""The scheduler process: waits to lead, keeps the timetable while it leads, and shows a sign of life."""

import logging
import threading
from collections.abc import Mapping
from types import MappingProxyType
from zoneinfo import ZoneInfo

from sqlalchemy.exc import DBAPIError, OperationalError

from models import Database
from models.enums import RunState
from workbench.clock import Clock
from workbench.domain.company import company_zone
from workbench.domain.records import AuditKeys
from workbench.jobs.job import Job
from workbench.jobs.leader import Leadership, beat_lease, leadership_of
from workbench.jobs.runner import this_process
from workbench.jobs.timetable import TIMED, make_scheduler, run_today

POLL_SECONDS = 1.0
BEAT_SECONDS = 5.0

_log = logging.getLogger(__name__)


def run_once(
    database: Database, *, zone: ZoneInfo, clock: Clock, cluster: str = ""
) -> dict[str, RunState | None] | None:
    """Run what is due today and has not run yet, whatever the hour, and return.

    Returns:
        What became of each, None for one that had run; None altogether where another process leads and does it.

    """
    leadership = leadership_of(database)
    if not leadership.acquire():
        return None
    zone = _company_zone(database, zone)
    try:
        return {timed.job.name: run_today(database, timed, zone=zone, clock=clock, cluster=cluster) for timed in TIMED}
    finally:
        leadership.release()


def serve(  # noqa: PLR0913 - all that a timetable is kept with
    database: Database,
    *,
    zone: ZoneInfo,
    clock: Clock,
    audit_keys: AuditKeys,
    stop: threading.Event,
    cluster: str = "",
    asked: Mapping[str, Job] = MappingProxyType({}),
) -> None:
    """Lead whenever nobody else does, until `stop` is set. Any number of processes may call this.

    `zone` is the company's until its row names another; `asked` are the jobs that a person may ask for on a screen.

    A lost connection ends the leadership, not the process. Jobs still at work when this returns are left as a killed
    process would leave them: their runs are taken over.
    """
    leadership = leadership_of(database)
    while not stop.is_set():
        try:
            if leadership.acquire():
                _lead(
                    database,
                    leadership,
                    zone=zone,
                    clock=clock,
                    audit_keys=audit_keys,
                    stop=stop,
                    cluster=cluster,
                    asked=asked,
                )
        except DBAPIError:
            _log.warning("the database cannot be reached; trying again")
            stop.wait(BEAT_SECONDS)
        finally:
            leadership.release()
        stop.wait(POLL_SECONDS)


def _lead(  # noqa: PLR0913 - all that a timetable is kept with
    database: Database,
    leadership: Leadership,
    *,
    zone: ZoneInfo,
    clock: Clock,
    audit_keys: AuditKeys,
    stop: threading.Event,
    cluster: str,
    asked: Mapping[str, Job],
) -> None:
    here = _company_zone(database, zone)
    scheduler = make_scheduler(database, zone=here, clock=clock, audit_keys=audit_keys, cluster=cluster, asked=asked)
    scheduler.start()
    _log.info("%s leads", this_process())
    try:
        # The hours of a timetable cannot be moved: with another zone of the company it is begun anew.
        while not stop.is_set() and leadership.is_held() and _company_zone(database, zone) == here:
            _show_life(database, clock)
            stop.wait(BEAT_SECONDS)
    finally:
        scheduler.shutdown(wait=False)


def _company_zone(database: Database, default: ZoneInfo) -> ZoneInfo:
    with database.reading() as session:
        return ZoneInfo(company_zone(session, default.key))


def _show_life(database: Database, clock: Clock) -> None:
    try:
        with database.writing() as session:
            beat_lease(session, holder=this_process(), now=clock())
    except OperationalError:
        # A long transaction of a job may hold the embedded database; whether the lock is still ours is asked apart.
        _log.debug("the lease could not be renewed", exc_info=True)
