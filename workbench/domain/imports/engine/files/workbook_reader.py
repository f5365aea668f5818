"""Reads the first sheet of a workbook, in a process of its own: `python workbook_reader.py FILE LIMITS`.

A small damaged or malicious workbook can ask for more memory than there is, and the library then ends its process. This
one may use a limited amount of memory and time, and nothing is lost with it. It imports nothing of the program, so that
it starts at once. It writes one JSON line per row, `[number, [texts]]`; where it refuses the file, its last line on
stderr is a JSON object with the reason and its values.
"""

import copy
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NoReturn

from python_calamine import CalamineError, CalamineWorkbook

_PIECE = 1 << 20
_OVERLAP = 512
_SHARED_STRINGS = "xl/sharedStrings.xml"
# A cell that holds something, with its column and row. No part of it can run over the next tag.
_CELL = re.compile(
    rb'<(?:\w{1,10}:)?c\s(?:[^<>]{0,200}\s)?r="([A-Za-z]{1,7})([0-9]{1,9})"[^<>]{0,200}(?<!/)>(?!</(?:\w{1,10}:)?c>)'
)
_FIRST_SHEET = re.compile(rb'<(?:\w{1,10}:)?sheet\s[^<>]*?\br:id="([^"<>]{1,100})"')
_TARGET = re.compile(rb'\b(Id|Target)="([^"<>]{1,300})"')
_RELATION = re.compile(rb"<(?:\w{1,10}:)?Relationship\s([^<>]{1,1000})>")


class WorkbookRefused(Exception):
    """The workbook is beyond a limit or cannot be read: the name of the limit, and what fills its sentence."""

    def __init__(self, limit: str, **values: object) -> None:
        """Keep both."""
        super().__init__(limit)
        self.told = {"limit": limit, **values}


def main(path: str, limits: dict[str, int]) -> None:
    """Write every row that has something in it."""
    _limit_process(limits)
    try:
        if zipfile.is_zipfile(path):
            check_archive(path, limits)
        for row in rows_of(path, limits):
            sys.stdout.buffer.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
    except WorkbookRefused as wrong:
        _refuse(wrong.told)
    except (CalamineError, IndexError, zipfile.BadZipFile) as wrong:
        _refuse({"limit": "unreadable", "detail": str(wrong)})


def _limit_process(limits: dict[str, int]) -> None:
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: limits["seconds"],
        resource.RLIMIT_AS: limits["memory_bytes"],
    }
    for what, most in wanted.items():
        _, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)  # noqa: PLW2901 - nobody may raise it
        resource.setrlimit(what, (most, most))


def _refuse(told: dict[str, Any]) -> NoReturn:
    sys.stderr.write("\n" + json.dumps(told) + "\n")
    sys.exit(3)


def check_archive(path: str, limits: dict[str, int]) -> None:
    """Unpack every part once, a piece at a time, and look where the cells of the first sheet lie.

    Raises:
        WorkbookRefused: More parts, bytes or cells than the limits allow.

    """
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        if len(parts) > limits["parts"]:
            raise WorkbookRefused("parts", found=len(parts))
        sheets = sum(part.filename.startswith("xl/worksheets/") for part in parts)
        if sheets > limits["sheets"]:
            raise WorkbookRefused("sheets", found=sheets)
        if sum(part.file_size for part in parts) > limits["unpacked_bytes"]:
            raise WorkbookRefused("unpacked_bytes")
        first = _first_sheet(archive)
        unpacked = 0
        for part in parts:
            extent = _Extent(limits) if part.filename == first else None
            before = unpacked
            for piece in _pieces(archive, part, limit=limits["unpacked_bytes"]):
                unpacked += len(piece)
                if unpacked > limits["unpacked_bytes"]:
                    raise WorkbookRefused("unpacked_bytes")
                if part.filename == _SHARED_STRINGS and unpacked - before > limits["strings_bytes"]:
                    raise WorkbookRefused("strings_bytes")
                if extent is not None:
                    extent.add(piece)


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo, *, limit: int) -> Iterator[bytes]:
    """What is really in a part, whatever size it says it has."""
    whole = copy.copy(part)
    whole.file_size = limit + _PIECE
    with archive.open(whole) as file:
        while piece := file.read(_PIECE):
            yield piece


def _first_sheet(archive: zipfile.ZipFile) -> str | None:
    """The part that has the first sheet of an XLSX workbook; None where it cannot be told."""
    try:
        book, relations = (_start(archive, name) for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"))
    except KeyError:
        return None
    found = _FIRST_SHEET.search(book)
    if found is None:
        return None
    for relation in _RELATION.findall(relations):
        named = dict(_TARGET.findall(relation))
        if named.get(b"Id") == found[1]:
            target = named.get(b"Target", b"").decode(errors="replace")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return None


def _start(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        return file.read(_PIECE)


class _Extent:
    """How far the cells of a sheet reach, from pieces of its XML."""

    def __init__(self, limits: dict[str, int]) -> None:
        self._limits = limits
        self._rest = b""
        self._rows = 0
        self._columns: set[bytes] = set()

    def add(self, piece: bytes) -> None:
        """Look at another piece; the end of the one before is looked at again.

        Raises:
            WorkbookRefused: The sheet reaches too far.

        """
        text = self._rest + piece
        self._rest = text[-_OVERLAP:]
        cells = _CELL.findall(text)
        self._columns.update(letters for letters, _ in cells)
        self._rows = max([self._rows, *(int(row) for _, row in cells)])
        columns = max(map(column_number, self._columns), default=0)
        check_extent(self._rows, columns, self._limits)


def check_extent(rows: int, columns: int, limits: dict[str, int]) -> None:
    """Refuse a sheet with too many columns or cells.

    Raises:
        WorkbookRefused: It has.

    """
    if columns > limits["columns"]:
        raise WorkbookRefused("columns", found=columns)
    if rows * columns > limits["cells"]:
        raise WorkbookRefused("cells", rows=rows, columns=columns)


def column_number(letters: bytes) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def rows_of(path: str, limits: dict[str, int]) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet that have something in them, with the numbers a person sees beside them.

    Raises:
        WorkbookRefused: The sheet, a row or a cell is.

    """
    with CalamineWorkbook.from_path(path) as book:
        sheet = book.get_sheet_by_index(0)
        if sheet.end is None or sheet.start is None:
            return
        last_row, last_column = sheet.end
        check_extent(last_row + 1, last_column + 1, limits)
        first_row, first_column = sheet.start
        before = [""] * first_column
        for number, values in enumerate(sheet.iter_rows(), start=first_row + 1):
            row = before + [cell_text(value) for value in values]
            if any(row):
                _check_row(number, row, limits)
                yield number, row


def _check_row(number: int, row: list[str], limits: dict[str, int]) -> None:
    lengths = [len(cell) for cell in row]
    if max(lengths) > limits["cell_length"]:
        raise WorkbookRefused("cell_length", line=number)
    if sum(lengths) > limits["row_length"]:
        raise WorkbookRefused("row_length", line=number)
    if any("\0" in cell for cell in row):
        raise WorkbookRefused("not_text", line=number)


def cell_text(value: object) -> str:
    """The text of one cell: whole numbers without a point, days and instants in ISO 8601, `true` or `false`."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(int(value.total_seconds()))
    return str(value)


def _number(value: float) -> str:
    """As a spreadsheet shows it: 15 significant digits, never an exponent."""
    text = format(Decimal(f"{value:.15g}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
