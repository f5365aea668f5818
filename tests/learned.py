"""Databases with a portfolio that can be learned from, before and after its first training.

Each is made once per run on SQLite and once per worker on PostgreSQL, and copied for every test. A test module takes one by naming it:

    @pytest.fixture
    def database_url(trained_url):
        return trained_url
"""

import copy
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from models import Account, Database, Snapshot
from scoring import columns
from scoring.features import usable
from scoring.snapshots import KINDS
from tests.engines import PostgresMaker, SqliteMaker
from tests.factories.learnable import CODE, make_learnable
from tests.once import made_once
from workbench.domain.portfolios.reading import portfolios_by_code
from workbench.domain.ranking.learning.scores import prepare_scores, settle_scores
from workbench.domain.ranking.learning.training import TrainingReport, prepare_training, settle_training
from workbench.domain.ranking.model_words import why_text
from workbench.domain.records.audit import Actor
from workbench.domain.records.blobs import read_blob
from workbench.language import translate

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
TODAY = NOW.date()
TEACHER = Actor(None, "training")
ENGINES = ("sqlite", "postgresql")


def train_portfolio(database: Database, code: str = CODE, *, on=TODAY, now: datetime = NOW) -> TrainingReport:
    """Train as the command and the job do: read beside everybody's work, then write."""
    with database.reading() as session:
        (portfolio,) = portfolios_by_code(session, code)
        result = prepare_training(session, portfolio, on=on)
    with database.writing() as session:
        return settle_training(session, result, now=now, actor=TEACHER)


def score_portfolio(database: Database, code: str = CODE, *, on=TODAY) -> int:
    """Score as the command and the night do."""
    with database.reading() as session:
        (portfolio,) = portfolios_by_code(session, code)
        scored = prepare_scores(session, portfolio, on=on)
    with database.writing() as session:
        return settle_scores(session, scored)


def _learn(database: Database) -> None:
    train_portfolio(database)
    score_portfolio(database)


def _be_born(database: Database) -> None:
    with database.writing() as session:
        make_learnable(session, now=NOW, today=TODAY)


def _act_on(url: str, act: Callable[[Database], None]) -> None:
    database = Database(url)
    act(database)
    if database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()


def _grown_sqlite(maker: SqliteMaker, path: Path, act: Callable[[Database], None]) -> SqliteMaker:
    """A maker of copies of a file in which something has happened: made once for all workers of a run."""

    def make(half: Path) -> None:
        with maker.fresh() as url:
            _act_on(url, act)
            shutil.copyfile(sa.make_url(url).database, half)

    grown = copy.copy(maker)
    grown.template = made_once(path, make)
    return grown


@contextmanager
def _grown_postgresql(maker: PostgresMaker, act: Callable[[Database], None]) -> Iterator[PostgresMaker]:
    """A maker of copies of a database in which something has happened, on this worker's server."""
    with maker.fresh() as url:
        _act_on(url, act)
        grown = copy.copy(maker)
        grown.template = sa.make_url(url).database
        yield grown


@pytest.fixture(scope="session")
def sqlite_learnable(sqlite_maker, shared_folder):
    """SQLite files with a portfolio that can be learned from."""
    return _grown_sqlite(sqlite_maker, shared_folder / "learnable.db", _be_born)


@pytest.fixture(scope="session")
def postgresql_learnable(postgres_maker):
    """PostgreSQL databases with the same."""
    with _grown_postgresql(postgres_maker, _be_born) as maker:
        yield maker


@pytest.fixture(scope="session")
def sqlite_trained(sqlite_learnable, shared_folder):
    """SQLite files with the portfolio trained and scored today."""
    return _grown_sqlite(sqlite_learnable, shared_folder / "trained.db", _learn)


@pytest.fixture(scope="session")
def postgresql_trained(postgresql_learnable):
    """PostgreSQL databases with the same."""
    with _grown_postgresql(postgresql_learnable, _learn) as maker:
        yield maker


@pytest.fixture(params=ENGINES)
def learnable_url(request):
    """A fresh database of each kind with the portfolio, untrained."""
    with request.getfixturevalue(f"{request.param}_learnable").fresh() as url:
        yield url


@pytest.fixture(params=ENGINES)
def trained_url(request):
    """A fresh database of each kind with the portfolio trained and scored today."""
    with request.getfixturevalue(f"{request.param}_trained").fresh() as url:
        yield url


def seen_of(session, account_id, *, on):
    """What the kept snapshot of a Monday shows of an account, by feature, as people read it; empty where it is not."""
    portfolio_id = session.get_one(Account, account_id).portfolio_id
    row = session.scalars(sa.select(Snapshot).where(Snapshot.portfolio_id == portfolio_id, Snapshot.day == on)).first()
    found = columns.unpack(read_blob(session, row.blob_sha256), kinds=KINDS) if row else {"account_id": []}
    places = [place for place, one in enumerate(found["account_id"]) if one == account_id]
    return {
        feature.name: feature.shown(value)
        for place in places
        for feature, value in zip(usable(), found["x"][place].tolist(), strict=True)
    }


def assert_said(why):
    """The sentence is there, whole, in either language."""
    text, values = why_text(json.loads(json.dumps(why)))
    for locale in ("es", "en"):
        said = translate(text, locale, values)
        assert said.endswith(".")
        assert " " in said
        assert "%(" not in said
        assert "%%" not in said
        assert "None" not in said
