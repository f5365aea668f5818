"""What a call adds: the learner finds its sign and order, says it as a sum, and the same rows give the same model."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.effect import doubly_robust, fit_effect, fit_if_called, fit_nuisance
from tests.scoring.call_rows import FEATURES, call_rows


@pytest.fixture(scope="module")
def rows():
    """Calls drawn by chance, which move half of the accounts."""
    return call_rows()


@pytest.fixture(scope="module")
def nuisance(rows):
    """What comes in and who is called, as other customers tell."""
    return fit_nuisance(rows, seed=0)


def test_calls_add_where_they_add_and_nothing_elsewhere(rows, nuisance):
    adds = fit_effect(rows, nuisance, FEATURES, seed=0).logit(rows.x)
    moved = rows.x[:, 0] > 0.5

    assert adds.mean() == pytest.approx(0.15, abs=0.03)
    assert adds[moved].mean() > adds[~moved].mean() + 0.1
    assert adds[~moved].mean() == pytest.approx(0.0, abs=0.1)
    assert np.corrcoef(adds, rows.x[:, 0])[0, 1] > np.corrcoef(adds, rows.x[:, 1])[0, 1] + 0.3


def test_a_call_that_keeps_money_away_has_a_negative_effect():
    rows = call_rows(effect=-0.3)

    adds = fit_effect(rows, fit_nuisance(rows, seed=0), FEATURES, seed=0).logit(rows.x)

    assert adds[rows.x[:, 0] > 0.6].mean() < -0.05


def test_what_comes_in_if_called_holds_what_comes_in_anyway(rows):
    comes = fit_if_called(rows, FEATURES, seed=0).logit(rows.x)
    by_itself = 0.05 + 0.6 * rows.x[:, 1] + 0.3 * (rows.x[:, 0] > 0.5)

    assert np.corrcoef(comes, by_itself)[0, 1] > 0.9
    assert comes.mean() == pytest.approx(by_itself.mean(), abs=0.03)


@pytest.mark.parametrize("fit", [lambda rows, nu: fit_effect(rows, nu, FEATURES, seed=0), None])
def test_the_terms_add_up_to_the_value_exactly(rows, nuisance, fit):
    model = fit(rows, nuisance) if fit else fit_if_called(rows, FEATURES, seed=0)

    base, parts = model.contributions(rows.x)

    np.testing.assert_allclose(base + parts.sum(axis=1), model.logit(rows.x), atol=1e-12)
    assert parts.mean(axis=0) == pytest.approx(0, abs=0.05)


def test_the_same_seed_gives_the_same_model(rows, nuisance):
    again = fit_nuisance(rows, seed=0)

    assert fit_effect(rows, again, FEATURES, seed=0) == fit_effect(rows, nuisance, FEATURES, seed=0)


def test_a_recorded_chance_is_taken_as_it_is(rows):
    known = replace(rows, chance=np.full(len(rows), 0.2))

    assert set(fit_nuisance(known, seed=0).chance.tolist()) == {0.2}


def test_doubly_robust_values_are_right_on_average_whatever_the_effect_model_says(rows, nuisance):
    for guess in (0.0, 0.5):
        values = doubly_robust(rows, nuisance, np.full(len(rows), guess))

        assert values.mean() == pytest.approx(0.15, abs=0.04)
