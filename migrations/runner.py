"""Schema upgrades through Alembic's API, on one connection and in one transaction.

On SQLite a changed table is rebuilt, and dropping the old one would delete its children by cascade: migrations run
with foreign keys off, and the whole database is checked before the transaction commits.
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from models import Database

_HERE = Path(__file__).parent


class BrokenReferences(Exception):
    """A migration left rows that point at nothing; it was rolled back."""


def config(connection: sa.Connection | None = None) -> Config:
    """Alembic's configuration, with the connection to work on."""
    made = Config()
    made.set_main_option("script_location", str(_HERE))
    made.attributes["connection"] = connection
    return made


def head() -> str:
    """The revision the code needs."""
    found = ScriptDirectory.from_config(config()).get_current_head()
    if found is None:
        raise RuntimeError("there is no migration")
    return found


def current(engine: sa.Engine) -> str | None:
    """The revision the database is at; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(url: str, *, to: str = "head") -> None:
    """Bring the database at `url` up to a revision.

    Raises:
        BrokenReferences: On SQLite, when rows would point at nothing; nothing was changed.

    """
    _migrate(url, to=to, down=False)


def downgrade(url: str, *, to: str) -> None:
    """Take the database at `url` back to a revision (`base`: to nothing); see `upgrade`."""
    _migrate(url, to=to, down=True)


def _migrate(url: str, *, to: str, down: bool) -> None:
    database = Database(url, foreign_keys=False)
    try:
        with database.engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection, connection.begin():
            (command.downgrade if down else command.upgrade)(config(connection), to)
            if database.is_sqlite:
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise BrokenReferences(f"{len(broken)} rows point at nothing, first in table {broken[0][0]}")
    finally:
        database.dispose()
