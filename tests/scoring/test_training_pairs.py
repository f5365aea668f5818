"""Pairs of features are tried where there are rows enough, and taken where later weeks are told better."""

from dataclasses import replace

import numpy as np
import pytest

from scoring import fitting, pairing, training
from scoring.contestants import PAIRED
from scoring.dataset import PredictionTarget, Reader
from scoring.features import usable
from scoring.training import TrainingTerms, candidate_json, train
from tests.scoring.histories import START, history

NAMES = [feature.name for feature in usable()]
TERMS = TrainingTerms(horizon=14)


@pytest.fixture(scope="module", autouse=True)
def _few_trees():
    """What is asked here does not need all the trees."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(fitting.BOOSTING, "max_iter", 40)
        patch.setitem(pairing.PAIRING, "max_iter", 60)
        yield


@pytest.fixture(scope="module")
def facts():
    """A portfolio of somewhat less than a year."""
    return history(140)


@pytest.fixture(scope="module")
def crossed(facts):
    """Weekly rows in which two features tell together who pays: large and old debts, and small and new ones."""
    return labelled(facts, lambda is_large, is_old: np.where(is_large == is_old, 0.95, 0.05))


def labelled(facts, chance):
    """Weekly rows that are paid with a chance that depends on whether the debt is large and old."""
    weeks = list(Reader(facts, PredictionTarget()).days(range(START + 91, START + 301, 7)))
    columns = [NAMES.index("open_amount"), NAMES.index("newest_due")]
    middle, rng, found = np.median(weeks[0].x[:, columns], axis=0), np.random.default_rng(0), []
    for week in weeks:
        payer = rng.random(len(week)) < chance(*(week.x[:, columns] > middle).T)
        found.append(replace(week, payer=payer, money=np.where(payer, week.exposure, 0.0)))
    return found


@pytest.fixture
def _small(monkeypatch):
    """Pairs are tried with few rows already."""
    monkeypatch.setattr(training, "PAIRED_ROWS", 500)
    monkeypatch.setattr(training, "PAIRED_PAYERS", 50)


@pytest.mark.usefixtures("_small")
def test_pairs_are_taken_where_two_features_tell_together_who_pays(facts, crossed):
    found = train(crossed, facts.external_id, TERMS)

    printed = {one["name"]: one for one in map(candidate_json, found.candidates)}
    assert (found.contestant, found.family) == (PAIRED, PAIRED.family)
    assert found.winner is found.candidates[-1]
    assert printed["boosted_pairs"]["verdict"] == "better"
    assert printed["boosted_pairs"]["auc"] > printed["boosted"]["auc"] + 0.02
    assert found.model.pairs
    assert {"open_amount", "newest_due"} <= {name for name, _ in found.weights[:4]}


@pytest.mark.usefixtures("_small")
def test_pairs_are_not_taken_where_they_tell_nothing_more(facts):
    weeks = labelled(facts, lambda is_large, _: np.where(is_large, 0.8, 0.2))

    found = train(weeks, facts.external_id, TERMS)

    assert found.candidates[-1].contestant == PAIRED
    assert found.contestant != PAIRED


def test_pairs_are_not_tried_with_few_rows(facts, crossed):
    found = train(crossed, facts.external_id, TERMS)

    assert [one.contestant.name for one in found.candidates] == ["rules", "anchored", "boosted"]
