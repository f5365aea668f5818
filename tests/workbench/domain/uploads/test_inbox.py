"""The watched folder: whole files are taken once, recognised, imported and put away with a report beside."""

from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from models import AuditEntry, ImportRun, Invoice, SenderMapping, Upload
from models.enums import UploadState
from workbench.domain.imports.engine.report import spanish
from workbench.domain.uploads import Inbox
from workbench.jobs.uploads import UploadWork, work_on_uploads

ROWS = (
    "external_id,customer_external_id,portfolio,currency,issued_on,due_on,amount\n"
    "F1,C1,consumo,COP,2026-10-01,2026-11-01,10.00\n"
)


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "inbox"
    made.mkdir()
    return made


@pytest.fixture
def turn(database, folder, now):
    """`turn()`: what the background does every few seconds."""
    inbox = Inbox(folder, locale="es_CO", translate=spanish)
    work = UploadWork(database, zone=ZoneInfo("America/Bogota"), clock=lambda: now, inbox=inbox)
    return lambda: work_on_uploads(work)


def there(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.both
def test_whole_file_is_imported_once_and_put_away_with_its_report(folder, turn, rows_of, session):
    (folder / "facturas.csv").write_text(ROWS)

    turn()
    first = there(folder)
    for _ in range(4):
        turn()

    assert first == ["facturas.csv"]
    assert there(folder) == ["done/facturas.csv", "done/facturas.csv.txt"]
    assert "1 nuevas" in (folder / "done/facturas.csv.txt").read_text()
    assert rows_of(Invoice.external_id) == ["F1"]
    assert rows_of(AuditEntry.event) == ["file_imported"]
    assert rows_of(Upload.source) == ["inbox"]


def test_file_that_still_grows_waits(folder, turn, rows_of):
    path = folder / "facturas.csv"
    for length in (20, 60, len(ROWS)):
        path.write_text(ROWS[:length])
        turn()

    assert rows_of(ImportRun.id) == []
    turn()
    turn()
    assert rows_of(Invoice.external_id) == ["F1"]


def test_same_bytes_again_are_not_imported_again(folder, turn, rows_of):
    for name in ("lunes.csv", "martes.csv"):
        (folder / name).write_text(ROWS)
        for _ in range(3):
            turn()

    assert len(rows_of(ImportRun.id)) == 1
    assert "ya se importó" in (folder / "done/martes.csv.txt").read_text()


def test_unknown_file_goes_to_failed_with_the_reason(folder, turn, rows_of):
    (folder / "rara.csv").write_text("una,dos\n1,2\n")

    for _ in range(3):
        turn()

    assert there(folder) == ["failed/rara.csv", "failed/rara.csv.txt"]
    assert "impórtelo una vez desde Datos" in (folder / "failed/rara.csv.txt").read_text()


@pytest.mark.parametrize("content", ["una,dos\n1,2\n", ""])
def test_file_that_cannot_be_read_is_kept_with_its_reason_for_the_screens(folder, turn, session, content):
    (folder / "rara.csv").write_text(content)

    for _ in range(3):
        turn()

    (kept,) = session.scalars(sa.select(Upload))
    assert (kept.file_name, kept.state, kept.task, kept.size) == ("rara.csv", UploadState.REFUSED, None, len(content))
    assert kept.trouble["text"] % kept.trouble["values"] in (folder / "failed/rara.csv.txt").read_text()


def test_sender_is_recognised_by_the_name_of_the_file(folder, turn, database, rows_of, now):
    with database.writing() as session:
        session.add(
            SenderMapping(
                name="Crediandes", fingerprint="otra", header=[], kinds=["invoices"], used_at=now,
                mapping={
                    "columns": {
                        "external_id": "n", "customer_external_id": "c", "issued_on": "e", "due_on": "v", "amount": "m",
                    },
                    "day_formats": "dd/mm/yyyy", "decimal": ",", "delimiter": ";",
                },
            )
        )  # fmt: skip
    (folder / "crediandes_20261118.csv").write_text("n;c;e;v;m\nA1;77;01/10/2026;02/11/2026;1.500,50\n")

    for _ in range(3):
        turn()

    assert rows_of(Invoice.amount) == [150050]


def test_taken_file_of_a_killed_process_is_taken_up_again(folder, turn, rows_of):
    own = folder / "working" / "0123456789abcdef"
    own.mkdir(parents=True)
    (own / "facturas.csv").write_text(ROWS)

    turn()
    turn()

    assert there(folder) == ["done/facturas.csv", "done/facturas.csv.txt"]
    assert rows_of(Invoice.external_id) == ["F1"]


@pytest.fixture
def rows_of(database):
    """`rows_of(Invoice.external_id)`: one column, as a list."""

    def read(column):
        with database.reading() as session:
            return list(session.scalars(sa.select(column).order_by(column)))

    return read
