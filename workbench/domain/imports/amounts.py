"""Amounts of a file as integer minor units: read strictly, because a misread separator is a thousandfold error.

Without a locale an amount has a decimal point and no grouping. With one, it is written as in that region.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from workbench.domain.imports.cells import BadCell, shown
from workbench.domain.text import N_

LARGEST = 10**15
"""In minor units; more is a slip, and sums must fit the database's integers."""

_POINT = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]+))?")
_SPACES = frozenset("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}")


@dataclass(frozen=True, slots=True, eq=False)
class Notation:
    """How a file writes amounts: the pattern of one and the sign that groups thousands."""

    pattern: re.Pattern[str]
    group: str


PLAIN = Notation(_POINT, "")


@lru_cache(maxsize=32)
def notation_of(locale: str) -> Notation:
    """How amounts are written in a region, such as es_CO.

    Raises:
        ValueError: There is no such locale.

    """
    try:
        symbols = Locale.parse(locale).number_symbols["latn"]
    except UnknownLocaleError:
        raise ValueError(locale) from None
    group = " " if symbols["group"] in _SPACES else str(symbols["group"])
    mark, between = re.escape(str(symbols["decimal"])), re.escape(group)
    whole = rf"[0-9]{{1,3}}(?:{between}[0-9]{{3}})+|[0-9]+"
    return Notation(re.compile(rf"([+-]?)({whole})(?:{mark}([0-9]+))?"), group)


def read_amount(text: str, column: str, *, decimals: int, notation: Notation = PLAIN) -> int:
    """An amount in minor units of the currency; it may be negative, which the caller judges.

    More decimals than the currency has are refused, but for `.0` and `.00`, which many programs write after pesos
    without cents.

    Args:
        text: As written, without spaces around.
        column: For the reason.
        decimals: That the currency has.
        notation: How the file writes amounts.

    Raises:
        BadCell: It is no amount, or the currency has fewer decimals.

    """
    try:
        return _minor(text, decimals, notation)
    except _NotAnAmount as wrong:
        raise BadCell(column, wrong.reason, value=shown(text), decimals=decimals) from None


class _NotAnAmount(ValueError):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@lru_cache(maxsize=16_384)
def _minor(text: str, decimals: int, notation: Notation) -> int:
    if notation.group == " ":
        text = text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    found = notation.pattern.fullmatch(text)
    if found is None:
        raise _NotAnAmount(N_("«%(value)s» no es un monto."))
    sign, whole, rest = found.groups("")
    if len(rest) > decimals:
        if rest.strip("0") or len(rest) > 2:
            raise _NotAnAmount(N_("«%(value)s» tiene más decimales que la moneda (%(decimals)s)."))
        rest = rest[:decimals]
    amount = int((whole.replace(notation.group, "") if notation.group else whole) + rest.ljust(decimals, "0"))
    if amount > LARGEST:
        raise _NotAnAmount(N_("«%(value)s» es un monto demasiado grande."))
    return -amount if sign == "-" else amount
