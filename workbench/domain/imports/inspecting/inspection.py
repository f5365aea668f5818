"""What a file looks like before it is imported, with everything that had to be guessed, for a person to accept."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from models.enums import ImportKind
from workbench.domain.imports.engine.files.opening import Look, source_of
from workbench.domain.imports.engine.guess import SAMPLES, Guess
from workbench.domain.imports.engine.mapping import NO_MAPPING, Mapping
from workbench.domain.imports.inspecting.headings import signless_name
from workbench.domain.imports.inspecting.settling import settle
from workbench.domain.imports.kinds.columns import COLUMNS

LOOKED_AT = 60
"""First rows of which the samples are chosen."""


@dataclass(frozen=True)
class SeenColumn:
    """A column of a file: its header, and its cells of the first rows as they are written."""

    header: str
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Inspection:
    """What a file looks like.

    Args:
        name: Of the file.
        sheets: Of a workbook, every sheet.
        sheet: The one that would be read.
        rows: Lines below the header, totals and the like included.
        header_row: The line that names the columns.
        header_why: What speaks for that line, in Spanish, marked for translation and filled from `header_values`.
        header_values: What fills it.
        encoding: Of a text file.
        delimiter: Of a text file.
        columns: In the order of the file.
        kinds: Of rows, in the order in which they are imported; several where one file has everything.
        mapping: With every guess in it: accepted, it leaves nothing to guess.
        guesses: What the mapping given did not say.
        missing: By kind, required columns that nothing was found for.
        ready: The name of the ready mapping whose program wrote the file.
        fingerprint: The same for every file with these headers, whatever their order and case.

    """

    name: str
    sheets: tuple[str, ...]
    sheet: str | None
    rows: int
    header_row: int
    header_why: str
    header_values: dict[str, object]
    encoding: str | None
    delimiter: str | None
    columns: tuple[SeenColumn, ...]
    kinds: tuple[ImportKind, ...]
    mapping: Mapping
    guesses: tuple[Guess, ...]
    missing: dict[ImportKind, tuple[str, ...]]
    ready: str | None
    fingerprint: str

    @property
    def open_guesses(self) -> tuple[Guess, ...]:
        """Guesses that two readings fit: somebody has to choose before anything can be imported."""
        return tuple(guess for guess in self.guesses if not guess.is_sure)


def inspect_file(  # noqa: PLR0913 - what is known of a file
    path: Path,
    *,
    kind: ImportKind | None = None,
    mapping: Mapping | None = None,
    locale: str = "es",
    sheet: str | None = None,
    kinds: Sequence[ImportKind] = (),
) -> Inspection:
    """Look at a file: where its table stands, how it is written and what its columns may be. Nothing is imported.

    Args:
        path: Of the file.
        kind: Of its rows; looked for where it is not said.
        mapping: What is known of it already; the rest is guessed.
        locale: Of the company: where two readings fit, its own comes first.
        sheet: Of a workbook; it prevails over that of the mapping.
        kinds: Of its rows, where a person says that it brings several.

    Raises:
        FileRefused: It cannot be read as a table.
        OSError: It is not there or cannot be read.

    """
    settled = settle(path, kind=kind, mapping=mapping or NO_MAPPING, locale=locale, sheet=sheet, kinds=kinds)
    source = source_of(settled.look, settled.mapping)
    look, header = settled.look, settled.header
    return Inspection(
        path.name,
        sheets=look.book.sheets if look.book else (),
        sheet=look.book.sheet if look.book else None,
        rows=source.rows or 0,
        header_row=header.number,
        header_why=settled.header_why[0],
        header_values=settled.header_why[1],
        encoding=look.form.encoding if look.form else None,
        delimiter=look.text.delimiter if look.text else None,
        columns=_columns(look, header.names, header.number),
        kinds=settled.kinds,
        mapping=settled.mapping,
        guesses=settled.guesses,
        missing={kind: gone for kind in settled.kinds if (gone := settled.columns[kind].missing)},
        ready=settled.mapping.ready,
        fingerprint=fingerprint_of(header.names),
    )


def fingerprint_of(header: Sequence[str]) -> str:
    """The same for every file with these headers, whatever their order, case and signs."""
    names = sorted(filter(None, map(signless_name, header)))
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def _columns(look: Look, header: Sequence[str], header_row: int) -> tuple[SeenColumn, ...]:
    rows = _telling([row for _, row in islice((line for line in look.lines() if line[0] > header_row), LOOKED_AT)])
    return tuple(
        SeenColumn(name, tuple(str(row[place]) if place < len(row) else "" for row in rows))
        for place, name in enumerate(header)
    )


def _telling(rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The rows with most cells, in their order: a subtotal, or a line without a receipt, tells little of a column."""
    filled = [sum(bool(str(cell).strip()) for cell in row) for row in rows]
    fullest = sorted(range(len(rows)), key=lambda place: -filled[place])[:SAMPLES]
    return [rows[place] for place in sorted(fullest)]


def kinds_known() -> tuple[ImportKind, ...]:
    """The kinds of rows that can be imported, in the order in which they are."""
    return tuple(COLUMNS)
