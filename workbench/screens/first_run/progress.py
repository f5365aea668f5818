"""How far a job is that was asked for on a screen, and how long it still takes, in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext
from sqlalchemy.orm import Session

from models.enums import RunState
from workbench.domain.records import RunLine, latest_request, leader, run_of
from workbench.web.counts import ngettext

FIRST_QUEUE, MADE_UP = "first_queue", "made_up_company"
STEPS = {FIRST_QUEUE: ("standing", "scores", "queues"), MADE_UP: ("made_up", "standing", "scores", "queues")}
WEIGHTS = {"made_up": 6.0, "standing": 2.0, "scores": 1.0, "queues": 2.0}
"""How long a step takes beside the others."""

LEADS_WITHIN = timedelta(minutes=1)


@dataclass(frozen=True)
class StepShown:
    """A step of the job: its share that is done, and what it counted."""

    name: str
    share: float
    counts: dict[str, int]
    is_now: bool


@dataclass(frozen=True)
class Progress:
    """A job that was asked for. `is_waiting`: nobody works on it, because no scheduler runs."""

    is_running: bool
    is_done: bool
    is_failed: bool
    is_waiting: bool
    share: float
    left: str
    steps: tuple[StepShown, ...]


def progress_of(session: Session, job: str, *, now: datetime) -> Progress | None:
    """How far the latest one is; None where nobody asked."""
    asked = latest_request(session, job)
    if asked is None:
        return None
    run = run_of(session, job, period=asked[0])
    lead = leader(session)
    leads = lead is not None and now - lead.beat_at < LEADS_WITHIN
    steps = _steps(job, run)
    whole = sum(WEIGHTS[one.name] for one in steps)
    share = sum(WEIGHTS[one.name] * one.share for one in steps) / whole
    state = run.state if run is not None else None
    return Progress(
        is_running=state in {None, RunState.RUNNING},
        is_done=state is RunState.DONE,
        is_failed=state is RunState.FAILED,
        is_waiting=state is None and not leads,
        share=1.0 if state is RunState.DONE else share,
        left=_left(run, share, now=now),
        steps=steps,
    )


def words_of(left: timedelta) -> str:
    """How long something still takes: «menos de un minuto», «unos 3 minutos»."""
    minutes = round(left.total_seconds() / 60)
    if minutes < 1:
        return gettext("Queda menos de un minuto.")
    return ngettext("Queda %(num)s minuto más o menos.", "Quedan unos %(num)s minutos.", minutes)


def _left(run: RunLine | None, share: float, *, now: datetime) -> str:
    if run is None or run.state is not RunState.RUNNING or share <= 0:
        return gettext("Empieza en unos segundos.") if run is None else gettext("Suele tardar menos de un minuto.")
    return words_of((now - run.started_at) * (1 - share) / share)


def _steps(job: str, run: RunLine | None) -> tuple[StepShown, ...]:
    return tuple(_step(name, run) for name in STEPS[job])


def _step(name: str, run: RunLine | None) -> StepShown:
    if run is None:
        return StepShown(name, 0.0, {}, is_now=False)
    if name in run.counts:
        return StepShown(name, 1.0, dict(run.counts[name]), is_now=False)
    is_now = run.step == name and run.state is RunState.RUNNING
    share = run.done / run.total if is_now and run.total else 0.0
    return StepShown(name, min(share, 1.0), {}, is_now=is_now)
