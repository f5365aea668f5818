"""The undoing of an import in a process of its own that kills itself before a statement of its choice.

Started by test_killed.py as `python -m tests.workbench.domain.imports.undo.killed URL IMPORT STATEMENT`.
"""

import sys

import sqlalchemy as sa

from models import Database
from tests.workbench.domain.imports.engine.killed import NOW, TERMS, Killer
from workbench.domain.imports import undo_import


def undo_until(database: Database, import_id: int, *, at: int) -> int:
    """Undo until the statement is reached; how many there were where it never is."""
    killer = Killer(at)
    sa.event.listen(database.engine, "before_cursor_execute", killer)
    sa.event.listen(database.engine, "commit", killer)
    try:
        with database.writing() as session:
            undo_import(session, import_id, actor=TERMS.actor, now=NOW, today=NOW.date())
    finally:
        sa.event.remove(database.engine, "before_cursor_execute", killer)
        sa.event.remove(database.engine, "commit", killer)
    return killer.sent


if __name__ == "__main__":
    undo_until(Database(sys.argv[1]), int(sys.argv[2]), at=int(sys.argv[3]))
