"""Both kinds of session behave alike on both databases."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from models import Database, Team, User


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
