"""An artefact gives back the model that was packed, or is refused before anything in it is used."""

import copy
import hashlib
import json
from dataclasses import replace

import numpy as np
import pytest

from scoring import artifact
from scoring.additive import Additive, Line, PairTable, Steps, WrongModel
from scoring.artifact import audit, pack

FEATURES = ("age", "amount")
MODEL = Additive(
    FEATURES,
    -1.0,
    {"age": (Steps((0.0, 30.0), (0.5, 1.0, -2.0), 0.25),), "amount": (Line(0.0, 10.0, 0.0, 0.1, -0.5),)},
    {"age": 0.3, "amount": 0.2},
    (PairTable("age", "amount", (0.0,), (2.0, 5.0), (0.5,) * 12),),
)
MANIFEST = {"rows": 1200, "window": ["2025-01-06", "2025-12-01"], "note": "época"}
X = np.array([[-5, 0], [0, 3], [30, 5], [31, 5.1], [np.nan, 50], [10, np.nan]])


def read(content, *, features=FEATURES):
    """Audit bytes under their own hash."""
    return audit(content, sha256=hashlib.sha256(content).hexdigest(), features=features)


def spoilt(spoil):
    """The bytes of an artefact of which one part was changed."""
    whole = copy.deepcopy(json.loads(pack(MODEL, MANIFEST).content))
    spoil(whole)
    return json.dumps(whole).encode()


def test_round_trip_gives_the_same_model_and_scores():
    packed = pack(MODEL, MANIFEST)

    model = audit(packed.content, sha256=packed.sha256, features=FEATURES)

    assert model == MODEL
    assert model.logit(X).tolist() == MODEL.logit(X).tolist()


def test_the_same_model_gives_the_same_bytes_and_says_what_it_was_made_with():
    packed, again = pack(MODEL, MANIFEST), pack(MODEL, dict(reversed(MANIFEST.items())))

    assert packed == again
    assert packed.sha256 == hashlib.sha256(packed.content).hexdigest()
    whole = json.loads(packed.content)
    assert (whole["manifest"], set(whole["libraries"])) == (MANIFEST, {"python", "numpy", "scipy", "scikit-learn"})


def test_a_manifest_that_is_not_finite_is_not_packed():
    with pytest.raises(ValueError, match="JSON compliant"):
        pack(MODEL, {"auc": float("nan")})


def test_bytes_under_another_hash_are_refused():
    packed = pack(MODEL, MANIFEST)

    with pytest.raises(WrongModel, match="SHA-256"):
        audit(packed.content.replace(b"-1.0", b"-2.0"), sha256=packed.sha256, features=FEATURES)
    with pytest.raises(WrongModel, match="SHA-256"):
        audit(packed.content, sha256=packed.sha256.upper(), features=FEATURES)


def test_an_artefact_cut_off_anywhere_is_refused():
    content = pack(MODEL, MANIFEST).content

    for end in range(len(content)):
        with pytest.raises(WrongModel):
            read(content[:end])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b'"model"',
        b"1",
        b"{}",
        b"\x80\x04\x95pickle",
        b"\xff\xfe",
        b"{'format': 1}",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"1" * 5_000,
        pack(MODEL, MANIFEST).content + b"{}",
    ],
)
def test_what_is_no_artefact_is_refused(content):
    with pytest.raises(WrongModel):
        read(content)


@pytest.mark.parametrize("constant", [b"NaN", b"Infinity", b"-Infinity", b"1e999", b"-1e999"])
@pytest.mark.parametrize("place", [b"-1.0", b"0.25", b"0.1", b"30.0", b"0.3"])
def test_numbers_that_are_not_finite_are_refused(constant, place):
    content = pack(MODEL, MANIFEST).content
    assert place in content

    with pytest.raises(WrongModel):
        read(content.replace(place, constant, 1))


@pytest.mark.parametrize("constant", [b"NaN", b"Infinity"])
def test_constants_that_are_not_json_are_refused_wherever_they_stand(constant):
    with pytest.raises(WrongModel, match="not JSON"):
        read(pack(MODEL, MANIFEST).content.replace(b"1200", constant, 1))


def test_an_artefact_larger_than_any_of_ours_is_refused(monkeypatch):
    content = pack(MODEL, MANIFEST).content
    monkeypatch.setattr(artifact, "MOST_BYTES", len(content) - 1)

    with pytest.raises(WrongModel, match="larger"):
        read(content)


@pytest.mark.parametrize("features", [("age",), ("amount", "age"), ("age", "amount", "iban"), ("age", "Amount"), ()])
def test_an_artefact_for_other_features_is_refused(features):
    with pytest.raises(WrongModel, match="other features"):
        read(pack(MODEL, MANIFEST).content, features=features)


def _term(**values):
    def spoil(whole):
        whole["model"]["terms"]["age"][0].update(values)

    return spoil


def _line(**values):
    def spoil(whole):
        whole["model"]["terms"]["amount"][0].update(values)

    return spoil


def _pair(**values):
    def spoil(whole):
        whole["model"]["pairs"][0].update(values)

    return spoil


def _model(**values):
    return lambda whole: whole["model"].update(values)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda whole: whole.update(format=2),
        lambda whole: whole.update(format="1"),
        lambda whole: whole.update(format=None),
        lambda whole: whole.update(code="import os"),
        lambda whole: whole.pop("libraries"),
        lambda whole: whole.update(model=None),
        lambda whole: whole.update(model=[]),
        lambda whole: whole["model"].update(code="import os"),
        lambda whole: whole["model"].pop("usual"),
        _model(features=None),
        _model(features="age"),
        _model(intercept="0"),
        _model(intercept=None),
        _model(intercept=[0.0]),
        _model(intercept=10**400),
        _model(usual=[]),
        _model(usual={"age": [0.1], "amount": 0.2}),
        _model(usual={"age": 0.1, "amount": 0.2, "iban": 0.3}),
        _model(terms=[]),
        _model(terms={"age": 1}),
        _model(terms={"age": None}),
        _model(terms={"age": "steps"}),
        _model(terms={"age": {"kind": "line"}}),
        _model(terms={"age": [[]]}),
        _model(terms={"iban": []}),
        _term(kind="pickle"),
        _term(kind=None),
        _term(kind=["steps"]),
        _term(kind={"steps": 1}),
        _term(kind="line"),
        _term(code="import os"),
        _term(missing=[0.0]),
        _term(missing={"a": 1}),
        _term(edges=0.0),
        _term(edges=[[0.0], [30.0]]),
        _term(edges=[0.0, "30"]),
        _term(edges=[0.0, None]),
        _term(edges=[0.0, True]),
        _term(edges=[30.0, 0.0]),
        _term(edges=[0.0, 0.0]),
        _term(edges=[0.0]),
        _term(edges={"0": 1}),
        _term(values=[0.5, 1.0, {"a": 1}]),
        _term(values=[0.5, 1.0, 10**400]),
        _line(slope=[0.1]),
        _line(low="0"),
        _line(high=None),
        _line(extra=1),
        _model(pairs=None),
        _model(pairs={"age": []}),
        _model(pairs="age"),
        _model(pairs=[[]]),
        _model(pairs=[None]),
        _pair(kind="pickle"),
        _pair(first=None),
        _pair(first=["age"]),
        _pair(first={"age": 1}),
        _pair(first="iban"),
        _pair(second="age"),
        _pair(first_edges=0.0),
        _pair(first_edges=[]),
        _pair(first_edges=["0"]),
        _pair(second_edges=[5.0, 2.0]),
        _pair(second_edges=[2.0, 2.0]),
        _pair(second_edges=[2.0, 10**400]),
        _pair(values=[]),
        _pair(values=[0.5] * 11),
        _pair(values=[0.5] * 11 + [True]),
        _pair(values=[[0.5] * 4] * 3),
        _pair(values={"0": 0.5}),
    ],
)
def test_every_spoilt_part_is_refused_with_wrong_model_and_nothing_else(spoil):
    content = spoilt(spoil)

    with pytest.raises(WrongModel):
        read(content)


def test_an_artefact_without_pairs_is_as_good():
    whole = json.loads(pack(MODEL, MANIFEST).content)
    del whole["model"]["pairs"]

    assert read(json.dumps(whole).encode()) == replace(MODEL, pairs=())


def test_an_artefact_of_whole_numbers_is_as_good():
    model = read(spoilt(_model(intercept=-1)))

    assert model == MODEL
