"""A model fitted on the numbers of intervals says the same of the values themselves."""

import numpy as np
import pytest

from scoring.binning import FeatureBins
from scoring.fitting import fit_boosted
from scoring.pairing import PAIRING, fit_paired
from tests.scoring.test_pairing import NAMES, drawn


@pytest.fixture(autouse=True)
def _few_trees(monkeypatch):
    monkeypatch.setitem(PAIRING, "max_iter", 20)


def test_intervals_hold_about_as_many_values_each_and_missing_stays_missing():
    x, _ = drawn()
    numbers = FeatureBins.of(x, most=10).numbers(x)

    assert np.isnan(numbers[:, 3]).all()
    for column in range(3):
        assert (np.isnan(numbers[:, column]) == np.isnan(x[:, column])).all()
        counts = np.unique(numbers[~np.isnan(x[:, column]), column], return_counts=True)[1]
        assert len(counts) == 10
        assert counts.max() - counts.min() <= 2


def test_few_different_values_have_an_interval_each():
    x = np.array([[1.0], [5.0], [5.0], [9.0], [np.nan]], dtype=np.float32)

    bins = FeatureBins.of(x, most=3)

    assert bins.numbers(x)[:4, 0].tolist() == [0, 1, 1, 2]
    assert bins.edges[0].tolist() == [3, 7]


@pytest.mark.parametrize("fitted", [fit_boosted, fit_paired])
def test_a_model_of_numbers_is_one_of_values(fitted):
    x, y = drawn()
    other = np.concatenate([drawn(500, seed=1)[0], np.full((1, 4), np.nan), [[9, -9, 9, -9], [-9, 9, -9, 9]]])
    bins = FeatureBins.of(x, most=20)

    of_numbers = fitted(bins.numbers(x), y, NAMES, seed=0)
    of_values = bins.on_values(of_numbers)

    assert np.abs(of_values.logit(other) - of_numbers.logit(bins.numbers(other))).max() < 1e-9
    edges = {edge for term in of_values.terms["age"] for edge in term.edges}
    assert edges <= set(bins.edges[0].tolist())
