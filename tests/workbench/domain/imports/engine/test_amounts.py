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
        (2, "100.5000", 10_050),
        (2, "1234.500", 123_450),
        (0, "1500.000000", 1500),
    ],
)
def test_amount_is_scaled_to_the_minor_unit_of_the_currency(decimals, text, minor):
    assert amount_reader(decimals)(text) == minor


@pytest.mark.parametrize(("decimals", "text"), [(2, "1.234"), (2, "1.500"), (2, "0.001"), (0, "1.5"), (0, "1.000")])
def test_amount_with_more_decimals_than_the_currency_is_refused(decimals, text):
    assert refusal(amount_reader(decimals), text) == (
        f"«{text}» tiene más decimales que la moneda ({decimals}): redondéelo, o quite el separador de miles."
    )


@pytest.mark.parametrize("text", ["1,50", "1,234.50", "1.234.567", ".5", "5.", "1e3", "$ 10", "10 000", "٣", "--1", ""])
def test_what_is_no_amount_is_refused(text):
    assert refusal(amount_reader(2), text) == f"«{text}» no es un monto: escriba solo la cifra, así: 1234.50."


def test_an_amount_that_is_a_slip_is_refused():
    assert (
        refusal(amount_reader(2), "99999999999999.00")
        == "«99999999999999.00» es un monto demasiado grande: revise sus cifras y el signo decimal."
    )


def test_positive_reader_refuses_less_than_the_least():
    payments, invoices = positive_reader(2, "poco"), positive_reader(2, "menos que nada", least=0)

    assert (payments("0.01"), invoices("0")) == (1, 0)
    assert refusal(payments, "0") == "poco"
    assert refusal(invoices, "-0.01") == "menos que nada"


@pytest.mark.parametrize(("locale", "signs"), [("es_CO", (".", ",")), ("es_MX", (",", ".")), ("fr_FR", (" ", ","))])
def test_separators_are_those_of_the_region(locale, signs):
    assert separators(locale) == signs


def test_separators_of_an_unknown_locale_are_an_error():
    with pytest.raises(ValueError, match="xx_YY"):
        separators("xx_YY")
