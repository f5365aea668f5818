"""Opening a file: what it is, whether it is whole, and its rows as text, read in a stream.

A text file is read twice. The first time to the end, before anything is imported: a copy that was cut off, another
encoding or a stray quote refuses the whole file, so that nothing half done stays behind. What a file is is told by
its first bytes, not by its name.
"""

import codecs
import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import IO, cast

from workbench.domain.imports.engine.errors import FileRefused
from workbench.domain.imports.engine.files.limits import (
    ALWAYS_UNPACKED,
    CELL_LENGTH,
    COLUMNS,
    HEADER_LENGTH,
    LINE_BYTES,
    MIB,
    PACKED_RATIO,
    ROW_LENGTH,
    ROWS,
    TEXT_BYTES,
)
from workbench.domain.imports.engine.files.workbooks import read_workbook
from workbench.domain.imports.engine.sheet import Line, Source
from workbench.kernel.text import N_

DELIMITERS = (",", ";")
_GZIP, _ZIP, _OLD_EXCEL = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_PIECE = 1 << 20


def open_source(path: Path) -> Source:
    """Examine a file from beginning to end.

    Raises:
        FileRefused: Empty, cut off, too large, not UTF-8, or not readable as a table; nothing of it may be imported.
        OSError: It is not there or cannot be read.

    """
    size = path.stat().st_size
    if size > TEXT_BYTES:
        reason = N_("%(file)s pesa %(size)s MB y el máximo es %(limit)s: divídalo en varios archivos.")
        raise FileRefused(reason, file=path.name, size=size // MIB, limit=TEXT_BYTES // MIB)
    with path.open("rb") as file:
        start = file.read(4)
    if not start:
        raise FileRefused(N_("%(file)s está vacío."), file=path.name)
    source = _workbook_source(path) if start.startswith((_ZIP, _OLD_EXCEL)) else _text_source(path)
    with path.open("rb") as file:
        return replace(source, sha256=hashlib.file_digest(file, "sha256").hexdigest())


def _workbook_source(path: Path) -> Source:
    rows = read_workbook(path)
    header = next(rows.lines())[1]
    _check_header(path, header)
    return Source(
        path.name,
        "",
        header=tuple(header),
        lines=lambda: islice(rows.lines(), 1, None),
        rows=rows.count - 1,
        longest=rows.longest,
    )


def _text_source(path: Path) -> Source:
    ends_open = _check_bytes(path)
    with _text(path) as text:
        delimiter = _delimiter(text.readline())
    found = _check_rows(path, delimiter, ends_open=ends_open)
    return Source(
        path.name,
        "",
        header=found.header,
        lines=lambda: (_plain_lines if found.is_plain else _lines)(path, delimiter),
        rows=found.rows,
        longest=found.longest,
        ends_open=ends_open,
    )


def _check_bytes(path: Path) -> bool:
    """Refuse what is not whole UTF-8 text within the limits; say whether the last line has no end."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    last, bounds = b"", TextBounds(path)
    try:
        with _bytes(path) as file:
            while piece := file.read1(_PIECE):  # what there is: a cut is told with the line before it
                if b"\0" in piece:
                    raise FileRefused(N_("%(file)s no es texto: guárdelo como CSV UTF-8 o XLSX."), file=path.name)
                bounds.add(piece)
                decoder.decode(piece)
                last = piece
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as wrong:
        before = bounds.lines - wrong.object.count(b"\n") + wrong.object[: wrong.start].count(b"\n")
        reason = N_("%(file)s no está en UTF-8 (línea %(line)s): guárdelo como CSV UTF-8.")
        raise FileRefused(reason, file=path.name, line=1 + before) from None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        reason = N_("%(file)s está cortado o dañado después de la línea %(line)s; no se importó nada.")
        raise FileRefused(reason, file=path.name, line=bounds.lines) from None
    return not last.endswith((b"\n", b"\r"))


class TextBounds:
    """Keeps count of what is unpacked of a text, and refuses it as soon as it is beyond a limit."""

    def __init__(self, path: Path) -> None:
        self._name = path.name
        self._most = min(TEXT_BYTES, max(ALWAYS_UNPACKED, PACKED_RATIO * path.stat().st_size))
        self._unpacked = 0
        self._of_line = 0
        self.lines = 0

    def add(self, piece: bytes) -> None:
        """Another piece, no longer than a line may be.

        Raises:
            FileRefused: The text, or a line of it, is too long.

        """
        self._unpacked += len(piece)
        if self._unpacked > self._most:
            reason = N_("%(file)s ocupa más de %(limit)s MB al descomprimirlo: envíelo sin comprimir o divídalo.")
            raise FileRefused(reason, file=self._name, limit=self._most // MIB)
        ends = [end for end in (piece.find(b"\n"), piece.find(b"\r")) if end >= 0]
        if self._of_line + min(ends, default=len(piece)) > LINE_BYTES:
            raise line_too_long(self._name, line=self.lines + 1, limit=LINE_BYTES)
        if ends:
            self._of_line = len(piece) - 1 - max(piece.rfind(b"\n"), piece.rfind(b"\r"))
        else:
            self._of_line += len(piece)
        self.lines += piece.count(b"\n")


def line_too_long(name: str, *, line: int, limit: int) -> FileRefused:
    """Why a file with such a line is refused."""
    reason = N_(
        "La línea %(line)s de %(file)s tiene más de %(limit)s caracteres: "
        "revise los saltos de línea y que toda comilla se cierre."
    )
    return FileRefused(reason, file=name, line=line, limit=limit)


@dataclass
class _TextRows:
    """What the first reading of a text found."""

    header: tuple[str, ...] = ()
    rows: int = 0
    longest: int = 0
    is_plain: bool = False
    """Every row is one line."""


class _CountedLines:
    """Lines of a text, with the length of those since the last row ended: a quoted cell may have many."""

    def __init__(self, text: IO[str], name: str) -> None:
        self._text = text
        self._name = name
        self.number = 0
        self.length = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._text:
            self.number += 1
            self.length += len(line)
            if self.length > ROW_LENGTH:
                raise line_too_long(self._name, line=self.number, limit=ROW_LENGTH)
            yield line


def _check_rows(path: Path, delimiter: str, *, ends_open: bool) -> _TextRows:
    """Read every row once and refuse what is no table, or one beyond the limits."""
    found = _TextRows()
    row: list[str] = []
    with _text(path) as text:
        lines = _CountedLines(text, path.name)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        try:
            found.header = tuple(next(reader, []))
            _check_header(path, found.header)
            lines.length = 0
            for row in reader:
                found.rows += bool(row)
                found.longest = max(found.longest, lines.length)
                if len(row) > COLUMNS:
                    raise _too_many_columns(path, len(row))
                if lines.length > CELL_LENGTH:
                    _check_row(path, row, line=lines.number)
                lines.length = 0
        except csv.Error as wrong:
            raise _not_a_table(path, wrong, line=reader.line_num) from None
    found.is_plain = lines.number == found.rows + 1
    if found.rows > ROWS:
        reason = N_("%(file)s tiene más de %(limit)s filas: divídalo en varios archivos.")
        raise FileRefused(reason, file=path.name, limit=ROWS)
    if ends_open and row and len(row) < len(found.header):
        reason = N_("%(file)s está cortado en la línea %(line)s; no se importó nada.")
        raise FileRefused(reason, file=path.name, line=lines.number)
    return found


def _check_header(path: Path, header: Sequence[str]) -> None:
    if not any(name.strip() for name in header):
        raise FileRefused(N_("%(file)s no tiene encabezado en la primera línea."), file=path.name)
    if len(header) > COLUMNS:
        raise _too_many_columns(path, len(header))
    if max(map(len, header)) > HEADER_LENGTH:
        reason = N_(
            "%(file)s tiene un encabezado de más de %(limit)s caracteres: "
            "revise que la primera línea sea la de los nombres de las columnas."
        )
        raise FileRefused(reason, file=path.name, limit=HEADER_LENGTH)


def _too_many_columns(path: Path, found: int) -> FileRefused:
    reason = N_("%(file)s tiene %(found)s columnas y el máximo es %(limit)s: quite las que no se usan.")
    return FileRefused(reason, file=path.name, found=found, limit=COLUMNS)


def _check_row(path: Path, row: Sequence[str], *, line: int) -> None:
    if max(map(len, row), default=0) > CELL_LENGTH:
        raise _cell_too_long(path, line=line)


def _cell_too_long(path: Path, *, line: int) -> FileRefused:
    reason = N_("%(file)s tiene en la línea %(line)s una celda de más de %(limit)s caracteres: acórtela.")
    return FileRefused(reason, file=path.name, line=line, limit=CELL_LENGTH)


def _not_a_table(path: Path, wrong: csv.Error, *, line: int) -> FileRefused:
    if "field limit" in str(wrong):
        return _cell_too_long(path, line=line)
    reason = N_("%(file)s no se puede leer en la línea %(line)s (%(detail)s); no se importó nada.")
    return FileRefused(reason, file=path.name, line=line, detail=str(wrong))


def _plain_lines(path: Path, delimiter: str) -> Iterator[Line]:
    with _text(path) as text:
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        next(reader, None)
        yield from enumerate(reader, start=2)


def _lines(path: Path, delimiter: str) -> Iterator[Line]:
    with _text(path) as text:
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        next(reader, None)
        before = reader.line_num
        for row in reader:
            if row:
                yield before + 1, row
            before = reader.line_num


def _delimiter(header: str) -> str:
    """The sign that splits the header into more columns; the first where it cannot be read at all."""

    def columns(sign: str) -> int:
        try:
            return len(next(csv.reader([header], delimiter=sign), []))
        except csv.Error:
            return 0

    return max(DELIMITERS, key=columns)


def _bytes(path: Path) -> io.BufferedIOBase:
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
    return gzip.open(path, "rb") if packed else path.open("rb")


def _text(path: Path) -> IO[str]:
    # A large buffer between the two: unpacking is called once for many lines.
    raw = cast("io.RawIOBase", _bytes(path))  # any reader will do; only its declared type says otherwise
    return io.TextIOWrapper(io.BufferedReader(raw, _PIECE), encoding="utf-8-sig", newline="")
