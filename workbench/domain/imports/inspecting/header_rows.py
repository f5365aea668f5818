"""In which row the columns are named: titles, dates of print and merged cells may stand above."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workbench.domain.imports.engine.files.opening import merged_header
from workbench.domain.imports.engine.sheet import Line

LEAST = 2
"""Names that a row must have to be taken for the header, where the first row has none."""


@dataclass(frozen=True)
class HeaderRow:
    """The row that names the columns."""

    number: int
    names: tuple[str, ...]
    known: int
    """How many of its names are known."""
    is_first: bool
    """It is the first row of the file."""


def header_row_of(head: Sequence[Line], is_known: Callable[[str], bool], *, said: int | None = None) -> HeaderRow:
    """The row that names the columns: the one that is said, else the one with most names that are known.

    Args:
        head: The first rows of the file.
        is_known: Whether a name is one of a column.
        said: The number of the row, where a mapping says it.

    """
    rows = [_candidate(head, place, is_known) for place in range(len(head))]
    if said is not None:
        return next((row for row in rows if row.number == said), HeaderRow(said, (), 0, is_first=False))
    if not rows:
        return HeaderRow(1, (), 0, is_first=True)
    best = max(rows, key=lambda row: (row.known, row.is_first, -row.number))
    return best if best.known >= LEAST else rows[0]


def _candidate(head: Sequence[Line], place: int, is_known: Callable[[str], bool]) -> HeaderRow:
    number, row = head[place]
    above = head[place - 1] if place else None
    names = merged_header(above[1] if above and above[0] == number - 1 else None, row)
    own = len({name for name in row if name.strip() and is_known(name)})
    known = len({name for name in names if name.strip() and is_known(name)}) if own >= LEAST else own
    return HeaderRow(number, names, known, is_first=place == 0)
