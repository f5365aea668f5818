"""Every feature has a sentence for every value it can have: short, said by a collector, and never a column's name."""

import re
from itertools import groupby

import pytest

from scoring.features import CATALOGUE
from scoring.points import PHONE_POINTS, REACHED_POINTS, Contribution, Phone, Reached
from scoring.reasons import REST, USUAL
from scoring.words import FAMILY_OF, WORDS
from workbench.domain.queue.reasons import STARTS, phrase_text, points_reason, reason_phrase, stored_reason
from workbench.domain.queue.reasons.families import _FAMILY_OF_POINTS
from workbench.language import translate
from workbench.web.money import format_money

BY_NAME = {feature.name: feature for feature in CATALOGUE}
LETTERS = 52
"""What fits into a row of the queue at 1366 pixels."""

VALUES = {
    "days": [-2000, -675, -41, -2, -1, 0, 1, 2, 41, 99, 100, 675, 1999, 2000, None],
    "share": [0.0, 0.004, 0.02, 0.33, 0.5, 0.97, 1.0, None],
    "count": [0, 1, 2, 4, 5, 50, None],
    "amount": [0, 1, 99_99, 123_456, 98_765_432_10, None],
    "flag": [True, False],
}  # fmt: skip
POINTS = {
    "days_past_due": [0, 1, 30, 675], "amount": [0.0, 0.5, 1.0, 3.0, 9.5], "last_payment": [None, 0, 1, 22, 675],
    "part_paid": [True], "promises_kept": [1, 4], "promises_broken": [1, 2], "callback": [None],
    "phone": [one.value for one in PHONE_POINTS], "reached": [one.value for one in REACHED_POINTS],
    "unanswered": [1, 3], "follow_up": [-3, 0, 1, 12],
}  # fmt: skip
TOLD = [
    *[(one.name, value) for one in CATALOGUE for value in VALUES[one.unit]],
    *[(name, value) for name, values in POINTS.items() for value in values],
]
# A column's name in disguise: what the lists of features call it.
COLUMNS = re.compile(
    "|".join(re.escape(text) for words in WORDS.values() for text in words if " " in text), re.IGNORECASE
)


def said(feature, value, locale="es"):
    return phrase_text(
        reason_phrase(feature, value),
        lambda text: translate(text, locale),
        lambda amount: format_money(amount, "COP", locale="es_CO"),
    )


@pytest.mark.parametrize("locale", ["es", "en"])
@pytest.mark.parametrize(("feature", "value"), TOLD)
def test_every_value_of_every_feature_is_said_as_a_collector_would(feature, value, locale):
    sentence = said(feature, value, locale)

    assert sentence[0].isupper()
    assert " " in sentence
    assert len(sentence) <= LETTERS
    assert not re.search(r"\bhace 0\b|\ben 0\b|\b0 days\b|\bin 0\b", sentence)
    assert not re.search(r"%\(|%%|\bNone\b|\bnan\b|\bTrue\b|\bFalse\b|--|-\d|_", sentence)
    assert not COLUMNS.search(sentence)
    assert sentence not in {"Otro dato de la cuenta", "Another fact of the account"}


@pytest.mark.parametrize("locale", ["es", "en"])
@pytest.mark.parametrize("value", [0, 1, 2, 675, -1, 0.5, None])
def test_no_two_features_of_the_catalogue_say_the_same(value, locale):
    told = sorted((said(one.name, value, locale), one.name) for one in CATALOGUE if one.usable)

    repeated = {sentence: [name for _, name in same] for sentence, same in groupby(told, key=lambda one: one[0])}

    assert [names for names in repeated.values() if len(names) > 1] == []


def test_every_feature_has_a_family():
    assert sorted(FAMILY_OF) == sorted(BY_NAME)
    assert set(_FAMILY_OF_POINTS) == set(POINTS) - {"days_past_due"}


@pytest.mark.parametrize(
    ("feature", "value", "sentence"),
    [
        ("days_past_due", 17, "Venció hace 17 días"),
        ("days_past_due", 1, "Venció ayer"),
        ("days_past_due", 0, "Todavía no vence"),
        ("days_past_due", -1, "Vence mañana"),
        ("days_past_due", -5, "Vence en 5 días"),
        ("days_past_due", 675, "Venció hace 22 meses"),
        ("newest_due", 0, "Su último vencimiento es hoy"),
        ("promise_due", 1, "Prometió para ayer"),
        ("promise_due", 0, "Prometió para hoy"),
        ("promise_due", 675, "El plazo de su promesa pasó hace 22 meses"),
        ("mean_days_late", 20, "Suele pagar 20 días tarde"),
        ("mean_days_late", 1, "Suele pagar un día tarde"),
        ("mean_days_late", -3, "Suele pagar 3 días antes"),
        ("beyond_usual", -1, "Mañana es el día en que suele pagar"),
        ("known_for", 1100, "Es cliente desde hace 3 años"),
        ("known_for", 2000, "Es cliente desde hace más de cinco años"),
        ("answers", 0.41, "Contesta 4 de cada 10 llamadas"),
        ("answers", 0.02, "Casi nunca contesta"),
        ("late_ratio", 0.0, "Casi siempre paga a tiempo"),
        ("items", 1, "Debe una sola factura"),
        ("items", 50, "Debe 50 facturas o más"),
        ("first_charge", 123_456, "Su primera factura fue de unos $\N{NO-BREAK SPACE}1.200"),
        ("last_charge_share", 4.0, "Debe su última factura o menos"),
        ("business", True, "Es una empresa"),
        ("last_payment", None, "No registra pagos"),
        ("unanswered", 1, "No contestó la última llamada"),
        ("follow_up", 1, "El seguimiento acordado es mañana"),
        ("phone", Phone.NONE.value, "No tiene un teléfono que sirva"),
        ("reached", Reached.DIRECT.value, "Se habló con el titular en los últimos 30 días"),
    ],
)
def test_sentences_say_what_a_collector_needs(feature, value, sentence):
    assert said(feature, value) == sentence


@pytest.mark.parametrize("feature", ["gone_feature", "another_one"])
def test_a_feature_of_another_version_is_said_without_its_name(feature):
    assert [said(feature, value) for value in (3, None, "x")] == ["Otro dato de la cuenta"] * 3


@pytest.mark.parametrize("feature", [REST, USUAL, "base"])
def test_lines_that_make_the_sum_whole_are_said_and_are_no_reasons(feature):
    assert said(feature, None)[0].isupper()
    assert feature in STARTS


def test_a_work_item_keeps_the_contribution_as_it_is_with_the_spanish_sentence():
    assert stored_reason("since_payment", 12, -0.25, currency="COP") == {
        "feature": "since_payment", "value": 12, "contribution": -0.25, "text": "Último pago hace 12 días",
    }  # fmt: skip
    assert (
        stored_reason("last_charge", 123_456, 0.1, currency="MXN")["text"] == "Su última factura fue de unos 1.200 MXN"
    )
    assert (
        stored_reason("last_charge", 123_456, 0.1, currency="CLP")["text"]
        == "Su última factura fue de unos 120.000 CLP"
    )
    assert points_reason(Contribution("promises_kept", 4, 15)) == {
        "feature": "promises_kept", "value": 4, "contribution": 15, "text": "Cumplió 4 promesas",
    }  # fmt: skip
