"""Whether the process is alive, and whether it may be sent requests."""

from flask import Flask

from migrations.runner import downgrade, upgrade
from models import Database
from workbench.app import create_app
from workbench.settings import Settings


def test_alive_asks_nothing_of_the_database(plain_app: Flask) -> None:
    answer = plain_app.test_client().get("/healthz")

    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_ready_when_the_tables_are_those_of_this_version(app: Flask) -> None:
    answer = app.test_client().get("/readyz")

    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_not_ready_while_migrations_are_missing(app: Flask, database: Database) -> None:
    downgrade(database.url, to="base")

    answer = app.test_client().get("/readyz")

    assert (answer.status_code, answer.json) == (503, {"status": "unavailable", "why": "migrations"})
    upgrade(database.url)


def test_not_ready_while_the_database_is_away() -> None:
    away = Settings(database_url="sqlite:////nowhere/at/all.db", secret_key="0" * 32)

    answer = create_app(away).test_client().get("/readyz")

    assert (answer.status_code, answer.json) == (503, {"status": "unavailable", "why": "database"})
