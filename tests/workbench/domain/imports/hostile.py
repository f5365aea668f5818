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
    "nul.csv": lambda: b"external_id,name\nA,\0\n",
}
"""By name: what makes the content."""
