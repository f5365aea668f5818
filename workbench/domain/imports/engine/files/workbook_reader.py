"""Reads a sheet of a workbook, in a process of its own: `python workbook_reader.py FILE LIMITS [SHEET]`.

A small damaged or malicious workbook can ask for more memory than there is, and the library then ends its process. This
one may use a limited amount of memory and time, and nothing is lost with it. It imports nothing of the program, so that
it starts at once. Its first line is a JSON object about the book, with the names of its sheets and that of the one
whose rows follow, a JSON line per row: `[number, [texts], "types"]`, where the types have a letter per cell: `t` text,
`n` number, `d` day, `b` truth, `e` a formula that failed, `f` one without a saved result. Where several
sheets have something in them and none was asked for, no rows follow and the first line has the first rows of each.
Where it refuses the file, its last line on stderr is a JSON object with the reason and its values.
"""

import copy
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any, NoReturn

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

Row = tuple[int, list[str], str]
"""The number of a row, its texts and the letters of their types."""
Formulas = dict[str, dict[int, dict[int, str]]]
"""What formulas show that the library reads as empty cells: by letter of their type, row and place."""

_PIECE = 1 << 20
_OVERLAP = 10_000  # bytes of a piece that are looked at again with the next one: a cell with its formula
_SHARED_STRINGS, _BOOK, _ODS_CONTENT = "xl/sharedStrings.xml", "xl/workbook.xml", "content.xml"
# A row of an ODS workbook that stands for many, with something in it.
_REPEATED = re.compile(
    rb'<table:table-row[^<>]{0,500}number-rows-repeated="([0-9]{4,})"[^<>]{0,500}(?<!/)>'
    rb"(?:(?!</table:table-row>)[\s\S]){0,2000}?office:value-type"
)
_LEAST_COLUMNS = 10  # cells that a row is taken to have, before it is known
_HEAD = 60  # first rows that are told of each sheet, where several have something in them
# A cell that holds something, with its column and row. No part of it can run over the next tag.
_CELL = re.compile(
    rb"<(?:\w{1,10}:)?c\s(?:[^<>]{0,200}\s)?r=[\"']([A-Za-z]{1,7})([0-9]{1,9})[\"'][^<>]{0,200}"
    rb"(?<!/)>(?!</(?:\w{1,10}:)?c>)"
)
# A cell whose formula failed, with its attributes and what it shows: the library reads it as an empty one.
_FAILED = re.compile(
    rb"<(?:\w{1,10}:)?c\s([^<>]{0,200}\bt=[\"']e[\"'][^<>]{0,200})(?<!/)>"
    rb"(?:<(?:\w{1,10}:)?f\b[^<>]{0,200}(?:/>|>[^<>]{0,300}</(?:\w{1,10}:)?f>))?<(?:\w{1,10}:)?v>([^<>]{1,30})<"
)
# A cell with a formula whose result was never saved, with its attributes; an empty text (t="str") is a result.
_UNSAVED = re.compile(
    rb"<(?:\w{1,10}:)?c\s([^<>]{0,200})(?<!/)><(?:\w{1,10}:)?f\b[^<>]{0,300}(?:/>|>[^<>]{0,8300}</(?:\w{1,10}:)?f>)"
    rb"(?:<(?:\w{1,10}:)?v\s?/>|<(?:\w{1,10}:)?v></(?:\w{1,10}:)?v>)?</(?:\w{1,10}:)?c>"
)
_IS_TEXT = re.compile(rb"\bt=[\"']str[\"']")
# A cell of an ODS workbook with a formula and no result.
_ODS_UNSAVED = re.compile(rb"<table:table-cell\s(?=[^<>]{0,9000}table:formula=)(?![^<>]{0,9000}office:value-type=)")
_PLACE = re.compile(rb"\br=[\"']([A-Za-z]{1,7})([0-9]{1,9})[\"']")
_SHEET = re.compile(rb"<(?:\w{1,10}:)?sheet\s([^<>]{1,1000})>")
_SHEET_ID = re.compile(rb"\br:id=[\"']([^\"'<>]{1,100})[\"']")
_TARGET = re.compile(rb"\b(Id|Target)=[\"']([^\"'<>]{1,300})[\"']")
_COUNTS_FROM_1904 = re.compile(rb"\bdate1904=[\"'](?:1|true)[\"']")
_RELATION = re.compile(rb"<(?:\w{1,10}:)?Relationship\s([^<>]{1,1000})>")


class WorkbookRefused(Exception):
    """The workbook is beyond a limit or cannot be read: the name of the limit, and what fills its sentence."""

    def __init__(self, limit: str, **values: object) -> None:
        """Keep both."""
        super().__init__(limit)
        self.told = {"limit": limit, **values}


def main(path: str, limits: dict[str, int], sheet: str | None = None) -> None:
    """Write what the book has, and every row of a sheet that has something in it."""
    _limit_process(limits)
    try:
        archive = check_archive(path, limits) if zipfile.is_zipfile(path) else Archive()
        with CalamineWorkbook.from_path(path) as book:
            for line in lines_of(_Book(book, archive, limits), sheet):
                sys.stdout.buffer.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
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


@dataclass
class Archive:
    """What the parts of an XLSX workbook tell before it is opened."""

    beyond: dict[int, WorkbookRefused] = field(default_factory=dict)
    """By the number of a sheet, why it cannot be read."""
    formulas: dict[int, "Formulas"] = field(default_factory=dict)
    """By the number of a sheet, its formulas without a value."""
    from_1904: bool = False
    """Its days are counted from 1904."""

    def add(self, sheet: int, extent: "_Extent") -> None:
        """Keep what the cells of a sheet told."""
        self.formulas[sheet] = extent.formulas
        if extent.refused is not None:
            self.beyond[sheet] = extent.refused


def check_archive(path: str, limits: dict[str, int]) -> Archive:
    """Unpack every part once, a piece at a time, and look where the cells of the sheets lie.

    Raises:
        WorkbookRefused: More parts or bytes than the limits allow.

    """
    made = Archive()
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        _check_parts(parts, limits)
        sheets = _sheet_parts(archive)
        unpacked = 0
        for part in parts:
            extent = _Extent(limits) if part.filename in sheets else None
            before = unpacked
            for piece in _pieces(archive, part, limit=limits["unpacked_bytes"]):
                unpacked += len(piece)
                if unpacked > limits["unpacked_bytes"]:
                    raise WorkbookRefused("unpacked_bytes")
                if len(piece) == _PIECE and b"<" not in piece and part.filename.endswith(".xml"):
                    raise WorkbookRefused("text_length")
                if part.filename == _ODS_CONTENT:
                    _check_ods(piece, limits)
                if part.filename == _SHARED_STRINGS and unpacked - before > limits["strings_bytes"]:
                    raise WorkbookRefused("strings_bytes")
                if part.filename == _BOOK and not made.from_1904:
                    made.from_1904 = _COUNTS_FROM_1904.search(piece) is not None
                if extent is not None and extent.refused is None:
                    extent.add(piece)
            if extent is not None:
                made.add(sheets.index(part.filename), extent)
    return made


def _check_parts(parts: list[zipfile.ZipInfo], limits: dict[str, int]) -> None:
    if len(parts) > limits["parts"]:
        raise WorkbookRefused("parts", found=len(parts))
    sheets = sum(part.filename.startswith("xl/worksheets/") for part in parts)
    if sheets > limits["sheets"]:
        raise WorkbookRefused("sheets", found=sheets)
    if sum(part.file_size for part in parts) > limits["unpacked_bytes"]:
        raise WorkbookRefused("unpacked_bytes")


def _check_ods(piece: bytes, limits: dict[str, int]) -> None:
    """Refuse an ODS workbook that stands for more cells than it may have, or whose formulas have no results."""
    if has_too_many_repeats(piece, limits):
        raise WorkbookRefused("repeated")
    if _ODS_UNSAVED.search(piece):
        raise WorkbookRefused("formulas")


def has_too_many_repeats(piece: bytes, limits: dict[str, int]) -> bool:
    """Whether rows of an ODS workbook that have something in them stand for more rows than it may have cells."""
    return sum(map(int, _REPEATED.findall(piece))) * _LEAST_COLUMNS > limits["cells"]


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo, *, limit: int) -> Iterator[bytes]:
    """What is really in a part, whatever size it says it has."""
    whole = copy.copy(part)
    whole.file_size = limit + _PIECE
    with archive.open(whole) as file:
        while piece := file.read(_PIECE):
            yield piece


def _sheet_parts(archive: zipfile.ZipFile) -> list[str]:
    """The parts that have the sheets of an XLSX workbook, in their order; none where they cannot be told."""
    try:
        book, relations = (_start(archive, name) for name in (_BOOK, "xl/_rels/workbook.xml.rels"))
    except KeyError:
        return []
    named = [dict(_TARGET.findall(relation)) for relation in _RELATION.findall(relations)]
    targets = {one.get(b"Id", b""): one.get(b"Target", b"").decode(errors="replace") for one in named}
    found = [_SHEET_ID.search(sheet) for sheet in _SHEET.findall(book)]
    parts = [targets.get(one[1], "") if one else "" for one in found]
    return [part.lstrip("/") if part.startswith("/") else f"xl/{part}" for part in parts]


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
        self.formulas: Formulas = {"e": {}, "f": {}}
        self.refused: WorkbookRefused | None = None
        """The sheet reaches too far."""

    def add(self, piece: bytes) -> None:
        """Look at another piece; the end of the one before is looked at again."""
        text = self._rest + piece
        self._rest = text[-_OVERLAP:]
        for told, shown in _FAILED.findall(text):
            if place := _PLACE.search(told):
                self.formulas["e"].setdefault(int(place[2]), {})[column_number(place[1]) - 1] = shown.decode(
                    errors="replace"
                )
        for told in _UNSAVED.findall(text) if b"<f" in text or b":f" in text else ():
            if (place := _PLACE.search(told)) and not _IS_TEXT.search(told):
                name = (place[1].upper() + place[2]).decode()
                self.formulas["f"].setdefault(int(place[2]), {})[column_number(place[1]) - 1] = name
        cells = _CELL.findall(text)
        self._columns.update(letters for letters, _ in cells)
        self._rows = max([self._rows, *(int(row) for _, row in cells)])
        columns = max(map(column_number, self._columns), default=0)
        try:
            check_extent(self._rows, columns, self._limits)
        except WorkbookRefused as wrong:
            self.refused = wrong


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


@dataclass
class _Book:
    """A workbook that was opened."""

    book: Any  # Any: the library has no types
    archive: Archive
    limits: dict[str, int]

    @property
    def names(self) -> list[str]:
        """The sheets with cells: no charts, no macros."""
        return [one.name for one in self.book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]

    @property
    def shown(self) -> list[str]:
        """Those that are not hidden: one that is has to be asked for by name."""
        hidden = {one.name for one in self.book.sheets_metadata if one.visible != SheetVisibleEnum.Visible}
        return [name for name in self.names if name not in hidden]

    def rows(self, name: str) -> Iterator[Row]:
        """The rows of a sheet that have something in them, with the numbers a person sees beside them."""
        number = self.book.sheet_names.index(name)
        if number in self.archive.beyond:
            raise self.archive.beyond[number]
        return rows_of(self.book.get_sheet_by_index(number), self.limits, self.archive.formulas.get(number, {}))


def lines_of(book: _Book, wanted: str | None) -> Iterator[Any]:  # Any: JSON
    """What is written of a book: what it has, then the rows of one sheet.

    Raises:
        WorkbookRefused: The sheet, a row or a cell is beyond a limit, or there is no such sheet.

    """
    names = book.names
    told = {"sheets": names, "sheet": wanted, "from_1904": book.archive.from_1904}
    if wanted is None:
        shown = book.shown or names
        heads = {name: head for name in shown if (head := _head(book, name, alone=len(shown) == 1))}
        if len(heads) > 1:
            yield told | {"heads": heads}
            return
        wanted = next(iter(heads), None)
    elif wanted not in names:
        close = [name for name in names if name.strip().lower() == wanted.strip().lower()]
        if len(close) != 1:
            raise WorkbookRefused("no_sheet", sheet=wanted, sheets=", ".join(names))
        wanted = close[0]
    yield told | {"sheet": wanted}
    if wanted is not None:
        yield from book.rows(wanted)


def _head(book: _Book, name: str, *, alone: bool) -> list[Row]:
    """The first rows of a sheet; none of one that reaches too far, which is refused if it is asked for."""
    try:
        return list(islice(book.rows(name), _HEAD))
    except WorkbookRefused:
        if alone:
            raise
        return []


def rows_of(sheet: Any, limits: dict[str, int], formulas: Formulas) -> Iterator[Row]:  # Any: the library has no types
    """The rows of a sheet that have something in them.

    Raises:
        WorkbookRefused: The sheet, a row or a cell is beyond a limit.

    """
    if sheet.end is None or sheet.start is None:
        return
    last_row, last_column = sheet.end
    check_extent(last_row + 1, last_column + 1, limits)
    first_row, first_column = sheet.start
    before = [""] * first_column
    for number, values in enumerate(sheet.iter_rows(), start=first_row + 1):
        if values.count("") == len(values) and number not in formulas.get("e", {}):
            continue
        row = before + [cell_text(value) for value in values]
        types = "t" * first_column + "".join(map(cell_type, values))
        for letter, rows in formulas.items():
            for place, shown in rows.get(number, {}).items():
                if place < len(row) and not row[place]:
                    row[place], types = shown, f"{types[:place]}{letter}{types[place + 1 :]}"
        if any(row):
            _check_row(number, row, limits)
            yield number, row, types


def _check_row(number: int, row: list[str], limits: dict[str, int]) -> None:
    lengths = [len(cell) for cell in row]
    if max(lengths) > limits["cell_length"]:
        raise WorkbookRefused("cell_length", line=number)
    if sum(lengths) > limits["row_length"]:
        raise WorkbookRefused("row_length", line=number)
    if any("\0" in cell for cell in row):
        raise WorkbookRefused("not_text", line=number)


def cell_type(value: object) -> str:
    """The letter of a cell's type: text, number, day or truth."""
    if isinstance(value, str):
        return "t"
    if isinstance(value, bool):
        return "b"
    if isinstance(value, float | int):
        return "n"
    return "d" if isinstance(value, date) else "t"


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
    main(sys.argv[1], json.loads(sys.argv[2]), *sys.argv[3:4])
