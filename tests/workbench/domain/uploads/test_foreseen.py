"""A check of a file of several kinds counts what importing it brings: rows, customers and money."""

import pytest
import sqlalchemy as sa

from models import Account, Upload
from models.enums import ImportKind, UploadState, UploadTask
from tests.factories.messy_workbook import INVOICED, PAID, save_messy_workbook
from workbench.domain.imports import inspect_file, mapping_as_dict
from workbench.domain.records import Actor
from workbench.domain.uploads import UploadJob, ask_check, ask_import, receive, run_task

PAOLA = Actor(None, "paola@example.com")
COUNTS = ("read", "inserted", "updated", "unchanged", "rejected", "created_customers", "money")


@pytest.fixture
def tell(database, session, cast, now):
    """`tell(path, kinds, portfolio=, only=)`: the report of the check, and that of the import which follows."""

    session.commit()

    def act(path, kinds, *, portfolio=None, only=None):
        with database.writing() as writing:
            upload = receive(writing, [path.read_bytes()], name=path.name, actor=PAOLA, now=now, portfolio=portfolio)
            upload.kinds, upload.mapping = (
                kinds,
                mapping_as_dict(inspect_file(path, kinds=[ImportKind(one) for one in kinds]).mapping),
            )
            upload.answers = {"only": only}
            number = upload.id
        return [_done(database, number, task, now=now) for task in UploadTask]

    return act


def _done(database, number, task, *, now):
    with database.writing() as session:
        upload = session.get_one(Upload, number)
        ask_check(upload, now=now) if task is UploadTask.CHECK else ask_import(upload, now=now, is_ours=True)
        job = UploadJob(number, task, upload.round)
    run_task(database, job, timezone="America/Bogota", now=now)
    with database.reading() as session:
        upload = session.get_one(Upload, number)
        assert (upload.state, upload.trouble) == (
            UploadState.CHECKED if task is UploadTask.CHECK else UploadState.DONE,
            None,
        )
        told = {kind: {name: upload.reports[kind][name] for name in COUNTS} for kind in upload.kinds}
        for kind in upload.kinds:
            told[kind]["warnings"] = [one["text"] for one in upload.reports[kind]["warnings"]]
        return told


def balance(database):
    with database.reading() as session:
        return session.scalar(sa.select(sa.func.sum(Account.open_amount - Account.credit)))


@pytest.mark.both
def test_receipts_of_customers_whom_the_same_file_makes_are_counted(database, tell, tmp_path, now):
    path = tmp_path / "cartera.xlsx"
    save_messy_workbook(path, today=now.date())

    checked, imported = tell(path, ["customers", "invoices", "payments"], portfolio="consumo")

    assert checked == imported
    assert checked["payments"]["money"] == [{"currency": "COP", "amount": PAID}]
    assert balance(database) == INVOICED - PAID


HEADER = (
    "Código cliente,Razón social,Nro. factura,Fecha factura,Fecha vencimiento,Valor factura,Recibo,Fecha pago,"
    "Valor pago,Cartera\n"
)
INVOICE = "{key},{key},F-{key},2026-10-01,2026-11-01,1000.00,,,,{portfolio}\n"
RECEIPT = "{key},,,,,,R-{key},2026-11-05,400.00,{portfolio}\n"


@pytest.fixture
def sheet(tmp_path):
    """`sheet(rows)`: a file with invoices and receipts."""

    def write(rows):
        path = tmp_path / "todo.csv"
        path.write_text(HEADER + rows)
        return path

    return write


def test_receipts_without_a_portfolio_find_the_account_that_the_file_opens(tell, sheet):
    rows = INVOICE.format(key="C1", portfolio="consumo") + RECEIPT.format(key="C1", portfolio="")

    checked, imported = tell(sheet(rows), ["invoices", "payments"])

    assert checked == imported
    assert checked["payments"]["money"] == [{"currency": "COP", "amount": 40000}]


def test_receipts_of_a_customer_nobody_makes_stay_rejected(tell, sheet):
    rows = INVOICE.format(key="C1", portfolio="consumo") + RECEIPT.format(key="C9", portfolio="consumo")

    checked, imported = tell(sheet(rows), ["invoices", "payments"])

    assert checked == imported
    assert checked["payments"]["rejected"] == 1


def test_portfolio_that_the_file_makes_takes_its_receipts_too(database, tell, sheet):
    rows = (INVOICE + RECEIPT).format(key="C1", portfolio="nueva")

    checked, imported = tell(sheet(rows), ["invoices", "payments"], only=["consumo"])

    assert checked == imported
    assert checked["payments"]["money"] == [{"currency": "COP", "amount": 40000}]
    assert balance(database) == 60000


def test_customers_of_the_file_are_counted_once(tell, sheet):
    rows = "".join(INVOICE.format(key=f"C{n}", portfolio="consumo") for n in range(3))

    checked, imported = tell(sheet(rows), ["customers", "invoices"])

    assert checked == imported
    assert (checked["customers"]["inserted"], checked["invoices"]["created_customers"]) == (3, 0)
