"""Amounts of a file as integer minor units: read strictly, because a misread separator is a thousandfold error.

Without a locale an amount has a decimal point and no grouping. With one, it is written as in that region.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from workbench.domain.imports.engine.cells import REMEMBERED, BadCell, shown
from workbench.kernel.text import N_

LARGEST = 10**15
"""In minor units; more is a slip, and sums must fit the database's integers."""

_WIDE_SPACES = re.compile("[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]")


@lru_cache(maxsize=64)
def amount_reader(decimals: int, locale: str | None = None) -> Callable[[str], int]:
    """A reader of amounts of a currency; they may be negative, which the caller judges.

    More decimals than the currency has are refused, but for `.0` and `.00`, which many programs write after pesos
    without cents.

    Args:
        decimals: That the currency has.
        locale: Whose separators the file uses, such as es_CO; a decimal point and no grouping without it.

    Returns:
        From a text, without spaces around, to minor units. It raises `BadCell`.

    Raises:
        ValueError: There is no such locale.

    """
    group, mark = separators(locale) if locale else ("", ".")
    thousands = rf"[0-9]{{1,3}}(?:{re.escape(group)}[0-9]{{3}})+|" if group else ""
    pattern = re.compile(rf"([+-]?)({thousands}[0-9]+)(?:{re.escape(mark)}([0-9]+))?")

    @lru_cache(maxsize=REMEMBERED)
    def read_amount(text: str) -> int:
        found = pattern.fullmatch(_WIDE_SPACES.sub(" ", text) if group == " " else text)
        if found is None:
            raise BadCell(N_("«%(value)s» no es un monto."), value=shown(text))
        sign, whole, rest = found.groups("")
        if len(rest) > decimals and (rest.strip("0") or len(rest) > 2):
            raise BadCell(
                N_("«%(value)s» tiene más decimales que la moneda (%(decimals)s)."),
                value=shown(text),
                decimals=decimals,
            )
        amount = int((whole.replace(group, "") if group else whole) + rest[:decimals].ljust(decimals, "0"))
        if amount > LARGEST:
            raise BadCell(N_("«%(value)s» es un monto demasiado grande."), value=shown(text))
        return -amount if sign == "-" else amount

    return read_amount


@lru_cache(maxsize=64)
def positive_reader(decimals: int, locale: str | None, reason: str, *, least: int = 1) -> Callable[[str], int]:
    """An `amount_reader` that refuses, with the reason given, what is less than `least` minor units."""
    read = amount_reader(decimals, locale)

    @lru_cache(maxsize=REMEMBERED)
    def read_positive(text: str) -> int:
        amount = read(text)
        if amount < least:
            raise BadCell(reason)
        return amount

    return read_positive


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
