"""Small files that ask for much: gzip and zip bombs, workbooks that claim a whole sheet, lines without end."""

import gzip
import io
import zipfile

import openpyxl

MIB = 1024**2
_SHEET = (
    b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<dimension ref="A1:XFD1048576"/><sheetData>%s</sheetData></worksheet>'
)


def cell(column, row, text="x", *, quote='"'):
    """A row with one cell of text."""
    place = f"r={quote}{column}{row}{quote}"
    return f'<row r="{row}"><c {place} t="inlineStr"><is><t>{text}</t></is></c></row>'.encode()


def workbook(*cells, more=None):
    """The bytes of a workbook whose sheet has these cells; `more` are parts beside its own."""
    plain, made = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(plain)
    with zipfile.ZipFile(plain) as base, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as book:
        for part in base.infolist():
            is_sheet = part.filename == "xl/worksheets/sheet1.xml"
            book.writestr(part.filename, _SHEET % b"".join(cells) if is_sheet else base.read(part))
        for name, content in (more or {}).items():
            book.writestr(name, content)
    return made.getvalue()


def corner(column="XFD", row=1_048_576, **more):
    """A workbook of two cells, as far from one another as its sheet is large."""
    return workbook(cell("A", 1, **more), cell(column, row, **more))


def lying_workbook():
    """A part of two megabytes that says that it has ten bytes."""
    content = b"x" * 2 * MIB
    made = workbook(cell("A", 1), more={"xl/media/one": content})
    return made.replace(len(content).to_bytes(4, "little"), (10).to_bytes(4, "little"))


def packed_rows():
    """A gzip file of less than 0.1 MB that unpacks to 70 MB of short lines."""
    return gzip.compress(b"a,b\n") + gzip.compress(b"1,2\n" * (MIB // 4)) * 70


def packed_line():
    """A gzip file of 0.3 MB with one line of 0.3 GB."""
    return gzip.compress(b"external_id,name\n") + gzip.compress(b"x" * MIB) * 300  # one after the other is one text


def packed_cell():
    """A gzip file of 0.5 MB with one quoted cell of 0.3 GB, in many lines."""
    return gzip.compress(b'external_id,name\nA,"') + gzip.compress((b"x" * 1023 + b"\n") * 1024) * 300


def late_cell(*, first=b""):
    """Ordinary rows, then a quoted cell of many lines that never ends."""
    rows = b"".join(b"C%d,Nombre %d\n" % (number, number) for number in range(200))
    return b"external_id,name\n" + rows + first + b'A,"' + (b"x" * 1023 + b"\n") * 4096


def packed_damaged():
    """A gzip file of 0.1 MB, 80 MB unpacked, that is no UTF-8: its encoding has to be guessed."""
    return gzip.compress(b"external_id,name\nA,Espa\xf1a\n") + gzip.compress(b"1,2\n" * (MIB // 4)) * 80


def rows_without_places():
    """A workbook whose cells do not say where they stand: 200,000 in a row."""
    return workbook(b"<row>" + b'<c t="inlineStr"><is><t>x</t></is></c>' * 200_000 + b"</row>")


def long_text():
    """A workbook of 0.1 MB with one cell of 100 MB."""
    return workbook(cell("A", 1), cell("A", 2, "x" * 100 * MIB))


def deep_zip():
    """A zip in a zip, five deep, that would unpack to gigabytes."""
    inner = b"x" * 10 * MIB
    for _ in range(5):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(8):
                archive.writestr(f"{number}.zip", inner)
        inner = made.getvalue()
    return inner


def repeated_rows():
    """An ODS workbook with one row that stands for a million."""
    row = (
        '<table:table-row table:number-rows-repeated="1048576">'
        '<table:table-cell table:number-columns-repeated="40" office:value-type="string"><text:p>x</text:p>'
        "</table:table-cell></table:table-row>"
    )
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content{names}><office:body><office:spreadsheet>'
            f'<table:table table:name="A">{row}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return made.getvalue()


FILES = {
    "a whole sheet.xlsx": corner,
    "half a million columns by rows.xlsx": lambda: corner("SF"),
    "a sheet in other quotes.xlsx": lambda: corner(quote="'"),
    "parts.xlsx": lambda: workbook(cell("A", 1), more={f"p{number}": b"" for number in range(2001)}),
    "a long cell.xlsx": lambda: workbook(cell("A", 1), cell("A", 2, "x" * 32_768)),
    "packed rows.csv.gz": packed_rows,
    "a line.csv": lambda: b"external_id,name\n" + b"x" * (2 * MIB),
    "a row of many lines.csv": lambda: b'external_id,name\n"' + b'\n","' * 400_000,
    "a long cell.csv": lambda: b"external_id,name\nA," + b"x" * 32_768 + b"\n",
    "a longer cell.csv": lambda: b"external_id,name\nA," + b"x" * 200_000 + b"\n",
    "cells beyond the header.csv": lambda: b"external_id,name\n" + b"1" + b"," * 900_000 + b"\n",
    "columns.csv": lambda: b",".join(b"c%d" % number for number in range(501)) + b"\n",
    "a long header.csv": lambda: b"x" * 201 + b",name\n",
    "a header longer than any.csv": lambda: b"x" * 200_000 + b"\n",
    "cells without places.xlsx": rows_without_places,
    "a text of 100 MB.xlsx": long_text,
    "a zip in a zip.xlsx": deep_zip,
    "repeated rows.ods": repeated_rows,
    "200,000 columns.csv": lambda: b"a,b\n" + (b"," * 200_000 + b"\n") * 3,
    "a line that never ends.csv.gz": packed_line,
    "a cell that never ends.csv.gz": packed_cell,
    "packed rows in another encoding.csv.gz": packed_damaged,
    "nul.csv": lambda: b"external_id,name\nA,\0\n",
}
"""By name: what makes the content."""
