"""An import in a process of its own that kills itself, as `kill -9` would, before a statement of its choice.

Started by test_cut_off.py as `python -m tests.workbench.domain.imports.engine.killed URL KIND FILE STATEMENT`.
"""

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from models import Database
from models.enums import ImportKind
from workbench.domain.imports.engine import run
from workbench.domain.imports.engine.terms import ImportTerms
from workbench.domain.imports.importing import import_file
from workbench.domain.imports.kinds.open_items import handling
from workbench.domain.records import Actor

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
TERMS = ImportTerms(now=NOW, actor=Actor(None, "tests"), timezone="America/Bogota")
ROWS_AT_ONCE = 4
"""Rows of a batch here, and accounts that are settled at once, so that a small file has several."""


class Killer:
    """Counts what is sent to the database, commits included."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.sent = 0

    def __call__(self, *_given: object) -> None:
        """One more is about to be sent."""
        self.sent += 1
        if self.sent == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


def run_until(database: Database, kind: str, file: Path, *, at: int) -> int:
    """Import until the statement is reached; how many there were where it never is."""
    usual, run.BATCH = run.BATCH, ROWS_AT_ONCE
    at_once, handling.ACCOUNTS_AT_ONCE = handling.ACCOUNTS_AT_ONCE, ROWS_AT_ONCE
    killer = Killer(at)
    sa.event.listen(database.engine, "before_cursor_execute", killer)
    sa.event.listen(database.engine, "commit", killer)
    try:
        import_file(database, ImportKind(kind), file, terms=TERMS)
    finally:
        run.BATCH = usual
        handling.ACCOUNTS_AT_ONCE = at_once
        sa.event.remove(database.engine, "before_cursor_execute", killer)
        sa.event.remove(database.engine, "commit", killer)
    return killer.sent


if __name__ == "__main__":
    run_until(Database(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), at=int(sys.argv[4]))
