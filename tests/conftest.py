"""Fixtures every test may use. A database test runs twice: on SQLite and on PostgreSQL."""

import gc
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy.orm import Session

from models import Database
from tests.browser import app, client, people  # noqa: F401 - fixtures
from tests.chromium import chromium  # noqa: F401 - fixture
from tests.cluster import cluster  # noqa: F401 - fixture
from tests.engines import (
    PostgresMaker,
    SqliteMaker,
    postgres_server,
    quick_folder,
    seed_reference,
    share_compiled_statements,
)
from tests.once import shared_folder  # noqa: F401 - fixture
from tests.personas import Cast, cast_of
from tests.selection import pytest_collection_modifyitems  # noqa: F401 - hook
from workbench.settings import Settings

gc.set_threshold(100_000, 50, 50)
"""Thousands of pages and statements are made and thrown away whole: looking for cycles among them takes a seventh."""
share_compiled_statements()
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.load_profile("here")
"""A busy machine may stop for a second within an example: that is no defect of what is tested."""

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
"""A Wednesday, 10:00 in Bogotá: a working day in every preset."""


@pytest.fixture(scope="session")
def sqlite_maker() -> Iterator[SqliteMaker]:
    """One migrated SQLite file per worker."""
    with quick_folder("sqlite-") as folder:
        yield SqliteMaker(folder, seed_reference)


@pytest.fixture(scope="session")
def postgres_maker() -> Iterator[PostgresMaker]:
    """One PostgreSQL server and migrated template per worker."""
    with postgres_server() as server:
        maker = PostgresMaker(server, seed_reference)
        yield maker
        maker.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A fresh database of each kind, migrated, with the reference rows."""
    maker = request.getfixturevalue("sqlite_maker" if request.param == "sqlite" else "postgres_maker")
    with maker.fresh() as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An open `Database` on `database_url`."""
    opened = Database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A write session; what a test does not commit is rolled back."""
    with database.writes() as opened:
        yield opened
        opened.rollback()


@pytest.fixture
def now() -> datetime:
    """The instant tests happen at."""
    return NOW


@pytest.fixture
def settings(database_url: str) -> Settings:
    """Settings of a process on `database_url`, its clock at `NOW`."""
    return Settings(database_url=database_url, secret_key="0" * 32, today=NOW, timezone="America/Bogota")


@pytest.fixture
def cast(session: Session, now: datetime) -> Cast:
    """The personas: see tests/personas.py."""
    return cast_of(session, now=now)


@pytest.fixture(scope="session")
def ledgers() -> Path:
    """The folder of real ledgers; tests that need it skip where there is none."""
    folder = os.environ.get("WORKBENCH_LEDGERS")
    if not folder:
        pytest.skip("WORKBENCH_LEDGERS is not set: no real ledgers here")
    return Path(folder)
