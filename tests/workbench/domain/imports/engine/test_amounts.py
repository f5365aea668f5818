"""Amounts: exact, and never a thousandfold wrong."""

import pytest

from workbench.domain.imports.engine.amounts import amount_reader, positive_reader, separators
from workbench.domain.imports.engine.cells import BadCell


def refusal(reader, text):
    with pytest.raises(BadCell) as caught:
        reader(text)
    return caught.value.reason % caught.value.values


@pytest.mark.parametrize(
    ("decimals", "text", "minor"),
    [
        (2, "35.00", 3500),
        (2, "35", 3500),
        (2, "35.5", 3550),
        (2, "+0.01", 1),
        (2, "-12.34", -1234),
        (2, "1000000000.00", 100_000_000_000),
        (0, "1500", 1500),
        (0, "1500.00", 1500),
        (0, "1500.0", 1500),
        (3, "1.234", 1234),
        (4, "1.2", 12000),
    ],
)
def test_amount_is_scaled_to_the_minor_unit_of_the_currency(decimals, text, minor):
    assert amount_reader(decimals)(text) == minor


@pytest.mark.parametrize(("decimals", "text"), [(2, "1.234"), (2, "1.500"), (2, "0.001"), (0, "1.5"), (0, "1.000")])
def test_amount_with_more_decimals_than_the_currency_is_refused(decimals, text):
    assert refusal(amount_reader(decimals), text) == (f"«{text}» tiene más decimales que la moneda ({decimals}).")


@pytest.mark.parametrize("text", ["1,50", "1,234.50", "1.234.567", ".5", "5.", "1e3", "$ 10", "10 000", "٣", "--1", ""])
def test_what_is_no_amount_is_refused(text):
    assert refusal(amount_reader(2), text) == f"«{text}» no es un monto."


def test_an_amount_that_is_a_slip_is_refused():
    assert refusal(amount_reader(2), "99999999999999.00") == "«99999999999999.00» es un monto demasiado grande."


@pytest.mark.parametrize(
    ("locale", "text", "minor"),
    [
        ("es_CO", "1.234.567,50", 123_456_750),
        ("es_CO", "1234567,5", 123_456_750),
        ("es_CO", "1.234", 123_400),
        ("es_MX", "1,234,567.50", 123_456_750),
        ("fr_FR", "1\N{NARROW NO-BREAK SPACE}234,50", 123_450),
        ("fr_FR", "1 234,50", 123_450),
        ("es_CO", "-1.234,00", -123_400),
    ],
)
def test_amount_is_read_with_the_separators_of_the_locale(locale, text, minor):
    assert amount_reader(2, locale)(text) == minor


@pytest.mark.parametrize(
    ("locale", "text"), [("es_CO", "1234.5"), ("es_CO", "12.34"), ("es_MX", "12,34"), ("es_CO", "1.23.456")]
)
def test_a_separator_where_it_cannot_be_is_refused(locale, text):
    assert refusal(amount_reader(2, locale), text) == f"«{text}» no es un monto."


def test_positive_reader_refuses_less_than_the_least():
    payments, invoices = positive_reader(2, None, "poco"), positive_reader(2, None, "menos que nada", least=0)

    assert (payments("0.01"), invoices("0")) == (1, 0)
    assert refusal(payments, "0") == "poco"
    assert refusal(invoices, "-0.01") == "menos que nada"


def test_separators_of_an_unknown_locale_are_an_error():
    with pytest.raises(ValueError, match="xx_YY"):
        separators("xx_YY")
