"""Amounts as integer minor units: digits with a decimal point and no grouping, as `written` gives them."""

import re
from collections.abc import Callable
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from workbench.domain.imports.engine.cells import REMEMBERED, BadCell, shown
from workbench.kernel.text import N_

EXAMPLE = "1234.50"
"""An amount, as a reason shows how one is written."""

LARGEST = 10**15
"""In minor units; more is a slip, and sums must fit the database's integers."""

_WIDE_SPACES = re.compile("[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]")
_GROUP = 3
_PLAIN = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]+))?")


@lru_cache(maxsize=64)
def amount_reader(decimals: int) -> Callable[[str], int]:
    """A reader of amounts of a currency; they may be negative, which the caller judges.

    More decimals than the currency has are refused, but for zeros, which many programs write: `.00` after pesos without
    cents, `.5000`. Three of them behind one to three figures are refused, as the point may group thousands: `1.000`.

    Args:
        decimals: That the currency has.

    Returns:
        From a text, without spaces around, to minor units. It raises `BadCell`.

    """

    @lru_cache(maxsize=REMEMBERED)
    def read_amount(text: str) -> int:
        found = _PLAIN.fullmatch(text)
        if found is None:
            raise not_an_amount(text)
        sign, whole, rest = found.groups("")
        may_group = len(rest) == _GROUP and len(whole) <= _GROUP
        if len(rest) > decimals and (rest[decimals:].strip("0") or may_group):
            raise BadCell(
                N_(
                    "«%(value)s» tiene más decimales que la moneda (%(decimals)s): redondéelo, o quite el "
                    "separador de miles."
                ),
                value=shown(text),
                decimals=decimals,
            )
        amount = int(whole + rest[:decimals].ljust(decimals, "0"))
        if amount > LARGEST:
            raise BadCell(
                N_("«%(value)s» es un monto demasiado grande: revise sus cifras y el signo decimal."), value=shown(text)
            )
        return -amount if sign == "-" else amount

    return read_amount


@lru_cache(maxsize=64)
def positive_reader(decimals: int, reason: str, *, least: int = 1) -> Callable[[str], int]:
    """An `amount_reader` that refuses what is less than `least` minor units, with a reason that has `%(value)s`."""
    read = amount_reader(decimals)

    @lru_cache(maxsize=REMEMBERED)
    def read_positive(text: str) -> int:
        amount = read(text)
        if amount < least:
            raise BadCell(reason, value=shown(text))
        return amount

    return read_positive


def not_an_amount(text: str, *, decimal: str = ".") -> BadCell:
    """Why a text is refused, with the decimal sign of the file."""
    reason = N_("«%(value)s» no es un monto: escriba solo la cifra, así: %(example)s.")
    return BadCell(reason, value=shown(text), example=EXAMPLE.replace(".", decimal))


@lru_cache(maxsize=64)
def separators(locale: str) -> tuple[str, str]:
    """The signs that group thousands and mark decimals in a region.

    Raises:
        ValueError: There is no such locale.

    """
    try:
        symbols = Locale.parse(locale).number_symbols["latn"]
    except UnknownLocaleError:
        raise ValueError(locale) from None
    return _WIDE_SPACES.sub(" ", str(symbols["group"])), str(symbols["decimal"])
