"""Currencies and what is usual in a zone's country."""

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.kernel.money import (
    asked_for,
    asked_for_expression,
    country_of_zone,
    currency_of_zone,
    decimals_of,
    half,
    is_currency,
    locale_of_zone,
)


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


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [(1_284_501_00, "COP", 642_251_00), (1_284_501_50, "COP", 642_250_75), (5, "CLP", 3), (0, "COP", 0)],
)
def test_half_is_rounded_up_to_what_people_pay(amount, currency, expected):
    assert half(amount, currency) == expected


@pytest.mark.parametrize(("overdue", "credit", "asked"), [(100, 0, 100), (100, 40, 60), (100, 100, 0), (100, 140, 0)])
def test_what_is_asked_for_is_overdue_less_credit_and_never_below_nothing(overdue, credit, asked):
    assert asked_for(overdue, credit) == asked


AMOUNTS = st.integers(0, 10**12)


@settings(deadline=None)
@given(pairs=st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=20))
def test_asked_for_is_the_same_in_sql(pairs):
    overdue, credit = sa.bindparam("overdue", type_=sa.BigInteger), sa.bindparam("credit", type_=sa.BigInteger)
    with sa.create_engine("sqlite://", poolclass=sa.StaticPool).connect() as connection:
        asked = sa.select(asked_for_expression(overdue, credit))

        found = [connection.scalar(asked, {"overdue": pair[0], "credit": pair[1]}) for pair in pairs]

    assert found == [asked_for(*pair) for pair in pairs]
