"""The week's training and the night's scoring, and that no model can keep the queues from being built."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from models import Blob, Champion, JobRun, ModelVersion, Portfolio, Score, Training, WorkItem
from models.enums import Lane, RunState
from tests.factories.learnable import CODE, make_learnable
from tests.learned import NOW, TODAY
from workbench.jobs.job import Job, Step
from workbench.jobs.nightly import NIGHTLY
from workbench.jobs.runner import run_job
from workbench.jobs.timetable import TIMED, Timed, iso_week, run_if_due
from workbench.jobs.training import TRAINING

ZONE = ZoneInfo("America/Bogota")
DAY = timedelta(days=1)


@pytest.fixture
def database_url(trained_url):
    return trained_url


@pytest.fixture
def poor(database):
    with database.writing() as session:
        make_learnable(session, now=NOW, today=TODAY, accounts=3, code="pobre")


def weekly() -> Timed:
    (found,) = [timed for timed in TIMED if timed.job is TRAINING]
    return found


def run_at(database, when):
    return run_if_due(database, weekly(), zone=ZONE, clock=lambda: when)


def run_night(database, *, on=TODAY):
    return run_job(database, NIGHTLY, period=on.isoformat(), today=on, clock=lambda: NOW)


def the_run(session) -> JobRun:
    return session.scalars(sa.select(JobRun)).one()


def test_training_trains_every_portfolio_once_a_week(database, poor):
    first = run_at(database, NOW + DAY)
    again = run_at(database, NOW + 4 * DAY)  # Sunday of the same week

    with database.reading() as session:
        run = the_run(session)
        assert (first, again, run.state, run.period) == (RunState.DONE, None, RunState.DONE, "2026-W47")
        assert run.counts == {"train": {"portfolios": 2, "promoted": 1, "alarms": 0}}
        trained = sa.select(Portfolio.code, Training.promoted).join(Training).where(Training.at > NOW)
        assert session.execute(trained.order_by(Portfolio.code)).all() == [(CODE, True), ("pobre", False)]
        assert session.scalars(sa.select(Training.trained_on).where(Training.at > NOW).distinct()).all() == [
            TODAY + DAY
        ]
        assert session.scalars(sa.select(Champion.actor).order_by(Champion.id.desc())).first() == "training"


def test_training_is_due_again_the_next_week(database):
    seen = []
    counted = Job("training", (Step("train", lambda context: seen.append(context.today) or {}),))

    for when in (NOW, NOW + 4 * DAY, NOW + 5 * DAY):
        run_if_due(database, replace(weekly(), job=counted), zone=ZONE, clock=lambda when=when: when)

    assert seen == [TODAY, TODAY + 5 * DAY]  # Monday
    with database.reading() as session:
        assert session.scalars(sa.select(JobRun.period).order_by(JobRun.id)).all() == ["2026-W47", "2026-W48"]


def test_training_waits_for_its_hour(database):
    before, at = (datetime(2026, 11, 23, hour, 59, tzinfo=ZONE) for hour in (0, 1))
    timed = replace(weekly(), job=Job("training", ()))

    assert [run_if_due(database, timed, zone=ZONE, clock=lambda when=when: when) for when in (before, at)] == [
        None, RunState.DONE,
    ]  # fmt: skip


def test_iso_week_is_of_the_year_that_has_its_thursday():
    assert [iso_week(TODAY.replace(year=2027, month=1, day=day)) for day in (1, 3, 4)] == [
        "2026-W53", "2026-W53", "2027-W01",
    ]  # fmt: skip


def test_night_scores_before_it_builds_the_queues():
    assert [step.name for step in NIGHTLY.steps] == ["standing", "scores", "queues"]


def test_night_ranks_the_days_queue_with_the_days_scores(database, poor):
    state = run_night(database, on=TODAY + DAY)

    with database.reading() as session:
        counts = the_run(session).counts
        scored = session.scalar(sa.select(sa.func.count()).select_from(Score))
        assert state is RunState.DONE
        assert counts["scores"] == {"scored": scored, "portfolios_without": 0}
        assert counts["queues"]["by_model"] == scored
        assert counts["queues"]["items"] > scored > 40
        assert session.scalars(sa.select(Score.scored_on).distinct()).all() == [TODAY + DAY]
        scorers = sa.select(Portfolio.code, WorkItem.scorer).join(WorkItem).where(WorkItem.lane == Lane.RANKED)
        ranked = session.execute(scorers.distinct().order_by(Portfolio.code)).all()
        assert ranked == [(CODE, "model"), ("pobre", "rules")]


def spoil(database):
    with database.writing() as session:
        version = session.scalars(sa.select(ModelVersion)).one()
        session.get_one(Blob, version.blob_sha256).content = b"\x00"


def test_a_destroyed_artefact_does_not_stop_the_queues(database):
    spoil(database)

    state = run_night(database)

    with database.reading() as session:
        counts = the_run(session).counts
        champion = session.scalars(sa.select(Champion)).one()
        assert (state, counts["scores"]) == (RunState.DONE, {"scored": 0, "portfolios_without": 1})
        assert (counts["queues"]["by_model"], counts["queues"]["items"] > 40) == (0, True)
        assert champion.trouble == "artefact: it is not there, or not the one that was stored"
        assert session.scalars(sa.select(WorkItem.scorer).distinct()).all() == ["rules"]


def test_an_error_of_the_database_itself_does_not_stop_the_queues(database):
    """Something nobody thought of: what only scoring reads is gone."""
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE invoice RENAME COLUMN issued_on TO gone")

    state = run_night(database)

    with database.reading() as session:
        counts = the_run(session).counts
        trouble = session.scalar(sa.select(Champion.trouble))
        assert (state, counts["scores"]) == (RunState.DONE, {"scored": 0, "portfolios_without": 1})
        assert counts["queues"]["items"] > 40
        assert trouble.split(" ")[0] in {"OperationalError", "ProgrammingError"}


def test_the_night_after_a_new_training_the_model_ranks_again(database):
    spoil(database)
    run_night(database)
    run_at(database, NOW + DAY)

    run_night(database, on=TODAY + DAY)

    with database.reading() as session:
        current = session.scalars(sa.select(Champion).where(Champion.until.is_(None))).one()
        assert (current.trouble, current.scored_on) == (None, TODAY + DAY)
        ranked = sa.select(WorkItem.scorer).where(WorkItem.queue_on == TODAY + DAY, WorkItem.lane == Lane.RANKED)
        assert session.scalars(ranked.distinct()).all() == ["model"]
