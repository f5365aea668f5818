"""Trainings: which rows they use, when a family is promoted, and that rows without information raise no error."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from models.enums import ModelFamily
from scoring import contestants, fitting
from scoring.artifact import pack
from scoring.contestants import LEVEL_WEEKS, rule_on
from scoring.dataset import PredictionTarget, Reader, together
from scoring.features import usable
from scoring.training import (
    LOOKS,
    MOST_ROWS,
    MOST_WEEKS,
    YEAR_WEEKS,
    TrainingTerms,
    candidate_json,
    train,
    training_days,
    window_of,
)
from tests.scoring.histories import START, assembled, history

ON = START + 340
TERMS = TrainingTerms(horizon=14)
CHAMPIONS = [ModelFamily.ANCHORED, pytest.param(ModelFamily.BOOSTED, marks=pytest.mark.long)]
NAMES = tuple(feature.name for feature in usable())


def weeks_of(facts, *, weeks=30, on=ON, aim=None):
    """Weekly rows as a training on a day reads them."""
    days = training_days(on=on, terms=TERMS, weeks=weeks)
    return list(Reader(facts, aim or PredictionTarget()).days(days))


@pytest.fixture(scope="module", autouse=True)
def _few_trees():
    """What is asked here does not need all the trees."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(fitting.BOOSTING, "max_iter", 60)
        yield


@pytest.fixture(scope="module")
def facts():
    """A portfolio in which who pays can be learned."""
    return history(140)


@pytest.fixture(scope="module")
def weeks(facts):
    """Its weekly rows."""
    return weeks_of(facts)


@pytest.fixture(scope="module")
def found(facts, weeks):
    """What a first training finds in them."""
    return train(weeks, facts.external_id, TERMS)


def shuffled(weeks, *, seed):
    """The same rows with payers drawn anew."""
    rng = np.random.default_rng(seed)
    orders = [rng.permutation(len(week)) for week in weeks]
    return [
        replace(week, payer=week.payer[order], money=(week.money / week.exposure)[order] * week.exposure)
        for week, order in zip(weeks, orders, strict=True)
    ]


# --- which days -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "lag", "last"),
    [
        (date(2025, 6, 16), 0, date(2025, 6, 2)),  # a Monday: the window of the Monday two weeks ago ended yesterday
        (date(2025, 6, 15), 0, date(2025, 5, 26)),
        (date(2025, 6, 22), 0, date(2025, 6, 2)),
        (date(2025, 6, 16), 1, date(2025, 5, 26)),
        (date(2025, 6, 19), 3, date(2025, 6, 2)),
        (date(2025, 6, 18), 3, date(2025, 5, 26)),
    ],
)
def test_training_days_are_mondays_whose_window_and_lag_are_over(on, lag, last):
    days = training_days(on=on.toordinal(), terms=TrainingTerms(horizon=14, lag=lag), weeks=5)

    assert date.fromordinal(days[-1]) == last
    assert {date.fromordinal(day).weekday() for day in days} == {0}
    assert np.diff(days).tolist() == [7, 7, 7, 7]


def test_training_days_never_lie_before_the_calendar():
    assert training_days(on=30, terms=TERMS, weeks=208) == [1, 8, 15]


@pytest.mark.parametrize("rows", [0, 1, 100, 144, 145, 400, 577, 1_000, 3_000, 50_000, 2_000_000, 20_000_000])
def test_window_is_a_year_or_up_to_four_and_never_too_many_rows(rows):
    window = window_of([rows] * len(LOOKS))

    assert YEAR_WEEKS <= window.weeks <= MOST_WEEKS
    assert 0 < window.share <= 1
    assert rows * window.weeks * window.share <= MOST_ROWS * 1.02 or window.share < 0.03
    assert rows * window.weeks * window.share <= MOST_ROWS * 2


def test_window_is_longer_where_a_year_has_few_rows():
    assert [window_of([rows] * len(LOOKS)).weeks for rows in (577, 300, 145, 100)] == [52, 100, 207, 208]
    assert [window_of([rows] * len(LOOKS)).share for rows in (577, 7_500, 77_000)] == [1.0, 1.0, 0.1]


# --- which rows -------------------------------------------------------------------------------------------------------


def test_rows_put_on_hold_within_their_window_are_left_out_and_counted(facts, weeks):
    marked = [replace(week, held=week.account % 10 == 0) for week in weeks]
    kept = [week.where(week.account % 10 != 0) for week in weeks]

    found = train(marked, facts.external_id, TERMS)
    without = train(kept, facts.external_id, TERMS)

    assert found.held == sum(int((week.account % 10 == 0).sum()) for week in weeks) > 0
    assert found.rows == sum(map(len, kept))
    assert found.positives == sum(int(week.payer.sum()) for week in kept)
    assert found.model == without.model


def test_folds_are_tested_on_later_weeks_than_they_learn_from(facts, weeks, found):
    boosted = next(one for one in found.candidates if one.family is ModelFamily.BOOSTED)

    assert found.test_weeks == 12  # of thirty: four folds of three weeks, less than half
    assert boosted.tally.rows == sum(map(len, weeks[-12:]))
    assert (found.first_day, found.last_day) == (int(weeks[0].day[0]), int(weeks[-1].day[0]))

    # What happened in the tested weeks says nothing to what is learned for the first fold.
    turned = [*weeks[:-12], *(replace(week, payer=~week.payer) for week in weeks[-12:])]
    again = train(turned, facts.external_id, TERMS)
    other = next(one for one in again.candidates if one.family is ModelFamily.BOOSTED)
    first = sum(map(len, weeks[-12:-9]))
    assert other.tally.chances()[:first].tolist() == boosted.tally.chances()[:first].tolist()
    assert other.tally.chances()[first:].tolist() != boosted.tally.chances()[first:].tolist()


def test_a_window_that_reaches_into_a_fold_is_not_learned_from_for_it(facts, weeks, found):
    boosted = next(one for one in found.candidates if one.family is ModelFamily.BOOSTED)
    first = sum(map(len, weeks[-12:-9]))

    # The window of the last week before the fold is open when the fold begins, that of the week before just closed.
    changed = {back: _turned(weeks, -12 - back) for back in (1, 2)}

    chances = {
        back: next(one for one in train(rows, facts.external_id, TERMS).candidates if one.family is ModelFamily.BOOSTED)
        .tally.chances()[:first]
        .tolist()
        for back, rows in changed.items()
    }
    assert chances[1] == boosted.tally.chances()[:first].tolist()
    assert chances[2] != boosted.tally.chances()[:first].tolist()


def _turned(weeks, at):
    return [replace(week, payer=~week.payer) if week is weeks[at] else week for week in weeks]


@pytest.mark.long
def test_the_posting_lag_keeps_one_week_more_out_of_a_fold(facts, weeks):
    plain, late = (train(one, facts.external_id, TrainingTerms(14, lag=1)) for one in (weeks, _turned(weeks, -12 - 2)))
    first = sum(map(len, weeks[-12:-9]))

    assert plain.candidates[2].tally.chances()[:first].tolist() == late.candidates[2].tally.chances()[:first].tolist()


# --- what is found ----------------------------------------------------------------------------------------------------


def test_who_pays_is_learned_where_it_can_be(found, weeks):
    rules, *others = found.candidates
    best = found.winner

    assert [one.family for one in found.candidates] == [ModelFamily.RULES, ModelFamily.ANCHORED, ModelFamily.BOOSTED]
    assert (found.verdict.rule, found.verdict.promoted) == ("better", True)
    assert found.family is best.family in {ModelFamily.ANCHORED, ModelFamily.BOOSTED}
    assert all(one.figures["propensity"].auc > rules.figures["propensity"].auc + 0.1 for one in others)
    assert best.figures["expected"].money["20"] > rules.figures["expected"].money["20"]
    assert best.saved[0] > best.saved[1] > 0
    assert found.rows == sum(map(len, weeks))
    assert found.held == 0


def test_the_model_has_seen_all_weeks_and_tells_what_weighs(found, weeks):
    last = weeks[-5]
    chances = found.model.chance(last.x)

    assert found.model.features == NAMES
    assert chances[last.payer].mean() > 3 * chances[~last.payer].mean()
    names, weights = zip(*found.weights, strict=True)
    assert set(names) <= set(NAMES)
    assert list(weights) == sorted(weights, reverse=True)
    assert min(weights) > 0


def test_candidates_are_told_with_the_interval_of_what_they_save(found):
    printed = [candidate_json(one) for one in found.candidates]

    assert [one["name"] for one in printed] == ["rules", "anchored", "boosted"]
    assert (printed[0]["saved"], printed[0]["interval"], printed[0]["verdict"]) == (None, None, None)
    assert all(one["interval"][0] < one["saved"] < one["interval"][1] for one in printed[1:])
    assert printed[1]["log_loss"] == pytest.approx(printed[0]["log_loss"] - printed[1]["saved"])


@pytest.mark.long
def test_shuffled_labels_give_no_skill_and_no_promotion(facts, weeks):
    tries = [train(shuffled(weeks, seed=seed), facts.external_id, TERMS) for seed in range(3)]

    assert [(one.model, one.family, one.verdict.promoted) for one in tries] == [(None, ModelFamily.RULES, False)] * 3
    for place in (1, 2):
        areas = [one.candidates[place].figures["propensity"].auc for one in tries]
        assert abs(np.mean(areas) - 0.5) < 0.04


@pytest.mark.long
def test_the_same_seed_gives_the_same_artefact_bytes(facts, weeks, found):
    again = train(weeks, facts.external_id, TERMS)
    boosted = [
        train(weeks, facts.external_id, replace(TERMS, champion=ModelFamily.BOOSTED, seed=3)).model for _ in range(2)
    ]

    assert pack(again.model, {}).content == pack(found.model, {}).content
    assert pack(boosted[0], {}).content == pack(boosted[1], {}).content
    assert again.verdict == found.verdict


# --- who ranks now ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("champion", ModelFamily)
def test_the_same_rows_give_the_same_model_whoever_ranks_now(facts, weeks, found, champion):
    again = train(weeks, facts.external_id, replace(TERMS, champion=champion))

    assert (again.family, again.model, again.verdict.promoted) == (found.family, found.model, True)
    assert again.verdict.rule == ("refreshed" if champion is found.family else "better")


def test_a_family_that_stays_is_fitted_anew_and_tells_what_it_said(facts, weeks, found):
    terms = replace(TERMS, champion=found.family)
    fewer = train(weeks[:-4], facts.external_id, terms)

    again = train(weeks, facts.external_id, terms)

    assert again.model not in [None, fewer.model]
    assert again.winner.saved is None
    assert again.verdict.values == {
        "happened": pytest.approx(again.winner.tally.base_rate),
        "said": pytest.approx(again.winner.tally.chances().mean()),
    }


def test_a_model_stays_where_no_family_predicts_better_than_the_average(facts, weeks):
    suspect = train(shuffled(weeks, seed=0), facts.external_id, replace(TERMS, champion=ModelFamily.BOOSTED))

    assert (suspect.family, suspect.model) == (ModelFamily.BOOSTED, None)
    assert (suspect.verdict.rule, suspect.verdict.promoted) == ("no_skill", False)


def test_the_mean_chance_follows_the_latest_weeks(weeks, monkeypatch):
    """A quarter of the payers of the last eight weeks pay no more: the chances follow, whatever the year says."""
    monkeypatch.setattr(contestants, "LEVEL_EACH", 50)
    late = [
        replace(week, payer=week.payer & (week.account % 8 != 6)) if at >= len(weeks) - LEVEL_WEEKS else week
        for at, week in enumerate(weeks)
    ]
    latest = together(late[-LEVEL_WEEKS:])

    model = rule_on(together(late))

    assert model.chance(latest.x).mean() == pytest.approx(latest.payer.mean(), abs=1e-3)
    assert latest.payer.mean() < 0.9 * together(late).payer.mean()


# --- histories nobody can learn from ----------------------------------------------------------------------------------


def _invoices(accounts, *, months=11):
    return [
        (account, START + 30 * month, 0, START + 30 * month, START + 30 * month + 15, 100_00, False)
        for account in range(accounts)
        for month in range(months)
    ]


def test_without_a_payment_nothing_is_trained():
    facts = assembled(60, items=_invoices(60))

    found = train(weeks_of(facts), facts.external_id, TERMS)

    assert (found.model, found.family, found.candidates, found.positives) == (None, ModelFamily.RULES, (), 0)
    assert (found.verdict.rule, found.verdict.promoted) == ("too_few", False)
    assert found.verdict.values["rows"] == found.rows > 500
    assert found.verdict.values["test_payers"] == 0


def test_where_everybody_pays_nothing_is_trained(facts, weeks):
    found = train([replace(week, payer=np.ones(len(week), dtype=bool)) for week in weeks], facts.external_id, TERMS)

    assert (found.model, found.verdict.rule) == (None, "too_few")
    assert found.positives == found.rows == found.verdict.values["payers"]


def test_where_nobody_paid_before_the_tests_nothing_is_trained(facts, weeks):
    early = [replace(week, payer=np.zeros(len(week), dtype=bool)) for week in weeks[:-10]]

    found = train([*early, *weeks[-10:]], facts.external_id, TERMS)

    assert (found.model, found.verdict.rule) == (None, "too_few")
    assert found.verdict.values["test_payers"] >= 50


@pytest.mark.parametrize("accounts", [1, 3])
def test_a_handful_of_accounts_is_too_few(accounts):
    facts = history(accounts)

    found = train(weeks_of(facts), facts.external_id, TERMS)

    assert (found.model, found.family, found.verdict.rule) == (None, ModelFamily.RULES, "too_few")


@pytest.mark.parametrize("kept", [0, 1, 2, 3, 4])
def test_a_few_weeks_are_no_trouble(facts, weeks, kept):
    found = train(weeks[:kept], facts.external_id, TERMS)

    assert (found.model, found.verdict.promoted) == (None, False)
    assert found.verdict.rule == ("no_rows" if kept == 0 else "too_few")


def test_no_rows_but_held_ones_are_counted(facts, weeks):
    held = [replace(week, held=np.ones(len(week), dtype=bool)) for week in weeks]

    found = train(held, facts.external_id, TERMS)

    assert (found.rows, found.held, found.verdict.rule) == (0, sum(map(len, weeks)), "no_rows")


@pytest.mark.parametrize("champion", CHAMPIONS)
def test_a_column_that_is_empty_while_learning_stops_nothing(facts, weeks, champion):
    column = NAMES.index("mean_days_late")
    blank = [replace(week, x=week.x.copy()) for week in weeks]
    for week in blank[:-3]:
        week.x[:, column] = np.nan  # it appears only in the last fold's tests

    found = train(blank, facts.external_id, replace(TERMS, champion=champion))

    assert found.model is not None
    assert np.isfinite(found.model.logit(weeks[-1].x)).all()
    assert found.winner.figures["propensity"].auc > 0.7


def test_a_customer_with_a_thousand_invoices_stops_nothing():
    facts = history(120, crowd=1000)
    weeks = weeks_of(facts)

    found = train(weeks, facts.external_id, TERMS)

    assert weeks[-1].account.tolist()[-1] == 120
    assert found.verdict.rule == "better"
    chances = found.model.chance(weeks[-1].x)
    assert ((chances > 0) & (chances < 1)).all()
    assert chances[-1] < 0.1


# --- customers who stand twice ----------------------------------------------------------------------------------------


def test_a_customer_whose_facts_were_corrected_counts_as_one(facts, weeks, found):
    """One that stands in the history twice, first with the old facts and then with the new ones."""
    names = facts.external_id
    doubled = np.concatenate([names, names])
    split = [replace(week, account=week.account + (len(names) if at % 2 else 0)) for at, week in enumerate(weeks)]

    again = train(split, doubled, TERMS)

    assert [one.saved for one in again.candidates] == [one.saved for one in found.candidates]


# --- the points rule as a model ------------------------------------------------------------------------------------


def test_the_rule_alone_speaks_of_chances_at_the_rate_of_the_rows(weeks):
    rows = weeks[-1]

    model = rule_on(rows)

    assert model.chance(rows.x).mean() == pytest.approx(rows.payer.mean(), abs=1e-6)
    assert np.corrcoef(model.logit(rows.x), rule_on(None).logit(rows.x))[0, 1] == pytest.approx(1)


def test_the_rule_of_no_rows_begins_at_even_odds():
    nothing = np.full((1, len(NAMES)), np.nan)

    assert rule_on(None).intercept == 0.0
    assert np.isfinite(rule_on(None).logit(nothing)).all()
