"""Runs: claimed once, never again when done, taken over when their process died."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import JobRun
from models.enums import RunState
from tests.workbench.jobs.processes import PERIODS, children, claim_periods
from workbench.jobs.runs import (
    MAX_ATTEMPTS,
    STALE_AFTER,
    Claim,
    Reached,
    RunLost,
    beat,
    claim_run,
    finish_run,
    keep_step,
)

MOMENT = timedelta(seconds=1)


def claim(session, *, now):
    return claim_run(session, "nightly", period="2026-11-18", host="here:1", now=now)


def the_run(session):
    return session.scalars(sa.select(JobRun).execution_options(populate_existing=True)).one()


def test_claim_begins_a_run(session, now):
    claimed = claim(session, now=now)

    run = the_run(session)
    assert claimed == Claim(run.id, attempt=1, done={})
    assert (run.job, run.period, run.state, run.host, run.beat_at) == (
        "nightly", "2026-11-18", RunState.RUNNING, "here:1", now,
    )  # fmt: skip


def test_claim_leaves_a_live_run_alone(session, now):
    claim(session, now=now)

    assert claim(session, now=now + STALE_AFTER) is None


def test_claim_never_repeats_what_is_done(session, now):
    claimed = claim(session, now=now)
    finish_run(session, claimed, now=now)

    assert claim(session, now=now + timedelta(days=30)) is None


def test_claim_tries_a_failed_run_again(session, now):
    finish_run(session, claim(session, now=now), now=now, error="standing: OperationalError")

    again = claim(session, now=now + MOMENT)

    run = the_run(session)
    assert (again.attempt, run.state, run.error, run.finished_at) == (2, RunState.RUNNING, None, None)


def test_claim_gives_up_after_the_last_attempt(session, now):
    for _ in range(MAX_ATTEMPTS):
        finish_run(session, claim(session, now=now), now=now, error="standing: OperationalError")

    assert claim(session, now=now + timedelta(days=1)) is None


@pytest.mark.parametrize("away", [STALE_AFTER + MOMENT, -STALE_AFTER - MOMENT], ids=["silent", "other clock"])
def test_claim_takes_over_a_dead_run_with_what_it_finished(session, now, away):
    first = claim(session, now=now)
    keep_step(session, first, counts={"standing": {"accounts": 3}}, now=now)

    second = claim(session, now=now + away)

    assert second == Claim(first.run_id, attempt=2, done={"standing": {"accounts": 3}})


def test_former_holder_finds_that_it_lost_the_run(session, now):
    first = claim(session, now=now)
    claim(session, now=now + STALE_AFTER + MOMENT)

    with pytest.raises(RunLost):
        beat(session, first, reached=Reached("standing", 1, 2), now=now)
    with pytest.raises(RunLost):
        keep_step(session, first, counts={}, now=now)
    with pytest.raises(RunLost):
        finish_run(session, first, now=now)


def test_beat_shows_how_far_the_run_is(session, now):
    claimed = claim(session, now=now)

    beat(session, claimed, reached=Reached("standing", 40, 100), now=now + MOMENT)

    run = the_run(session)
    assert (run.step, run.done, run.total, run.beat_at) == ("standing", 40, 100, now + MOMENT)


def test_finish_keeps_the_error_or_none(session, now):
    finish_run(session, claim(session, now=now), now=now + MOMENT, error="queues: KeyError")

    run = the_run(session)
    assert (run.state, run.error, run.finished_at) == (RunState.FAILED, "queues: KeyError", now + MOMENT)


def test_processes_never_claim_the_same_period_twice(database_url, now):
    with children(claim_periods, database_url, now, count=4) as racing:
        for child in racing:
            child.say("go")
        claimed = [period for child in racing for period in child.hear()]

    assert sorted(claimed) == PERIODS
