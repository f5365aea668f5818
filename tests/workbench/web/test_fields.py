"""Fields: what they make of input, what they show again, and what they ask."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from tests.workbench.web.practice import PracticeForm

GAP = "\N{NO-BREAK SPACE}"
WEDNESDAY = date(2026, 11, 18)


@pytest.fixture(autouse=True)
def _request(plain_app: Flask) -> Iterator[None]:
    with plain_app.test_request_context("/", method="POST"):
        yield


def _form(currency: str = "COP", **fields: str) -> PracticeForm:
    return PracticeForm(MultiDict(fields), today=WEDNESDAY, currency=currency, region=None, meta={"csrf": False})


def test_fields_read_what_was_typed() -> None:
    form = _form(amount="$ 892.300", due_on="lunes 30 de noviembre")

    assert form.validate()
    assert (form.amount.data, form.due_on.data) == (89_230_000, date(2026, 11, 30))


def test_fields_show_back_what_they_understood() -> None:
    form = _form(amount="892300", due_on="30")

    assert (form.amount._value(), form.due_on._value()) == (f"${GAP}892.300", "lun 30 nov")


def test_fields_show_the_values_they_are_given() -> None:
    form = PracticeForm(today=WEDNESDAY, currency="MXN", data={"amount": 1_245_000, "due_on": date(2026, 12, 1)})

    assert (form.amount._value(), form.due_on._value()) == ("$12,450.00", "mar 1 dic")


def test_empty_fields_are_asked_for_in_their_own_words() -> None:
    form = _form()

    assert not form.validate()
    assert form.errors == {"amount": ["Escriba el monto."], "due_on": ["Elija el día."]}


@pytest.mark.parametrize(
    ("field", "text", "question"),
    [
        ("amount", "0", "Escriba un monto mayor que cero."),
        ("amount", "-5", "Escriba un monto mayor que cero."),
        ("amount", "1.5", f"Escriba el monto así: ${GAP}10.000."),
        ("due_on", "17/11/2026", "Esa fecha ya pasó. Elija hoy o después."),
        ("due_on", "nunca", "Escriba un día: hoy, mañana, vie, 30 o 30/11."),
    ],
)
def test_unusable_input_is_asked_about_once(field: str, text: str, question: str) -> None:
    form = _form(**{"amount": "1", "due_on": "hoy", field: text})

    assert not form.validate()
    assert form.errors == {field: [question]}


def test_amount_that_could_be_two_is_asked_about_with_both() -> None:
    form = _form(currency="TND", amount="1.284", due_on="hoy")

    assert not form.validate()
    assert form.errors["amount"][0].startswith("¿Quiso decir ")
    assert form.amount._value() == "1.284"


def test_today_is_a_day_that_has_not_passed() -> None:
    assert _form(amount="1", due_on="hoy").validate()


def test_key_is_made_once_per_form_and_kept_when_it_comes_back() -> None:
    first, second = PracticeForm(formdata=None), PracticeForm(formdata=None)

    assert len(first.key.data) == 32
    assert first.key.data != second.key.data
    assert _form(key="abc").key.data == "abc"
