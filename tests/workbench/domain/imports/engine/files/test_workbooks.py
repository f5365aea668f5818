"""The first sheet of a workbook reads like the CSV file it could have been."""

from datetime import date, datetime, time, timedelta

import openpyxl
import pytest

from workbench.domain.imports.engine.errors import FileRefused
from workbench.domain.imports.engine.files.opening import open_source
from workbench.domain.imports.engine.files.workbook_reader import cell_text


@pytest.fixture
def workbook(tmp_path):
    """`workbook(row, row)`: the path of a workbook."""

    def make(*rows):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        path = tmp_path / "libro.xlsx"
        book.save(path)
        return path

    return make


def test_cells_become_the_text_a_person_sees(workbook):
    path = workbook(
        ["external_id", "amount", "due_on", "disputed", "document"],
        ["F1", 1234.5, date(2026, 11, 18), True, "00123"],
        ["F2", 3000000000, datetime(2026, 11, 18, 10, 30), False, 42],  # noqa: DTZ001 - a sheet knows no zones
    )

    source = open_source(path)

    assert source.header == ("external_id", "amount", "due_on", "disputed", "document")
    assert list(source.lines()) == [
        (2, ["F1", "1234.5", "2026-11-18", "true", "00123"]),
        (3, ["F2", "3000000000", "2026-11-18T10:30:00", "false", "42"]),
    ]


def test_empty_rows_are_left_out_and_lines_stay_those_of_the_sheet(workbook):
    source = open_source(workbook(["external_id"], [None], ["A"], [None], ["B"]))

    assert (source.rows, list(source.lines())) == (2, [(3, ["A"]), (5, ["B"])])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (1e21, "1000000000000000000000"),
        (12.0, "12"),
        (1e-7, "0.0000001"),
        (time(10, 30), "10:30:00"),
        (timedelta(minutes=2), "120"),
        ("  x ", "  x "),
        (7, "7"),
    ],
)
def test_cell_text(value, text):
    assert cell_text(value) == text


def test_a_workbook_without_rows_is_refused(workbook):
    with pytest.raises(FileRefused, match=r"libro\.xlsx está vacío"):
        open_source(workbook())


def test_a_damaged_workbook_is_refused(workbook):
    path = workbook(["external_id"], ["A"])
    path.write_bytes(path.read_bytes()[:2000])

    with pytest.raises(FileRefused, match=r"libro\.xlsx no se puede leer como hoja de cálculo"):
        open_source(path)
