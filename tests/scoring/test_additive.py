"""Additive models: stored as numbers, checked when read back, explained exactly."""

import copy
import json

import numpy as np
import pytest

from scoring.additive import Additive, Line, Steps, WrongModel, from_json

FEATURES = ("age", "amount")
MODEL = Additive(
    FEATURES,
    -1.0,
    {
        "age": (Steps((0.0, 30.0), (0.5, 1.0, -2.0), 0.25),),
        "amount": (Line(0.0, 10.0, 0.0, 0.1, -0.5), Steps((5.0,), (0, 1), 0)),
    },
    {"age": 0.3, "amount": 0.2},
)
X = np.array([[-5, 0], [0, 3], [30, 5], [31, 5.1], [np.nan, 50], [10, np.nan]])


def test_logit_sums_steps_and_lines_with_edges_included_below():
    assert MODEL.logit(X).round(6).tolist() == [-0.5, -0.2, 0.5, -1.49, 1.25, -0.5]


def test_chance_is_the_logistic_of_the_logit():
    assert MODEL.chance(np.array([[0.0, 5.0]])).round(6).tolist() == [round(float(1 / (1 + np.exp(0.0))), 6)]


def test_contributions_add_up_to_the_logit():
    base, parts = MODEL.contributions(X)

    assert np.abs(base + parts.sum(axis=1) - MODEL.logit(X)).max() < 1e-12


def test_a_stored_model_gives_the_same_scores():
    read = from_json(json.loads(json.dumps(MODEL.as_json())), features=FEATURES)

    assert read.logit(X).tolist() == MODEL.logit(X).tolist()
    assert read == MODEL


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda m: m.pop("terms"), "does not have the parts"),
        (lambda m: m["features"].append("iban"), "other features"),
        (lambda m: m["features"].reverse(), "other features"),
        (lambda m: m["terms"].update(iban=[]), "does not name"),
        (lambda m: m["terms"]["age"][0].update(kind="pickle"), "does not know"),
        (lambda m: m["terms"]["age"][0].pop("missing"), "not whole"),
        (lambda m: m["terms"]["age"][0].update(missing="1"), "not a number"),
        (lambda m: m["terms"]["age"][0].update(edges=[30.0, 0.0]), "not in order"),
        (lambda m: m["terms"]["age"][0].update(values=[1.0]), "not in order"),
        (lambda m: m.update(intercept=float("nan")), "not a number"),
        (lambda m: m.update(intercept=True), "not a number"),
    ],
)
def test_from_json_refuses_what_is_not_a_model(spoil, says):
    stored = copy.deepcopy(json.loads(json.dumps(MODEL.as_json())))
    spoil(stored)

    with pytest.raises(WrongModel, match=says):
        from_json(stored, features=FEATURES)
