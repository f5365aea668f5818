"""One session per request: looking does not lock, writing does, and what is not committed is not there."""

from flask import Flask

from models import Database, Team
from workbench.web.db import commit, get_session


def test_session_is_the_same_throughout_a_request(app: Flask) -> None:
    with app.test_request_context("/"):
        assert get_session() is get_session()


def test_what_is_not_committed_is_rolled_back(app: Flask, database: Database) -> None:
    with app.test_request_context("/", method="POST"):
        get_session().add(Team(name="este"))
        get_session().flush()

    with database.reading() as looking:
        assert looking.query(Team).count() == 0


def test_what_is_committed_is_there_and_others_may_write_while_the_answer_is_made(
    app: Flask, database: Database
) -> None:
    with app.test_request_context("/", method="POST"):
        get_session().add(Team(name="este"))
        commit()
        assert get_session().query(Team.name).all() == [("este",)]

        with database.writing() as other:
            other.add(Team(name="oeste"))

    with database.reading() as looking:
        assert looking.query(Team).count() == 2
