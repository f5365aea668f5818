"""Currencies and what is usual in a zone's country."""

import pytest

from workbench.kernel.money import country_of_zone, currency_of_zone, decimals_of, is_currency, locale_of_zone


@pytest.mark.parametrize(("code", "decimals"), [("COP", 2), ("EUR", 2), ("CLP", 0), ("PYG", 0), ("KWD", 3), ("CLF", 4)])
def test_decimals_are_those_of_iso_4217(code, decimals):
    assert decimals_of(code) == decimals


def test_is_currency_knows_iso_4217():
    assert (is_currency("MXN"), is_currency("mxn"), is_currency("PESO")) == (True, False, False)


@pytest.mark.parametrize(
    ("zone", "country", "currency", "locale"),
    [
        ("America/Bogota", "CO", "COP", "es_CO"),
        ("America/Mexico_City", "MX", "MXN", "es_MX"),
        ("America/New_York", "US", "USD", "es_US"),
        ("Europe/Rome", "IT", "EUR", "it_IT"),
        ("UTC", None, "USD", "es"),
    ],
)
def test_country_currency_and_format_follow_from_the_zone(zone, country, currency, locale):
    assert (country_of_zone(zone), currency_of_zone(zone), locale_of_zone(zone)) == (country, currency, locale)
