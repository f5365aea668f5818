"""Engine and sessions. One code path for SQLite and PostgreSQL; knows no web framework.

Every connection works in explicit transactions. On SQLite the driver's own BEGIN is switched off and ours is sent:
DEFERRED for reads and IMMEDIATE for writes, because a read that turns into a write fails at once with "database is
locked" whatever the busy timeout says.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker

BUSY_MS = 15_000
POOL_SECONDS = 3
_LOOK_SECONDS = 0.004
"""How soon somebody who begins to wait for SQLite's one writer looks again."""
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "cache_size=-16000",
    "temp_store=MEMORY",
)
# A server that vanished without a word is noticed within seconds and not within hours.
_POSTGRESQL = {
    "connect_timeout": 3,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
_SQLITE_AWAY = {
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_INTERRUPT,
}  # fmt: skip


class Database:
    """An engine with two kinds of sessions: `sessions` to look, `writes` to act."""

    def __init__(self, url: str, *, foreign_keys: bool = True, lock_ms: int | None = None) -> None:
        """Bind to `url`; nothing is opened until the first use.

        Args:
            url: SQLAlchemy address; `postgresql://` means psycopg 3.
            foreign_keys: False only for migrations on SQLite, where rebuilding a table would cascade into its children.
            lock_ms: How long to wait for somebody else's lock; by default `BUSY_MS` on SQLite, without end on
                PostgreSQL.

        """
        self.url = url
        self.engine = sa.create_engine(url, **_engine_options(url))
        if not self.is_sqlite and lock_ms is not None:
            _listen_postgresql(self.engine, lock_ms=lock_ms)
        if self.is_sqlite:
            _listen_sqlite(self.engine, foreign_keys=foreign_keys, busy_ms=BUSY_MS if lock_ms is None else lock_ms)
        self.sessions = sessionmaker(self.engine, expire_on_commit=False)
        self.writes = sessionmaker(self.engine, expire_on_commit=False, execution_options={"sqlite_begin": "IMMEDIATE"})

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A write session that commits when the block ends well and rolls back when it does not."""
        with self.writes() as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session for reads; nothing is committed."""
        with self.sessions() as session:
            yield session

    def dispose(self) -> None:
        """Close every pooled connection; call before forking and at the end."""
        self.engine.dispose()


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """A database for a block, for another process than the one that has it already."""
    database = Database(url)
    try:
        yield database
    finally:
        database.dispose()


def is_away(error: BaseException) -> bool:
    """Whether an error says that the database is busy or cannot be reached: the same may well work a little later.

    Everything else, such as a table that is missing, is a defect that trying again does not mend.
    """
    if isinstance(error, PoolTimeout):
        return True
    if not isinstance(error, DBAPIError):
        return False
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _SQLITE_AWAY
    return error.connection_invalidated or isinstance(error, (OperationalError, InterfaceError))


def _engine_options(url: str) -> dict[str, Any]:  # Any: what `create_engine` takes
    # A database error would otherwise quote the row it stumbled over, and rows are personal.
    options: dict[str, Any] = {"hide_parameters": True}
    address = sa.make_url(url)
    if address.get_backend_name() == "sqlite":
        in_memory = address.database in {None, "", ":memory:"}
        # The connection that was used last comes next: each that is used fills a cache of its own, of up to 16 MB.
        pool = {"pool_timeout": POOL_SECONDS, "pool_size": 10, "pool_use_lifo": True}
        return options if in_memory else {**options, **pool}
    pool = {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 10, "pool_timeout": POOL_SECONDS}
    return {**options, **pool, "connect_args": _POSTGRESQL}


def _listen_postgresql(engine: sa.Engine, *, lock_ms: int) -> None:
    # By a statement, not by the connection's options: a pooler in between may refuse those.
    def on_connect(connection: Any, _record: Any) -> None:  # Any: the DBAPI's own objects carry no public types
        connection.execute(f"SET lock_timeout = {lock_ms:d}")
        connection.commit()

    event.listen(engine, "connect", on_connect)


def _begin_writing(connection: sa.Connection, *, wait_ms: int) -> None:
    """Begin a write on SQLite, waiting for the others at most `wait_ms`.

    SQLite does not queue its writers, and its own waiting looks ten times a second: who writes without a pause takes
    the lock again and again, and somebody else waits for many seconds by bad luck. Here everybody looks often, and who
    has waited longer looks more often.

    Raises:
        OperationalError: Somebody else is still writing, or the database cannot be reached.

    """
    driver: Any = connection.connection.driver_connection  # Any: the DBAPI's own objects carry no public types
    began = time.monotonic()
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while (waited := time.monotonic() - began) * 1000 < wait_ms:
            try:
                driver.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    break
            else:
                return
            time.sleep(_LOOK_SECONDS / (1 + 4 * waited))
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        driver.execute(f"PRAGMA busy_timeout={wait_ms}")


def _listen_sqlite(engine: sa.Engine, *, foreign_keys: bool, busy_ms: int) -> None:
    pragmas = (f"busy_timeout={busy_ms}", *_PRAGMAS, f"foreign_keys={'ON' if foreign_keys else 'OFF'}")

    # Any: the DBAPI's own objects carry no public types.
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def on_begin(connection: sa.Connection) -> None:
        if connection.get_execution_options().get("sqlite_begin") == "IMMEDIATE":
            _begin_writing(connection, wait_ms=busy_ms)
        else:
            connection.exec_driver_sql("BEGIN DEFERRED")

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)
