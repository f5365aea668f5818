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
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from workbench.domain.imports.engine.errors import FileRefused
from workbench.domain.imports.engine.files.workbooks import read_workbook
from workbench.domain.imports.engine.sheet import Line, Source
from workbench.kernel.text import N_

DELIMITERS = (",", ";")
_GZIP, _ZIP, _OLD_EXCEL = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_PIECE = 1 << 20


def open_source(path: Path) -> Source:
    """Examine a file from beginning to end.

    Raises:
        FileRefused: Empty, cut off, not UTF-8, or not readable as a table; nothing of it may be imported.
        OSError: It is not there or cannot be read.

    """
    with path.open("rb") as file:
        start = file.read(4)
        file.seek(0)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    if not start:
        raise FileRefused(N_("%(file)s está vacío."), file=path.name)
    if start.startswith((_ZIP, _OLD_EXCEL)):
        return _workbook_source(path, sha256)
    return _text_source(path, sha256)


def _workbook_source(path: Path, sha256: str) -> Source:
    header, lines = read_workbook(path)
    return Source(path.name, sha256, header=header, rows=len(lines), lines=lambda: iter(lines))


def _text_source(path: Path, sha256: str) -> Source:
    ends_open = _check_bytes(path)
    with _text(path) as text:
        delimiter = _delimiter(text.readline())
    header, rows, is_plain = _check_rows(path, delimiter, ends_open=ends_open)
    return Source(
        path.name,
        sha256,
        header=header,
        rows=rows,
        lines=lambda: (_plain_lines if is_plain else _lines)(path, delimiter),
        ends_open=ends_open,
    )


def _check_bytes(path: Path) -> bool:
    """Refuse what is not whole UTF-8 text; say whether the last line has no end."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    lines, last = 0, b""
    try:
        with _bytes(path) as file:
            while piece := file.read1(_PIECE):  # what there is: a cut is told with the line before it
                if b"\0" in piece:
                    raise FileRefused(N_("%(file)s no es texto: guárdelo como CSV UTF-8 o XLSX."), file=path.name)
                decoder.decode(piece)
                lines, last = lines + piece.count(b"\n"), piece
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as wrong:
        raise FileRefused(
            N_("%(file)s no está en UTF-8 (línea %(line)s): guárdelo como CSV UTF-8."),
            file=path.name, line=1 + lines + wrong.object[: wrong.start].count(b"\n"),
        ) from None  # fmt: skip
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise FileRefused(
            N_("%(file)s está cortado o dañado después de la línea %(line)s; no se importó nada."),
            file=path.name, line=lines,
        ) from None  # fmt: skip
    return not last.endswith((b"\n", b"\r"))


def _check_rows(path: Path, delimiter: str, *, ends_open: bool) -> tuple[tuple[str, ...], int, bool]:
    """Read every row once; give the header, the number of rows, and whether every row is one line."""
    header: list[str] = []
    rows, number, row = 0, 0, []
    with _text(path) as text:
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        try:
            header = next(reader, [])
            for row in reader:
                rows += bool(row)
        except csv.Error as wrong:
            raise FileRefused(
                N_("%(file)s no se puede leer en la línea %(line)s (%(detail)s); no se importó nada."),
                file=path.name, line=reader.line_num, detail=str(wrong),
            ) from None  # fmt: skip
        number = reader.line_num
    if not any(name.strip() for name in header):
        raise FileRefused(N_("%(file)s no tiene encabezado en la primera línea."), file=path.name)
    if ends_open and row and len(row) < len(header):
        raise FileRefused(
            N_("%(file)s está cortado en la línea %(line)s; no se importó nada."), file=path.name, line=number
        )
    return tuple(header), rows, number == rows + 1


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
    """The sign that splits the header into more columns."""
    return max(DELIMITERS, key=lambda sign: len(next(csv.reader([header], delimiter=sign), [])))


def _bytes(path: Path) -> io.BufferedIOBase:
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
    return gzip.open(path, "rb") if packed else path.open("rb")


def _text(path: Path) -> IO[str]:
    # A large buffer between the two: unpacking is called once for many lines.
    raw = cast("io.RawIOBase", _bytes(path))  # any reader will do; only its declared type says otherwise
    return io.TextIOWrapper(io.BufferedReader(raw, _PIECE), encoding="utf-8-sig", newline="")
