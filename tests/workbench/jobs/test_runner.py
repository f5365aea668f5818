"""The runner: steps in order, what they did, errors without anyone's data, and going on after a kill."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models import Customer, JobRun
from models.enums import RunState
from tests.workbench.jobs.processes import children, hang_in_second_step
from workbench.jobs.job import Job, Step
from workbench.jobs.privacy import without_personal_data
from workbench.jobs.runner import run_job
from workbench.kernel.errors import RuleBroken

DAY = date(2026, 11, 18)


def run(database, job, *, now):
    return run_job(database, job, period=DAY.isoformat(), today=DAY, clock=lambda: now)


def the_run(database):
    with database.reading() as session:
        return session.scalars(sa.select(JobRun)).one()


def test_run_does_the_steps_in_order_and_keeps_their_counts(database, now):
    seen = []

    def step(name, **counts):
        return Step(name, lambda context: seen.append((name, context.today, context.now)) or counts)

    state = run(database, Job("nightly", (step("first", rows=2), step("second", rows=5))), now=now)

    kept = the_run(database)
    assert state is RunState.DONE
    assert seen == [("first", DAY, now), ("second", DAY, now)]
    assert (kept.state, kept.counts) == (RunState.DONE, {"first": {"rows": 2}, "second": {"rows": 5}})


def test_run_of_the_same_period_happens_once(database, now):
    seen = []
    job = Job("nightly", (Step("only", lambda _context: seen.append(1) or {}),))

    states = [run(database, job, now=now), run(database, job, now=now + timedelta(hours=5))]

    assert (states, seen) == ([RunState.DONE, None], [1])


def test_run_shows_how_far_a_step_came(database, now):
    def act(context):
        context.progress(3, 10)
        context.progress(7)
        return {}

    run(database, Job("nightly", (Step("only", act),)), now=now)

    kept = the_run(database)
    assert (kept.step, kept.done, kept.total) == ("only", 7, 10)


def test_failed_step_is_recorded_and_what_follows_waits(database, now):
    def fail(context):
        raise KeyError("Rosa Gómez")

    seen = []
    job = Job("nightly", (Step("first", fail), Step("second", lambda _context: seen.append(1) or {})))

    state = run(database, job, now=now)

    kept = the_run(database)
    assert (state, kept.state, seen, kept.counts) == (RunState.FAILED, RunState.FAILED, [], {})
    assert kept.error.startswith("first: KeyError (tests/workbench/jobs/test_runner.py:")
    assert "Rosa" not in kept.error


def test_next_try_goes_on_after_the_steps_that_are_done(database, now):
    seen = []

    def flaky(context):
        seen.append("second")
        if len(seen) == 2:
            raise ValueError
        return {}

    job = Job("nightly", (Step("first", lambda _context: seen.append("first") or {}), Step("second", flaky)))

    states = [run(database, job, now=now), run(database, job, now=now)]

    assert states == [RunState.FAILED, RunState.DONE]
    assert seen == ["first", "second", "second"]


def test_step_stops_when_another_process_took_the_run_over(database, now):
    def overtaken(context):
        with context.database.writing() as session:
            session.execute(sa.update(JobRun).values(attempt=2))
        return {}

    state = run(database, Job("nightly", (Step("only", overtaken),)), now=now)

    assert state is None
    assert the_run(database).state is RunState.RUNNING


def test_killed_run_is_resumed_after_its_finished_steps(database, now):
    with children(hang_in_second_step, database.url, now) as (child,):
        assert child.hear() == "hangs"
        child.kill()
    seen = []
    job = Job(
        "nightly", tuple(Step(n, lambda _context, n=n: seen.append(n) or {"rows": 9}) for n in ("first", "second"))
    )

    too_soon = run(database, job, now=now + timedelta(seconds=30))
    in_time = run(database, job, now=now + timedelta(minutes=2))

    kept = the_run(database)
    assert (too_soon, in_time, seen) == (None, RunState.DONE, ["second"])
    assert (kept.attempt, kept.counts) == (2, {"first": {"rows": 1}, "second": {"rows": 9}})


def test_error_text_names_the_rule_and_never_the_row(database):
    with database.writes() as session:
        session.add(Customer(external_id=None, name="Rosa Gómez"))
        with pytest.raises(sa.exc.DBAPIError) as wrong:
            session.flush()

    assert without_personal_data(wrong.value).split(" ")[0] == "IntegrityError"
    assert without_personal_data(RuleBroken("Rosa", rule="ledger")) == "RuleBroken ledger"
