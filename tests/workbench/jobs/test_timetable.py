"""The timetable: what is due at which hour, once a day, and chores that go on after a failure."""

import logging
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from models import AuditEntry, AuditSeal, ImportRun, JobRun
from models.enums import ImportKind, RunState, UploadTask
from workbench.domain.records import AuditKeys, audit
from workbench.domain.records.audit import Actor, AuditEvent
from workbench.domain.uploads import receive
from workbench.jobs import timetable
from workbench.jobs.job import Job, Step
from workbench.jobs.quality import DATA_CHECK
from workbench.jobs.timetable import (
    CHORES,
    TIMED,
    Chore,
    Timed,
    check_after_files,
    iso_week,
    make_scheduler,
    run_chore,
    run_if_due,
    run_today,
)

BOGOTA = ZoneInfo("America/Bogota")
SEVEN_UTC = datetime(2026, 11, 18, 7, 0, tzinfo=UTC)
"""02:00 in Bogotá."""


KEYS = AuditKeys(["0" * 32])


def at(instant):
    return {"zone": BOGOTA, "clock": lambda: instant}


def scheduler_of(database):
    return make_scheduler(database, audit_keys=KEYS, **at(SEVEN_UTC))


@pytest.fixture
def daily():
    return Timed(Job("nightly", (Step("only", lambda context: {"day": context.today.toordinal()}),)), from_hour=2)


def test_daily_job_waits_for_its_local_hour(database, daily):
    before = run_if_due(database, daily, **at(SEVEN_UTC.replace(hour=6, minute=59)))
    after = run_if_due(database, daily, **at(SEVEN_UTC))

    assert (before, after) == (None, RunState.DONE)


def test_daily_job_runs_once_per_local_day(database, daily):
    instants = [SEVEN_UTC, SEVEN_UTC.replace(hour=23), SEVEN_UTC.replace(day=19, hour=4), SEVEN_UTC.replace(day=19)]

    states = [run_if_due(database, daily, **at(instant)) for instant in instants]

    assert states == [RunState.DONE, None, None, RunState.DONE]
    with database.reading() as session:
        assert sorted(session.scalars(sa.select(JobRun.period))) == ["2026-11-18", "2026-11-19"]


def test_daily_job_may_be_asked_for_before_its_hour(database, daily):
    assert run_today(database, daily, **at(SEVEN_UTC.replace(hour=6))) is RunState.DONE


def test_weekly_job_runs_once_per_week_and_catches_up_on_a_later_day(database, daily):
    weekly = Timed(daily.job, from_hour=1, period=iso_week)
    tuesday, sunday, monday = (SEVEN_UTC.replace(day=day) for day in (17, 22, 23))

    states = [run_if_due(database, weekly, **at(instant)) for instant in (tuesday, sunday, monday)]

    assert states == [RunState.DONE, None, RunState.DONE]
    with database.reading() as session:
        assert sorted(session.scalars(sa.select(JobRun.period))) == ["2026-W47", "2026-W48"]


def test_timetable_names_every_job_and_chore(database):
    scheduler = scheduler_of(database)
    scheduler.start(paused=True)
    expected = {"training", "nightly", "housekeeping", "data_check", "seal_audit"}
    named = {job.id: job for job in scheduler.get_jobs() if job.id in expected}
    scheduler.shutdown()

    assert set(named) == {timed.job.name for timed in TIMED} | {chore.name for chore in CHORES}
    assert [(job.coalesce, job.max_instances) for job in named.values()] == [(True, 1)] * 5


def test_what_is_due_at_a_start_runs_in_the_order_of_the_timetable(database, monkeypatch):
    order = []

    def timed(name, hour):
        return Timed(Job(name, (Step("only", lambda _: order.append(name) or {}),)), from_hour=hour)

    monkeypatch.setattr(timetable, "TIMED", (timed("training", 1), timed("nightly", 2), timed("later", 23)))

    timetable.run_all_due(database, **at(SEVEN_UTC))

    assert order == ["training", "nightly"]


@pytest.mark.parametrize(
    ("after", "fires"),
    [
        (datetime(2026, 11, 18, 0, 30, tzinfo=BOGOTA), datetime(2026, 11, 18, 2, 0, tzinfo=BOGOTA)),
        (datetime(2026, 11, 18, 9, 2, tzinfo=BOGOTA), datetime(2026, 11, 18, 9, 10, tzinfo=BOGOTA)),
        (datetime(2026, 11, 18, 23, 55, tzinfo=BOGOTA), datetime(2026, 11, 19, 2, 0, tzinfo=BOGOTA)),
    ],
)
def test_nightly_is_looked_at_every_ten_minutes_from_two_on(database, after, fires):
    scheduler = scheduler_of(database)
    trigger = next(job.trigger for job in scheduler.get_jobs() if job.id == "nightly")

    assert trigger.get_next_fire_time(None, after) == fires


def test_everything_in_the_timetable_says_what_it_does():
    acts = [step.act for timed in TIMED for step in timed.job.steps] + [chore.act for chore in CHORES]

    assert [act.__name__ for act in acts if not act.__doc__] == []


def test_sealing_is_a_chore_and_its_seal_is_logged(database, now, caplog):
    with database.writing() as session:
        audit.record(session, AuditEvent.DEMO_LOADED, actor=Actor(None, "test"), subject=("portfolio", None), now=now)

    with caplog.at_level(logging.INFO):
        run_chore(database, timetable.CHORES[0], clock=lambda: now, audit_keys=KEYS)

    with database.reading() as session:
        assert session.scalar(sa.select(AuditEntry.seal_id)) is not None
        seal = session.scalars(sa.select(AuditSeal)).one()
    assert caplog.messages == [
        f"audit seal {seal.id}, entries {seal.first_entry_id} to {seal.last_entry_id}, {seal.hash}"
    ]


def test_failing_chore_is_logged_without_anyones_data(database, now, caplog):
    def fail(session, now, keys):
        raise ValueError("Rosa Gómez")

    with caplog.at_level(logging.ERROR):
        run_chore(database, Chore("seal_audit", 60, fail), clock=lambda: now, audit_keys=KEYS)

    (told,) = caplog.messages
    assert told.startswith("seal_audit: ValueError (tests/workbench/jobs/test_timetable.py:")


@pytest.fixture
def landed(database):
    """`landed(instant)`: an import that ended then."""

    def make(instant):
        with database.writing() as session:
            session.add(
                ImportRun(
                    kind=ImportKind.CUSTOMERS, file_name="c.csv", sha256="", started_at=instant, finished_at=instant
                )
            )

    return make


def check_runs(database):
    with database.reading() as session:
        return session.scalars(sa.select(JobRun.job).order_by(JobRun.id)).all()


@pytest.mark.both
def test_customers_are_checked_once_after_a_file_landed(database, landed):
    landed(SEVEN_UTC)
    later = SEVEN_UTC.replace(minute=1)

    states = [check_after_files(database, **at(later)) for _ in range(2)]
    landed(later.replace(minute=2))
    states.append(check_after_files(database, **at(later.replace(minute=3))))

    assert states == [RunState.DONE, None, RunState.DONE]
    assert check_runs(database) == ["data_check_files"] * 2


def test_nothing_is_checked_before_a_file_landed_nor_after_a_later_check(database, landed):
    before = check_after_files(database, **at(SEVEN_UTC))
    landed(SEVEN_UTC)
    run_today(database, Timed(DATA_CHECK, from_hour=0), **at(SEVEN_UTC.replace(hour=8)))

    assert (before, check_after_files(database, **at(SEVEN_UTC.replace(hour=9)))) == (None, None)


def test_one_check_follows_all_files_that_wait(database, landed):
    landed(SEVEN_UTC)
    with database.writing() as session:
        upload = receive(session, [b"a"], name="a.csv", actor=Actor(None, "paola"), now=SEVEN_UTC)
        upload.task = UploadTask.IMPORT

    assert check_after_files(database, **at(SEVEN_UTC.replace(minute=1))) is None
