"""Given files in the background: the folder is looked into, and what waits is checked or imported, one by one."""

import logging
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from models import Database, JobRun
from models.enums import RunState, UploadTask
from workbench.clock import Clock
from workbench.domain.uploads import Inbox, UploadJob, give_up, next_waiting, run_task
from workbench.jobs.job import Counts, Job, Step, StepContext
from workbench.jobs.privacy import without_personal_data
from workbench.jobs.runner import run_job
from workbench.jobs.runs import MAX_ATTEMPTS
from workbench.kernel.text import N_

NAMES = {UploadTask.CHECK: "check_file", UploadTask.IMPORT: "import_file"}
FAILED = N_("No terminó por una falla del programa. Lo que entró está completo: vuelva a intentarlo.")

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class UploadWork:
    """What the background needs to know: the database, the company's zone, the clock, the watched folder."""

    database: Database
    zone: ZoneInfo
    clock: Clock
    inbox: Inbox | None = None


def work_on_uploads(work: UploadWork) -> None:
    """Look into the folder and do everything that waits. A failure is logged and the next turn tries again."""
    try:
        look_into_inbox(work)
        while run_next(work):
            look_into_inbox(work)
    except Exception as wrong:  # noqa: BLE001 - whatever it is, the next turn goes on
        _log.error("uploads: %s", without_personal_data(wrong))


def look_into_inbox(work: UploadWork) -> None:
    """Take what is finished in the watched folder."""
    if work.inbox is not None:
        work.inbox.look(work.database, now=work.clock())


def run_next(work: UploadWork) -> bool:
    """Check or import the file that has waited longest. Returns whether there was one that could be run."""
    with work.database.reading() as session:
        waiting = next_waiting(session)
    if waiting is None:
        return False
    job = Job(NAMES[waiting.task], (Step("rows", lambda context: _act(context, waiting, work)),))
    today = work.clock().astimezone(work.zone).date()
    state = run_job(work.database, job, period=waiting.period, today=today, clock=work.clock)
    if state is RunState.FAILED or (state is None and _is_hopeless(work.database, job.name, waiting)):
        with work.database.writing() as session:
            give_up(session, waiting, FAILED)
    return state is not None


def _act(context: StepContext, waiting: UploadJob, work: UploadWork) -> Counts:
    return run_task(context.database, waiting, timezone=work.zone.key, now=context.now)


def _is_hopeless(database: Database, name: str, waiting: UploadJob) -> bool:
    """Whether the run is over, or was tried as often as it may be."""
    with database.reading() as session:
        run = session.scalar(sa.select(JobRun).where(JobRun.job == name, JobRun.period == waiting.period))
    return run is not None and (run.state is not RunState.RUNNING or run.attempt >= MAX_ATTEMPTS)
