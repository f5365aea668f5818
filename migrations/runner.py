"""Schema upgrades through Alembic's API, on one connection and in one transaction.

On SQLite a changed table is rebuilt, and dropping the old one would delete its children by cascade: migrations run
with foreign keys off, and the whole database is checked before the transaction commits.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import Database

if TYPE_CHECKING:  # slow to load, and only what migrates needs it
    from alembic.config import Config

_HERE = Path(__file__).parent
_VERSION = sa.table("alembic_version", sa.column("version_num", sa.String()))


class BrokenReferences(Exception):
    """A migration left rows that point at nothing; it was rolled back."""


def config(connection: sa.Connection | None = None, *, more: Sequence[Path] = ()) -> "Config":
    """Alembic's configuration, with the connection to work on and `more` folders of revisions beside our own."""
    from alembic.config import Config  # noqa: PLC0415 - slow to load, and only what migrates needs it

    made = Config()
    made.set_main_option("script_location", str(_HERE))
    made.set_main_option("path_separator", "newline")
    made.set_main_option("version_locations", "\n".join(str(folder) for folder in (_HERE / "versions", *more)))
    made.attributes["connection"] = connection
    return made


def head() -> str:
    """The revision the code needs. Revisions are numbered in one line, so it is the last file's."""
    return max(path.name.partition("_")[0] for path in (_HERE / "versions").glob("[0-9]*_*.py"))


def current(engine: sa.Engine) -> str | None:
    """The revision the database is at; None for an empty one."""
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table(_VERSION.name):
            return None
        return connection.scalar(sa.select(_VERSION.c.version_num))


def upgrade(url: str, *, to: str = "head", more: Sequence[Path] = ()) -> None:
    """Bring the database at `url` up to a revision, of our own or of `more` folders.

    Raises:
        BrokenReferences: On SQLite, when rows would point at nothing; nothing was changed.

    """
    from alembic.command import upgrade as act  # noqa: PLC0415 - as in `config`

    _migrate(url, act, to=to, more=more)


def downgrade(url: str, *, to: str) -> None:
    """Take the database at `url` back to a revision (`base`: to nothing); see `upgrade`."""
    from alembic.command import downgrade as act  # noqa: PLC0415 - as in `config`

    _migrate(url, act, to=to, more=())


def _migrate(url: str, act: "Callable[[Config, str], None]", *, to: str, more: Sequence[Path]) -> None:
    database = Database(url, foreign_keys=False)
    try:
        with database.engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection, connection.begin():
            act(config(connection, more=more), to)
            if database.is_sqlite:
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise BrokenReferences(f"{len(broken)} rows point at nothing, first in table {broken[0][0]}")
    finally:
        database.dispose()
