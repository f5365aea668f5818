"""Elects the scheduler that leads. The lock ends with its holder, so another leads within seconds of a kill.

PostgreSQL: an advisory lock on a connection of its own, which must not go through a pooler in transaction mode.
SQLite: a lock on a file beside the database. The lease row only shows who leads; nothing is decided by it.
"""

import fcntl
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models import Database, Lease

LEASE = "scheduler"
ADVISORY_KEY = 0x41626F6E6F  # "Abono" in ASCII, so that no other program of the operator locks the same number


class Leadership(Protocol):
    """The lock that one process at a time holds."""

    def acquire(self) -> bool:
        """Take the lock if it is free."""

    def is_held(self) -> bool:
        """Whether this process still holds the lock."""

    def release(self) -> None:
        """Let another lead."""


def leadership_of(database: Database) -> Leadership:
    """The lock that fits the database."""
    if database.is_sqlite:
        return FileLeadership(Path(f"{database.engine.url.database}.leader"))
    return AdvisoryLeadership(database)


class FileLeadership:
    """A lock of the file system, for processes on one machine."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def acquire(self) -> bool:
        """Take the lock if it is free."""
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        self._handle = handle
        return True

    def is_held(self) -> bool:
        """True once acquired: the operating system releases the lock only when the process ends."""
        return self._handle is not None

    def release(self) -> None:
        """Let another lead; the file stays, for removing it would let two lead."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


class AdvisoryLeadership:
    """A lock of the database's session, for processes on any number of machines."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine
        self._connection: sa.Connection | None = None

    def acquire(self) -> bool:
        """Take the lock if it is free."""
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if connection.scalar(sa.select(sa.func.pg_try_advisory_lock(ADVISORY_KEY))):
            self._connection = connection
            return True
        connection.close()
        return False

    def is_held(self) -> bool:
        """Whether the connection that holds the lock still answers."""
        if self._connection is None:
            return False
        try:
            self._connection.scalar(sa.select(1))
        except DBAPIError:
            self._connection.invalidate()
            self._connection = None
            return False
        return True

    def release(self) -> None:
        """Let another lead. The connection is closed for good, in case it keeps the lock.

        The lock is given back first: a server notices a closed connection only after a while.
        """
        if self._connection is not None:
            with suppress(DBAPIError):
                self._connection.scalar(sa.select(sa.func.pg_advisory_unlock(ADVISORY_KEY)))
            self._connection.invalidate()
            self._connection.close()
            self._connection = None


def beat_lease(session: Session, *, holder: str, now: datetime) -> None:
    """Write the leader's name and heartbeat into the lease row."""
    lease = session.get(Lease, LEASE)
    if lease is None:
        session.add(Lease(name=LEASE, holder=holder, since=now, beat_at=now))
        return
    if lease.holder != holder:
        lease.holder, lease.since = holder, now
    lease.beat_at = now
