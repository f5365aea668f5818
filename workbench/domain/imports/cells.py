"""One cell of a file: its text in, its value out, or a reason a person can act on. Knows nothing of rows and tables.

Everything is read as text, because guessing types eats the leading zeros of documents and telephones.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo

from workbench.domain.currency import is_currency
from workbench.domain.days import end_of_day
from workbench.domain.text import N_

Member = TypeVar("Member", bound=StrEnum)

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Years outside are slips of the keyboard: 20026 or 0206."""

_SHOWN = 60
_MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?")
_TRUE = frozenset({"true", "1", "si", "sí", "verdadero", "yes"})
_FALSE = frozenset({"false", "0", "no", "falso"})


class BadCell(Exception):
    """A cell, or a row, cannot be used. `reason` is Spanish, marked for translation and filled from `values`."""

    def __init__(self, column: str, reason: str, **values: object) -> None:
        """Keep the column, the reason and what fills it."""
        super().__init__(column, reason)
        self.column = column
        self.reason = reason
        self.values = values


def shown(text: str) -> str:
    """A cell's text as a message quotes it: long ones cut."""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def needed(cells: Mapping[str, str], column: str) -> str:
    """The text of a required column; texts have no spaces around them, see `Shape.cells`."""
    text = cells.get(column)
    if not text:
        raise BadCell(column, N_("Falta el dato."))
    return text


def optional(cells: Mapping[str, str], column: str) -> str | None:
    """The text of an optional column; None where the file lacks it or the cell is empty."""
    return cells.get(column) or None


def read_day(text: str, column: str) -> date:
    """A day as ISO 8601 writes it; a midnight after it, as spreadsheets add one, is ignored."""
    try:
        return _day(text)
    except ValueError:
        raise BadCell(column, N_("«%(value)s» no es una fecha AAAA-MM-DD."), value=shown(text)) from None


def read_instant(text: str, column: str, *, zone: str) -> datetime:
    """An instant in UTC: without an offset it is in the zone; a day without a time is the end of that local day."""
    try:
        if len(text) == 10:
            return end_of_day(_day(text), zone)
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise BadCell(
            column, N_("«%(value)s» no es un instante ISO 8601, como 2026-11-18T10:30:00-05:00."), value=shown(text)
        ) from None
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise BadCell(column, N_("El año de «%(value)s» no es creíble."), value=shown(text))
    return (instant if instant.tzinfo else instant.replace(tzinfo=_zone(zone))).astimezone(UTC)


def read_truth(text: str, column: str) -> bool:
    """`true` or `false`; what spreadsheets in Spanish and English make of them is understood too."""
    word = text.lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise BadCell(column, N_("«%(value)s» no es true ni false."), value=shown(text))


def read_choice(text: str, column: str, *, among: type[Member]) -> Member:
    """One of a fixed list of words, in any case."""
    try:
        return among(text.lower())
    except ValueError:
        choices = ", ".join(member.value for member in among)
        raise BadCell(
            column, N_("«%(value)s» no es uno de: %(choices)s."), value=shown(text), choices=choices
        ) from None


def read_count(text: str, column: str) -> int:
    """A whole number that is not negative."""
    whole = text.removesuffix(".0")
    if not (whole.isascii() and whole.isdigit() and len(whole) <= 9):
        raise BadCell(column, N_("«%(value)s» no es un número entero."), value=shown(text))
    return int(whole)


def read_currency(text: str, column: str) -> str:
    """An ISO 4217 code."""
    code = text.upper()
    if not is_currency(code):
        raise BadCell(column, N_("«%(value)s» no es un código de moneda ISO 4217."), value=shown(text))
    return code


@lru_cache(maxsize=8192)
def _day(text: str) -> date:
    day = date.fromisoformat(text if len(text) == 10 else _MIDNIGHT.sub("", text, count=1))
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError("not a believable year")
    return day


@lru_cache(maxsize=512)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
