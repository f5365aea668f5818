"""One database session per request: for looking on GET, for writing otherwise.

A writing session begins with BEGIN IMMEDIATE on SQLite, so that two writers wait for each other instead of one of
them failing half-way. Routes that act commit once, visibly, with `commit()`; whatever is not committed is rolled back
when the request ends.
"""

from flask import Flask, current_app, g, request
from sqlalchemy.orm import Session

from models import Database

EXTENSION = "workbench_database"
LOOKING = frozenset({"GET", "HEAD", "OPTIONS"})


def bind_database(app: Flask, database: Database) -> None:
    """Keep the database with the application and close each request's session at its end."""
    app.extensions[EXTENSION] = database
    app.teardown_appcontext(_close)


def get_database() -> Database:
    """The application's database."""
    database: Database = current_app.extensions[EXTENSION]
    return database


def get_session() -> Session:
    """This request's session; the same one however often it is asked for."""
    if "session" not in g:
        database = get_database()
        g.session = database.sessions() if request.method in LOOKING else database.writes()
    session: Session = g.session
    return session


def commit() -> None:
    """Make what this request did real. Once per request; what is read afterwards is read fresh.

    Reading again after a write must not hold the write lock while a page is rendered, so the next transaction of the
    same session only looks.
    """
    session = get_session()
    session.commit()
    session.connection(execution_options={"sqlite_begin": "DEFERRED"})


def _close(_error: BaseException | None) -> None:
    session: Session | None = g.pop("session", None)
    if session is not None:
        session.close()
