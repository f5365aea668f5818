"""Given files in the background: one after the other, resumed after a kill, told when they fail."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import AuditEntry, Database, ImportRun, Invoice, JobRun, Payment, Upload
from models.enums import RunState, UploadState
from tests.killed import run_killed
from tests.workbench.jobs.importer import STARTED, run_until
from workbench.domain.records import Actor
from workbench.domain.uploads import ask_import, receive

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
    run_killed(database, "tests.workbench.jobs.importer", at)


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
