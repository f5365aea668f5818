"""Money: what is asked for, half of an amount, which currencies exist and how many decimals they have.

The decimals are those of ISO 4217, and not of a formatting library, which leaves out decimals nobody uses in shops.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from functools import lru_cache

import sqlalchemy as sa
import sqlalchemy.orm
from babel import Locale
from babel.core import get_global
from babel.localedata import locale_identifiers
from babel.numbers import format_decimal, get_territory_currencies, list_currencies

USUAL_DECIMALS = 2
_WHOLE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
OTHER_DECIMALS = {
    **dict.fromkeys(_WHOLE.split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),  # noqa: SIM905 - a list of codes reads best so
    **dict.fromkeys(("CLF", "UYW"), 4),
}
"""ISO 4217, column «minor unit», for every currency in use that does not have two decimals."""

HOME_OF = {
    "ARS": "es_AR", "BOB": "es_BO", "BRL": "pt_BR", "CLP": "es_CL", "COP": "es_CO", "CRC": "es_CR", "DOP": "es_DO",
    "EUR": "es_ES", "GBP": "en_GB", "GTQ": "es_GT", "HNL": "es_HN", "MXN": "es_MX", "NIO": "es_NI", "PAB": "es_PA",
    "PEN": "es_PE", "PYG": "es_PY", "USD": "en_US", "UYU": "es_UY", "VES": "es_VE",
}  # fmt: skip
"""The regional format a currency is at home in; a portfolio's own format comes first."""

WITHOUT_CENTS = frozenset({"COP", "CRC", "ARS"})
"""Currencies that have cents on paper but not on the street: shown only where there are some."""

_AMOUNTS = ("amount", "left", "taken")
_WITH_CODE = re.compile(r"(-?[\d,]+(?:\.\d+)?) ([A-Z]{3})")
_BETWEEN = "; "
_ANYWHERE = "USD"
_NO_COUNTRY = "es"


def decimals_of(currency: str) -> int:
    """How many decimals an amount has: 2 for COP, 0 for CLP. Amounts are kept as integers of the last one."""
    return OTHER_DECIMALS.get(currency, USUAL_DECIMALS)


def half(amount: int, currency: str) -> int:
    """Half of an amount in minor units, rounded up to whole units of the currency where the amount is whole."""
    unit = 10 ** decimals_of(currency)
    step = unit if amount % unit == 0 else 1
    return -(-amount // (2 * step)) * step


def asked_for(overdue: int, credit: int) -> int:
    """What is asked of a customer: what is overdue less the credit, never below 0. Minor units of one currency.

    Source: docs/ledger.md, "Credit".
    """
    return max(overdue - credit, 0)


def asked_for_expression(
    overdue: sa.ColumnElement[int] | sa.orm.InstrumentedAttribute[int],
    credit: sa.ColumnElement[int] | sa.orm.InstrumentedAttribute[int],
) -> sa.ColumnElement[int]:
    """`asked_for` on columns."""
    return sa.case((overdue > credit, overdue - credit), else_=0)


def is_currency(code: str) -> bool:
    """Whether there is, or was, a currency with this ISO 4217 code."""
    return code in _known()


def country_of_zone(zone: str) -> str | None:
    """The ISO 3166 country of an IANA zone; None for a zone of no country, such as UTC."""
    country = get_global("zone_territories").get(zone)
    return country if country and country.isalpha() and len(country) == 2 else None


def currency_of_zone(zone: str) -> str:
    """The currency of the zone's country; dollars where the country is not known."""
    country = country_of_zone(zone)
    used = get_territory_currencies(country) if country else []
    return str(used[0]) if used else _ANYWHERE


def locale_of_zone(zone: str) -> str:
    """How amounts and days are written in the zone's country: in its Spanish where it has one, as `es_CO`."""
    country = country_of_zone(zone)
    language = get_global("likely_subtags").get(f"und_{country}", "").split("_")[0]
    found = [made for made in (f"es_{country}", f"{language}_{country}") if made in _locales()]
    return found[0] if found else _NO_COUNTRY


def home_of(currency: str, locale: str | None = None) -> Locale:
    """The regional format of an amount: the given one, such as a portfolio's `es_CO`, else the currency's home."""
    return _parsed(locale or HOME_OF.get(currency, _NO_COUNTRY))


def digits_shown(amount: int, currency: str) -> int:
    """How many decimals an amount is written with: none where people leave the cents out and there are none."""
    digits = decimals_of(currency)
    whole = amount % 10**digits == 0
    return 0 if currency in WITHOUT_CENTS and whole else digits


def plain_pattern(digits: int) -> str:
    """The pattern of a number with its thousands apart and so many decimals, as the formatting library reads it."""
    return "#,##0" + ("." + "0" * digits if digits else "")


def amount_figure(amount: int, currency: str, locale: str | None = None) -> str:
    """An amount in minor units without sign or code: `1.234.567,89`, as people of the currency write it."""
    value = Decimal(amount).scaleb(-decimals_of(currency))
    pattern = plain_pattern(digits_shown(amount, currency))
    return str(format_decimal(value, format=pattern, locale=home_of(currency, locale)))


def with_amounts(values: Mapping[str, object]) -> dict[str, object]:
    """What fills a sentence of the import, with its amounts as people of their currency write them.

    A sentence keeps an amount in units, as `1,234.50`, beside its `currency`; `names` may list some with their codes.
    """
    written = dict(values)
    currency = str(values.get("currency", ""))
    for name in _AMOUNTS:
        if is_currency(currency) and isinstance(text := values.get(name), str):
            written[name] = _figure_of(text, currency)
    names = str(values.get("names", "")).split(_BETWEEN)
    found = [_WITH_CODE.fullmatch(one) for one in names]
    if all(one is not None and is_currency(one[2]) for one in found):
        written["names"] = _BETWEEN.join(f"{_figure_of(one[1], one[2])} {one[2]}" for one in found if one is not None)
    return written


def _figure_of(text: str, currency: str) -> str:
    """The figure of a text in units; a text that is no number stays as it is."""
    with suppress(InvalidOperation):
        return amount_figure(int(Decimal(text.replace(",", "")).scaleb(decimals_of(currency))), currency)
    return text


@lru_cache(maxsize=128)
def _parsed(locale: str) -> Locale:
    return Locale.parse(locale)


@lru_cache(maxsize=1)
def _locales() -> frozenset[str]:
    return frozenset(locale_identifiers())


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(list_currencies())
