"""Each model family finds an effect in the data, none where there is none, and gives equal results for equal input."""

import numpy as np
import pytest

from scoring.dataset import PredictionTarget, Reader, together
from scoring.features import usable
from scoring.fitting import fit_anchored, fit_boosted, hand_rule
from tests.scoring.histories import START, history

NAMES = tuple(feature.name for feature in usable())


@pytest.fixture(scope="module")
def rows():
    """Weekly rows of a made-up portfolio, the earlier ones to learn from and the later ones to test on."""
    reader = Reader(history(400), PredictionTarget("open"))
    weeks = list(reader.days([START + 7 * week for week in range(13, 48)]))
    return together(weeks[:22]), together(weeks[24:])


def auc(labels, scores):
    """Chance that a payer is ranked above a non-payer; ties count half."""
    order = np.argsort(scores, kind="stable")
    ranks = np.empty(len(scores))
    values, starts, counts = np.unique(scores[order], return_index=True, return_counts=True)
    ranks[order] = np.repeat(starts + (counts + 1) / 2, counts)
    payers = labels.sum()
    return (ranks[labels].sum() - payers * (payers + 1) / 2) / (payers * (len(labels) - payers)), len(values)


def test_boosting_finds_who_pays_out_of_time(rows):
    train, test = rows

    model = fit_boosted(train.x, train.payer, NAMES, seed=0)

    assert auc(test.payer, model.chance(test.x))[0] > 0.85
    assert abs(model.chance(test.x).mean() / test.payer.mean() - 1) < 0.25


def test_boosting_is_read_out_exactly_and_explained_exactly(rows):
    train, test = rows

    model = fit_boosted(train.x, train.payer, NAMES, seed=0)
    base, parts = model.contributions(test.x)

    assert np.abs(base + parts.sum(axis=1) - model.logit(test.x)).max() < 1e-9


def test_the_same_seed_gives_the_same_model(rows):
    train, _ = rows

    first, second = (fit_boosted(train.x, train.payer, NAMES, seed=3).as_json() for _ in range(2))

    assert first == second


@pytest.mark.long
def test_shuffled_labels_give_no_skill(rows):
    train, test = rows
    rng = np.random.default_rng(1)

    shuffles = [fit_boosted(train.x, rng.permutation(train.payer), NAMES, seed=0) for _ in range(8)]

    # The same accounts come back every week, so one shuffle wanders far from one half; their mean does not.
    assert abs(np.mean([auc(test.payer, model.chance(test.x))[0] for model in shuffles]) - 0.5) < 0.12


def test_a_column_that_is_empty_in_training_does_not_matter(rows):
    train, test = rows
    empty = train.x.copy()
    empty[:, 3] = np.nan

    model = fit_boosted(empty, train.payer, NAMES, seed=0)

    assert NAMES[3] not in model.terms
    assert np.isfinite(model.logit(test.x)).all()


def test_anchored_logistic_begins_as_the_rule_and_learns_with_labels(rows):
    train, test = rows
    rule = hand_rule(NAMES).logit(test.x)

    few = fit_anchored(train.x[:30], train.payer[:30], NAMES).logit(test.x)
    many = fit_anchored(train.x, train.payer, NAMES)

    assert np.corrcoef(rule, few)[0, 1] > 0.5
    assert auc(test.payer, many.chance(test.x))[0] > 0.85


def test_hand_rule_doubles_the_odds_every_ten_points(rows):
    _, test = rows
    model = hand_rule(NAMES)

    young = np.full((1, len(NAMES)), np.nan)
    old = young.copy()
    young[0, NAMES.index("days_past_due")], old[0, NAMES.index("days_past_due")] = 7, 60

    assert (model.logit(young) - model.logit(old))[0] == pytest.approx(2 * np.log(2))
    assert len(test) > 0
