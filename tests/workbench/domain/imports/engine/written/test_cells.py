"""Cells that a spreadsheet damaged: errors of formulas, keys that became days. None lands as if it were right."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest

from models import Customer, Invoice, Payment
from models.enums import ImportKind
from tests.workbench.domain.imports.conftest import counts, invoice, payment, reasons
from workbench.domain.imports.engine.errors import FileRefused
from workbench.domain.imports.importing import import_file

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


@pytest.fixture
def plain():
    """`plain(row, row)`: the bytes of a workbook of invoices as a program writes it: its formulas have no results."""

    def make(*rows):
        made, kept = openpyxl.Workbook(), io.BytesIO()
        for row in (HEAD, *rows):
            made.active.append(row)
        made.save(kept)
        return kept.getvalue()

    return make


@pytest.mark.parametrize(
    ("place", "column", "cell"),
    [(0, "external_id", "A3"), (3, "issued_on", "D3"), (5, "amount", "F3"), (6, "product", "G3")],
)
def test_a_formula_without_a_saved_result_refuses_its_row_and_names_the_cell(bring_file, plain, place, column, cell):
    row = ["F2", "C1", "consumo", DAY, DAY, 5, "Crédito"]
    row[place] = '=IF(A1="x",B2&"<",1)'

    report = bring_file("invoices", plain(["F1", "C1", "consumo", DAY, DAY, 5, ""], row), name="file.xlsx")

    told = f"La celda {cell} es una fórmula sin resultado guardado: "
    told += "abra el archivo en Excel, guárdelo y tráigalo otra vez."
    assert (counts(report), reasons(report)) == ((1, 0, 0, 1), [(3, column, told)])


def test_a_formula_whose_saved_result_is_an_empty_text_is_an_empty_cell(bring_file, plain, tmp_path, rows):
    path = tmp_path / "saved.xlsx"
    given = io.BytesIO(plain(["F1", "C1", "consumo", DAY, DAY, 5, "=A1"]))
    with zipfile.ZipFile(given) as parts, zipfile.ZipFile(path, "w") as saved:
        for name in parts.namelist():
            text = parts.read(name).replace(b'<c r="G2"><f>A1</f><v /></c>', b'<c r="G2" t="str"><f>A1</f><v></v></c>')
            saved.writestr(name, text)

    report = bring_file("invoices", path.read_bytes(), name="file.xlsx")

    assert (counts(report), rows(Invoice.external_id, Invoice.product)) == ((1, 0, 0, 0), [("F1", None)])


def test_a_workbook_of_another_program_whose_formulas_have_no_results_is_refused(bring_file, ods):
    with pytest.raises(FileRefused, match="tiene fórmulas sin resultado guardado: ábralo en su hoja de cálculo"):
        bring_file("invoices", ods('<table:table-cell table:formula="of:=1+1"/>'), name="file.ods")


@pytest.fixture
def ods(tmp_path):
    """`ods(cell)`: the bytes of an ODS workbook with one row of this cell."""

    def make(cell):
        path = tmp_path / "made.ods"
        names = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        names += 'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        sheet = f'<table:table table:name="a"><table:table-row>{cell}</table:table-row></table:table>'
        body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
        with zipfile.ZipFile(path, "w") as parts:
            parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            parts.writestr("content.xml", f"<office:document-content {names}>{body}</office:document-content>")
        return path.read_bytes()

    return make


@pytest.mark.parametrize("truth", [True, False])
def test_a_truth_of_a_workbook_is_no_code(bring_file, plain, rows, truth):
    given = [[truth, "C1", "consumo", DAY, DAY, 5, ""], ["F1", truth, "consumo", DAY, DAY, 5, ""]]

    report = bring_file("invoices", plain(*given), name="file.xlsx")

    told = f"«{str(truth).lower()}» es verdadero o falso en la hoja de cálculo, y esta columna lleva un código: "
    told += "dé a la columna formato de texto y escríbalo otra vez."
    assert reasons(report) == [(2, "external_id", told), (3, "customer_external_id", told)]
    assert rows(Invoice.id) == []


def test_a_truth_of_a_workbook_is_no_document(database, terms, tmp_path, rows):
    made = openpyxl.Workbook()
    made.active.append(["external_id", "name", "document"])
    made.active.append(["C1", "Ana", True])
    made.save(tmp_path / "c.xlsx")

    report = import_file(database, ImportKind.CUSTOMERS, tmp_path / "c.xlsx", terms=terms)

    assert ([column for _, column, _ in reasons(report)], rows(Customer.id)) == (["document"], [])


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


@pytest.mark.parametrize("nothing", ["-", "--", "N/A", "n.a.", "S/N", "NULL", "none", "NaN"])
def test_what_is_written_where_there_is_no_code_is_no_code(bring, rows, nothing):
    report = bring("invoices", invoice(customer_external_id=nothing), invoice(external_id=nothing), invoice())
    paid = bring("payments", payment(invoice_external_id=nothing))

    assert (counts(report), counts(paid)) == ((1, 0, 0, 2), (1, 0, 0, 0))
    assert [reason[:2] for reason in reasons(report)] == [(2, "customer_external_id"), (3, "external_id")]
    assert rows(Customer.external_id) == [("C1",)]
    assert rows(Payment.invoice_external_id) == [(None,)]
