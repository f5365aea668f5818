"""What the text of a cell means, and what is refused."""

from datetime import UTC, date, datetime

import pytest

from models.enums import PaymentMethod
from workbench.domain.imports.engine.cells import (
    BadCell,
    choice_reader,
    code_reader,
    instant_reader,
    read_count,
    read_currency,
    read_day,
    read_truth,
    shown,
)


def refusal(reader, text):
    with pytest.raises(BadCell) as caught:
        reader(text)
    return caught.value.reason % caught.value.values


@pytest.mark.parametrize("text", ["2026-11-18", "20261118", "2026-11-18T00:00:00", "2026-11-18 00:00"])
def test_read_day_takes_iso_8601_and_a_midnight(text):
    assert read_day(text) == date(2026, 11, 18)


@pytest.mark.parametrize("text", ["18/11/2026", "2026-13-01", "2026-02-30", "2026-11-18T10:00:00", "hoy", "46344"])
def test_read_day_refuses_anything_else(text):
    assert refusal(read_day, text) == f"«{text}» no es una fecha: escríbala así: 2026-11-18."


@pytest.mark.parametrize("text", ["0206-01-01", "2206-01-01"])
def test_read_day_refuses_a_year_that_is_a_slip(text):
    assert refusal(read_day, text) == f"El año de «{text}» no es creíble: corríjalo."


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-18T10:00:00-05:00", datetime(2026, 11, 18, 15, tzinfo=UTC)),
        ("2026-11-18T10:00:00Z", datetime(2026, 11, 18, 10, tzinfo=UTC)),
        ("2026-11-18T10:00:00", datetime(2026, 11, 18, 15, tzinfo=UTC)),
        ("2026-11-18 10:00", datetime(2026, 11, 18, 15, tzinfo=UTC)),
        ("2026-11-18", datetime(2026, 11, 19, 4, 59, 59, 999999, tzinfo=UTC)),
    ],
)
def test_instant_without_offset_is_in_the_zone_and_a_day_is_known_at_its_end(text, instant):
    assert instant_reader("America/Bogota")(text) == instant


@pytest.mark.parametrize("text", ["ayer", "2026-11-18T25:00:00", "2026-11-31"])
def test_instant_refuses_anything_else(text):
    assert refusal(instant_reader("America/Bogota"), text).startswith(f"«{text}» no es un día con hora")


def test_instant_refuses_a_year_that_is_a_slip():
    assert (
        refusal(instant_reader("UTC"), "0026-11-18T10:00:00Z")
        == "El año de «0026-11-18T10:00:00Z» no es creíble: corríjalo."
    )


@pytest.mark.parametrize("text", ["true", "VERDADERO", "sí", "1", "yes"])
def test_read_truth_takes_what_spreadsheets_make_of_true(text):
    assert read_truth(text) is True


@pytest.mark.parametrize("text", ["false", "Falso", "NO", "0"])
def test_read_truth_takes_what_spreadsheets_make_of_false(text):
    assert read_truth(text) is False


def test_read_truth_refuses_anything_else():
    assert refusal(read_truth, "x") == "«x» no es sí ni no: escriba true o false."


@pytest.mark.parametrize(("text", "value"), [("0", 0), ("125", 125), ("125.0", 125)])
def test_read_count_takes_whole_numbers(text, value):
    assert read_count(text) == value


@pytest.mark.parametrize("text", ["-1", "1.5", "uno", "²", "12345678901"])
def test_read_count_refuses_anything_else(text):
    assert refusal(read_count, text) == f"«{text}» no es un número entero: escriba solo cifras."


def test_choice_takes_any_case_and_names_the_choices_when_refused():
    read = choice_reader(PaymentMethod)

    assert read("Cash") is PaymentMethod.CASH
    assert refusal(read, "efectivo") == (
        "«efectivo» no es uno de: cash, cheque, card, transfer, direct_debit, other. Escriba uno "
        "de ellos, o diga cuál es en la correspondencia."
    )


def test_code_is_read_in_capitals():
    read = code_reader({"CD-PDP"}, "«%(value)s» no es nada.")

    assert read("cd-pdp") == "CD-PDP"
    assert refusal(read, "xx") == "«xx» no es nada."


def test_currency_is_a_code_of_iso_4217():
    assert read_currency("cop") == "COP"
    assert (
        refusal(read_currency, "PESOS") == "«PESOS» no es una moneda: escriba su código de tres letras, como COP o USD."
    )


def test_a_long_text_is_quoted_cut():
    assert shown("x" * 100) == "x" * 59 + "…"
    assert shown("x" * 60) == "x" * 60


def test_a_bad_cell_keeps_the_column_it_knew():
    bad = BadCell("«%(value)s»", value="x")

    assert bad.at("amount").column == "amount"
    assert bad.at("amount").at("other").column == "amount"
    assert bad.at("amount").values == {"value": "x"}
