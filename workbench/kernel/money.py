"""Money: what is asked for, half of an amount, which currencies exist and how many decimals they have.

The decimals are those of ISO 4217, and not of a formatting library, which leaves out decimals nobody uses in shops.
"""

from functools import lru_cache

import sqlalchemy as sa
import sqlalchemy.orm
from babel.core import get_global
from babel.localedata import locale_identifiers
from babel.numbers import get_territory_currencies, list_currencies

USUAL_DECIMALS = 2
_WHOLE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
OTHER_DECIMALS = {
    **dict.fromkeys(_WHOLE.split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),  # noqa: SIM905 - a list of codes reads best so
    **dict.fromkeys(("CLF", "UYW"), 4),
}
"""ISO 4217, column «minor unit», for every currency in use that does not have two decimals."""

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


@lru_cache(maxsize=1)
def _locales() -> frozenset[str]:
    return frozenset(locale_identifiers())


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(list_currencies())
