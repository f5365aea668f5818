"""Engine and sessions. One code path for SQLite and PostgreSQL; knows no web framework.

Every connection works in explicit transactions. On SQLite the driver's own BEGIN is switched off and ours is sent:
DEFERRED for reads and IMMEDIATE for writes, because a read that turns into a write fails at once with "database is
locked" whatever the busy timeout says.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session, sessionmaker

BUSY_MS = 15_000
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    f"busy_timeout={BUSY_MS}",
    "cache_size=-64000",
    "temp_store=MEMORY",
)


class Database:
    """An engine with two kinds of sessions: `sessions` to look, `writes` to act."""

    def __init__(self, url: str, *, foreign_keys: bool = True) -> None:
        """Bind to `url`; nothing is opened until the first use.

        Args:
            url: SQLAlchemy address; `postgresql://` means psycopg 3.
            foreign_keys: False only for migrations on SQLite, where rebuilding a table would cascade into its children.

        """
        # A database error would otherwise quote the row it stumbled over, and rows are personal.
        options: dict[str, Any] = {"hide_parameters": True}
        if sa.make_url(url).get_backend_name() != "sqlite":
            options |= {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 10}
        self.url = url
        self.engine = sa.create_engine(url, **options)
        if self.is_sqlite:
            _listen_sqlite(self.engine, foreign_keys=foreign_keys)
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


def _listen_sqlite(engine: sa.Engine, *, foreign_keys: bool) -> None:
    pragmas = (*_PRAGMAS, f"foreign_keys={'ON' if foreign_keys else 'OFF'}")

    # Any: the DBAPI's own objects carry no public types.
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def on_begin(connection: sa.Connection) -> None:
        kind = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {kind}")

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)
