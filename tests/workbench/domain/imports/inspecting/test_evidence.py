"""How cells are written is told by evidence: what is read is what was meant, or two readings are named."""

from datetime import date
from decimal import Decimal

from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.imports.engine.written.days import day_reader
from workbench.domain.imports.engine.written.numbers import bare_figure, figure_reader
from workbench.domain.imports.inspecting.evidence import Evidence, day_guess, decimal_guess

CENTS = st.integers(min_value=-(10**12), max_value=10**12)
LOCALES = st.sampled_from(["es_CO", "es_MX", "fr_FR", "de_CH", "pt_BR", "en_US"])
SIGNS = st.sampled_from(["{}", "$ {}", "{} COP", "US$ {}"])
DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 12, 31))
ORDERS = {"d": "{0.day:02}{1}{0.month:02}{1}{0.year}", "m": "{0.month:02}{1}{0.day:02}{1}{0.year}"}


def evidence(*, days=(), amounts=()):
    found = Evidence()
    found.add(days, amounts)
    return found


@given(st.lists(CENTS, min_size=1, max_size=8), LOCALES, SIGNS)
def test_amounts_are_read_as_they_were_meant_or_two_readings_are_named(cents, locale, sign):
    meant = [Decimal(one) / 100 for one in cents]
    texts = [sign.format(format_decimal(one, "#,##0.00", locale=locale)) for one in meant]
    found = evidence(amounts=texts)

    guess = decimal_guess(found.amounts, pointed=found.pointed, locale_decimal=",")

    decimal = guess.value if guess else "."
    if guess is None or guess.is_sure:
        assert [Decimal(figure_reader(decimal)(bare_figure(text).figure)) for text in texts] == meant


@given(st.lists(st.integers(min_value=1, max_value=10**9), min_size=1, max_size=8), LOCALES)
def test_whole_amounts_with_groups_are_never_taken_for_decimals(units, locale):
    texts = [format_decimal(one, "#,##0", locale=locale) for one in units]
    found = evidence(amounts=texts)

    guess = decimal_guess(found.amounts, pointed=found.pointed, locale_decimal=",")

    if guess is not None and guess.is_sure:
        assert [int(figure_reader(guess.value)(bare_figure(text).figure)) for text in texts] == units


@given(st.lists(DAYS, min_size=1, max_size=8), st.sampled_from("dm"), st.sampled_from("/-."))
def test_days_are_read_as_they_were_meant_or_two_readings_are_named(days, order, sign):
    texts = [ORDERS[order].format(day, sign) for day in days]

    guess = day_guess(evidence(days=texts).days, locale="es")

    if guess.is_sure:
        assert [day_reader(tuple(guess.value.split(", ")))(text) for text in texts] == [day.isoformat() for day in days]


def test_a_column_that_tells_both_orders_is_no_evidence_for_either():
    guess = day_guess({"25/12/2026": None, "12/25/2026": None, "03/04/2026": None}, locale="es")

    assert [one.reads for one in guess.alternatives] == ["«25/12/2026» = 2026-12-25", "«12/25/2026» = 2026-12-25"]


def test_a_day_that_is_the_same_in_both_orders_needs_no_choice():
    assert day_guess({"03/03/2026": None}, locale="en_US").is_sure


def test_texts_that_are_no_days_or_amounts_are_no_evidence():
    assert day_guess({"pronto": None}, locale="es") is None
    assert decimal_guess({"x": None, "12.34.5": None}, pointed="", locale_decimal=",") is None
