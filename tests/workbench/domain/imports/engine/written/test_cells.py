"""Cells that a spreadsheet damaged: errors of formulas, keys that became days. None lands as if it were right."""

import zipfile
from datetime import date

import openpyxl
import pytest

from models import Customer, Invoice
from tests.workbench.domain.imports.conftest import counts, invoice, reasons

HEAD = ["external_id", "customer_external_id", "portfolio", "issued_on", "due_on", "amount", "product"]
DAY = date(2026, 10, 1)


@pytest.fixture
def book(tmp_path):
    """`book(row, row)`: the bytes of a workbook of invoices; a cell `=…` is a formula that fails and shows `#N/A`."""

    def make(*rows):
        made = openpyxl.Workbook()
        for row in (HEAD, *rows):
            made.active.append(row)
        plain = tmp_path / "plain.xlsx"
        made.save(plain)
        with zipfile.ZipFile(plain) as parts, zipfile.ZipFile(tmp_path / "failed.xlsx", "w") as failed:
            for name in parts.namelist():
                text = parts.read(name)
                for place in (b"A3", b"F3", b"G3"):
                    begin = b'<c r="' + place + b'"'
                    text = text.replace(begin + b"><f>", begin + b' t="e"><f>')
                failed.writestr(name, text.replace(b"</f><v /></c>", b"</f><v>#N/A</v></c>"))
        return (tmp_path / "failed.xlsx").read_bytes()

    return make


@pytest.mark.parametrize(
    ("place", "column"), [(0, "external_id"), (5, "amount"), (6, "product")], ids=["key", "amount", "text"]
)
def test_a_formula_that_failed_refuses_its_row_and_is_not_taken_for_empty(bring_file, book, place, column):
    row = ["F2", "C1", "consumo", DAY, DAY, 5, "Crédito"]
    row[place] = "=1/0"

    report = bring_file("invoices", book(["F1", "C1", "consumo", DAY, DAY, 5, ""], row), name="file.xlsx")

    assert (counts(report), reasons(report)[0][:2]) == ((1, 0, 0, 1), (3, column))
    assert reasons(report)[0][2].startswith("«#N/A» es un error de la hoja de cálculo. Corrija la fórmula")


def test_a_code_that_a_spreadsheet_turned_into_a_day_is_refused(bring_file, book, rows):
    report = bring_file("invoices", book([DAY, "C1", "consumo", DAY, DAY, 5, ""]), name="file.xlsx")

    assert reasons(report)[0][:2] == (2, "external_id")
    assert reasons(report)[0][2].startswith("«2026-10-01» es una fecha de la hoja de cálculo")
    assert rows(Invoice.id) == []


@pytest.mark.parametrize("error", ["#N/A", "#N/D", "#¡REF!", "#DIV/0!", "#¿NOMBRE?", "#VALUE!", "########"])
def test_an_error_of_a_spreadsheet_is_no_key_of_a_text_file_either(bring, rows, error):
    report = bring("invoices", invoice(customer_external_id=error), invoice(external_id="#12"))

    assert (counts(report), reasons(report)[0][:2]) == ((1, 0, 0, 1), (2, "customer_external_id"))
    assert rows(Customer.external_id) == [("C1",)]
