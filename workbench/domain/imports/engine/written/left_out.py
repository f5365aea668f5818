"""Lines of a table that are no rows: totals, repeated headers, the example of a template, lines without a text."""

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.folding import fold

USUAL_WORDS = (
    "total",
    "totales",
    "subtotal",
    "sub-total",
    "sub total",
    "gran total",
    "suma",
    "sumas",
    "saldo total",
    "totals",
    "grand total",
)
"""Words that begin the line of a total, where a mapping says none."""

EXAMPLES = frozenset({"EJEMPLO-1", "EXAMPLE-1"})
"""Keys of the rows that templates have as examples."""


@dataclass(frozen=True)
class NoRows:
    """Tells which lines are no rows.

    A line with such a word is left out only where it lacks a required cell, so that a customer whose name begins with
    «Total» stays.
    """

    words: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """The header as it stands in the file."""
    needed: tuple[int, ...] = ()
    """The places of the required columns."""
    is_said: bool = False
    """A mapping says the words."""

    @classmethod
    def of(cls, words: Sequence[str] | None, *, header: Sequence[str], needed: Sequence[int]) -> "NoRows":
        """For a table with this header; the usual words where none are said."""
        said = USUAL_WORDS if words is None else words
        names = tuple(map(str.strip, header))
        return cls(tuple(map(fold, said)), tuple(map(fold, names)), names, tuple(needed), words is not None)

    def may_have(self, columns: Sequence[Sequence[str]]) -> bool:
        """Whether lines with these columns have to be looked at one by one: most batches have not."""
        return any(
            not all(columns[place]) or self.names[place] in columns[place] or not EXAMPLES.isdisjoint(columns[place])
            for place in self.needed
        )

    def has(self, row: Sequence[str]) -> bool:
        """Whether a line is no row."""
        if any(place < len(row) and row[place] in EXAMPLES for place in self.needed):
            return True
        texts = [fold(cell) for cell in row]
        is_header = len(texts) == len(self.header) and tuple(texts) == self.header
        return is_header or not any(texts) or self.is_total(row)

    def is_total(self, row: Sequence[str]) -> bool:
        """Whether a line is one of totals: it lacks a required cell and has one that begins with one of the words."""
        texts = [fold(cell) for cell in row]
        lacks = any(place >= len(texts) or not texts[place] for place in self.needed)
        return lacks and any(self._begins(text) for text in texts)

    def _begins(self, text: str) -> bool:
        return any(text.startswith(word) and not text[len(word) : len(word) + 1].isalnum() for word in self.words)
