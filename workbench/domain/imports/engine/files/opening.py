"""Opening a file: what it is, whether it is whole, and its rows as text, read in a stream.

A text file is read to its end before anything is imported: a copy that was cut off, a wrong encoding or a stray quote
refuses the whole file, so that nothing half done stays behind. What a file is is told by its first bytes, not by its
name. `look_at` finds where its table may stand; `source_of` gives its rows once that is settled.
"""

import codecs
import hashlib
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from workbench.domain.imports.engine.errors import FileRefused
from workbench.domain.imports.engine.files.limits import MIB, TEXT_BYTES
from workbench.domain.imports.engine.files.text_rows import (
    TextTable,
    check_header,
    check_rows,
    check_start,
    text_table,
    too_many_columns,
)
from workbench.domain.imports.engine.files.texts import TextForm, examine_text, likely_encoding
from workbench.domain.imports.engine.files.wide_lines import WideLines
from workbench.domain.imports.engine.files.workbooks import WorkbookRows, read_workbook
from workbench.domain.imports.engine.mapping import NO_MAPPING, Mapping
from workbench.domain.imports.engine.sheet import Line, Source
from workbench.kernel.text import N_

HEAD = 60
"""Rows among which the header is looked for."""

_OTHERS = {
    re.compile(rb"\s*<(?:!doctype\s+html|html|head|meta|style|table)\b", re.IGNORECASE): N_(
        "%(file)s es una página web, aunque su nombre diga otra cosa: ábralo en Excel y guárdelo como XLSX."
    ),
    re.compile(rb"\s*<\?xml\b", re.IGNORECASE): N_("%(file)s es un archivo XML: ábralo en Excel y guárdelo como XLSX."),
    re.compile(rb"%PDF-"): N_("%(file)s es un PDF: exporte la tabla como CSV o XLSX."),
    re.compile(rb"\s*(?:\[\s*)?\{\s*\""): N_("%(file)s es un archivo JSON: expórtelo como CSV o XLSX."),
}
"""What is no table, by how it begins: programs save it under the name of a spreadsheet."""
_BEGINNING = 512

_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Look:
    """A file that was looked at: a text file, or a sheet of a workbook."""

    path: Path
    text: TextTable | None = None
    form: TextForm | None = None
    book: WorkbookRows | None = None

    def lines(self) -> Iterator[Line]:
        """Every row that has something in it, title rows and header included."""
        if self.text is not None:
            return self.text.lines()
        return self.book.lines() if self.book is not None else iter(())

    def head(self, count: int = HEAD) -> list[Line]:
        """The first rows."""
        return self.text.head(count) if self.text is not None else list(islice(self.lines(), count))


def open_source(path: Path, mapping: Mapping = NO_MAPPING) -> Source:
    """Examine a file from beginning to end; its header is in the first row where the mapping does not say another.

    Raises:
        FileRefused: Empty, cut off, too large, no text, or not readable as a table; nothing of it may be imported.
        OSError: It is not there or cannot be read.

    """
    return source_of(look_at(path, mapping), mapping)


def look_at(path: Path, mapping: Mapping = NO_MAPPING) -> Look:
    """Find out what a file is. A text is read to its end, a workbook into a file of its own.

    Raises:
        FileRefused: Empty, cut off, too large, no text, or no such sheet.
        OSError: It is not there or cannot be read.

    """
    size = path.stat().st_size
    if size > TEXT_BYTES:
        reason = N_("%(file)s pesa %(size)s MB y el máximo es %(limit)s: divídalo en varios archivos.")
        raise FileRefused(reason, file=path.name, size=size // MIB, limit=TEXT_BYTES // MIB)
    with path.open("rb") as file:
        start = file.read(_BEGINNING)
    if not start:
        raise FileRefused(N_("%(file)s está vacío: vuelva a exportarlo."), file=path.name)
    if start.startswith((_ZIP, _OLD_EXCEL)):
        return Look(path, book=read_workbook(path, sheet=mapping.sheet))
    plain = start.removeprefix(codecs.BOM_UTF8).replace(b"\0", b"").lstrip(codecs.BOM_UTF16)
    for begins, reason in _OTHERS.items():
        if begins.match(plain):
            raise FileRefused(reason, file=path.name)
    readable = likely_encoding(path)
    check_start(path, readable, delimiter=mapping.delimiter)
    form = examine_text(
        path,
        mapping.encoding,
        check_cell=lambda line: check_start(path, readable, delimiter=mapping.delimiter, until=line),
        wide=_wide_lines(path, readable, mapping),
    )
    return Look(path, text=text_table(path, form.encoding, delimiter=mapping.delimiter), form=form)


def _wide_lines(path: Path, encoding: str, mapping: Mapping) -> WideLines | None:
    """What refuses lines with too many columns, where the first lines tell the sign between them."""

    def refuse(columns: int) -> None:
        raise too_many_columns(path, columns)

    with suppress(EOFError, zlib.error, UnicodeDecodeError):  # told when the text is read to its end
        delimiter = text_table(path, encoding, delimiter=mapping.delimiter).delimiter
        return WideLines(delimiter.encode(), refuse) if delimiter.isascii() else None
    return None


def source_of(look: Look, mapping: Mapping) -> Source:
    """The rows below the header of a file that was looked at.

    Raises:
        FileRefused: It is not readable as a table.

    """
    source = _workbook_source(look, mapping) if look.text is None else _text_source(look.text, look.form, mapping)
    with look.path.open("rb") as file:
        return replace(source, sha256=hashlib.file_digest(file, "sha256").hexdigest())


def _workbook_source(look: Look, mapping: Mapping) -> Source:
    above: Line | None = None
    found: Line | None = None
    for line in look.lines():
        if mapping.header_row is None or line[0] >= mapping.header_row:
            found = line
            break
        above = line
    header_row = mapping.header_row or (found[0] if found else 1)
    header = found[1] if found and found[0] == header_row else ()
    names = merged_header(above[1] if above and above[0] == header_row - 1 else (), header)
    check_header(look.path, names or ("",), line=mapping.header_row or 1)

    def lines() -> Iterator[Line]:
        return (line for line in look.lines() if line[0] > header_row)

    return Source(
        look.path.name,
        "",
        header=names,
        lines=lines,
        rows=sum(1 for _ in lines()),
        longest=look.book.longest if look.book else 0,
        is_typed=True,
        from_1904=look.book is not None and look.book.from_1904,
    )


def merged_header(above: Sequence[str] | None, header: Sequence[str]) -> tuple[str, ...]:
    """The names of a header, the empty ones filled from the row above: a cell merged over two rows has it there."""
    upper = list(above or ())
    if sum(map(bool, upper)) < 2:
        return tuple(map(str, header))
    return tuple(str(name or (upper[place] if place < len(upper) else "")) for place, name in enumerate(header))


def _text_source(table: TextTable, form: TextForm | None, mapping: Mapping) -> Source:
    header_row = mapping.header_row or 1 + table.skipped
    ends_open = form is not None and form.ends_open
    found = check_rows(table, header_row, ends_open=ends_open)

    def lines() -> Iterator[Line]:
        if found.is_plain:
            return table.plain_lines(header_row + 1)
        return (line for line in table.lines() if line[0] > header_row)

    return Source(
        table.path.name,
        "",
        header=found.header,
        lines=lines,
        rows=found.rows,
        longest=found.longest,
        ends_open=ends_open,
    )
