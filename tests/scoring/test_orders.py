"""What the calls of an order add, told from a history whose effect is known, and not told where it cannot be."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.fitting import fit_rule
from scoring.ladder import climb
from scoring.orders import AGE, DEPTHS, order_json, plain_calls, taken_of_day, worth_of_orders
from tests.scoring.call_rows import FEATURES, call_rows

EFFECT = 0.35
MEAN = EFFECT / 2 * 100_00
"""A call adds the effect to every second account, of 100.00 overdue each."""


def climbed(rows):
    return climb(
        rows, FEATURES, fit_chance=lambda x, y: fit_rule(x, y, FEATURES), share=0.5, horizon=5, today=738_100, seed=0
    )


@pytest.fixture(scope="module")
def told():
    """The orders of a history that was called by chance."""
    return {one.order: one for one in climbed(call_rows(effect=EFFECT)).orders}


def test_calls_by_chance_add_the_mean_effect_within_their_interval(told):
    for order in ("random", "done", "balance"):
        assert told[order].low < MEAN < told[order].high
    assert told["random"].low > 0


def test_the_order_by_what_a_call_adds_brings_more_than_chance(told):
    assert told["effect"].low > told["random"].high
    assert told["effect"].per_call == pytest.approx(2 * MEAN, rel=0.25)


def test_orders_by_age_are_told_only_where_the_age_is_known(told):
    assert list(told) == ["effect", "if_called", "points", "done", "balance", "random"]

    rows = call_rows(accounts=40, days=2)
    calls = plain_calls(rows, (AGE, "payer", "noise"), np.full(len(rows), 0.2))

    age, called = rows.x[:, 0], int(rows.called[rows.day == rows.day[0]].sum())
    first = rows.day == rows.day[0]
    surely = {order: np.flatnonzero(first & (calls[order] > 1 - 1e-9)) for order in ("oldest", "newest")}
    assert sorted(age[surely["oldest"]]) == sorted(age[first])[-called:]
    assert sorted(age[surely["newest"]]) == sorted(age[first])[:called]


def test_every_order_calls_as_many_of_a_day_as_were_called():
    rows = call_rows(accounts=100, days=5)
    calls = plain_calls(rows, FEATURES, np.full(len(rows), 0.2)) | {"balance": taken_of_day(rows, rows.x[:, 1])}

    for day in np.unique(rows.day):
        meant = np.mean(DEPTHS) * rows.called[rows.day == day].sum()
        for order in ("balance", "random"):
            assert calls[order][rows.day == day].sum() == pytest.approx(meant)


def test_the_interval_counts_a_customer_once():
    """Ten days of the same customers say less than ten days of others."""
    worth, calls = np.tile([1.0, -1.0, 3.0, 0.5], 10), {"random": np.ones(40)}

    (same,) = worth_of_orders(np.tile(np.arange(4), 10), worth, calls)
    (others,) = worth_of_orders(np.arange(40), worth, calls)

    assert same.per_call == others.per_call == pytest.approx(0.875)
    assert same.high - same.low > 2.5 * (others.high - others.low)
    assert order_json(same) == {
        "order": "random", "per_call": same.per_call, "interval": [same.low, same.high], "more_than_random": None,
    }  # fmt: skip


def test_orders_that_share_their_luck_are_told_apart_by_their_difference():
    """Where all accounts swing together, two orders do too: their intervals cross, that of the difference is narrow."""
    rng = np.random.default_rng(0)
    good = np.arange(400) % 2 == 0
    worth = np.repeat(rng.normal(10, 40, 200), 2) + 4 * good
    calls = {"balance": np.where(good, 1.0, 0.0), "random": np.full(400, 0.5)}

    better, chance = worth_of_orders(np.repeat(np.arange(200), 2), worth, calls)

    assert better.low < chance.high
    assert better.more == (pytest.approx(2.0), pytest.approx(2.0))
    assert chance.more is None


def test_an_order_that_calls_nobody_is_not_told():
    assert worth_of_orders(np.arange(3), np.ones(3), {"random": np.zeros(3)}) == ()


def test_a_history_without_overlap_tells_of_no_order():
    assert climbed(call_rows(knows=True)).orders == ()
    assert climbed(replace(call_rows(), paid=np.zeros(6000))).orders == ()
