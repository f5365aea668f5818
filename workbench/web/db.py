"""One database session per request: for looking on GET, for writing otherwise.

A writing session begins with BEGIN IMMEDIATE on SQLite, so that two writers wait for each other instead of one of
them failing half-way. Routes that act commit once, visibly, with `commit()`; whatever is not committed is rolled back
when the request ends.

Fewer requests may use the database at the same time than a process has threads: while it is slow or away, a thread
stays free to say so, and for what needs no database.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from flask import Flask, current_app, g, request
from sqlalchemy.orm import Session

from models import Database

EXTENSION = "workbench_database"
SLOTS = "workbench_database_slots"
LOOKING = frozenset({"GET", "HEAD", "OPTIONS"})
AT_ONCE = 12
"""Requests of one process that use the database at the same time."""

IN_HAND = 20
"""Those that use it or wait for their turn. `workbench.cli.server.THREADS` is more."""

TURN_SECONDS = 2


class DatabaseBusy(Exception):
    """As many requests as may be use the database or wait for it."""


class Slots:
    """Turns at the database: so many at a time, so many more wait a moment, the rest is refused at once."""

    def __init__(self, at_once: int, in_hand: int) -> None:
        self._in_hand = BoundedSemaphore(in_hand)
        self._at_once = BoundedSemaphore(at_once)

    def take(self) -> None:
        """Wait for a turn; give it back with `release`.

        Raises:
            DatabaseBusy: There was none.

        """
        if not self._in_hand.acquire(blocking=False):
            raise DatabaseBusy
        if not self._at_once.acquire(timeout=TURN_SECONDS):
            self._in_hand.release()
            raise DatabaseBusy

    def release(self) -> None:
        """End a turn."""
        self._at_once.release()
        self._in_hand.release()


def bind_database(app: Flask, database: Database) -> None:
    """Keep the database with the application and close each request's session at its end."""
    app.extensions[EXTENSION] = database
    app.extensions[SLOTS] = Slots(AT_ONCE, IN_HAND)
    app.teardown_appcontext(_close)


def get_database() -> Database:
    """The application's database."""
    database: Database = current_app.extensions[EXTENSION]
    return database


def get_session() -> Session:
    """This request's session; the same one however often it is asked for.

    Raises:
        DatabaseBusy: Too many requests use the database.

    """
    if "session" not in g:
        _take_slot()
        database = get_database()
        g.session = database.sessions() if request.method in LOOKING else database.writes()
    session: Session = g.session
    return session


@contextmanager
def reading() -> Iterator[Session]:
    """A session for looking that ends with the block: for what comes before something slow, whatever the method.

    Raises:
        DatabaseBusy: Too many requests use the database.

    """
    _take_slot()
    with get_database().reading() as session:
        yield session


def commit() -> None:
    """Make what this request did real. Once per request; what is read afterwards is read fresh.

    Reading again after a write must not hold the write lock while a page is rendered, so the next transaction of the
    same session only looks.
    """
    session = get_session()
    session.commit()
    session.connection(execution_options={"sqlite_begin": "DEFERRED"})


def _take_slot() -> None:
    if "database_slot" in g:
        return
    slots: Slots = current_app.extensions[SLOTS]
    slots.take()
    g.database_slot = slots


def _close(_error: BaseException | None) -> None:
    session: Session | None = g.pop("session", None)
    slots: Slots | None = g.pop("database_slot", None)
    try:
        if session is not None:
            session.close()
    finally:
        if slots is not None:
            slots.release()
