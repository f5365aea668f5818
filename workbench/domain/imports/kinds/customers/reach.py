"""How a customer can be reached, as a file says it: mailboxes in lower case, places as codes, the order of numbers.

What cannot be understood is not lost: the row lands, and the text stays as an attribute under its column's name.
"""

import re
from functools import lru_cache
from zoneinfo import available_timezones

from babel import Locale

from models.enums import PointKind
from workbench.folding import fold

POINTS: dict[str, tuple[PointKind, int]] = {
    "phone": (PointKind.PHONE, 0),
    "phone_2": (PointKind.PHONE, 1),
    "whatsapp": (PointKind.WHATSAPP, 0),
    "email": (PointKind.EMAIL, 0),
    "address": (PointKind.ADDRESS, 0),
}
"""Columns that are contact points, their kind and their order: 0 is preferred."""

_MAILBOX = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+")
_LANGUAGE = re.compile(r"([a-z]{2})([-_][A-Za-z]{2,4})?", re.IGNORECASE)


TELEPHONES = frozenset({PointKind.PHONE, PointKind.WHATSAPP})
"""Kinds whose cells may name several numbers."""

_FURTHER = 10
MOST_FURTHER = 9
"""So many numbers more than one are kept of a cell; what is beyond stands behind them."""


def further_place(column: str, number: int) -> int:
    """The order of a cell's numbers: the column's own for the first, behind those of every column for the others."""
    own = POINTS[column][1]
    return own if number == 0 else _FURTHER * (own + 1) + min(number, MOST_FURTHER)


def mailbox(text: str) -> str | None:
    """A mailbox in lower case; None where the text is none."""
    written = text.lower()
    return written if _MAILBOX.fullmatch(written) else None


def country_code(text: str) -> str | None:
    """The ISO 3166 code of a country given by its code or by its name in Spanish or English."""
    if len(text) == 2 and text.isascii() and text.isalpha():
        return text.upper()
    return _country_names().get(fold(text))


def zone_name(text: str) -> str | None:
    """An IANA zone that exists."""
    return text if text in _zones() else None


def language_code(text: str) -> str | None:
    """The two letters of a language, `es` of `es-CO`."""
    found = _LANGUAGE.fullmatch(text)
    return found.group(1).lower() if found else None


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@lru_cache(maxsize=1)
def _country_names() -> dict[str, str]:
    return {
        fold(name): code
        for language in ("en", "es")
        for code, name in Locale(language).territories.items()
        if len(code) == 2 and code.isalpha()
    }
