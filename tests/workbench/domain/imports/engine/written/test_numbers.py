"""Amounts as people and spreadsheets write them."""

import pytest

from workbench.domain.imports.engine.cells import BadCell
from workbench.domain.imports.engine.mapping import Mapping
from workbench.domain.imports.engine.written.numbers import (
    bare_figure,
    decimal_sign,
    figure_reader,
    fitted,
    written,
)
from workbench.domain.imports.engine.written.typed import TypedNumber


@pytest.mark.parametrize(
    ("text", "figure", "currency"),
    [
        ("1234.50", "1234.50", None),
        ("$ 1.234.567,89", "1.234.567,89", None),
        ("$1,234.50", "1,234.50", None),
        ("COP 1.234", "1.234", "COP"),
        ("1.234 cop", "1.234", "COP"),
        ("COP$ 1.234", "1.234", "COP"),
        ("US$ 1,234.50", "1,234.50", "USD"),
        ("1.234,50 €", "1.234,50", "EUR"),
        ("R$ 10,00", "10,00", "BRL"),
        ("S/. 10.00", "10.00", "PEN"),
        ("(1.234,50)", "-1.234,50", None),
        ("($ 1.234,50)", "-1.234,50", None),
        ("$ (1.234,50)", "-1.234,50", None),
        ("1.234,50-", "-1.234,50", None),
        ("-$ 50.000,00", "-50.000,00", None),
        ("$ -50.000,00", "-50.000,00", None),
        ("\N{MINUS SIGN}5", "-5", None),
        ("1\N{NO-BREAK SPACE}234,50", "1\N{NO-BREAK SPACE}234,50", None),
        ("\N{NO-BREAK SPACE}$\N{NARROW NO-BREAK SPACE}12\N{NO-BREAK SPACE}", "12", None),
    ],
)
def test_what_stands_around_a_figure_goes_and_its_currency_is_told(text, figure, currency):
    bare = bare_figure(text)

    assert (bare.figure, bare.currency) == (figure, currency)


@pytest.mark.parametrize(
    "text", ["", "$", "pesos 10", "10 COP USD", "x", "1e3", "--5", "10%", "(5", "2026-10-01", "5.", "12 x 3"]
)
def test_what_is_no_figure_is_refused(text):
    with pytest.raises(BadCell) as caught:
        figure_reader(",")(bare_figure(text).figure)

    told = caught.value.reason % caught.value.values
    assert told.startswith(f"«{text}» no es un monto: escriba solo la cifra, así: 1234")


@pytest.mark.parametrize(
    ("decimal", "figure", "plain"),
    [
        (",", "1.234.567,89", "1234567.89"),
        (",", "1 234,5", "1234.5"),
        (",", "1\N{NARROW NO-BREAK SPACE}234", "1234"),
        (",", "1'234,50", "1234.50"),
        (",", "1.234", "1234"),
        (",", "-1234,5", "-1234.5"),
        (",", "1,500", "1.5"),
        (".", "1.000", "1"),
        (".", "1,234,567.89", "1234567.89"),
        (".", "1234.5", "1234.5"),
        (".", "1,234", "1234"),
    ],
)
def test_a_figure_is_read_by_its_decimal_sign(decimal, figure, plain):
    assert figure_reader(decimal)(figure) == plain


@pytest.mark.parametrize(
    ("decimal", "figure"),
    [(",", "1234.5"), (",", "12.34"), (".", "1.234.567"), (".", "1,23"), (",", "1.234 567"), (".", "1,,234")],
)
def test_a_sign_where_it_cannot_be_is_refused(decimal, figure):
    with pytest.raises(BadCell):
        figure_reader(decimal)(figure)


@pytest.mark.parametrize(
    ("number", "decimals", "fits"),
    [
        ("185.125", 2, "185.125"),
        ("0.3", 2, "0.3"),
        ("33.3333333333333", 2, "33.33"),
        ("66.6666666666667", 2, "66.67"),
        ("0.125000000001", 2, "0.13"),
        ("1234567890.12346", 2, "1234567890.12"),
        ("-33.3333333333333", 2, "-33.33"),
        ("1500.4", 0, "1500.4"),
        ("1499.99999999999", 0, "1500"),
    ],
)
def test_a_computed_number_is_rounded_and_a_typed_one_is_not(number, decimals, fits):
    assert fitted(number, decimals) == fits


def test_the_decimal_sign_is_said_by_the_mapping_or_its_locale():
    assert decimal_sign(Mapping(locale="es_CO")) == ","
    assert decimal_sign(Mapping(locale="es_CO", decimal=".")) == "."
    assert decimal_sign(Mapping(locale="portfolio")) is None
    assert decimal_sign(Mapping()) is None


def test_a_typed_number_is_written_as_the_file_would_say_it():
    assert written(TypedNumber("185.125"), ",") == "185,125"
    assert written(TypedNumber("185.125"), None) == "185.125"
    assert written("1.5", ",") == "1.5"
