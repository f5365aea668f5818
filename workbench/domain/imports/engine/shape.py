"""The shape of a file: which of its columns is which of ours, which are extra, and a row's texts by our names."""

from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from models.enums import ImportKind
from workbench.domain.imports.engine.cells import BadCell
from workbench.domain.imports.engine.errors import FileRefused
from workbench.domain.imports.engine.mapping import NO_MAPPING, Mapping, header_name
from workbench.domain.imports.engine.sheet import Line, Refusal, Sheet
from workbench.domain.imports.engine.written.cells import CellForms
from workbench.domain.imports.engine.written.left_out import NoRows
from workbench.kernel.text import N_

REJECT_COLUMNS = ("line", "column", "reason")
"""What a rejects file adds. It can be corrected and imported as it is: together, these are not attributes."""

_GUARDED = ("'=", "'+", "'-", "'@")


@dataclass(frozen=True)
class KindColumns:
    """The columns of one kind of file."""

    kind: ImportKind
    required: tuple[str, ...]
    optional: tuple[str, ...]
    spared: tuple[str, ...] = ()
    """Required columns of which a file may lack all at once where it has the column `spared_by`."""
    spared_by: str = ""
    implied: tuple[str, ...] = ()
    """Of these, what such a file speaks about all the same."""

    @property
    def known(self) -> frozenset[str]:
        """Those with a meaning; the rest of a file is kept as attributes."""
        return frozenset(self.required) | frozenset(self.optional)


class Share(NamedTuple):
    """What one kind has of a file."""

    own: frozenset[str] = frozenset()
    """Headers of which a row of this kind has at least one, in lower case."""
    keeps_extras: bool = True
    """Columns that are none of ours are kept as attributes."""
    others: frozenset[str] = frozenset()
    """Headers that only other kinds take: they say nothing of rows of this one."""


WHOLE = Share()


class ReadRows(NamedTuple):
    """What became of a batch of lines."""

    sheet: Sheet
    refused: list[Refusal]
    """Rows of another width than the header."""
    left_out: list[Line]
    """Lines that are no rows: totals, repeated headers, empty ones."""
    of_others: int = 0
    """Rows that have nothing of this kind, in a file of several kinds."""


@dataclass(frozen=True)
class Shape:
    """How rows of one file are read.

    `names` has our name of every column, in the file's order, empty for one without a header or that is not imported.
    `present` are the columns the file speaks about, constants included; of a known row, the others stay as they are.
    """

    names: tuple[str, ...]
    extras: tuple[str, ...]
    present: frozenset[str]
    mapping: Mapping
    copies: Dict[str, str] = field(default_factory=dict)
    """Columns of ours that take the same column of the file as another one of ours, by its name."""
    written: CellForms = field(default_factory=CellForms)
    no_rows: NoRows = field(default_factory=NoRows)
    own: frozenset[str] = frozenset()
    """In a file of several kinds, the columns of which a row of this kind has at least one."""

    def sheet(self, lines: Sequence[Line]) -> tuple[Sheet, list[Refusal]]:
        """The rows as columns by our names, and the rows of another width than the header, which are refused."""
        return self.rows(lines)[:2]

    def rows(self, lines: Sequence[Line]) -> ReadRows:
        """The rows as columns by our names, without those that are none or cannot be read."""
        width = len(self.names)
        fitting = [line for line in lines if len(line[1]) == width]
        unfit = [] if len(fitting) == len(lines) else [line for line in lines if len(line[1]) != width]
        left_out: list[Line] = []
        if unfit:
            trimmed = [(number, _trimmed(row, width)) for number, row in unfit]
            left_out = [line for line in trimmed if self.no_rows.has(line[1])]
            unfit = [line for line in trimmed if len(line[1]) != width and line not in left_out]
            fitting = sorted([*fitting, *(line for line in trimmed if len(line[1]) == width and line not in left_out)])
        columns = self._columns(fitting)
        if self.no_rows.may_have(columns):
            left_out += [line for line in fitting if self.no_rows.has(line[1])]
            gone = {number for number, _ in left_out}
            fitting = [line for line in fitting if line[0] not in gone]
            columns = self._columns(fitting)
        by_name = dict(zip(self.names, columns, strict=True))
        mine = [*range(len(fitting))]
        if self.own and not all(map(all, (by_name[name] for name in self.own))):
            mine = [place for place in mine if any(by_name[name][place] for name in self.own)]
            by_name = {name: [column[place] for place in mine] for name, column in by_name.items()}
        numbers = [fitting[place][0] for place in mine] if len(mine) < len(fitting) else [line[0] for line in fitting]
        sheet = Sheet(numbers, self._mapped(by_name, len(numbers)))
        self.written.clean(sheet)
        refused = [self._misfit(*line) for line in unfit]
        return ReadRows(sheet, refused, sorted(left_out), len(fitting) - len(mine))

    def _columns(self, lines: Sequence[Line]) -> list[list[str]]:
        """The cells by column, without spaces around them."""
        strip = _stripped if self.written.is_typed else str.strip
        if self.present.issuperset(REJECT_COLUMNS):
            strip = _unguarded
        return [list(map(strip, column)) for column in zip(*(row for _, row in lines), strict=True)] or [
            [] for _ in self.names
        ]

    def _misfit(self, line: int, row: Sequence[str]) -> Refusal:
        place = self.names.index("external_id") if "external_id" in self.names else len(row)
        key = row[place].strip() if place < len(row) else ""
        reason = N_(
            "La fila tiene %(found)s columnas y el encabezado %(wanted)s: complete o quite celdas, y ponga comillas a "
            "los textos con el separador dentro."
        )
        return line, key, BadCell(reason, found=len(row), wanted=len(self.names))

    def _mapped(self, columns: dict[str, list[str]], count: int) -> dict[str, list[str]]:
        """Our words for theirs, and the constants of the mapping."""
        columns.update({name: list(columns[other]) for name, other in self.copies.items()})
        for name, words in self.mapping.values.items():
            if name in columns:
                columns[name] = [words.get(text.lower(), text) for text in columns[name]]
        columns.update({name: [text] * count for name, text in self.mapping.constants.items()})
        return columns

    def attributes(self, sheet: Sheet) -> list[dict[str, str] | None]:
        """Of every row, the extra columns that say something; None where none does."""
        if not self.extras:
            return [None] * len(sheet)
        rows = zip(*(sheet.texts(name) for name in self.extras), strict=True)
        return [{name: text for name, text in zip(self.extras, row, strict=True) if text} or None for row in rows]


def _stripped(cell: str) -> str:
    """The text of a cell without spaces around it; a typed cell as it is."""
    return cell.strip() if type(cell) is str else cell


def _unguarded(cell: str) -> str:
    """A cell of a rejects file without the apostrophe that keeps a spreadsheet from running it."""
    text = cell.strip()
    return text[1:] if text.startswith(_GUARDED) else _stripped(cell)


def _trimmed(row: Sequence[str], width: int) -> list[str]:
    """A row without the empty cells behind the header's last column."""
    extra = row[width:]
    return list(row[:width]) if extra and not any(map(str.strip, extra)) else list(row)


def shape_of(
    header: Sequence[str],
    columns: KindColumns,
    *,
    mapping: Mapping = NO_MAPPING,
    written: CellForms | None = None,
    share: Share = WHOLE,
) -> Shape:
    """Match a file's header with the columns of its kind.

    Args:
        header: As it stands in the file.
        columns: Of the kind.
        mapping: For this kind.
        written: How cells are written; as the mapping says where it is left out.
        share: What this kind has of a file of several kinds.

    Raises:
        FileRefused: A required column is missing, a header stands twice, or the mapping names one that is not there.

    """
    theirs = list(map(header_name, header))
    ours = _ours_by_theirs(mapping)
    _refuse_absent(mapping, theirs)
    read = ["" if name in mapping.ignored else name for name in theirs]
    names = _told_apart([ours.get(name, [name])[0] for name in read], known=columns.known)
    copies = {other: first for first, *others in ours.values() for other in others}
    _refuse_twice(names)
    present = frozenset(names) | frozenset(mapping.constants) | frozenset(copies)
    _refuse_missing(columns, theirs, present)
    present |= {name for name in columns.implied if name not in present}
    skipped = columns.known | {""} | (set(REJECT_COLUMNS) if present.issuperset(REJECT_COLUMNS) else set())
    mine = [name for name, given in zip(names, theirs, strict=True) if given not in share.others]
    others = mine if share.keeps_extras else ()
    extras = tuple(dict.fromkeys(name for name in (*others, *mapping.constants) if name not in skipped))
    key = names.index("external_id") if "external_id" in names else None
    needed = [place for place, name in enumerate(names) if name in columns.required]
    return Shape(
        names=names,
        extras=extras,
        present=present,
        mapping=mapping,
        copies=copies,
        written=written or CellForms.of(mapping),
        no_rows=NoRows.of(mapping.leave_out, header=header, needed=needed, key=key),
        own=frozenset(name for name, given in zip(names, theirs, strict=True) if given in share.own),
    )


def _ours_by_theirs(mapping: Mapping) -> dict[str, list[str]]:
    """Our columns by the header that they take; of columns that are not imported, none."""
    ours: dict[str, list[str]] = {}
    for name, given in mapping.columns.items():
        if given not in mapping.ignored:
            ours.setdefault(given, []).append(name)
    return ours


def _told_apart(names: Sequence[str], *, known: frozenset[str]) -> tuple[str, ...]:
    """The names with a number behind those of extra columns that come again: «nota», «nota (2)»."""
    made: list[str] = []
    for name in names:
        again = made.count(name) if name and name not in known else 0
        made.append(f"{name} ({again + 1})" if again else name)
    return tuple(made)


def _refuse_missing(columns: KindColumns, theirs: Sequence[str], present: frozenset[str]) -> None:
    missing = [name for name in columns.required if name not in present]
    if missing and not (columns.spared_by in present and tuple(missing) == columns.spared):
        raise FileRefused(
            N_(
                "Al archivo de %(kind)s le faltan columnas obligatorias: %(missing)s. Trae: %(found)s. "
                "Diga en la correspondencia cuál es cada una."
            ),
            kind=columns.kind.value,
            missing=", ".join(missing),
            found=", ".join(filter(None, theirs)),
        )


def _refuse_absent(mapping: Mapping, theirs: Sequence[str]) -> None:
    absent = [given for given in mapping.columns.values() if given not in theirs]
    if absent:
        raise FileRefused(
            N_(
                "La correspondencia nombra columnas que el archivo no trae: %(missing)s. Trae: %(found)s. "
                "Corrija sus nombres en la correspondencia."
            ),
            missing=", ".join(absent),
            found=", ".join(filter(None, theirs)),
        )


def _refuse_twice(names: Sequence[str]) -> None:
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise FileRefused(
            N_("El encabezado repite columnas: %(names)s. Deje una de cada una o cambie su nombre."),
            names=", ".join(twice),
        )
