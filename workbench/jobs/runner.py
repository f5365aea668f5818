"""Run one job for one period under a claim, beating from a thread while a step is at work.

A process that is killed leaves its run without a beat; whoever claims it next goes on after the last finished step.
"""

import logging
import os
import socket
import threading
from datetime import date
from types import TracebackType
from typing import Self

from sqlalchemy.exc import OperationalError

from models import Database
from models.enums import RunState
from workbench.clock import Clock
from workbench.jobs import runs
from workbench.jobs.job import Job, StepContext
from workbench.jobs.privacy import without_personal_data
from workbench.jobs.runs import Claim, Reached, RunLost

BEAT_EVERY_SECONDS = 10.0

_log = logging.getLogger(__name__)


def this_process() -> str:
    """Machine and process, as run records and the lease name them."""
    return f"{socket.gethostname()}:{os.getpid()}"


def run_job(  # noqa: PLR0913 - what runs, for when, and where it calculates
    database: Database, job: Job, *, period: str, today: date, clock: Clock, cluster: str = ""
) -> RunState | None:
    """Claim the period and run the steps that are not done yet.

    Args:
        database: Steps open their own sessions on it.
        job: What to run.
        period: What the run is for; a job runs once per period.
        today: The company's local day handed to the steps.
        clock: Gives aware instants.
        cluster: Where calculations are made, see `StepContext`.

    Returns:
        DONE or FAILED; None where there was nothing to claim or the run was lost to another process.

    """
    with database.writing() as session:
        claim = runs.claim_run(session, job.name, period=period, host=this_process(), now=clock())
    if claim is None:
        return None
    try:
        error = _run_steps(database, job, claim, today=today, clock=clock, cluster=cluster)
        with database.writing() as session:
            runs.finish_run(session, claim, now=clock(), error=error)
    except RunLost:
        _log.warning("job %s %s was taken over by another process", job.name, period)
        return None
    return RunState.FAILED if error else RunState.DONE


def _run_steps(  # noqa: PLR0913 - as `run_job`
    database: Database, job: Job, claim: Claim, *, today: date, clock: Clock, cluster: str
) -> str | None:
    """Run what is left; an error as text without anyone's data, or None."""
    done = dict(claim.done)
    for step in job.steps:
        if step.name in done:
            continue
        try:
            with _Beats(database, claim, step.name, clock=clock) as beats:
                context = StepContext(database=database, today=today, now=clock(), progress=beats, cluster=cluster)
                done[step.name] = dict(step.run(context))
        except RunLost:
            raise
        except Exception as wrong:  # noqa: BLE001 - whatever a step raises belongs into its record
            _log.debug("step %s of %s", step.name, job.name, exc_info=wrong)
            return f"{step.name}: {without_personal_data(wrong)}"
        with database.writing() as session:
            runs.keep_step(session, claim, counts=done, now=clock())
    return None


class _Beats:
    """Writes a beat now and every few seconds while its block runs; called with how far the step is."""

    def __init__(self, database: Database, claim: Claim, step: str, *, clock: Clock) -> None:
        self._database = database
        self._claim = claim
        self._clock = clock
        self._reached = Reached(step, 0, None)
        self._ended = threading.Event()
        self._lost = threading.Event()
        self._thread = threading.Thread(target=self._keep_beating, name=f"beats of {step}", daemon=True)

    def __call__(self, done: int, total: int | None = None) -> None:
        self._reached = Reached(self._reached.step, done, total if total is not None else self._reached.total)
        self._stop_if_lost()

    def __enter__(self) -> Self:
        self._beat()
        self._stop_if_lost()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()
        if kind is None:
            self._beat()
            self._stop_if_lost()

    def _keep_beating(self) -> None:
        while not self._ended.wait(BEAT_EVERY_SECONDS):
            self._beat()

    def _beat(self) -> None:
        try:
            with self._database.writing() as session:
                runs.beat(session, self._claim, reached=self._reached, now=self._clock())
        except RunLost:
            self._lost.set()
        except OperationalError:
            # The step's own long transaction may hold the embedded database; the next beat tells.
            _log.debug("no beat of %s", self._reached.step, exc_info=True)

    def _stop_if_lost(self) -> None:
        if self._lost.is_set():
            raise RunLost
