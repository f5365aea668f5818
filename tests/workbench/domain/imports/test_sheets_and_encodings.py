"""Which sheet of a workbook is read, and how the bytes of a text are."""

import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from models import Customer, Invoice
from tests.workbench.domain.imports.messy import INVOICE_NAMES, book, guesses
from workbench.domain.imports.engine.errors import FileRefused

SHEETS = {
    "Portada": [("Informe de cartera",)],
    "Datos": [INVOICE_NAMES, ("F1", "C1", "2026-10-01", "2026-10-01", 1, "COP")],
}


def test_the_sheet_with_the_columns_is_taken_and_told(bring_file, rows):
    report = bring_file("invoices", book(("Notas",), more=SHEETS), name="f.xlsx")

    assert (rows(Invoice.external_id), guesses(report)) == ([("F1",)], {"sheet": "Datos"})


def test_two_sheets_with_the_same_columns_are_refused_with_both(bring_file, rows, said):
    months = {
        month: [INVOICE_NAMES, (month, "C1", "2026-10-01", "2026-10-01", 1, "COP")] for month in ("Enero", "Mayo")
    }
    content = book(("Notas",), more=months)

    with pytest.raises(FileRefused, match=r"sheet = «Enero» .* sheet = «Mayo»"):
        bring_file("invoices", content, name="f.xlsx")
    bring_file("invoices", content, name="f.xlsx", terms=said(sheet="mayo"))
    assert rows(Invoice.external_id) == [("Mayo",)]


def test_the_sheet_of_the_kind_is_taken_where_each_kind_has_its_own(bring_file, rows):
    people = [
        ("Código cliente", "Nombre", "Teléfono", "Ciudad", "Correo", "Dirección"),
        ("C1", "Ana", "", "Cali", "", ""),
    ]
    owed = [("Código cliente", "Factura", "Fecha", "Vence", "Valor"), ("C1", "F1", "2026-10-01", "2026-10-01", 5)]
    content = book(*people, more={"Facturas": owed})

    told = [guesses(bring_file(kind, content, name="f.xlsx"))["sheet"] for kind in ("customers", "invoices")]

    assert told == ["Cartera", "Facturas"]
    assert (rows(Customer.name), rows(Invoice.amount)) == ([("Ana",)], [(500,)])


def test_a_hidden_sheet_is_read_only_where_it_is_named(bring_file, rows, said):
    made, kept = openpyxl.Workbook(), io.BytesIO()
    hidden = made.create_sheet("Oculta")
    hidden.sheet_state = "hidden"
    for sheet, key in ((made.active, "A"), (hidden, "B")):
        sheet.append(("external_id", "name"))
        sheet.append((key, "Ana"))
    made.save(kept)

    assert bring_file("customers", kept.getvalue(), name="f.xlsx").guesses == []
    assert rows(Customer.external_id) == [("A",)]
    bring_file("customers", kept.getvalue(), name="f.xlsx", terms=said(sheet="Oculta"))
    assert rows(Customer.external_id) == [("A",), ("B",)]


def test_serial_days_of_a_workbook_that_counts_from_1904_are_read_so(bring_file, rows):
    made, kept = openpyxl.Workbook(), io.BytesIO()
    made.epoch = CALENDAR_MAC_1904
    made.active.append(INVOICE_NAMES)
    made.active.append(("F1", "C1", 44834, 44834, 1, "COP"))
    made.save(kept)

    bring_file("invoices", kept.getvalue(), name="f.xlsx")

    assert rows(Invoice.due_on) == [(date(2026, 10, 1),)]


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(bring_file, said):
    with pytest.raises(FileRefused) as caught:
        bring_file("invoices", book(("Notas",), more=SHEETS), name="f.xlsx", terms=said(sheet="Enero"))

    assert (
        str(caught.value)
        == "f.xlsx no tiene la hoja «Enero»: trae Cartera, Portada, Datos. Escriba una de ellas en «sheet»."
    )


PEOPLE = "external_id,name\nA,Íñigo Núñez\nB,«Peña» – 5 €\n"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (PEOPLE.encode("cp1252"), {"encoding": "windows-1252"}),
        (PEOPLE.encode("utf-8-sig"), {}),
        (PEOPLE.encode("utf-16"), {}),
        (("sep=;\n" + PEOPLE.replace(",", ";")).encode(), {}),
        (("sep=|\n" + PEOPLE.replace(",", "|")).encode(), {}),
        (PEOPLE.replace(",", "\t").encode(), {"delimiter": "tab"}),
        (PEOPLE.replace(",", "|").encode(), {"delimiter": "|"}),
        (("Clientes activos\n\n" + PEOPLE).encode(), {"header_row": "3"}),
    ],
    ids=["windows-1252", "utf-8 with mark", "utf-16", "sep", "sep bar", "tabs", "bars", "title"],
)
def test_a_text_is_read_in_its_encoding_and_by_its_delimiter(bring_file, rows, content, told):
    report = bring_file("customers", content)

    assert rows(Customer.external_id, Customer.name) == [("A", "Íñigo Núñez"), ("B", "«Peña» – 5 €")]
    assert guesses(report) == told


def test_an_encoding_that_two_readings_fit_is_refused_with_both(bring_file, rows, said):
    content = "external_id,name\nA,Compañía º\n".encode("cp1252")
    dos = "external_id,name\nA,Pe·a\n".encode("cp850")

    bring_file("customers", content)
    with pytest.raises(FileRefused, match=r"encoding = «windows-1252» .* encoding = «cp850»"):
        bring_file("customers", dos)
    bring_file("customers", dos, terms=said(encoding="cp850"))
    assert rows(Customer.name) == [("Pe·a",)]


ONE_SHEET = (
    "NIT,Razón social,Teléfono,Factura,Fecha,Vence,Valor,Recibo,Fecha pago,Valor pagado\n"
    "1,Ana,3001234567,F1,2026-10-01,2026-11-01,100.00,R1,2026-11-05,40.00\n"
)


def test_a_command_for_one_kind_of_a_sheet_with_several_says_how_the_others_are_named(bring_file, terms):
    report = bring_file("invoices", ONE_SHEET, terms=replace(terms, portfolio="consumo"))

    told = [line for line in report.warnings.lines() if "[kinds." in line]
    assert len(told) == 1
    assert "[kinds.customers], [kinds.invoices], [kinds.payments]" in told[0]


def test_a_file_of_one_kind_is_not_told_of_others(bring_file, terms):
    report = bring_file("invoices", "NIT,Factura,Fecha,Vence,Valor\n1,F1,2026-10-01,2026-11-01,100.00\n")

    assert not [line for line in report.warnings.lines() if "[kinds." in line]
