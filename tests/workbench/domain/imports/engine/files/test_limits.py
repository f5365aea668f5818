"""Files beyond a limit are refused before they are read, with a sentence, and without the memory they ask for."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.environment import clean_environment
from tests.workbench.domain.imports import hostile
from tests.workbench.domain.imports.hostile import MIB, cell
from workbench.domain.imports.engine.errors import FileRefused
from workbench.domain.imports.engine.files import text_rows, texts
from workbench.domain.imports.engine.files.limits import TEXT_BYTES, WORKBOOK_BYTES, WorkbookLimits
from workbench.domain.imports.engine.files.opening import open_source
from workbench.domain.imports.engine.files.workbook_reader import column_number
from workbench.domain.imports.engine.files.workbooks import read_workbook

ROOT = Path(__file__).parents[6]
TOO_LARGE = "f ocupa más de 1 MB al abrirlo: divídalo en varios archivos."
TOO_MANY = "borre lo que sobra o guárdela como CSV UTF-8."
NO_HEADER = "revise que la primera línea sea la de los nombres de las columnas."
TOO_FAR = "pide demasiada memoria. Ábralo y guárdelo como CSV UTF-8."


@pytest.fixture
def refusal(tmp_path):
    """`refusal(content)`: what is said of a file with this content."""

    def read(content, name="f", limits=None):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(FileRefused) as caught:
            read_workbook(path, limits) if limits else open_source(path)
        return str(caught.value)

    return read


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("a whole sheet.xlsx", "f tiene 16384 columnas y el máximo es 500: quite las que no se usan."),
        (
            "half a million columns by rows.xlsx",
            f"La hoja de f llega a la fila 1048576 y la columna 500, más de 5000000 celdas: {TOO_MANY}",
        ),
        ("a sheet in other quotes.xlsx", "f tiene 16384 columnas y el máximo es 500: quite las que no se usan."),
        ("a long cell.xlsx", "f tiene en la línea 2 una celda de más de 32767 caracteres: acórtela."),
        ("packed rows.csv.gz", "f ocupa más de 64 MB al descomprimirlo: envíelo sin comprimir o divídalo."),
        (
            "packed rows in another encoding.csv.gz",
            "f ocupa más de 64 MB al descomprimirlo: envíelo sin comprimir o divídalo.",
        ),
        (
            "a line.csv",
            "La línea 2 de f tiene más de 1048576 caracteres: revise los saltos de línea y que toda comilla se cierre.",
        ),
        ("a long cell.csv", "f tiene en la línea 2 una celda de más de 32767 caracteres: acórtela."),
        ("a longer cell.csv", "f tiene en la línea 2 una celda de más de 32767 caracteres: acórtela."),
        (
            "cells beyond the header.csv",
            "f tiene 900001 columnas y el máximo es 500: quite las que no se usan.",
        ),
        ("columns.csv", "f tiene 501 columnas y el máximo es 500: quite las que no se usan."),
        (
            "a long header.csv",
            f"f tiene un encabezado de más de 200 caracteres: {NO_HEADER}",
        ),
        ("cells without places.xlsx", "f tiene 200000 columnas y el máximo es 500: quite las que no se usan."),
        ("a text of 100 MB.xlsx", "f tiene una celda de más de un millón de caracteres: acórtela."),
        ("repeated rows.ods", "f repite filas más veces de las que se pueden leer: borre lo que sobra."),
        ("200,000 columns.csv", "f tiene 200001 columnas y el máximo es 500: quite las que no se usan."),
        ("a cell that never ends.csv.gz", "f tiene en la línea 130 una celda de más de 32767 caracteres: acórtela."),
        ("nul.csv", "f no es texto: guárdelo como CSV UTF-8 o XLSX."),
    ],
)
def test_a_file_beyond_a_limit_is_refused_with_what_to_do(refusal, file, reason):
    assert refusal(hostile.FILES[file]()) == reason


def test_a_row_of_many_lines_is_bounded_like_a_line(refusal):
    told = refusal(hostile.FILES["a row of many lines.csv"]())

    assert told.endswith("tiene más de 1048576 caracteres: revise los saltos de línea y que toda comilla se cierre.")


SMALL = ["a whole sheet.xlsx", "a sheet in other quotes.xlsx", "a line that never ends.csv.gz",
         "a cell that never ends.csv.gz", "a text of 100 MB.xlsx", "cells without places.xlsx", "repeated rows.ods",
         "a zip in a zip.xlsx", "200,000 columns.csv", "packed rows in another encoding.csv.gz"]  # fmt: skip


@pytest.mark.parametrize("first", [b"", b'B,5" pipe\n', b"B,Espa\xf1a\n"])
def test_a_cell_that_never_ends_is_refused_before_the_text_is_read_to_its_end(refusal, monkeypatch, first):
    unpacked = []
    add = texts.TextBounds.add
    monkeypatch.setattr(
        texts.TextBounds, "add", lambda bounds, piece: (unpacked.append(len(piece)), add(bounds, piece))
    )

    said = refusal(hostile.late_cell(first=first))

    assert said.endswith("una celda de más de 32767 caracteres: acórtela.")
    assert sum(unpacked) <= 3 * MIB


def test_stray_quotes_before_long_plain_text_change_nothing(tmp_path):
    path = tmp_path / "f"
    rows = b"".join(b'C%d,Tubo de 5" %s\n' % (number, b"x" * 50) + b"D,y\n" * 300_000 for number in range(5))
    path.write_bytes(b"external_id,name\n" + rows)

    source = open_source(path)

    assert (source.rows, sum(1 for _ in source.lines())) == (1_500_005, 1_500_005)


@pytest.mark.long
@pytest.mark.parametrize("name", SMALL)
def test_a_small_file_that_asks_for_gigabytes_gets_none(tmp_path, name):
    path = tmp_path / "f"
    path.write_bytes(hostile.FILES[name]())
    script = (
        "import resource, sys, pathlib\n"
        "from workbench.domain.imports import inspect_file\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try:\n    inspect_file(pathlib.Path(sys.argv[1]))\n"
        "except Exception as wrong:\n    print(type(wrong).__name__)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    )

    ended = subprocess.run(
        [sys.executable, "-c", script, path],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=True,
    )

    raised, own, reader = ended.stdout.split()
    assert path.stat().st_size < 2 * MIB
    assert raised == "FileRefused"
    assert int(own) < 100 * 1024
    assert int(reader) < 200 * 1024


def test_the_process_that_reads_a_workbook_has_no_more_memory_than_it_may(refusal):
    few = WorkbookLimits(memory_bytes=600 * MIB, cells=100_000_000)
    sheet = hostile.workbook(cell("A", 1, quote="'"), cell("SF", 150_000, quote="'"))
    mine = resource.getrlimit(resource.RLIMIT_AS)

    assert refusal(sheet, limits=few).endswith(TOO_FAR)
    assert resource.getrlimit(resource.RLIMIT_AS) == mine


@pytest.mark.parametrize(
    ("content", "limits", "reason"),
    [
        (hostile.FILES["parts.xlsx"], {}, "f tiene 2010 partes y el máximo es 2000: ábralo y guárdelo como CSV UTF-8."),
        (
            lambda: hostile.workbook(cell("A", 1), more={"xl/media/one": b"x" * 2 * MIB}),
            {"unpacked_bytes": MIB},
            TOO_LARGE,
        ),
        (
            hostile.lying_workbook,
            {"unpacked_bytes": MIB},
            TOO_LARGE,
        ),
        (
            lambda: hostile.workbook(cell("A", 1), more={"xl/sharedStrings.xml": b"<t>x</t>" * (MIB // 4)}),
            {"strings_bytes": MIB},
            "Los textos de f ocupan más de 1 MB: divídalo en varios archivos.",
        ),
        (
            lambda: hostile.workbook(cell("A", 1), more={f"xl/worksheets/sheet{n}.xml": b"" for n in range(2, 6)}),
            {"sheets": 4},
            "f tiene 5 hojas y el máximo es 4: deje solo la que se importa.",
        ),
        (
            lambda: hostile.workbook(cell("A", 1), cell("A", 2, "x" * 200)),
            {"row_length": 100},
            "La línea 2 de f tiene más de 100 caracteres: acorte sus textos.",
        ),
    ],
    ids=["parts", "unpacked", "says otherwise", "strings", "sheets", "row"],
)
def test_a_workbook_beyond_a_limit_is_refused_with_what_to_do(refusal, content, limits, reason):
    assert refusal(content(), limits=WorkbookLimits(**limits)) == reason


@pytest.mark.parametrize(
    ("start", "size", "reason"),
    [
        (b"a,b\n", TEXT_BYTES + MIB, "f pesa 4097 MB y el máximo es 4096: divídalo en varios archivos."),
        (
            b"PK\x03\x04",
            WORKBOOK_BYTES + MIB,
            "f pesa 101 MB y una hoja de cálculo puede pesar 100: guárdela como CSV UTF-8.",
        ),
    ],
)
def test_a_large_file_is_refused_by_its_size_alone(tmp_path, start, size, reason):
    path = tmp_path / "f"
    path.write_bytes(start)
    os.truncate(path, size)  # takes no room

    with pytest.raises(FileRefused) as caught:
        open_source(path)

    assert str(caught.value) == reason


def test_more_rows_than_may_be_are_refused(refusal, monkeypatch):
    monkeypatch.setattr(text_rows, "ROWS", 2)

    assert refusal(b"a\n1\n2\n3\n") == "f tiene más de 2 filas: divídalo en varios archivos."


def test_formats_far_out_of_the_table_do_not_count(tmp_path):
    empty = b'<row r="1048576"><c r="XFD1048576" s="1"/><c r="XFC1048576" s="1"></c></row>'
    path = tmp_path / "f.xlsx"
    path.write_bytes(hostile.workbook(cell("A", 1, "external_id"), cell("A", 2, "A"), empty))

    assert list(open_source(path).lines()) == [(2, ["A"])]


def test_long_rows_come_with_their_length(tmp_path):
    path = tmp_path / "f.csv"
    path.write_bytes(b"a,b\n1,2\n" + b"x" * 500 + b",y\n")

    assert open_source(path).longest == 503


@pytest.mark.parametrize(("letters", "number"), [(b"A", 1), (b"Z", 26), (b"AA", 27), (b"xfd", 16_384)])
def test_column_number(letters, number):
    assert column_number(letters) == number
