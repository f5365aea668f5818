"""Scores of a population do not depend on the parts it is scored in."""

import json

import pytest

from scoring import scored
from scoring.additive import Additive
from scoring.dataset import PopulationAtDay, PredictionTarget, Reader
from scoring.features import usable
from scoring.fitting import fit_boosted
from scoring.reasons import reasons_of
from scoring.scored import scored_parts
from scoring.spreading import spread_over
from scoring.values import RankingValue, ValueModel
from tests.scoring.histories import START, history


@pytest.fixture(scope="module")
def seen() -> PopulationAtDay:
    return Reader(history(90), PredictionTarget()).look(START + 300)


@pytest.fixture(scope="module")
def model() -> Additive:
    rows = Reader(history(90), PredictionTarget()).at(START + 250)
    return fit_boosted(rows.x, rows.payer, [one.name for one in usable()], seed=0)


def whole(parts, name):
    return [value for part in parts for value in getattr(part, name)]


def test_scores_are_the_models_and_the_reasons_are_texts(seen, model):
    (part,) = scored_parts(model, None, seen)

    chance = model.chance(seen.x)
    assert part.propensity == chance.tolist()
    assert part.gain == (chance * seen.exposure).tolist()
    assert [json.loads(one) for one in part.reasons] == reasons_of(model, seen.x, model.logit(seen.x))


def test_a_value_ranks_by_its_own_sum(seen, model):
    (part,) = scored_parts(model, ValueModel(RankingValue.EFFECT, model), seen)

    assert part.gain == (model.logit(seen.x) * seen.exposure).tolist()


@pytest.mark.parametrize("setting", ["", "processes:2"])
def test_parts_and_processes_change_nothing(seen, model, setting, monkeypatch):
    (alone,) = scored_parts(model, None, seen)
    monkeypatch.setattr(scored, "ROWS_AT_ONCE", 7)

    with spread_over(setting):
        parts = list(scored_parts(model, None, seen))

    assert len(parts) == -(-len(seen) // 7) > 3
    assert {name: whole(parts, name) for name in vars(alone)} == vars(alone)
