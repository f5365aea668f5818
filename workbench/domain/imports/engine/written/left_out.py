"""Lines of a table that are no rows: totals, repeated headers, templates' examples, notes below it, empty lines."""

import re
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

NOTES = (
    "elaboro",
    "elaborado",
    "elaborado por",
    "preparo",
    "preparado por",
    "realizado por",
    "reviso",
    "revisado",
    "revisado por",
    "aprobo",
    "aprobado",
    "aprobado por",
    "autorizo",
    "autorizado por",
    "vo bo",
    "vobo",
    "firma",
    "firmado",
    "pagina",
    "pag",
    "page",
    "hoja",
    "impreso",
    "impreso por",
    "impreso el",
    "generado",
    "generado por",
    "generado el",
    "emitido por",
    "emitido el",
    "usuario",
    "fecha de impresion",
    "fecha impresion",
    "fecha de generacion",
    "fecha y hora",
    "fin del reporte",
    "fin del informe",
    "fin de reporte",
    "end of report",
    "prepared by",
    "printed by",
    "printed on",
    "approved by",
    "nota",
    "notas",
    "observaciones",
    "fuente",
)
"""Words that begin a line below or between tables that tells who made them, when, and on which page."""

MOST_NOTES = 4
"""Cells that such a line has at most: who, when, which page."""

EXAMPLES = frozenset({"EJEMPLO-1", "EXAMPLE-1"})
"""Keys of the rows that templates have as examples."""


LACKING = 2
"""Required cells that a note lacks at least: a row that lacks one only is refused and told."""

_OPEN = ":"
_DRAWN = "*=_-·•. "
_FIGURE = re.compile(r"\s*[$(\-]*\s*[0-9][0-9.,'\s]*[)\-]?\s*")
_NOTE_WORDS = tuple(map(fold, NOTES))


@dataclass(frozen=True)
class NoRows:
    """Tells which lines are no rows.

    A line with such a word is left out only where it lacks a required cell, so that a customer whose name begins with
    «Total» stays; a note, only where it lacks two, or stands alone. Figures alone, without a key, are a total too.
    """

    words: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """The header as it stands in the file."""
    needed: tuple[int, ...] = ()
    """The places of the required columns."""
    key: int | None = None
    """The place of the sender's key."""
    is_said: bool = False
    """A mapping says the words."""

    @classmethod
    def of(
        cls, words: Sequence[str] | None, *, header: Sequence[str], needed: Sequence[int], key: int | None = None
    ) -> "NoRows":
        """For a table with this header; the usual words where none are said."""
        said = USUAL_WORDS if words is None else words
        names = tuple(map(str.strip, header))
        return cls(tuple(map(fold, said)), tuple(map(fold, names)), names, tuple(needed), key, words is not None)

    def may_have(self, columns: Sequence[Sequence[str]]) -> bool:
        """Whether lines with these columns have to be looked at one by one: most batches have not."""
        return any(
            not all(columns[place])
            or self.names[place] in columns[place]
            or not EXAMPLES.isdisjoint(columns[place])
            or f"{_OPEN}\n" in "\n".join((*columns[place], ""))
            for place in self.needed
        )

    def lacks(self, row: Sequence[str]) -> bool:
        """Whether a line lacks a required cell."""
        return any(place >= len(row) or not row[place] for place in self.needed)

    def has(self, row: Sequence[str]) -> bool:
        """Whether a line is no row."""
        if any(place < len(row) and row[place] in EXAMPLES for place in self.needed):
            return True
        texts = [fold(cell) for cell in row]
        is_header = len(texts) == len(self.header) and tuple(texts) == self.header
        return is_header or not any(texts) or self.is_total(row) or self.is_note(row)

    def is_total(self, row: Sequence[str]) -> bool:
        """Whether a line is one of totals: it lacks a required cell and has one that begins with one of the words."""
        if self._are_figures_alone(row):
            return True
        texts = [fold(cell) for cell in row]
        return self.lacks(texts) and any(self._begins(text) for text in texts)

    def is_note(self, row: Sequence[str]) -> bool:
        """Whether a line tells who made the table, when, or on which page; or is a name alone, or a drawn line.

        A mapping that leaves nothing out keeps these too.
        """
        told = [(place, fold(cell)) for place, cell in enumerate(row) if cell.strip()]
        if not told or len(told) > MOST_NOTES or (self.is_said and not self.words):
            return False
        lacks = len(self.needed) - sum(place in self.needed for place, _ in told)
        first, is_alone = told[0][1], len(told) == 1
        if begins_with(first, _NOTE_WORDS):
            return lacks >= (1 if is_alone else LACKING) or first.endswith(_OPEN)
        return is_alone and lacks >= LACKING and _is_name_or_line(first)

    def _are_figures_alone(self, row: Sequence[str]) -> bool:
        """Whether a line has figures and nothing that says whose they are: a total that nobody named."""
        told = [place for place, cell in enumerate(row) if cell.strip()]
        if not told or self.key in {None, *told} or (self.is_said and not self.words):
            return False
        has = sum(place in self.needed for place in told)
        return has <= 1 and len(self.needed) - has >= LACKING and all(_FIGURE.fullmatch(row[place]) for place in told)

    def _begins(self, text: str) -> bool:
        return begins_with(text, self.words)


def begins_with(text: str, words: Sequence[str]) -> bool:
    """Whether a folded text begins with one of these words, as a whole; stars and lines before it are drawn."""
    text = text.lstrip(_DRAWN)
    return any(text.startswith(word) and not text[len(word) : len(word) + 1].isalnum() for word in words)


def is_below_a_table(row: Sequence[str]) -> bool:
    """Whether a line of few cells begins as a total or a note does: a file that ends with it is not cut off."""
    told = [fold(cell) for cell in row if cell.strip()]
    return bool(told) and len(told) <= MOST_NOTES and begins_with(told[0], (*map(fold, USUAL_WORDS), *_NOTE_WORDS))


def _is_name_or_line(text: str) -> bool:
    """Whether a text is words alone, as the name below a signature is, or signs alone."""
    has_digits = any(map(str.isdigit, text))
    return not has_digits and (" " in text or not any(map(str.isalpha, text)))
