"""An application that never opens its database, for what needs a request but no rows."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask

from models import Database
from tests.workbench.web.practice import add_practice
from workbench.app import create_app
from workbench.settings import Settings

THURSDAY = datetime(2026, 11, 19, 20, 38, tzinfo=UTC)
"""15:38 in Bogotá."""


@pytest.fixture(scope="module")
def plain_app() -> Iterator[Flask]:
    """The application on a Thursday afternoon."""
    database = Database("sqlite://")
    yield create_app(Settings(database_url="sqlite://", secret_key="0" * 32, today=THURSDAY), database)
    database.dispose()


@pytest.fixture
def request_context(plain_app: Flask) -> Iterator[None]:
    """A request for a page in Spanish."""
    with plain_app.test_request_context("/"):
        yield


@pytest.fixture
def practice(app: Flask) -> Flask:
    """The application with the screen of tests/workbench/web/practice.py."""
    add_practice(app)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app
