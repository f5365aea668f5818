"""Boosting with pairs of features is read out exactly, finds what two features say together, and stays small."""

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from scoring import pairing
from scoring.fitting import fit_boosted
from scoring.pairing import PAIRING, fit_paired, read_out
from tests.scoring.test_fitting import auc

NAMES = ("age", "amount", "tries", "empty")


def drawn(rows=3_000, *, seed=0):
    """Who pays depends on whether age and amount lie on the same side; a tenth of the values is missing."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(rows, 4)).astype(np.float32)
    logit = 3 * np.sign(x[:, 0] * x[:, 1]) + x[:, 2] / 2 - 1
    x[rng.random(x.shape) < 0.1] = np.nan
    x[:, 3] = np.nan
    return x, np.nan_to_num(logit, nan=-1) > rng.logistic(size=rows)


@pytest.fixture(scope="module", autouse=True)
def _few_trees():
    """What is asked here does not need all the trees."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(PAIRING, "max_iter", 60)
        yield


@pytest.fixture(scope="module")
def rows():
    """Rows to learn from."""
    return drawn()


@pytest.fixture(scope="module")
def model(rows):
    """What is learned from them."""
    return fit_paired(*rows, NAMES, seed=0)


@pytest.mark.parametrize("allowed", ["pairwise", "no_interactions", [{0, 1}, {1, 2}]])
def test_trees_are_read_out_exactly(rows, allowed):
    x, y = rows
    estimator = HistGradientBoostingClassifier(max_iter=30, max_leaf_nodes=8, random_state=0, interaction_cst=allowed)
    estimator.fit(x[:, :3], y)
    other = np.concatenate([drawn(500, seed=1)[0], np.full((1, 4), np.nan), [[9, -9, 9, -9], [-9, 9, -9, 9]]])

    model = read_out(estimator, x, NAMES, columns=[0, 1, 2])

    assert np.abs(model.logit(other) - estimator.decision_function(other[:, :3])).max() < 1e-9


def test_a_missing_value_that_a_tree_parts_from_all_others_is_read_out(rows):
    x = rows[0][:, :1]
    y = np.isnan(x[:, 0])
    estimator = HistGradientBoostingClassifier(max_iter=5, random_state=0).fit(x, y)

    model = read_out(estimator, x, NAMES[:1], columns=[0])

    assert np.abs(model.logit(x) - estimator.decision_function(x)).max() < 1e-9


def test_pairs_find_what_no_feature_says_alone(rows, model):
    x, y = drawn(seed=2)

    alone = fit_boosted(*rows, NAMES, seed=0)

    assert auc(y, model.logit(x))[0] > auc(y, alone.logit(x))[0] + 0.08
    strongest = max(model.pairs, key=lambda pair: np.abs(pair.table).max())
    assert {strongest.first, strongest.second} == {"age", "amount"}


def test_contributions_add_up_to_the_logit(rows, model):
    base, parts = model.contributions(rows[0])

    assert np.abs(base + parts.sum(axis=1) - model.logit(rows[0])).max() < 1e-9
    assert np.abs(parts.mean(axis=0)).max() < 1e-9


def test_a_table_says_nothing_of_one_feature_alone(rows, model):
    x, _ = rows
    pair = next(pair for pair in model.pairs if {pair.first, pair.second} == {"age", "amount"})
    places = [
        np.where(np.isnan(x[:, at]), len(edges) + 1, np.searchsorted(edges, x[:, at]))
        for at, edges in ((NAMES.index(pair.first), pair.first_edges), (NAMES.index(pair.second), pair.second_edges))
    ]

    said = pair.table[places[0], places[1]]

    for place in places:
        means = np.bincount(place, weights=said) / np.maximum(np.bincount(place), 1)
        assert np.abs(means).max() < 0.02 * np.abs(said).max()


def test_only_the_features_that_move_most_are_paired(rows, monkeypatch):
    monkeypatch.setattr(pairing, "PAIRED_FEATURES", 2)

    model = fit_paired(*rows, NAMES, seed=0)

    assert len(model.pairs) <= 1
    assert "tries" in model.terms


def test_a_table_has_no_more_steps_than_bins(model):
    most = PAIRING["max_bins"] + 2

    assert all(max(pair.table.shape) <= most for pair in model.pairs)


def test_a_column_that_is_empty_in_training_does_not_matter(rows, model):
    x = rows[0].copy()
    x[:, 3] = 5.0

    assert model.logit(x).tolist() == model.logit(rows[0]).tolist()


def test_the_same_seed_gives_the_same_model(rows, model):
    assert fit_paired(*rows, NAMES, seed=0).as_json() == model.as_json()


def test_one_feature_or_none_can_be_fitted(rows):
    x, y = rows

    assert fit_paired(x[:, 2:3], y, ("tries",), seed=0).pairs == ()
    assert fit_paired(x[:, [2, 3]], y, ("tries", "empty"), seed=0).pairs == ()
