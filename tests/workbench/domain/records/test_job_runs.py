"""What the jobs screen reads."""

from datetime import timedelta

from models import JobRun, Lease
from models.enums import RunState
from workbench.domain.records.job_runs import LeaderLine, leader, recent_runs, running


def add_run(session, period, state, *, started_at):
    session.add(
        JobRun(
            job="nightly", period=period, state=state, host="here:1", started_at=started_at, beat_at=started_at,
            step="standing", done=3, total=9, counts={"standing": {"accounts": 9}},
        )
    )  # fmt: skip


def test_recent_runs_are_newest_first_and_limited(session, now):
    for day in range(3):
        add_run(session, f"day {day}", RunState.DONE, started_at=now + timedelta(days=day))
    session.flush()

    lines = recent_runs(session, limit=2)

    assert [line.period for line in lines] == ["day 2", "day 1"]
    assert (lines[0].step, lines[0].done, lines[0].total, lines[0].counts) == (
        "standing", 3, 9, {"standing": {"accounts": 9}},
    )  # fmt: skip


def test_running_leaves_out_what_has_ended(session, now):
    add_run(session, "ended", RunState.DONE, started_at=now)
    add_run(session, "at work", RunState.RUNNING, started_at=now)
    session.flush()

    assert [line.period for line in running(session)] == ["at work"]


def test_leader_is_who_holds_the_lease_or_nobody(session, now):
    nobody = leader(session)
    session.add(Lease(name="scheduler", holder="here:1", since=now, beat_at=now))
    session.flush()

    assert (nobody, leader(session)) == (None, LeaderLine("here:1", now, now))
