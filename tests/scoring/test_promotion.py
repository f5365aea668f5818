"""Each rule that refuses a challenger, on made-up chances, and intervals clustered by customer."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.evaluation import ece, losses
from scoring.promotion import HeldOutRows, better_by, is_calibrated, judge, outdoes
from scoring.promotion import Tested as Judged  # a name that pytest does not take for a test

COUNT = 1000


def held_out(*, payers=500, count=COUNT, each=1):
    """The first `payers` rows paid; every customer has `each` rows in a row."""
    rows = np.arange(count)
    return HeldOutRows(rows < payers, rows // each)


def said(of, *, payer, other, money=0.4):
    """A candidate that gives payers one chance and the others another."""
    return Judged(np.where(of.y, payer, other).astype(float), money)


def test_better_where_nothing_speaks_against_it():
    of = held_out()

    verdict = judge(of, said(of, payer=0.6, other=0.4), said(of, payer=0.8, other=0.2))

    assert (verdict.rule, verdict.promoted) == ("better", True)
    assert verdict.values["saved"] == pytest.approx(np.log(0.8) - np.log(0.6))
    assert verdict.values["low"] == pytest.approx(verdict.values["saved"])


@pytest.mark.parametrize(("count", "payers"), [(499, 250), (1000, 49), (1000, 951), (0, 0)])
def test_too_few_rows_or_too_few_of_one_class_decide_nothing(count, payers):
    of = held_out(count=count, payers=payers)

    verdict = judge(of, said(of, payer=0.5, other=0.5), said(of, payer=0.9, other=0.1))

    assert (verdict.rule, verdict.promoted) == ("too_few", False)
    assert verdict.values == {"rows": count, "payers": payers}


@pytest.mark.parametrize(("count", "payers"), [(500, 250), (500, 50), (500, 450)])
def test_just_enough_rows_are_judged(count, payers):
    of = held_out(count=count, payers=payers)

    assert judge(of, said(of, payer=0.5, other=0.5), said(of, payer=0.9, other=0.1)).rule != "too_few"


def test_the_same_chances_are_not_better():
    of = held_out()
    one = said(of, payer=0.7, other=0.3)

    verdict = judge(of, one, one)

    assert (verdict.rule, verdict.promoted, verdict.values["saved"]) == ("not_better", False, 0.0)


def test_a_gain_within_chance_is_not_better():
    of = held_out(payers=500)
    champion = said(of, payer=0.6, other=0.4)
    wins = np.arange(COUNT) % 50 < 29  # a little more is won than lost
    p = np.where(of.y, np.where(wins, 0.9, 0.35), np.where(wins, 0.1, 0.65))

    verdict = judge(of, champion, Judged(p, 0.4))

    mean, low, high = better_by(of, champion, Judged(p, 0.4))
    assert low < 0 < mean < high
    assert (verdict.rule, verdict.promoted) == ("not_better", False)
    assert verdict.values == {"saved": mean, "low": low, "high": high}


def test_a_model_no_better_than_the_average_is_refused_though_the_rule_is_worse_still():
    of = held_out(payers=300)
    rule = said(of, payer=0.05, other=0.5)  # as the points rule on a ledger that goes the other way
    noise = Judged(np.where(np.arange(COUNT) % 2, 0.31, 0.29), 0.4)

    verdict = judge(of, rule, noise)

    assert verdict.values["low"] > 0
    assert (verdict.rule, verdict.promoted) == ("no_skill", False)


def test_the_rule_may_take_the_place_of_a_model_gone_wrong():
    of = held_out(payers=300)
    model = said(of, payer=0.05, other=0.5)
    rule = Judged(np.where(np.arange(COUNT) % 2, 0.31, 0.29), 0.4, is_rule=True)

    assert judge(of, model, rule).rule == "better"


@pytest.mark.parametrize(("money", "rule"), [(0.389, "less_money"), (0.391, "better"), (None, "better")])
def test_money_in_the_top_fifth_may_fall_by_one_point_at_most(money, rule):
    of = held_out()

    verdict = judge(of, said(of, payer=0.6, other=0.4, money=0.4), said(of, payer=0.8, other=0.2, money=money))

    assert (verdict.rule, verdict.promoted) == (rule, rule == "better")


def test_a_worse_calibration_than_the_champions_is_refused():
    of = held_out()
    champion = said(of, payer=0.97, other=0.03)  # off by .03, as much as is allowed to anybody
    p = champion.p.copy()
    p[:5], p[-5:] = 0.001, 0.999  # ten rows so wrong that the rest is better by log loss only for the challenger
    worse = Judged(np.where(of.y, 0.95, 0.05), 0.4)

    verdict = judge(of, Judged(p, 0.4), worse)

    assert ece(of.y, Judged(p, 0.4).p) < 0.05
    assert (verdict.rule, verdict.promoted) == ("calibration", False)
    assert verdict.values["ece"] == pytest.approx(0.05)


def test_calibration_as_good_as_the_champions_passes_though_above_the_limit():
    of = held_out()

    verdict = judge(of, said(of, payer=0.6, other=0.4), said(of, payer=0.8, other=0.2))

    assert verdict.promoted  # off by .2 where the champion is off by .4


@pytest.mark.parametrize(("p", "holds"), [(0.401, True), (0.399, False), (0.624, True), (0.626, False), (0.5, True)])
def test_what_is_said_on_average_stays_near_what_happens(p, holds):
    assert is_calibrated(np.array([True, False] * 50), np.full(100, p)) is holds


def test_nobody_who_paid_is_never_calibrated():
    assert not is_calibrated(np.zeros(10, dtype=bool), np.zeros(10))


def test_a_challenger_that_says_too_much_is_refused():
    of = held_out(payers=100)
    champion = said(of, payer=0.30, other=0.45)  # says four times as much as happens
    challenger = said(of, payer=0.9, other=0.2)

    verdict = judge(of, champion, challenger)

    assert ece(of.y, challenger.p) < ece(of.y, champion.p)
    assert (verdict.rule, verdict.promoted) == ("calibration", False)
    assert (verdict.values["said"], verdict.values["happened"]) == (pytest.approx(0.27), 0.1)


@pytest.mark.parametrize(("customers", "rule"), [(1, "better"), (100, "less_money")])
def test_less_money_counts_beyond_what_one_customer_brought(customers, rule):
    """The champion has twenty more percent of the money in its top: of one customer, or of a hundred."""
    of = held_out()
    more = np.where(np.arange(COUNT) < customers, 0.2 / customers, 0.0)
    champion = replace(said(of, payer=0.6, other=0.4, money=0.6), caught=more)
    challenger = replace(said(of, payer=0.8, other=0.2), caught=np.zeros(COUNT))

    assert judge(of, champion, challenger).rule == rule


@pytest.mark.parametrize(("other", "rule"), [(0.09, "better"), (0.16, "calibration")])
def test_how_many_pay_may_have_changed_since_the_models_were_levelled_but_not_twofold(other, rule):
    of = held_out(payers=100)
    challenger = said(of, payer=0.6, other=other)

    assert not is_calibrated(of.y, challenger.p)
    assert judge(of, said(of, payer=0.3, other=0.3), challenger).rule == rule


def test_of_two_models_above_the_rule_the_one_with_less_loss_and_not_less_money_is_taken():
    of = held_out()
    best = said(of, payer=0.7, other=0.3)

    assert outdoes(of, best, said(of, payer=0.8, other=0.2))
    assert not outdoes(of, best, best)
    assert not outdoes(of, best, said(of, payer=0.8, other=0.2, money=0.38))


def test_the_interval_is_wider_where_customers_repeat():
    single = held_out(count=2000)
    repeated = replace(single, customer=np.arange(2000) // 10)
    rng = np.random.default_rng(3)
    champion = Judged(np.full(2000, 0.5), 0.4)
    # What is won or lost is the customer's, ten weeks long.
    challenger = Judged(
        np.clip(0.5 + np.where(single.y, 1, -1) * np.repeat(rng.normal(0.1, 0.2, 200), 10), 0.1, 0.9), 0.4
    )

    mean, low, high = better_by(single, champion, challenger)
    same_mean, wide_low, wide_high = better_by(repeated, champion, challenger)

    assert same_mean == mean
    assert (mean - wide_low) / (mean - low) == pytest.approx(np.sqrt(10), rel=0.02)
    assert (wide_high - mean) == pytest.approx(mean - wide_low)
    assert high > mean


def test_the_interval_is_that_of_sums_by_customer():
    of = HeldOutRows(np.array([True, True, False, False, True]), np.array([7, 3, 7, 3, 9]))
    champion, challenger = Judged(np.full(5, 0.5), None), Judged(np.array([0.9, 0.6, 0.4, 0.1, 0.7]), None)

    saved = losses(of.y, champion.p) - losses(of.y, challenger.p)
    rest = saved - saved.mean()
    sums = [rest[0] + rest[2], rest[1] + rest[3], rest[4]]
    error = np.sqrt(sum(one**2 for one in sums) * 3 / 2) / 5

    assert better_by(of, champion, challenger) == pytest.approx(
        (saved.mean(), saved.mean() - 1.645 * error, saved.mean() + 1.645 * error)
    )
