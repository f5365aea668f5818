"""Which imports are under way: every import holds a lock that dies with its process.

PostgreSQL: an advisory lock on a connection of its own, which must not go through a pooler in transaction mode.
SQLite: a lock on a file beside the database, which is removed when the import ends.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models import Database

_CLASS = 0x696D706F  # «impo» in ASCII: the first of the two numbers of the lock
_LARGEST = 2**31


@contextmanager
def under_way(database: Database, import_id: int) -> Iterator[None]:
    """Hold the lock of an import while the block runs."""
    if database.is_sqlite:
        with _file_held(_path(database.engine, import_id)):
            yield
        return
    key = (_CLASS, import_id % _LARGEST)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.select(sa.func.pg_advisory_lock(*key)))
        try:
            yield
        finally:
            with suppress(DBAPIError):  # a server that is gone has let go of it
                connection.execute(sa.select(sa.func.pg_advisory_unlock(*key)))  # the pool would keep it


def is_under_way(session: Session, import_id: int) -> bool:
    """Whether a process holds the lock of an import that has not finished."""
    bind = session.get_bind()
    if bind.dialect.name == "sqlite":
        return _is_file_held(_path(bind.engine, import_id))
    return not session.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(_CLASS, import_id % _LARGEST)))


def is_locked(session: Session, import_id: int) -> bool:
    """Whether a process holds the lock of an import; other than `is_under_way`, this keeps nobody from taking it."""
    if session.get_bind().dialect.name == "sqlite":
        return is_under_way(session, import_id)
    key = (_CLASS, import_id % _LARGEST)
    if not session.scalar(sa.select(sa.func.pg_try_advisory_lock(*key))):
        return True
    session.execute(sa.select(sa.func.pg_advisory_unlock(*key)))
    return False


def forget_lock(session: Session, import_id: int) -> None:
    """Remove what the lock of a killed import left beside an embedded database."""
    bind = session.get_bind()
    if bind.dialect.name == "sqlite":
        _path(bind.engine, import_id).unlink(missing_ok=True)


def _path(engine: sa.Engine, import_id: int) -> Path:
    return Path(f"{engine.url.database}.import-{import_id}")


@contextmanager
def _file_held(path: Path) -> Iterator[None]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)


def _is_file_held(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False
