"""One cell of a file: its text in, its value out, or a reason a person can act on. Knows nothing of rows and tables.

Everything is read as text, because guessing types eats the leading zeros of documents and telephones. Texts come
without spaces around them and are not empty: what an empty one means is for `Sheet` to say.
"""

import re
from collections.abc import Callable, Container, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo

from workbench.folding import fold
from workbench.kernel.days import end_of_day
from workbench.kernel.money import is_currency
from workbench.kernel.text import N_

Member = TypeVar("Member", bound=StrEnum)

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Years outside are slips of the keyboard: 20026 or 0206."""

REMEMBERED = 16_384
"""Days, amounts and words repeat: a reader remembers so many of the texts it read last."""

Words = tuple[tuple[str, str], ...]
"""Words and what they mean, for a reader that is made once for each list."""

_SHOWN = 60
_MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?")
_TRUE = frozenset({"true", "1", "si", "sí", "verdadero", "yes"})
_FALSE = frozenset({"false", "0", "no", "falso"})


class BadCell(Exception):
    """A cell, or a row, cannot be used. `reason` is Spanish, marked for translation and filled from `values`."""

    def __init__(self, reason: str, *, column: str = "", **values: object) -> None:
        """Keep the reason, what fills it, and the column where the reader knows it."""
        super().__init__(reason)
        self.reason = reason
        self.column = column
        self.values = values

    def at(self, column: str) -> "BadCell":
        """The same, with the column it stands in."""
        return BadCell(self.reason, column=self.column or column, **self.values)


def shown(text: str) -> str:
    """A cell's text as a message quotes it: long ones cut."""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


@lru_cache(maxsize=REMEMBERED)
def read_day(text: str) -> date:
    """A day as ISO 8601 writes it; a midnight after it, as spreadsheets add one, is ignored."""
    try:
        day = date.fromisoformat(text if len(text) == 10 else _MIDNIGHT.sub("", text, count=1))
    except ValueError:
        raise BadCell(N_("«%(value)s» no es una fecha: escríbala así: 2026-11-18."), value=shown(text)) from None
    _check_year(day, text)
    return day


@lru_cache(maxsize=REMEMBERED)
def read_truth(text: str) -> bool:
    """`true` or `false`; what spreadsheets in Spanish and English make of them is understood too."""
    word = text.lower()
    if word not in _TRUE | _FALSE:
        raise BadCell(N_("«%(value)s» no es sí ni no: escriba true o false."), value=shown(text))
    return word in _TRUE


@lru_cache(maxsize=REMEMBERED)
def read_count(text: str) -> int:
    """A whole number that is not negative."""
    whole = text.removesuffix(".0")
    if not (whole.isascii() and whole.isdigit() and len(whole) <= 9):
        raise BadCell(N_("«%(value)s» no es un número entero: escriba solo cifras."), value=shown(text))
    return int(whole)


def read_currency(text: str) -> str:
    """An ISO 4217 code."""
    code = text.upper()
    if not is_currency(code):
        raise BadCell(
            N_("«%(value)s» no es una moneda: escriba su código de tres letras, como COP o USD."), value=shown(text)
        )
    return code


@lru_cache(maxsize=64)
def instant_reader(zone: str) -> Callable[[str], datetime]:
    """A reader of instants, in UTC: without an offset they are in the zone; a day without a time is its local end."""
    here = ZoneInfo(zone)

    @lru_cache(maxsize=REMEMBERED)
    def read_instant(text: str) -> datetime:
        try:
            instant = end_of_day(date.fromisoformat(text), zone) if len(text) == 10 else datetime.fromisoformat(text)
        except ValueError:
            raise BadCell(
                N_("«%(value)s» no es un día con hora: escríbalo así: 2026-11-18T10:30:00-05:00."), value=shown(text)
            ) from None
        _check_year(instant, text)
        return (instant if instant.tzinfo else instant.replace(tzinfo=here)).astimezone(UTC)

    return read_instant


@lru_cache(maxsize=64)
def choice_reader(among: type[Member], words: Words = ()) -> Callable[[str], Member]:
    """A reader of one of a fixed list of words, in any case; `words` are others, folded, for the same."""
    ours = dict(words)

    @lru_cache(maxsize=REMEMBERED)
    def read_choice(text: str) -> Member:
        try:
            return among(ours.get(fold(text)) or text.lower())
        except ValueError:
            choices = ", ".join(member.value for member in among)
            raise BadCell(
                N_(
                    "«%(value)s» no es uno de: %(choices)s. Escriba uno de ellos, o diga cuál es en la correspondencia."
                ),
                value=shown(text),
                choices=choices,
            ) from None

    return read_choice


def code_reader(codes: Container[str], reason: str, words: Mapping[str, str] | None = None) -> Callable[[str], str]:
    """A reader of codes that rows of a table define, in capitals; `reason` refuses another with its `%(value)s`.

    `words` are what codes are called, folded.
    """

    def read_code(text: str) -> str:
        code = text.upper()
        if code in codes:
            return code
        called = words.get(fold(text)) if words else None
        if called is None:
            raise BadCell(reason, value=shown(text))
        return called

    return read_code


def _check_year(day: date, text: str) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadCell(N_("El año de «%(value)s» no es creíble: corríjalo."), value=shown(text))
