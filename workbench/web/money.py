"""Amounts as people write and read them. Money is integer minor units; no float comes near it.

Shown in the format of the currency's country, whatever the language of the screen: `$ 1.284.500` is a Colombian
amount for an English reader too. Read strictly: what could mean two amounts is not guessed but asked.
"""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.numbers import format_currency, get_currency_symbol

from workbench.kernel.money import WITHOUT_CENTS, amount_figure, decimals_of, digits_shown, home_of, plain_pattern

SPACED = frozenset({"es_CO"})
"""Regions that write a space after the sign, though the tables of the formatting library no longer do."""

MILLION = 1_000_000
_STYLES = tuple(
    re.compile(rf"(?P<sign>-?)(?P<whole>\d{{1,3}}(?:{thousands}\d{{3}})+|\d+)(?:{point}(?P<decimals>\d+))?")
    for thousands, point in ((r"\.", ","), (",", r"\."))
)
_SHORT = {"es": "M", "en": "M"}


class UnclearAmount(ValueError):
    """The text could mean two amounts, or none. `readings` holds what it could mean, in minor units."""

    def __init__(self, readings: tuple[int, ...]) -> None:
        super().__init__("unclear amount")
        self.readings = readings


def to_decimal(amount: int, currency: str) -> Decimal:
    """Minor units to units of the currency, exactly."""
    return Decimal(amount).scaleb(-decimals_of(currency))


def masked_money(currency: str, *, locale: str | None = None) -> str:
    """What stands in the place of an amount that may not be shown: the same for every amount."""
    return re.sub(r"\d[\d.,]*", "••••••", format_money(0, currency, locale=locale))


_AMOUNT_LIKE = re.compile(r"\d(?:[.,'\u00a0 ]?\d){2,}")


def without_figures(text: str) -> str:
    """A free text with its longer numbers hidden: three digits or more, however they are grouped."""
    return _AMOUNT_LIKE.sub("••••", text)


@lru_cache(maxsize=8_192)
def format_money(amount: int, currency: str, *, locale: str | None = None, code: bool = False) -> str:
    """An amount for reading.

    Args:
        amount: Minor units.
        currency: ISO 4217.
        locale: Regional format, such as the portfolio's `es_CO`; the currency's home when left out.
        code: Write the ISO code after the number instead of the sign, where currencies stand side by side.

    """
    if code:
        return f"{amount_figure(amount, currency, locale)}\N{NO-BREAK SPACE}{currency}"
    home, value = home_of(currency, locale), to_decimal(amount, currency)
    digits = digits_shown(amount, currency)
    sign_pattern = _currency_pattern(str(home), digits)
    return format_currency(value, currency, format=sign_pattern, locale=home, currency_digits=False)


def format_short_money(amount: int, currency: str, *, locale: str | None = None, language: str = "es") -> str:
    """An amount in millions with one decimal, `$ 3,1 M`; below a million it is written out."""
    value = to_decimal(amount, currency)
    if abs(value) < MILLION:
        return format_money(amount, currency, locale=locale)
    home = home_of(currency, locale)
    short = format_currency(
        value / MILLION, currency, format=_currency_pattern(str(home), 1), locale=home, currency_digits=False
    )
    gap = "" if language == "en" else "\N{NO-BREAK SPACE}"
    return f"{short}{gap}{_SHORT.get(language, 'M')}"


def read_money(text: str, currency: str, *, locale: str | None = None) -> int:
    """An amount as typed, in minor units.

    The currency's sign, its code and spaces are ignored. Points and commas are read both ways, as thousands and as
    decimals; only where one reading is left, it is taken. So `1284500`, `1.284.500` and `1,284,500` are one amount, and
    `1.5` in pesos, where nobody writes cents, is asked about.

    Raises:
        UnclearAmount: No reading, or more than one.

    """
    bare = _without_signs(text, currency, home_of(currency, locale))
    readings = {reading for style in _STYLES if (reading := _reading(style, bare, currency)) is not None}
    if len(readings) != 1:
        raise UnclearAmount(tuple(sorted(readings)))
    return readings.pop()


def _without_signs(text: str, currency: str, home: Locale) -> str:
    for sign in (get_currency_symbol(currency, locale=home), currency):
        text = re.sub(re.escape(sign), "", text, flags=re.IGNORECASE)
    return "".join(mark for mark in text if not mark.isspace() and unicodedata.category(mark) != "Sc")


def _reading(style: re.Pattern[str], bare: str, currency: str) -> int | None:
    """What the text means in one style, in minor units; None where it means nothing in it.

    A currency that goes without cents has them written out whole or not at all.
    """
    found = style.fullmatch(bare)
    if found is None:
        return None
    sign, whole, decimals = found["sign"], re.sub(r"\D", "", found["whole"]), found["decimals"] or ""
    digits = decimals_of(currency)
    if len(decimals) > digits or (currency in WITHOUT_CENTS and len(decimals) not in {0, digits}):
        return None
    return int(f"{sign}{whole}{decimals.ljust(digits, '0')}")


@lru_cache(maxsize=128)
def _currency_pattern(locale: str, digits: int) -> str:
    """The region's own placing of sign and number, with as many decimals as wanted."""
    pattern = Locale.parse(locale).currency_formats["standard"].pattern
    if locale in SPACED:
        pattern = pattern.replace("¤#", "¤\N{NO-BREAK SPACE}#")
    return re.sub(r"#,##0(\.0+)?", plain_pattern(digits), pattern)
