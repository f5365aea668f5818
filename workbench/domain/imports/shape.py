"""The shape of a file: which of its columns is which of ours, which are extra, and a row's texts by our names."""

from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import dataclass

from models.enums import ImportKind
from workbench.domain.imports.cells import BadCell
from workbench.domain.imports.errors import FileRefused
from workbench.domain.imports.kinds import COLUMNS, REJECT_COLUMNS
from workbench.domain.imports.mapping import NO_MAPPING, Mapping
from workbench.domain.text import N_


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

    def cells(self, row: Sequence[str]) -> dict[str, str]:
        """The texts of a row by our names, without the spaces around them.

        Raises:
            BadCell: The row has another number of columns than the header.

        """
        if len(row) != len(self.names):
            raise BadCell(
                "", N_("La fila tiene %(found)s columnas y el encabezado %(wanted)s."),
                found=len(row), wanted=len(self.names),
            )  # fmt: skip
        cells = dict(zip(self.names, map(str.strip, row), strict=True))
        if self.mapping is not NO_MAPPING:
            for column, words in self.mapping.values.items():
                if (said := cells.get(column, "").lower()) in words:
                    cells[column] = words[said]
            cells.update(self.mapping.constants)
        return cells

    def attributes(self, cells: Dict[str, str]) -> dict[str, str] | None:
        """The extra columns that say something; None where none does."""
        return {name: text for name in self.extras if (text := cells[name])} or None


def shape_of(header: Sequence[str], kind: ImportKind, *, mapping: Mapping = NO_MAPPING) -> Shape:
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
    columns = COLUMNS[kind]
    missing = [name for name in columns.required if name not in present]
    if missing:
        raise FileRefused(
            N_("Al archivo de %(kind)s le faltan columnas obligatorias: %(missing)s. Trae: %(found)s."),
            kind=kind.value, missing=", ".join(missing), found=", ".join(name for name in names if name),
        )  # fmt: skip
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
