"""Amounts: what is shown, and that what could mean two amounts is never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.kernel.money import HOME_OF
from workbench.web.money import UnclearAmount, format_money, format_short_money, read_money, to_decimal

GAP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("amount", "currency", "locale", "shown"),
    [
        (128_450_000, "COP", "es_CO", f"${GAP}1.284.500"),
        (128_450_050, "COP", "es_CO", f"${GAP}1.284.500,50"),
        (0, "COP", "es_CO", f"${GAP}0"),
        (1_245_000, "MXN", "es_MX", "$12,450.00"),
        (124_860, "USD", None, "$1,248.60"),
        (1_284_500, "CLP", "es_CL", "$1.284.500"),
        (12_550, "EUR", None, f"125,50{GAP}€"),
        (12_550, "PEN", None, f"S/{GAP}125.50"),
        (-128_450_000, "COP", "es_CO", f"-${GAP}1.284.500"),
    ],
)
def test_money_is_shown_as_in_its_country(amount: int, currency: str, locale: str | None, shown: str) -> None:
    assert format_money(amount, currency, locale=locale) == shown


def test_money_beside_other_currencies_says_its_code() -> None:
    assert format_money(128_450_000, "COP", code=True) == f"1.284.500{GAP}COP"
    assert format_money(1_245_000, "MXN", code=True) == f"12,450.00{GAP}MXN"


@pytest.mark.parametrize(
    ("amount", "language", "shown"),
    [
        (310_000_000, "es", f"${GAP}3,1{GAP}M"),
        (310_000_000, "en", f"${GAP}3,1M"),
        (119_120_000_000, "es", f"${GAP}1.191,2{GAP}M"),
        (99_999_900, "es", f"${GAP}999.999"),
    ],
)
def test_short_money_counts_millions_from_one_on(amount: int, language: str, shown: str) -> None:
    assert format_short_money(amount, "COP", language=language) == shown


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("1284500", "COP", 128_450_000),
        ("1.284.500", "COP", 128_450_000),
        ("1,284,500", "COP", 128_450_000),
        (f"${GAP}1.284.500", "COP", 128_450_000),
        ("1 284 500", "COP", 128_450_000),
        ("1.284.500,00", "COP", 128_450_000),
        ("1.284", "COP", 128_400),
        ("12,450.00", "MXN", 1_245_000),
        ("12.450,00", "MXN", 1_245_000),
        ("1234.5", "MXN", 123_450),
        ("1284500", "CLP", 1_284_500),
        ("125,50 €", "EUR", 12_550),
        ("cop 1.284.500,50", "COP", 128_450_050),
        ("S/ 125.50", "PEN", 12_550),
        ("-5", "MXN", -500),
    ],
)
def test_amount_is_read_however_it_is_grouped(text: str, currency: str, amount: int) -> None:
    assert read_money(text, currency) == amount


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("", "COP"),
        ("mucho", "COP"),
        ("1.5", "COP"),
        ("1234.5", "COP"),
        ("12,34,56", "MXN"),
        ("1.2.3", "MXN"),
        ("1.284,505", "MXN"),
        ("12.5", "CLP"),
        ("3,1 M", "MXN"),
        ("12a5", "MXN"),
        ("--5", "MXN"),
    ],
)
def test_amount_that_cannot_be_meant_is_not_guessed(text: str, currency: str) -> None:
    with pytest.raises(UnclearAmount) as unclear:
        read_money(text, currency)

    assert unclear.value.readings == ()


def test_amount_with_two_readings_names_both() -> None:
    with pytest.raises(UnclearAmount) as unclear:
        read_money("1.284", "TND")

    assert unclear.value.readings == (1_284, 1_284_000)


@given(amount=st.integers(min_value=-(10**14), max_value=10**14), currency=st.sampled_from(sorted(HOME_OF)))
def test_amount_that_is_shown_is_read_back_the_same(amount: int, currency: str) -> None:
    assert read_money(format_money(amount, currency), currency) == amount


def test_units_of_a_currency_are_exact() -> None:
    assert str(to_decimal(1, "COP")) == "0.01"
    assert str(to_decimal(1, "CLP")) == "1"
