"""Finds a line with too many columns in the bytes of a text, long before its rows are read."""

import re
from collections.abc import Callable

from workbench.domain.imports.engine.files.limits import COLUMNS

_QUOTED = re.compile(rb'"[^"]*"')


class WideLines:
    """Looks for lines outside of quoted cells that have more delimiters than a row may have columns.

    A line of so many columns has at least as many bytes. So a text is looked at in strides of that length: where a
    stride holds the end of a line, no line within it can be too wide.
    """

    def __init__(self, delimiter: bytes, refuse: Callable[[int], None]) -> None:
        """Keep the sign between columns, and what is called with the number of columns of a line that has too many."""
        self._delimiter = delimiter
        self._refuse = refuse
        self._rest = b""  # of the line that goes on in the next piece
        self._quotes = 0  # before it

    def add(self, piece: bytes) -> None:
        """Another piece. Lines end as on the system that wrote them: with a line feed, or with a carriage return."""
        text = self._rest + piece
        end = b"\n" if b"\n" in text else b"\r"
        place = 0
        while place + COLUMNS < len(text):
            found = text.rfind(end, place, place + COLUMNS + 1)
            if found < 0:
                found = text.find(end, place)
                if found < 0:
                    break
                self._look_at(text, place, found)
            place = found + 1
        last = text.rfind(end, place) + 1 or place
        self._quotes += text.count(b'"', 0, last)
        self._rest = text[last:]

    def finish(self) -> None:
        """The last line, which may have no end."""
        self._look_at(self._rest, 0, len(self._rest))

    def _look_at(self, text: bytes, start: int, end: int) -> None:
        if text.count(self._delimiter, start, end) < COLUMNS:
            return
        line = text[start:end]
        is_within_a_cell = (self._quotes + text.count(b'"', 0, start)) % 2 or line.count(b'"') % 2
        columns = _QUOTED.sub(b"", line).count(self._delimiter) + 1
        if columns > COLUMNS and not is_within_a_cell:
            self._refuse(columns)
