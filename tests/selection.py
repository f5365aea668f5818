"""Which tests `make test` leaves to `make test-long`, beside those that carry the marker `long` themselves.

A database test is written once and collected twice, on SQLite and on PostgreSQL. `make test` runs both only where the
dialect matters: in the folders and modules below, in tests marked `both`, and for the first database test of every
other module, so that every module meets both databases; on a database of `tests/learned.py` only where marked. The rest
of the PostgreSQL twins is `long`. A test that exists on PostgreSQL alone is never moved.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
ON_BOTH = (
    "claims/",
    "migrations/",
    "models/",
    "workbench/domain/ledger/",
    "workbench/domain/promises/test_standing.py",
    "workbench/domain/ranking/test_champions.py",
    "workbench/domain/records/test_idempotency.py",
    "workbench/domain/records/test_sealing.py",
    "workbench/jobs/test_leader.py",
    "workbench/jobs/test_runs.py",
    "workbench/queries/finding",
    "workbench/queries/test_portfolios.py",
    "workbench/queries/test_scope.py",
)
"""What tests nothing but the dialect: locks, bulk writes, migrations, own SQL forms. Elsewhere `both` marks it."""
LEARNED = {"learnable_url", "trained_url"}
"""Databases that every worker trains a model in first, which takes seconds: on PostgreSQL where `both` says so."""


@pytest.hookimpl(tryfirst=True)  # before pytest reads the markers of `-m`
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the PostgreSQL twins of other folders as `long`."""
    for item in later_twins(items):
        item.add_marker(pytest.mark.long)


def later_twins(items: Iterable[pytest.Item]) -> Iterator[pytest.Item]:
    """The PostgreSQL twins that `make test` leaves out."""
    items = list(items)
    known = {item.nodeid for item in items}
    met: dict[Path, str] = {}
    for item in items:
        if "postgresql" not in kinds(item) or twin_of(item) not in known:
            continue
        if item.path.relative_to(TESTS).as_posix().startswith(ON_BOTH):
            continue
        if item.get_closest_marker("both") is not None:
            continue
        if LEARNED & item.callspec.params.keys() or met.setdefault(item.path, item.nodeid) != item.nodeid:
            yield item


def kinds(item: pytest.Item) -> set[object]:
    """The kinds of database among the parameters of a test."""
    given = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return {value for value in given if isinstance(value, str)} & {"sqlite", "postgresql"}


def twin_of(item: pytest.Item) -> str:
    """The id that the same test has on SQLite."""
    return item.nodeid.replace("postgresql", "sqlite", 1)
