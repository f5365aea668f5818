"""Fixtures of the tests of the application."""

from tests.learned import (  # noqa: F401 - fixtures
    learnable_url,
    postgresql_learnable,
    postgresql_trained,
    sqlite_learnable,
    sqlite_trained,
    trained_url,
)
