"""Reasons on a screen: money of the portfolio without cents, and as many sentences as fit into a line."""

import pytest

from models.enums import Lane
from workbench.web.reasons import SaidReason, in_one_line, said_reasons, whole_money


class Item:
    """What a row says of an item."""

    lane, days_past_due, scorer, value = Lane.RANKED, 47, "model", "effect"
    reasons = (
        {"feature": "open_amount", "value": 1_284_500_00, "contribution": 2.0},
        {"feature": "answers", "value": 0.4, "contribution": -1.0},
    )


@pytest.mark.parametrize(
    ("amount", "currency", "locale", "said"),
    [
        (1_200_000_00, "COP", "es_CO", "$ 1.200.000"),
        (990_000_000_00, "COP", "es_CO", "$ 990.000.000"),
        (8_800_00, "MXN", "es_MX", "$8,800"),
        (5_000_000_00, "MXN", "es_MX", "$5,000,000"),
        (1_200, "CLP", "es_CL", "$1.200"),
        (1_200_00, "EUR", "es_ES", "1.200 €"),
    ],
)
def test_rounded_amounts_have_no_cents_and_keep_their_thousands(amount, currency, locale, said):
    assert whole_money(amount, currency=currency, locale=locale).replace("\N{NO-BREAK SPACE}", " ") == said


def test_reasons_are_said_with_their_direction(app):
    with app.test_request_context():
        found = said_reasons(Item(), currency="COP", locale="es_CO")

    assert [(one.text.replace("\N{NO-BREAK SPACE}", " "), one.raises, one.meaning) for one in found] == [
        ("Debe en total unos $ 1.300.000", True, "una llamada logra más"),
        ("Contesta 4 de cada 10 llamadas", False, "una llamada logra menos"),
    ]


def said(text, *, raises=True):
    return SaidReason(text, raises, "")


def test_line_takes_what_fits_of_what_raises():
    reasons = [said("a" * 20), said("b" * 20), said("c" * 20), said("x", raises=False)]

    assert in_one_line(reasons, letters=45) == f"{'a' * 20} · {'b' * 20}"
    assert in_one_line(reasons, letters=10) == "a" * 20
    assert in_one_line(reasons[3:], letters=45) == "x"
    assert in_one_line([], letters=45) == ""
