"""Given files in the background: one after the other, resumed after a kill, told when they fail."""

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from models import AuditEntry, Database, ImportRun, Invoice, JobRun, Payment, Upload
from models.enums import RunState, UploadState
from tests.environment import clean_environment
from tests.workbench.jobs.importer import STARTED, run_until
from workbench.domain.records import Actor
from workbench.domain.uploads import ask_import, receive

ROOT = Path(__file__).parents[3]
PAOLA = Actor(None, "paola@example.com")
INVOICES = "external_id,customer_external_id,portfolio,currency,issued_on,due_on,amount\n" + "".join(
    f"F{n},C{n % 900},consumo,COP,2026-10-01,2026-11-01,{n}.50\n" for n in range(1, 12_001)
)
AFTER_STALE = STARTED + timedelta(minutes=2)


def give(database, text=INVOICES, kinds=("invoices",)):
    """A file that was checked and waits to be imported."""
    with database.writing() as session:
        upload = receive(session, [text.encode()], name="facturas.csv", actor=PAOLA, now=STARTED)
        upload.kinds, upload.state, upload.answers = list(kinds), UploadState.CHECKED, {"only": None}
        ask_import(upload, now=STARTED)
        return upload.id


def kill(database, at):
    """Work on the file in a process that kills itself before this statement."""
    database.dispose()
    ended = subprocess.run(
        [sys.executable, "-m", "tests.workbench.jobs.importer", database.url, str(at)],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    while _is_still_connected(database):
        pass  # a server needs a moment to see that its client is gone


def _is_still_connected(database):
    if database.is_sqlite:
        return False
    mine = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with database.engine.connect() as connection:
        return connection.exec_driver_sql(f"{mine} AND backend_type = 'client backend'").scalar() > 0


def read(database, *columns):
    with database.reading() as session:
        return [tuple(row) for row in session.execute(sa.select(*columns).order_by(columns[0]))]


def outcome(database):
    """What must be the same however often the import was killed; its number may have been given twice."""
    ((number, is_finished, counts),) = read(
        database, ImportRun.id, ImportRun.finished_at.is_not(None), ImportRun.counts
    )
    assert {one for (one,) in read(database, Invoice.import_id)} == {number}
    assert read(database, AuditEntry.event, AuditEntry.subject_id) == [("file_imported", number)]
    return {
        "invoices": read(database, Invoice.external_id, Invoice.amount, Invoice.open_amount),
        "import": (is_finished, counts),
        "uploads": read(database, Upload.state, Upload.task),
    }


@pytest.fixture(scope="module")
def uninterrupted(sqlite_maker):
    """What an import that nothing happened to leaves, and how many statements it sends."""
    with sqlite_maker.fresh() as url:
        database = Database(url)
        give(database)
        sent = run_until(database, at=0, now=STARTED)
        found = outcome(database)
        database.dispose()
    return found, sent


@pytest.mark.both
def test_import_killed_in_the_middle_goes_on_as_the_same_import(database, uninterrupted):
    wanted, sent = uninterrupted
    give(database)

    kill(database, at=sent // 2)
    open_runs = read(database, ImportRun.id, ImportRun.finished_at)
    run_until(database, at=0, now=AFTER_STALE)

    assert [finished for _, finished in open_runs] == [None]
    assert outcome(database) == wanted
    assert read(database, JobRun.state, JobRun.attempt) == [(RunState.DONE, 2)]


@pytest.mark.long
@pytest.mark.parametrize("share", [number / 11 for number in range(1, 11)])
def test_import_killed_anywhere_goes_on_as_the_same_import(database, uninterrupted, share):
    wanted, sent = uninterrupted
    give(database)

    kill(database, at=max(1, int(share * sent)))
    run_until(database, at=0, now=AFTER_STALE)

    assert outcome(database) == wanted


def test_file_that_cannot_be_imported_is_told_and_the_next_one_goes_on(database):
    give(database, text="nada\n1\n")
    give(database, text="external_id,customer_external_id,paid_on,amount\n", kinds=("payments",))

    run_until(database, at=0, now=STARTED)

    assert [state for (state, _) in read(database, Upload.state, Upload.id)] == [UploadState.DONE, UploadState.REFUSED]
    assert read(database, Payment.id) == []
