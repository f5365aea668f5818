"""The rows of a text file: its delimiter, its first lines, every row checked once, and read in a stream."""

import csv
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

from workbench.domain.imports.engine.errors import FileRefused
from workbench.domain.imports.engine.files.limits import CELL_LENGTH, COLUMNS, HEADER_LENGTH, ROW_LENGTH, ROWS
from workbench.domain.imports.engine.files.texts import DELIMITERS, line_too_long, open_text
from workbench.domain.imports.engine.sheet import Line
from workbench.domain.imports.engine.written.left_out import is_below_a_table
from workbench.kernel.text import N_

USUAL_DELIMITERS = (",", ";")
"""Nobody has to be told that one of these was found."""

_SEPARATOR = re.compile(r"\"?sep=(.)\"?\s*", re.IGNORECASE | re.DOTALL)
_TOO_LONG = "field limit"  # what the csv module says of a cell
_LOOKED_AT, _LINE_LOOKED_AT = 60, 4096
"""Lines, and characters of each, that tell the delimiter."""


@dataclass(frozen=True)
class TextTable:
    """Where the rows of a text file stand and what parts their cells."""

    path: Path
    encoding: str
    delimiter: str
    is_told: bool
    """The file, or the mapping, says the delimiter."""
    skipped: int = 0
    """Lines before the first row: one that says `sep=;`."""

    def lines(self) -> Iterator[Line]:
        """Every row that has cells, with the line it begins on."""
        with open_text(self.path, self.encoding) as text:
            for _ in range(self.skipped):
                next(text, None)
            reader = csv.reader(text, delimiter=self.delimiter, strict=True)
            before = self.skipped
            for row in reader:
                if row:
                    yield before + 1, row
                before = self.skipped + reader.line_num

    def plain_lines(self, first: int) -> Iterator[Line]:
        """The rows from a line on, where every row is one line and none is empty."""
        with open_text(self.path, self.encoding) as text:
            for _ in range(first - 1):
                next(text, None)
            yield from enumerate(csv.reader(text, delimiter=self.delimiter, strict=True), start=first)

    def head(self, count: int) -> list[Line]:
        """The first rows; fewer where one of them cannot be read, which `check_rows` tells."""
        found: list[Line] = []
        lines = self.lines()  # rows too wide are refused before, by `check_start`
        try:
            found.extend(islice(lines, count))
        except csv.Error:
            pass
        finally:
            lines.close()  # type: ignore[attr-defined]  # it is a generator
        return found


def text_table(path: Path, encoding: str, *, delimiter: str | None = None) -> TextTable:
    """The table of a text; its delimiter is looked for where nobody says it."""
    with open_text(path, encoding) as text:
        counted = _CountedLines(text, path.name, is_by_row=False)
        lines = [line[:_LINE_LOOKED_AT] for line in islice(counted, _LOOKED_AT)]
    said = _SEPARATOR.fullmatch(lines[0]) if lines else None
    if said:
        return TextTable(path, encoding, delimiter or said[1], is_told=True, skipped=1)
    found = delimiter or likely_delimiter(lines)
    return TextTable(path, encoding, found, is_told=bool(delimiter) or found in USUAL_DELIMITERS)


def likely_delimiter(lines: Sequence[str]) -> str:
    """The sign that splits most lines into the same number of columns, and into many."""

    def weight(sign: str) -> int:
        counts = Counter(_columns(line, sign) for line in lines if line.strip())
        return max(((columns - 1) * count for columns, count in counts.items()), default=0)

    return max(DELIMITERS, key=weight)


def _columns(line: str, sign: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=sign), []))
    except csv.Error:
        return 0


def check_start(path: Path, encoding: str, *, delimiter: str | None = None, until: int = _LOOKED_AT) -> None:
    """Refuse a text whose first rows are beyond the limits, before it is read to its end.

    Args:
        path: Of the file.
        encoding: One in which it can be read.
        delimiter: Where the mapping says it.
        until: The line up to which rows are read.

    Raises:
        FileRefused: They are.

    """
    with suppress(EOFError, zlib.error, UnicodeDecodeError):  # told when the text is read to its end
        table = text_table(path, encoding, delimiter=delimiter)
        with open_text(path, encoding) as text:
            lines = _CountedLines(text, path.name)
            try:
                for row in csv.reader(lines, delimiter=table.delimiter, strict=True):
                    _check_limits(path, row, lines)
                    if lines.number >= until:
                        break
            except csv.Error as wrong:
                if _TOO_LONG in str(wrong):
                    raise _cell_too_long(path, line=lines.number) from None


@dataclass
class CheckedRows:
    """What reading every row once found."""

    header: tuple[str, ...] = ()
    rows: int = 0
    longest: int = 0
    is_plain: bool = False
    """Every row is one line."""


class _CountedLines:
    """Lines of a text, with the length of those since the last row ended: a quoted cell may have many."""

    def __init__(self, text: IO[str], name: str, *, is_by_row: bool = True) -> None:
        self._text = text
        self._name = name
        self._is_by_row = is_by_row
        self.number = 0
        self.length = 0
        """Of the lines since the last row ended, or of the last line."""

    def __iter__(self) -> Iterator[str]:
        read, by_row = self._text.readline, self._is_by_row
        while line := read(ROW_LENGTH + 1):
            self.number += 1
            self.length = self.length + len(line) if by_row else len(line)
            if self.length > ROW_LENGTH:
                raise line_too_long(self._name, line=self.number, limit=ROW_LENGTH)
            yield line


def check_rows(table: TextTable, header_row: int, *, ends_open: bool) -> CheckedRows:
    """Read every row from the header on once, and refuse what is no table, or one beyond the limits.

    Raises:
        FileRefused: It is.

    """
    path, found, row = table.path, CheckedRows(), list[str]()
    with open_text(path, table.encoding) as text:
        lines = _CountedLines(text, path.name)
        pieces = iter(lines)
        for _ in range(header_row - 1):
            next(pieces, None)
        lines.length = 0
        reader = csv.reader(pieces, delimiter=table.delimiter, strict=True)
        try:
            found.header = tuple(next(reader, []))
            check_header(path, found.header, line=header_row)
            lines.length = 0
            for row in reader:
                found.rows += bool(row)
                found.longest = max(found.longest, lines.length)
                _check_limits(path, row, lines)
        except csv.Error as wrong:
            raise _not_a_table(path, wrong, line=lines.number) from None
    found.is_plain = lines.number == found.rows + header_row
    if found.rows > ROWS:
        reason = N_("%(file)s tiene más de %(limit)s filas: divídalo en varios archivos.")
        raise FileRefused(reason, file=path.name, limit=ROWS)
    if ends_open and row and len(row) < len(found.header) and not is_below_a_table(row):
        reason = N_("%(file)s está cortado en la línea %(line)s: vuelva a exportarlo. No se importó nada.")
        raise FileRefused(reason, file=path.name, line=lines.number)
    return found


def check_header(path: Path, header: Sequence[str], *, line: int = 1) -> None:
    """Refuse a header without names, with too many or with one that is too long.

    Raises:
        FileRefused: It is.

    """
    if not any(name.strip() for name in header):
        if line == 1:
            raise FileRefused(
                N_("%(file)s no tiene encabezado en la primera línea: ponga allí los nombres de las columnas."),
                file=path.name,
            )
        raise FileRefused(
            N_("%(file)s no tiene encabezado en la línea %(line)s: corrija «header_row» en la correspondencia."),
            file=path.name,
            line=line,
        )
    if len(header) > COLUMNS:
        raise too_many_columns(path, len(header))
    if max(map(len, header)) > HEADER_LENGTH:
        reason = N_(
            "%(file)s tiene un encabezado de más de %(limit)s caracteres: "
            "revise que la primera línea sea la de los nombres de las columnas."
        )
        raise FileRefused(reason, file=path.name, limit=HEADER_LENGTH)


def too_many_columns(path: Path, found: int) -> FileRefused:
    """Why a file with so many columns is refused."""
    reason = N_("%(file)s tiene %(found)s columnas y el máximo es %(limit)s: quite las que no se usan.")
    return FileRefused(reason, file=path.name, found=found, limit=COLUMNS)


def _check_limits(path: Path, row: Sequence[str], lines: _CountedLines) -> None:
    """Refuse a row with too many columns or with a cell that is too long, and count the next one."""
    if len(row) > COLUMNS:
        raise too_many_columns(path, len(row))
    if lines.length > CELL_LENGTH:
        _check_row(path, row, line=lines.number)
    lines.length = 0


def _check_row(path: Path, row: Sequence[str], *, line: int) -> None:
    if max(map(len, row), default=0) > CELL_LENGTH:
        raise _cell_too_long(path, line=line)


def _cell_too_long(path: Path, *, line: int) -> FileRefused:
    reason = N_("%(file)s tiene en la línea %(line)s una celda de más de %(limit)s caracteres: acórtela.")
    return FileRefused(reason, file=path.name, line=line, limit=CELL_LENGTH)


def _not_a_table(path: Path, wrong: csv.Error, *, line: int) -> FileRefused:
    if _TOO_LONG in str(wrong):
        return _cell_too_long(path, line=line)
    reason = N_(
        "%(file)s no se puede leer en la línea %(line)s: revise que toda comilla se cierre y que nada la "
        "siga antes del separador. No se importó nada."
    )
    return FileRefused(reason, file=path.name, line=line)
