"""Where a job calculates changes nothing of what it stores, and no cluster can keep the night from being done."""

import pytest
import sqlalchemy as sa

from models import JobRun, ModelVersion, Score, Snapshot, Training
from models.enums import RunState
from scoring import spreading
from tests.factories.learnable import make_learnable
from tests.learned import NOW, TODAY
from workbench.jobs.nightly import NIGHTLY
from workbench.jobs.runner import run_job
from workbench.jobs.training import TRAINING


@pytest.fixture
def database_url(learnable_url):
    return learnable_url


@pytest.fixture
def second(database):
    """Another portfolio, so that portfolios are spread too."""
    with database.writing() as session:
        make_learnable(session, now=NOW, today=TODAY, accounts=40, code="segunda")


def run_both(database, cluster=""):
    for job in (TRAINING, NIGHTLY):
        state = run_job(database, job, period="2026-11-18", today=TODAY, clock=lambda: NOW, cluster=cluster)
        assert state is RunState.DONE


def learned(database):
    """All that was learned and scored, and then forgotten, so that it can be learned again."""
    with database.writing() as session:
        models = sa.select(ModelVersion.name, ModelVersion.blob_sha256).order_by(ModelVersion.name)
        scores = sa.select(Score.account_id, Score.propensity, Score.gain, Score.reasons).order_by(Score.account_id)
        snapshots = sa.select(Snapshot.portfolio_id, Snapshot.day, Snapshot.blob_sha256)
        reports = sa.select(Training.portfolio_id, Training.report).order_by(Training.portfolio_id)
        found = [session.execute(one).all() for one in (models, scores, snapshots.order_by(Snapshot.id), reports)]
        for table in (
            "job_run",
            "work_item",
            "decision_log",
            "score",
            "training",
            "champion",
            "model_version",
            "snapshot",
        ):
            session.execute(sa.text(f"DELETE FROM {table}"))
    return found


def counts(database):
    with database.reading() as session:
        return dict(session.execute(sa.select(JobRun.job, JobRun.counts)).all())


@pytest.mark.both
def test_the_same_models_and_scores_in_one_process_in_two_and_on_a_cluster(database, second, cluster):
    run_both(database)
    alone = learned(database)
    run_both(database, "processes:2")
    processes = learned(database)
    run_both(database, cluster)
    told = counts(database)
    spread = learned(database)

    assert [len(rows) for rows in alone[:2]] == [2, len({row.account_id for row in alone[1]})]
    assert len(alone[1]) > 60
    assert processes == alone
    assert spread == alone
    assert "without_cluster" not in {**told["training"]["train"], **told["nightly"]["scores"]}


def test_a_night_without_its_cluster_is_done_here_and_says_so(database, monkeypatch, caplog):
    monkeypatch.setattr(spreading, "ANSWERS_WITHIN", 1.0)

    run_both(database, "tcp://127.0.0.1:9")

    told = counts(database)
    assert (told["training"]["train"]["without_cluster"], told["nightly"]["scores"]["without_cluster"]) == (1, 1)
    assert told["nightly"]["scores"]["scored"] > 40
    assert "this machine calculates: unreachable: tcp://127.0.0.1:9" in caplog.text
