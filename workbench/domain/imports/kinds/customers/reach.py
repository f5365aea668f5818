"""How a customer can be reached, as a file says it: telephones in E.164, mailboxes in lower case, places as codes.

What cannot be understood is not lost: the row lands, and the text stays as an attribute under its column's name.
"""

import re
from functools import lru_cache
from zoneinfo import available_timezones

import phonenumbers
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


def contact_value(text: str, column: str, *, country: str | None) -> str | None:
    """The value of a contact point; None where the text is none.

    Args:
        text: As the file has it.
        column: One of `POINTS`.
        country: ISO 3166, for telephones without a country code.

    """
    kind = POINTS[column][0]
    if kind is PointKind.EMAIL:
        mailbox = text.lower()
        return mailbox if _MAILBOX.fullmatch(mailbox) else None
    return text if kind is PointKind.ADDRESS else _telephone(text, country)


def _telephone(text: str, country: str | None) -> str | None:
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


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
