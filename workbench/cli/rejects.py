"""The rejects file: the rows that did not land, as they stood in the file, with where and why.

It can be corrected and imported as it is. A cell that a spreadsheet would take for a formula gets an apostrophe before
it; telephones and negative numbers are none.
"""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from workbench.domain.imports import REJECT_COLUMNS, Reject
from workbench.kernel.spreadsheets import guarded
from workbench.language import translate_figures


class Writer(Protocol):
    """What the csv module gives to write with."""

    def writerow(self, row: Sequence[str], /) -> object:
        """Write one row."""


class RejectsFile:
    """Writes the rejected rows of one import."""

    def __init__(self, file: IO[str], *, locale: str) -> None:
        self._writer: Writer = csv.writer(file, lineterminator="\n")
        self._locale = locale
        self._kept: list[int] = []

    @classmethod
    @contextmanager
    def of(cls, path: Path | None, *, locale: str) -> Iterator["RejectsFile | None"]:
        """A rejects file at this path, written anew; None without a path."""
        if path is None:
            yield None
            return
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            yield cls(file, locale=locale)

    def begin(self, header: Sequence[str]) -> None:
        """Write the header: the columns of the file, then line, column and reason."""
        self._kept = [place for place, name in enumerate(header) if name.strip().lower() not in REJECT_COLUMNS]
        self._writer.writerow([*(header[place] for place in self._kept), *REJECT_COLUMNS])

    def add(self, reject: Reject, row: Sequence[str]) -> None:
        """Write one row; a short one is filled up with empty cells."""
        cells = [guarded(row[place]) if place < len(row) else "" for place in self._kept]
        reason = reject.text(lambda text, values: translate_figures(text, self._locale, values))
        self._writer.writerow([*cells, str(reject.line), reject.column, reason])
