"""The shape of a file: which of its columns is which of ours, which are extra, and a row's texts by our names."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.enums import ImportKind
from workbench.domain.imports.engine.cells import BadCell
from workbench.domain.imports.engine.errors import FileRefused
from workbench.domain.imports.engine.mapping import NO_MAPPING, Mapping
from workbench.domain.imports.engine.sheet import Line, Refusal, Sheet
from workbench.kernel.text import N_

REJECT_COLUMNS = ("line", "column", "reason")
"""What a rejects file adds. It can be corrected and imported as it is: together, these are not attributes."""


@dataclass(frozen=True)
class KindColumns:
    """The columns of one kind of file."""

    kind: ImportKind
    required: tuple[str, ...]
    optional: tuple[str, ...]

    @property
    def known(self) -> frozenset[str]:
        """Those with a meaning; the rest of a file is kept as attributes."""
        return frozenset(self.required) | frozenset(self.optional)


@dataclass(frozen=True)
class Shape:
    """How rows of one file are read.

    `names` has our name of every column, in the file's order, empty for one without a header. `present` are the
    columns the file speaks about, constants included; of a known row, the others stay as they are.
    """

    names: tuple[str, ...]
    extras: tuple[str, ...]
    present: frozenset[str]
    mapping: Mapping

    def sheet(self, lines: Sequence[Line]) -> tuple[Sheet, list[Refusal]]:
        """The rows as columns by our names, and the rows of another width than the header, which are refused."""
        width = len(self.names)
        fitting = [(number, row) for number, row in lines if len(row) == width]
        refused = [] if len(fitting) == len(lines) else [self._misfit(*one) for one in lines if len(one[1]) != width]
        columns = [list(map(str.strip, column)) for column in zip(*(row for _, row in fitting), strict=True)]
        by_name = dict(zip(self.names, columns or [[] for _ in self.names], strict=True))
        return Sheet([number for number, _ in fitting], self._mapped(by_name, len(fitting))), refused

    def _misfit(self, line: int, row: Sequence[str]) -> Refusal:
        place = self.names.index("external_id") if "external_id" in self.names else len(row)
        key = row[place].strip() if place < len(row) else ""
        reason = N_("La fila tiene %(found)s columnas y el encabezado %(wanted)s.")
        return line, key, BadCell(reason, found=len(row), wanted=len(self.names))

    def _mapped(self, columns: dict[str, list[str]], count: int) -> dict[str, list[str]]:
        """Our words for theirs, and the constants of the mapping."""
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


def shape_of(header: Sequence[str], columns: KindColumns, *, mapping: Mapping = NO_MAPPING) -> Shape:
    """Match a file's header with the columns of its kind.

    Raises:
        FileRefused: A required column is missing, a header stands twice, or the mapping names one that is not there.

    """
    theirs = [name.strip().lower() for name in header]
    ours = {given: name for name, given in mapping.columns.items()}
    _refuse_absent(mapping, theirs)
    names = tuple(ours.get(name, name) for name in theirs)
    _refuse_twice(names)
    present = frozenset(names) | frozenset(mapping.constants)
    missing = [name for name in columns.required if name not in present]
    if missing:
        raise FileRefused(
            N_("Al archivo de %(kind)s le faltan columnas obligatorias: %(missing)s. Trae: %(found)s."),
            kind=columns.kind.value,
            missing=", ".join(missing),
            found=", ".join(name for name in names if name),
        )
    skipped = columns.known | {""} | (set(REJECT_COLUMNS) if present.issuperset(REJECT_COLUMNS) else set())
    extras = tuple(dict.fromkeys(name for name in (*names, *mapping.constants) if name not in skipped))
    return Shape(names=names, extras=extras, present=present, mapping=mapping)


def _refuse_absent(mapping: Mapping, theirs: Sequence[str]) -> None:
    absent = [given for given in mapping.columns.values() if given not in theirs]
    if absent:
        raise FileRefused(
            N_("La correspondencia nombra columnas que el archivo no trae: %(missing)s."), missing=", ".join(absent)
        )


def _refuse_twice(names: Sequence[str]) -> None:
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise FileRefused(N_("El encabezado repite columnas: %(names)s."), names=", ".join(twice))
