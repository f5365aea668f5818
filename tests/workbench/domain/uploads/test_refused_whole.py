"""A row that brings a customer and an invoice, and whose customer is refused, waits whole and is sent again whole."""

import pytest
import sqlalchemy as sa

from models import Customer, Invoice, RejectedRow, Upload
from models.enums import ImportKind, UploadTask
from workbench.domain.imports import inspect_file, mapping_as_dict
from workbench.domain.records import Actor
from workbench.domain.uploads import (
    UploadJob,
    ask_check,
    ask_import,
    correct_cell,
    receive,
    run_task,
    send_corrected,
)

PAOLA = Actor(None, "paola@example.com")
KINDS = [ImportKind.CUSTOMERS, ImportKind.INVOICES]
ROWS = (
    "NIT,Razón social,Ciudad,Factura,Fecha,Vence,Valor\n"
    "900-1,Ana Peña,Cali,F1,2026-09-01,2026-09-30,100\n"
    "900-1,Otra Persona,Cali,F2,2026-09-01,2026-09-30,50\n"
    "900-3,Eva Ruiz,Cali,F3,2026-09-01,2026-09-31,70\n"
)


@pytest.fixture
def upload_id(database, cast, session, now, tmp_path):
    """A file given, mapped, checked and imported."""
    session.commit()
    path = tmp_path / "todo.csv"
    path.write_text(ROWS)
    with database.writing() as writing:
        upload = receive(writing, [path.read_bytes()], name=path.name, actor=PAOLA, now=now, portfolio="CO")
        upload.kinds = [kind.value for kind in KINDS]
        upload.mapping = mapping_as_dict(inspect_file(path, kinds=KINDS).mapping)
        ask_check(upload, now=now)
        number = upload.id
    done(database, number, UploadTask.CHECK, now=now)
    with database.writing() as writing:
        ask_import(writing.get_one(Upload, number), now=now, is_ours=True)
    done(database, number, UploadTask.IMPORT, now=now)
    return number


def done(database, number, task, *, now):
    with database.reading() as session:
        job = UploadJob(number, task, session.get_one(Upload, number).round)
    run_task(database, job, timezone="America/Bogota", now=now)


def landed(database):
    with database.reading() as session:
        brought = sa.select(Invoice.external_id).where(Invoice.external_id.like("F_")).order_by(Invoice.external_id)
        return list(session.scalars(brought))


@pytest.mark.both
def test_row_waits_once_and_its_invoice_lands_when_the_customer_is_corrected(database, upload_id, now):
    assert landed(database) == ["F1"]
    with database.writing() as session:
        waiting = session.scalars(sa.select(RejectedRow).order_by(RejectedRow.line)).all()
        assert [(row.line, row.kind, row.column) for row in waiting] == [
            (3, ImportKind.CUSTOMERS, "external_id"),
            (4, ImportKind.INVOICES, "due_on"),
        ]
        correct_cell(waiting[0], "NIT", "900-2")
        number = send_corrected(session, session.get_one(Upload, upload_id), actor=PAOLA, only=None, now=now).id

    done(database, number, UploadTask.IMPORT, now=now)

    assert landed(database) == ["F1", "F2"]
    with database.reading() as session:
        assert session.scalar(sa.select(Customer.name).where(Customer.external_id == "900-2")) == "Otra Persona"


def test_reports_say_which_rows_are_told_already(database, upload_id):
    """The screens count a row once; each kind's own report says every row that it did not take."""
    with database.reading() as session:
        reports = session.get_one(Upload, upload_id).reports
    assert [(reports[kind]["rejected"], reports[kind]["rejected_before"]) for kind in KINDS] == [(1, 0), (2, 1)]
