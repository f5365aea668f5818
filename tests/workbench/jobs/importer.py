"""The background's work on given files in a process of its own, which kills itself before a statement of its choice.

Started by test_uploads.py as `python -m tests.workbench.jobs.importer URL STATEMENT`; 0: it goes on to the end.
"""

import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from models import Database
from tests.workbench.domain.imports.engine.killed import Killer
from workbench.jobs.uploads import UploadWork, run_next

STARTED = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)


def run_until(database: Database, *, at: int, now: datetime) -> int:
    """Work until the statement is reached; how many there were where it never is."""
    killer = Killer(at)
    sa.event.listen(database.engine, "before_cursor_execute", killer)
    sa.event.listen(database.engine, "commit", killer)
    work = UploadWork(database, zone=ZoneInfo("America/Bogota"), clock=lambda: now)
    while run_next(work):
        pass
    return killer.sent


if __name__ == "__main__":
    run_until(Database(sys.argv[1]), at=int(sys.argv[2]), now=STARTED)
