"""What is compared, and which rows it is fitted on: who paid counts more than who did not, and the mean stays true."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.contestants import ANCHORED, BOOSTED, CONTESTANTS, PAIRED, RULES, any_rows, drawn_rows, fit
from scoring.dataset import PredictionTarget, Reader, together
from tests.scoring.histories import START, history


@pytest.fixture(scope="module")
def weeks():
    """Weekly rows, of which about a fifth paid."""
    return list(Reader(history(140), PredictionTarget()).days(range(START + 91, START + 300, 7)))


def seldom(weeks, *, each=8):
    """The same weeks in which only one of so many payers has paid."""
    return [replace(week, payer=week.payer & (week.account % each == 0)) for week in weeks]


def test_names_are_those_of_the_families_and_one_of_boosting_with_pairs():
    assert [one.name for one in CONTESTANTS] == ["rules", "anchored", "boosted", "boosted_pairs"]


def test_few_rows_are_all_taken(weeks):
    rows = together(weeks)

    for found in (drawn_rows(weeks, len(rows), seed=0), any_rows(weeks, len(rows), seed=0)):
        assert found.account.tolist() == rows.account.tolist()
        assert found.payer.tolist() == rows.payer.tolist()


def test_of_many_rows_all_payers_are_taken_where_few_paid(weeks):
    rare = seldom(weeks)
    rows, payers = together(rare), sum(int(week.payer.sum()) for week in rare)

    found = drawn_rows(rare, len(rows) // 3, seed=0)

    assert payers < len(rows) // 6
    assert (len(found), int(found.payer.sum())) == (len(rows) // 3, payers)
    assert np.all(np.diff(found.day) >= 0)


def test_of_many_rows_all_others_are_taken_where_few_did_not_pay(weeks):
    turned = [replace(week, payer=~week.payer) for week in seldom(weeks)]
    others = sum(int((~week.payer).sum()) for week in turned)

    found = drawn_rows(turned, len(together(turned)) // 3, seed=0)

    assert int((~found.payer).sum()) == others


def test_payers_are_no_more_than_half_where_both_are_many(weeks):
    found = drawn_rows(weeks, 200, seed=0)

    assert (len(found), int(found.payer.sum())) == (200, 100)


def test_any_rows_are_as_the_whole(weeks):
    whole = together(weeks)

    found = any_rows(weeks, len(whole) // 2, seed=0)

    assert len(found) == len(whole) // 2
    assert found.payer.mean() == pytest.approx(whole.payer.mean(), abs=0.03)


@pytest.mark.parametrize("contestant", [RULES, ANCHORED, BOOSTED, PAIRED])
def test_chances_are_true_though_rows_were_drawn_by_who_paid(weeks, contestant):
    rare = seldom(weeks)
    whole = together(rare)

    model = fit(contestant, rare, most=len(whole) // 4, seed=0)

    assert model.chance(whole.x).mean() == pytest.approx(whole.payer.mean(), rel=0.02)
    base, parts = model.contributions(whole.x)
    assert np.abs(base + parts.sum(axis=1) - model.logit(whole.x)).max() < 1e-9
    assert np.abs(parts.mean(axis=0)).max() < 1e-6


@pytest.mark.parametrize("contestant", [BOOSTED, PAIRED])
def test_the_mean_of_several_fits_is_one_model_and_true(weeks, contestant):
    whole = together(weeks)

    mean = fit(contestant, weeks, most=len(whole) // 2, seed=0, stakes=(1.0, 1.0, 0.5))

    assert mean.chance(whole.x).mean() == pytest.approx(whole.payer.mean(), rel=0.02)
    base, parts = mean.contributions(whole.x)
    assert np.abs(base + parts.sum(axis=1) - mean.logit(whole.x)).max() < 1e-9
    assert all(len(terms) == 1 for terms in mean.terms.values())
    assert len({(pair.first, pair.second) for pair in mean.pairs}) == len(mean.pairs)


def test_who_owes_much_is_told_apart_better_where_a_row_counts_by_its_exposure(weeks):
    """The few who owe much pay where the many do not, and the other way round."""
    rows = together(weeks)
    large, odd = rows.account % 5 == 0, rows.account % 2 == 1
    x = np.zeros_like(rows.x)
    x[:, 0] = odd
    turned = replace(rows, x=x, exposure=np.where(large, 1e6, 1e4), payer=odd ^ large)

    plain = fit(BOOSTED, [turned], most=len(rows), seed=0)
    weighted = fit(BOOSTED, [turned], most=len(rows), seed=0, stakes=(1.0,))

    assert _loss(weighted, turned, large) < _loss(plain, turned, large)
    assert _loss(weighted, turned, ~large) > _loss(plain, turned, ~large)


def _loss(model, rows, at):
    p = model.chance(rows.x[at])
    return float(-np.log(np.where(rows.payer[at], p, 1 - p)).mean())
