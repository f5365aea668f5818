"""A file is whole or it is refused, with a line a person can act on."""

import codecs
import gzip
import hashlib

import pytest

from workbench.domain.imports.engine.errors import FileRefused
from workbench.domain.imports.engine.files.opening import open_source
from workbench.domain.imports.engine.mapping import NO_MAPPING, Mapping

ROWS = "external_id,name\nA,Ana\nB,Benito\nC,Carla\n"


@pytest.fixture
def opened(tmp_path):
    """`opened(content, name)`: the source of a file with this content."""

    def run(content, name="file.csv", mapping=NO_MAPPING):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return open_source(path, mapping)

    return run


def refusal(opened, content, name="file.csv", mapping=NO_MAPPING):
    with pytest.raises(FileRefused) as caught:
        opened(content, name, mapping)
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<html><body><table><tr><td>a</td></tr></table>", "es una página web, aunque su nombre diga otra cosa"),
        (b"\xef\xbb\xbf\r\n<TABLE border=1>", "es una página web"),
        ("<html>".encode("utf-16"), "es una página web"),
        (b'<?xml version="1.0"?><Workbook/>', "es un archivo XML: ábralo en Excel y guárdelo como XLSX"),
        (b"%PDF-1.4\n%\xe2\xe3", "es un PDF: exporte la tabla"),
        (b'[{"a": 1}]', "es un archivo JSON"),
    ],
)
def test_what_is_no_table_is_refused_with_what_it_is(tmp_path, content, reason):
    path = tmp_path / "cartera.xls"
    path.write_bytes(content)

    with pytest.raises(FileRefused, match=reason):
        open_source(path)


def test_rows_come_with_the_lines_they_begin_on(opened):
    source = opened(ROWS)

    assert source.header == ("external_id", "name")
    assert (source.rows, source.ends_open) == (3, False)
    assert list(source.lines()) == [(2, ["A", "Ana"]), (3, ["B", "Benito"]), (4, ["C", "Carla"])]
    assert list(source.lines()) == list(source.lines())


def test_lines_are_counted_through_empty_lines_and_rows_of_several_lines(opened):
    source = opened('external_id,note\nA,"uno\ndos"\n\nB,tres\n')

    assert source.rows == 2
    assert list(source.lines()) == [(2, ["A", "uno\ndos"]), (5, ["B", "tres"])]


@pytest.mark.parametrize(
    "content",
    [
        ROWS.encode("utf-8-sig"),
        ROWS.replace(",", ";").encode(),
        ROWS.replace("\n", "\r\n").encode(),
        gzip.compress(ROWS.encode()),
        gzip.compress(ROWS.replace(",", ";").encode("utf-8-sig")),
        ROWS.encode("utf-16"),
        codecs.BOM_UTF16_BE + ROWS.encode("utf-16-be"),
        ROWS.encode("utf-16-le"),
        ROWS.encode("utf-16-be"),
        ROWS.replace(",", "\t").encode(),
        ROWS.replace(",", "|").encode(),
    ],
    ids=[
        "bom",
        "semicolons",
        "crlf",
        "gzip",
        "gzip with bom and semicolons",
        "utf-16 little endian",
        "utf-16 big endian",
        "utf-16 little endian without a mark",
        "utf-16 big endian without a mark",
        "tabs",
        "bars",
    ],
)
def test_the_same_rows_are_read_however_they_were_written(opened, content):
    source = opened(content, "whatever.txt")

    assert source.header == ("external_id", "name")
    assert list(source.lines()) == [(2, ["A", "Ana"]), (3, ["B", "Benito"]), (4, ["C", "Carla"])]


def test_a_comma_within_quotes_does_not_make_the_delimiter(opened):
    source = opened('"Monto, total";external_id\n5;A\n')

    assert source.header == ("Monto, total", "external_id")


def test_source_knows_the_hash_of_the_file(opened):
    assert opened(ROWS).sha256 == hashlib.sha256(ROWS.encode()).hexdigest()


def test_a_last_line_without_end_is_noted(opened):
    source = opened(ROWS.removesuffix("\n"))

    assert (source.rows, source.ends_open) == (3, True)


def test_an_empty_file_is_refused(opened):
    assert refusal(opened, "") == "file.csv está vacío: vuelva a exportarlo."


@pytest.mark.parametrize("content", ["\n", "\ufeff", ",,\nA,B,C\n", "  \n"])
def test_a_file_without_header_is_refused(opened, content):
    assert (
        refusal(opened, content)
        == "file.csv no tiene encabezado en la primera línea: ponga allí los nombres de las columnas."
    )


def test_a_file_cut_off_within_its_last_row_is_refused(opened):
    assert (
        refusal(opened, ROWS + "D") == "file.csv está cortado en la línea 5: vuelva a exportarlo. No se importó nada."
    )


def test_a_short_last_row_that_ends_is_only_a_bad_row(opened):
    assert opened(ROWS + "D\n").rows == 4


def test_a_quote_that_is_never_closed_is_refused(opened):
    assert refusal(opened, ROWS + 'D,"Da').startswith("file.csv no se puede leer en la línea 5")


def test_a_packed_file_cut_off_is_refused(opened):
    packed = gzip.compress((ROWS * 5_000).encode())

    assert refusal(opened, packed[: len(packed) // 2]).endswith("No se importó nada.")
    assert refusal(opened, packed[:-4]) == (
        "file.csv está cortado o dañado después de la línea 20000: vuelva a exportarlo. No se importó nada."
    )


def test_a_damaged_packed_file_is_refused(opened):
    packed = bytearray(gzip.compress((ROWS * 5_000).encode()))
    packed[-6] ^= 0xFF  # its check sum

    assert "está cortado o dañado" in refusal(opened, bytes(packed))


def test_two_encodings_in_one_file_are_refused_with_the_line(opened):
    content = "external_id,name\nA,Íñigo\n".encode() + "B,Begoña\n".encode("latin-1")

    assert refusal(opened, content) == "file.csv no está en UTF-8 (línea 3): guárdelo como CSV UTF-8."


def test_a_file_that_is_not_in_the_encoding_that_the_mapping_says_is_refused(opened):
    content = "external_id,name\nA,Ana\nB,Begoña\n".encode("latin-1")

    assert refusal(opened, content, mapping=Mapping(encoding="utf-8")) == (
        "file.csv no está en UTF-8 (línea 3): guárdelo como CSV UTF-8."
    )


def test_bytes_that_are_no_text_are_refused(opened):
    assert refusal(opened, b"a,b\n1,\0\n") == "file.csv no es texto: guárdelo como CSV UTF-8 o XLSX."
