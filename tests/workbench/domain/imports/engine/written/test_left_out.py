"""Which lines of a table are no rows, and that rows which only look like them stay."""

from dataclasses import replace

import pytest

from models import Invoice
from tests.workbench.domain.imports.conftest import counts, reasons
from workbench.domain.imports.engine.mapping import Mapping
from workbench.domain.imports.engine.written.left_out import NoRows

HEAD = "external_id,customer_external_id,issued_on,due_on,amount,nota\n"
GOOD = "F1,C1,2026-10-01,2026-11-01,5.00,\n"
NAMES = HEAD.strip().split(",")
NO_ROWS = NoRows.of(None, header=NAMES, needed=range(5), key=0)


@pytest.mark.parametrize(
    "line",
    [
        "Elaboró: Contabilidad,,,,,",
        "Elaborado por:,Luz Marina,,,,",
        "Revisado por: Ana Peña,,,Aprobado por: Eva Ruiz,,",
        "Página 1 de 3,,,,,",
        ",,,,,Página 1 de 3",
        "Impreso por: LUZ,,27/11/2026 10:35,,Pág. 2,",
        "____________________,,,,,",
        "MARÍA PÉREZ GÓMEZ,,,,,",
        "Fecha de impresión: 27/11/2026,,,,,",
        "*** Fin del reporte ***,,,,,",
        "Firma,,,,,",
        "Nota: los saldos incluyen IVA,,,,,",
        ",,,,1234.50,",
        ',,,,"$ 1,234.50",12.00',
        "Elaboró: Contabilidad",
        "Página 1 de 3;;",
    ],
)
def test_what_stands_below_a_table_is_left_out_and_told(bring_file, rows, line):
    report = bring_file("invoices", f"{HEAD}{GOOD}{line}\nF2{GOOD[2:]}")

    assert (counts(report), [number for (number,) in rows(Invoice.external_id)]) == ((2, 0, 0, 0), ["F1", "F2"])
    assert report.left_out_count == 1
    assert report.warnings.lines()[-1] == (
        "Filas que no se importan por ser totales, encabezados repetidos, ejemplos o notas al pie: 1 "
        "(la primera, línea 3)."
    )
    assert [guess.what for guess in report.guesses] == ["leave_out"]


@pytest.mark.parametrize(
    "row",
    [
        ["F9", "", "", "", "", ""],
        ["F9", "", "2026-10-01", "2026-11-01", "5.00", "Elaboró: Luz"],
        ["Página Web SAS", "C1", "2026-10-01", "2026-11-01", "", ""],
        ["", "Firma Legal SAS", "2026-10-01", "2026-11-01", "5.00", ""],
        ["7", "", "", "", "5.00", ""],
        ["", "C1", "2026-10-01", "", "5.00", ""],
        ["NOTA-15", "C1", "2026-10-01", "2026-11-01", "5.00", ""],
        ["", "900123456", "", "", "5.00", ""],
    ],
)
def test_a_row_that_lacks_something_is_no_note(row):
    assert not NO_ROWS.has(row)


def test_a_note_of_two_cells_is_no_customer(bring_file):
    report = bring_file("customers", "external_id,name\nC1,Ana\nElaboró:,Contabilidad\nPágina 1 de 3,\nNota,Eva\n")

    assert (counts(report), report.left_out_count) == ((2, 0, 0, 0), 2)


def test_a_file_that_ends_with_a_note_is_not_cut_off(bring_file):
    report = bring_file("invoices", f"{HEAD}{GOOD}Elaboró: Contabilidad")

    assert (counts(report), report.left_out_count) == ((1, 0, 0, 0), 1)


def test_a_mapping_that_leaves_nothing_out_keeps_notes_as_rows(bring_file, terms):
    mapping = Mapping(leave_out=())
    report = bring_file("invoices", f"{HEAD}{GOOD}Elaboró: Contabilidad,,,,,\n", terms=replace(terms, mapping=mapping))

    assert [line for line, *_ in reasons(report)] == [3]
