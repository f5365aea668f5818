"""Both kinds of session behave alike on both databases."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from models import Database, Team, User
from tests.environment import clean_environment

WRITES_WITHOUT_A_PAUSE = """
import sqlite3, sys, time
driver = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=60)
for turn in range(100_000):
    driver.execute("BEGIN IMMEDIATE")
    time.sleep(0.002)
    driver.execute("COMMIT")
    if turn == 0:
        print(flush=True)
"""


def test_instant_comes_back_aware_and_in_utc(database: Database, cast):
    found = cast.andrea.created_at

    assert found.tzinfo == UTC


def test_instant_refuses_a_naive_value(session, cast):
    cast.andrea.created_at = datetime(2026, 1, 1, 12, 0)  # noqa: DTZ001 - the mistake under test

    with pytest.raises(sa.exc.StatementError, match="needs its zone"):
        session.flush()


def test_writing_commits_when_the_block_ends_well(database: Database):
    with database.writing() as session:
        session.add(Team(name="uno"))

    with database.reading() as session:
        assert session.scalars(sa.select(Team.name)).all() == ["uno"]


def test_writing_rolls_back_when_the_block_fails(database: Database):
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        session.add(Team(name="uno"))
        session.flush()
        raise ZeroDivisionError

    with database.reading() as session:
        assert session.scalars(sa.select(Team.name)).all() == []


def test_foreign_keys_are_enforced(database: Database, now):
    with pytest.raises(sa.exc.IntegrityError), database.writing() as session:
        session.add(User(email="x@example.com", name="x", password_hash="", role_id=999, created_at=now))


def test_who_waits_to_write_has_a_turn_while_somebody_writes_on_sqlite_without_a_pause(tmp_path):
    """SQLite's own waiting looks ten times a second, and the file is hardly ever free at that moment."""
    database = Database(f"sqlite:///{tmp_path}/turns.db", lock_ms=5_000)
    with database.writing() as session:
        session.execute(sa.text("CREATE TABLE turn (number INTEGER)"))
    script = [sys.executable, "-c", WRITES_WITHOUT_A_PAUSE, tmp_path / "turns.db"]
    never_pauses = subprocess.Popen(script, stdout=subprocess.PIPE, env=clean_environment())
    try:
        never_pauses.stdout.readline()
        for number in range(20):
            with database.writing() as session:
                session.execute(sa.text("INSERT INTO turn VALUES (:number)"), {"number": number})
    finally:
        never_pauses.kill()
        never_pauses.communicate()
        database.dispose()
