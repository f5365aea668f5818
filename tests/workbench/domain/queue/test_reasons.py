"""Every feature has a sentence for every value it can have, in words and without a placeholder left."""

import re

import pytest

from scoring.features import CATALOGUE, usable
from scoring.reasons import REST, USUAL
from workbench.domain.queue.reasons import STARTS, reason_text, stored_reason
from workbench.language import translate

NAMES = [feature.name for feature in CATALOGUE]
BY_NAME = {feature.name: feature for feature in CATALOGUE}
DAYS = [feature.name for feature in CATALOGUE if feature.unit == "days"]
SHARES = [feature.name for feature in CATALOGUE if feature.unit == "share"]
COUNTS = [feature.name for feature in CATALOGUE if feature.unit == "count"]
ALWAYS_THERE = {
    "open_amount", "overdue_share", "disputed_share", "items", "days_past_due", "newest_due", "newest_issued",
    "known_for", "paid_share_open", "ripe_share", "mean_age", "kept", "broken", "business",
    "first_charge", "last_charge", "last_charge_share",
}  # fmt: skip
"""Features of which every account with something open has a value."""


def said(feature, value, locale="es"):
    text, values = reason_text(feature, value)
    return translate(text, locale, values)


def assert_whole(sentence, feature):
    assert sentence[0].isupper() or sentence[0].isdigit() or sentence[0] == "≥"
    assert " " in sentence
    assert not re.search(r"%\(|%%|\bNone\b|\bnan\b|\bTrue\b|\bFalse\b|--|-\d", sentence)
    assert feature not in sentence


def values_of(name):
    unit = BY_NAME[name].unit
    there = {
        "days": [0, 1, 2, 41, 2000, -1, -2, -41], "share": [0.0, 0.004, 0.33, 0.5, 1.0], "count": [0, 1, 2, 50],
        "amount": [0, 1, 1_234_56, 10**12], "flag": [True, False],
    }[unit]  # fmt: skip
    return there if name in ALWAYS_THERE else [*there, None]


@pytest.mark.parametrize("locale", ["es", "en"])
@pytest.mark.parametrize(("feature", "value"), [(name, value) for name in NAMES for value in values_of(name)])
def test_every_value_of_every_feature_has_a_whole_sentence(feature, value, locale):
    assert_whole(said(feature, value, locale), feature)


def test_every_usable_feature_is_tried():
    assert {feature.name for feature in usable()} <= set(NAMES)
    amounts = {"open_amount", "last_paid_amount", "first_charge", "last_charge"}
    assert set(DAYS) | set(SHARES) | set(COUNTS) | amounts | {"business"} == set(NAMES)


@pytest.mark.parametrize("feature", DAYS)
def test_one_day_is_singular_and_others_are_not(feature):
    assert re.search(r"\b1 día\b", said(feature, 1))
    assert re.search(r"\b2 días\b", said(feature, 2))
    assert re.search(r"\b41 días\b", said(feature, 41))


@pytest.mark.parametrize(
    "feature", ["newest_due", "mean_days_late", "last_days_late", "beyond_usual", "mean_age", "promise_due"]
)
def test_days_that_lie_ahead_are_said_otherwise(feature):
    assert re.search(r"\b1 día\b", said(feature, -1))
    assert re.search(r"\b3 días\b", said(feature, -3))
    assert said(feature, -3) != said(feature, 3)


def test_what_is_not_due_yet_says_so():
    assert [said("days_past_due", value) for value in (-4, 0, 1)] == [
        "Todavía no vence", "Todavía no vence", "1 día de mora",
    ]  # fmt: skip


@pytest.mark.parametrize("feature", COUNTS)
def test_one_of_a_count_is_singular(feature):
    one, two = said(feature, 1), said(feature, 2)

    assert "1" in one
    assert "2" in two
    assert one.replace("1", "2") != two


@pytest.mark.parametrize("feature", SHARES)
def test_shares_are_in_whole_percent(feature):
    assert "33 %" in said(feature, 0.333)
    assert "100 %" in said(feature, 1.0)


@pytest.mark.parametrize("feature", sorted(set(NAMES) - ALWAYS_THERE - {"last_paid_amount"}))
def test_what_never_happened_has_a_sentence_of_its_own(feature):
    never = said(feature, None)

    assert not re.search(r"\d", never)
    assert never != said(feature, 0)


@pytest.mark.parametrize(("value", "sentence"), [(True, "Es una empresa"), (False, "Es una persona")])
def test_kind_of_customer_is_said(value, sentence):
    assert said("business", value) == sentence


@pytest.mark.parametrize("feature", [REST, USUAL])
def test_lines_that_make_the_sum_whole_are_said_and_are_no_reasons(feature):
    assert_whole(said(feature, None), f"«{feature}»")
    assert feature in STARTS


def test_an_unknown_feature_gives_its_own_name():
    assert reason_text("gone_feature", 3) == ("gone_feature", {})
    assert reason_text("gone_feature", None) == ("gone_feature", {})


def test_reasons_of_the_points_rule_are_said_too():
    assert said("part_paid", value=True) == "Ya abonó una parte de lo que debe"
    assert said("phone", "verified") == "Teléfono verificado"


def test_stored_reason_has_the_spanish_sentence():
    assert stored_reason("since_payment", 12, -0.25) == {
        "feature": "since_payment", "value": 12, "contribution": -0.25, "text": "Último pago hace 12 días",
    }  # fmt: skip
    assert stored_reason("late_ratio", 0.5, 0.1)["text"] == "Pagó tarde el 50 % de sus facturas"
    assert stored_reason("late_ratio", None, 0.1)["text"] == "Aún no ha pagado ninguna factura completa"
    assert stored_reason("rest", None, 0.1)["text"] == "Todo lo demás"
