"""A batch of rows by column: many cells are read with one call, and what is wrong with a row is noted once.

A column of good cells is read in one pass. Where a cell is bad, the cells of the column are read one by one.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any, TypeVar, cast, overload

from workbench.domain.imports.engine.cells import BadCell
from workbench.kernel.text import N_

Value = TypeVar("Value")
Line = tuple[int, Sequence[str]]
"""The number of the line a row begins on, and its texts as they stand in the file."""
Refusal = tuple[int, str, BadCell]
"""Line, external id and reason of a row that does not land."""


@dataclass(frozen=True)
class Source:
    """Rows that can be imported. `lines` may be called again and starts over; it does not give the header."""

    name: str
    sha256: str
    header: tuple[str, ...]
    lines: Callable[[], Iterator[Line]]
    rows: int | None = None
    """How many rows there are, where that is known."""
    longest: int = 0
    """Characters of the longest row, where that is known."""
    ends_open: bool = False
    """The last line has no end of line: it may have lost its last letters."""
    is_typed: bool = False
    """Its cells may be `TypedNumber` or `TypedDay`: they come from a workbook."""
    from_1904: bool = False
    """Its serial days are counted from 1904."""


MISSING = N_("Falta el dato: escríbalo o quite la fila.")


@dataclass
class Sheet:
    """Rows of one file. `bad` has, by the place of a row in the batch, the first thing that is wrong with it."""

    lines: Sequence[int]
    columns: dict[str, list[str]]
    bad: dict[int, BadCell] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.lines)

    def texts(self, column: str) -> list[str]:
        """The texts of a column; empty ones where the file has none."""
        return self.columns.get(column) or [""] * len(self.lines)

    def refuse(self, place: int, bad: BadCell) -> None:
        """Note what is wrong with a row, unless something was wrong before."""
        self.bad.setdefault(place, bad)

    def needed(self, column: str) -> list[str]:
        """The texts of a required column; a row without one is refused."""
        texts = self.texts(column)
        if not all(texts):
            for place, text in enumerate(texts):
                if not text:
                    self.refuse(place, BadCell(MISSING, column=column))
        return texts

    @overload
    def read(self, column: str, reader: Callable[[str], Value]) -> list[Value | None]: ...
    @overload
    def read(self, column: str, reader: Callable[[str], Value], *, empty: Value) -> list[Value]: ...
    def read(
        self, column: str, reader: Callable[[str], Value], *, empty: Value | None = None
    ) -> Sequence[Value | None]:
        """The values of an optional column; `empty` where a cell is, or where the file has no such column."""
        if column not in self.columns:
            return [empty] * len(self.lines)
        texts = self.columns[column]
        if not any(texts):
            return [empty] * len(texts)
        try:
            return [reader(text) if text else empty for text in texts]
        except BadCell:
            return [self._one(place, text, column, reader) if text else empty for place, text in enumerate(texts)]

    def read_needed(self, column: str, reader: Callable[[str], Value]) -> list[Value]:
        """The values of a required column. Those of refused rows mean nothing."""
        texts = self.needed(column)
        try:
            return list(map(reader, texts))
        except BadCell:
            found = [self._one(place, text, column, reader) if text else None for place, text in enumerate(texts)]
            return cast("list[Value]", found)  # None stands only in refused rows, which nobody reads

    def _one(self, place: int, text: str, column: str, reader: Callable[[str], Value]) -> Value | None:
        try:
            return reader(text)
        except BadCell as bad:
            self.refuse(place, bad.at(column))
            return None

    def take(self, places: Iterable[int]) -> "Sheet":
        """Some of the rows, in the order given; nothing is wrong with them yet."""
        chosen = list(places)
        return Sheet(
            [self.lines[place] for place in chosen],
            {name: [texts[place] for place in chosen] for name, texts in self.columns.items()},
        )

    def without(self, external_ids: Collection[str]) -> tuple["Sheet", int]:
        """The rows but for those with these keys, and how many these are."""
        if not external_ids:
            return self, 0
        kept = [place for place, key in enumerate(self.texts("external_id")) if key not in external_ids]
        if len(kept) == len(self):
            return self, 0
        rest = self.take(kept)
        rest.bad = {place: self.bad[old] for place, old in enumerate(kept) if old in self.bad}
        return rest, len(self) - len(kept)

    def without_lines(self, bad: Mapping[int, BadCell]) -> tuple["Sheet", list[Refusal]]:
        """The rows but for those on these lines, which are refused; nothing else is wrong with a row yet."""
        gone = [place for place, line in enumerate(self.lines) if line in bad]
        if not gone:
            return self, []
        keys = self.texts("external_id")
        rest = self.take(place for place, line in enumerate(self.lines) if line not in bad)
        return rest, [(self.lines[place], keys[place], bad[self.lines[place]]) for place in gone]

    def keep_good(self, values: dict[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:  # Any: of every column type
        """Columns of values without the rows that are refused."""
        if not self.bad:
            return values
        good = [place not in self.bad for place in range(len(self.lines))]
        return {name: list(compress(column, good)) for name, column in values.items()}

    def refusals(self) -> list[Refusal]:
        """The rows that are refused."""
        keys = self.texts("external_id")
        return [(self.lines[place], keys[place], bad) for place, bad in self.bad.items()]
