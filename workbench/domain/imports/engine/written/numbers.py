"""Amounts as people and spreadsheets write them, turned into digits with a decimal point.

First what stands around the figure goes: spaces of any width, currency signs and codes, parentheses and a minus behind.
Then the separators are read by one style. Nothing here rounds but numbers that a spreadsheet computed.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from workbench.domain.imports.engine.amounts import not_an_amount, separators
from workbench.domain.imports.engine.cells import REMEMBERED, BadCell
from workbench.domain.imports.engine.mapping import BY_PORTFOLIO, Mapping
from workbench.domain.imports.engine.written.typed import TypedNumber
from workbench.kernel.money import is_currency

COMPUTED_DECIMALS, COMPUTED_FIGURES = 7, 15
"""A typed number with so many decimals, or with all the figures that a number can have, was computed and not typed."""

_USUAL_DECIMALS = 2
_SPACES = " \t\xa0\u2007\u2009\u202f\u200a\u2002\u2003"
_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2012": "-"})
_SIGNS = {
    "US$": "USD", "U$S": "USD", "U$D": "USD", "MX$": "MXN", "RD$": "DOP", "COL$": "COP", "AR$": "ARS", "CL$": "CLP",
    "R$": "BRL", "C$": "NIO", "S/.": "PEN", "S/": "PEN", "B/.": "PAB", "\u20ac": "EUR", "\u00a3": "GBP",
    "\u20a1": "CRC", "\u20b2": "PYG",
}  # fmt: skip
"""Signs that mean one currency. `$` alone is that of many."""
_NEUTRAL = ("$", "\u00a4")
_AROUND = re.compile(r"([^0-9]*)([0-9]|[0-9].*[0-9])([^0-9]*)", re.DOTALL)
_PLAIN = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_GROUPS = {",": ".'\u2019", ".": ",'\u2019"}
"""What may group thousands beside spaces, by the decimal sign."""


@dataclass(frozen=True)
class Bare:
    """A figure without what stood around it, and the currency that was named beside it."""

    figure: str
    currency: str | None = None


def decimal_sign(mapping: Mapping) -> str | None:
    """The decimal sign that a mapping says; None where it says none, or leaves it to the portfolio."""
    if mapping.decimal or mapping.locale in {None, BY_PORTFOLIO}:
        return mapping.decimal
    return separators(str(mapping.locale))[1]


@lru_cache(maxsize=REMEMBERED)
def bare_figure(text: str) -> Bare:
    """The figure within a text: `(US$ 1,234.50)` is `-1,234.50` in USD. It raises `BadCell`."""
    if _PLAIN.fullmatch(text):
        return Bare(text)
    found = _AROUND.fullmatch(text.translate(_MINUS))
    if found is None:
        raise not_an_amount(text)
    before, figure, after = found.groups()
    is_bracketed = before.count("(") == 1 and after.count(")") == 1
    if is_bracketed:
        before, after = before.replace("(", " "), after.replace(")", " ")
    minuses = is_bracketed + before.count("-") + after.count("-")
    before, after = before.replace("-", " "), after.replace("-", " ")
    if minuses == 0 and before.count("+") == 1:
        before = before.replace("+", " ")
    named = {code for part in (before, after) for code in _currencies(part, text)}
    if minuses > 1 or len(named) > 1:
        raise not_an_amount(text)
    return Bare(("-" if minuses else "") + figure, named.pop() if named else None)


def _currencies(part: str, whole: str) -> list[str]:
    """The currencies that signs and codes beside a figure name."""
    rest, named = part.upper(), list[str]()
    for sign, code in _SIGNS.items():
        if sign in rest:
            rest, named = rest.replace(sign, " "), [*named, code]
    for neutral in _NEUTRAL:
        rest = rest.replace(neutral, " ")
    for word in rest.replace(":", " ").split():
        if not is_currency(word):
            raise not_an_amount(whole)
        named.append(word)
    return named


@lru_cache(maxsize=16)
def figure_reader(decimal: str) -> Callable[[str], str]:
    """A reader of bare figures with this decimal sign: to digits with a decimal point. It raises `BadCell`."""
    groups = "".join(map(re.escape, _GROUPS[decimal] + _SPACES))
    pattern = re.compile(
        rf"([+-]?)([0-9]+|[0-9]{{1,3}}(?P<group>[{groups}])[0-9]{{3}}(?:(?P=group)[0-9]{{3}})*)"
        rf"(?:{re.escape(decimal)}([0-9]+))?"
    )

    @lru_cache(maxsize=REMEMBERED)
    def read(figure: str) -> str:
        found = pattern.fullmatch(figure)
        if found is None:
            raise not_an_amount(figure, decimal=decimal)
        sign, whole, _, rest = found.groups("")
        digits = "".join(filter(str.isdigit, whole))
        rest = rest.rstrip("0") if len(rest) > _USUAL_DECIMALS else rest  # zeros behind tell nothing more
        return f"{'-' if sign == '-' else ''}{digits}{'.' if rest else ''}{rest}"

    return read


def as_figure(figure: str, decimal: str) -> str | None:
    """The figure read with a decimal sign, without needless zeros; None where it cannot be."""
    try:
        return format(Decimal(figure_reader(decimal)(figure)).normalize(), "f")
    except BadCell:
        return None


def fitted(number: str, decimals: int) -> str:
    """A typed number for a currency: one that was computed is rounded half up, any other stays as it is."""
    whole, _, rest = number.lstrip("-").partition(".")
    is_computed = len(rest) >= COMPUTED_DECIMALS or len((whole + rest).lstrip("0")) >= COMPUTED_FIGURES
    if len(rest) <= decimals or not is_computed:
        return number
    return str(Decimal(number).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP))


def written(cell: str, decimal: str | None) -> str:
    """A cell as the file's own text would say it, so that it is read back as the same number."""
    return cell.replace(".", ",") if isinstance(cell, TypedNumber) and decimal == "," else str(cell)
