"""Additive models: stored as numbers, checked when read back, explained exactly."""

import copy
import json
from dataclasses import replace

import numpy as np
import pytest

from scoring.additive import Additive, Line, PairTable, Steps, WrongModel, from_json, mean_of

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
PAIR = PairTable("age", "amount", (0.0,), (2.0, 5.0), (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12))
PAIRED = replace(MODEL, pairs=(PAIR, PairTable("amount", "age", (), (30.0,), (0.5, 0, 0, 0.25, 0, 0))))
X = np.array([[-5, 0], [0, 3], [30, 5], [31, 5.1], [np.nan, 50], [10, np.nan]])


def test_logit_sums_steps_and_lines_with_edges_included_below():
    assert MODEL.logit(X).round(6).tolist() == [-0.5, -0.2, 0.5, -1.49, 1.25, -0.5]


def test_chance_is_the_logistic_of_the_logit():
    assert MODEL.chance(np.array([[0.0, 5.0]])).round(6).tolist() == [round(float(1 / (1 + np.exp(0.0))), 6)]


def test_pairs_are_looked_up_by_both_values_with_edges_included_below_and_missing_last():
    added = PAIRED.logit(X) - MODEL.logit(X)

    assert added.round(6).tolist() == [1.5, 2.5, 6.5, 7, 11, 8.25]
    assert (replace(PAIRED, pairs=(PAIR,)).logit(np.full((1, 2), np.nan)) - MODEL.logit(np.full((1, 2), np.nan))) == 12


def test_a_pair_counts_half_for_each_of_its_features():
    added = PAIRED.parts(X) - MODEL.parts(X)

    assert added.round(6).tolist() == [[half, half] for half in (0.75, 1.25, 3.25, 3.5, 5.5, 4.125)]


@pytest.mark.parametrize("model", [MODEL, PAIRED])
def test_contributions_add_up_to_the_logit(model):
    base, parts = model.contributions(X)

    assert np.abs(base + parts.sum(axis=1) - model.logit(X)).max() < 1e-12


def test_a_model_explained_against_rows_has_no_contributions_on_average():
    _, parts = PAIRED.explained_against(X).contributions(X)

    assert np.abs(parts.mean(axis=0)).max() < 1e-12


@pytest.mark.parametrize("model", [MODEL, PAIRED])
def test_a_stored_model_gives_the_same_scores(model):
    read = from_json(json.loads(json.dumps(model.as_json())), features=FEATURES)

    assert read.logit(X).tolist() == model.logit(X).tolist()
    assert read == model


def test_a_model_without_pairs_is_stored_without_the_word():
    assert set(MODEL.as_json()) == {"features", "intercept", "usual", "terms"}


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
        (lambda m: m.update(pairs={}), "pairs of the model are not a list"),
        (lambda m: m["pairs"].append(None), "pair of the model is not whole"),
        (lambda m: m["pairs"][0].pop("values"), "pair of the model is not whole"),
        (lambda m: m["pairs"][0].update(first="iban"), "of two of its features"),
        (lambda m: m["pairs"][0].update(second="age"), "of two of its features"),
        (lambda m: m["pairs"][0].update(first_edges=[0.0, 1.0]), "pair of the model is not in order"),
        (lambda m: m["pairs"][0].update(second_edges=[5.0, 2.0]), "pair of the model is not in order"),
        (lambda m: m["pairs"][0]["values"].append(1.0), "pair of the model is not in order"),
        (lambda m: m["pairs"][0]["values"].__setitem__(0, None), "not a number"),
    ],
)
def test_from_json_refuses_what_is_not_a_model(spoil, says):
    stored = copy.deepcopy(json.loads(json.dumps(PAIRED.as_json())))
    spoil(stored)

    with pytest.raises(WrongModel, match=says):
        from_json(stored, features=FEATURES)


def test_the_mean_of_models_says_the_mean_of_what_they_say():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(400, 3))
    x[rng.random(x.shape) < 0.2] = np.nan
    names = ("age", "amount", "tries")
    first = Additive(
        names,
        -1.0,
        {"age": (Steps((-0.5, 0.5), (1.0, 2.0, 4.0), 0.3), Line(-1.0, 1.0, 0.2, 0.7, -0.4)), "tries": ()},
        {"age": 0.5},
        (PairTable("age", "amount", (0.0,), (-1.0, 1.0), tuple(np.arange(12.0).tolist())),),
    )
    second = Additive(
        names,
        0.4,
        {"age": (Steps((0.0,), (-1.0, 1.0), 0.0),), "amount": (Steps((), (0.9,), 0.1),)},
        {"age": 0.1, "amount": 0.2},
        (
            PairTable("age", "amount", (-0.3, 0.3), (), tuple(np.arange(8.0).tolist())),
            PairTable("amount", "tries", (), (), (1.0, 2.0, 3.0, 4.0)),
        ),
    )

    mean = mean_of([first, second, second])

    assert np.abs(mean.logit(x) - (first.logit(x) + 2 * second.logit(x)) / 3).max() < 1e-12
    assert np.abs(mean.parts(x) - (first.parts(x) + 2 * second.parts(x)) / 3).max() < 1e-12
    assert [len(mean.terms[name]) for name in ("age", "amount")] == [2, 1]
    assert [(pair.first, pair.second, pair.first_edges) for pair in mean.pairs] == [
        ("age", "amount", (-0.3, 0.0, 0.3)),
        ("amount", "tries", ()),
    ]
    assert mean.usual["age"] == pytest.approx((0.5 + 0.2) / 3)
    assert from_json(mean.as_json(), features=names) == mean
