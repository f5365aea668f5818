"""Prediction against outcome: which weeks count, when they have parted, and when nothing can be said."""

import numpy as np
import pytest

from scoring.dataset import Rows
from scoring.drift import PredictedWeek, drift_json, predicted_weeks, verdict_of, weeks_json
from scoring.evaluation import Tally

MONDAY = 738_100 - (738_100 - 1) % 7


def week(number, *, said, paid, rows=400, source="ranked"):
    """A week of so many customers; the first of them pay."""
    y = np.arange(rows) < round(paid * rows)
    return PredictedWeek(MONDAY + 7 * number, source, np.full(rows, said), y, np.arange(rows))


def weeks(count=4, **values):
    return [week(number, **values) for number in range(count)]


@pytest.mark.parametrize(
    ("said", "paid", "rule"),
    [
        (0.2, 0.2, "agrees"),
        (0.3, 0.2, "ratio"),
        (0.1, 0.2, "ratio"),
        (0.23, 0.2, "agrees"),  # within three standard errors: the same customers every week say it once
        (0.2, 0.0, "ratio"),
    ],
)
def test_verdict_says_whether_they_have_parted(said, paid, rule):
    verdict = verdict_of(weeks(said=said, paid=paid))

    assert verdict.rule == rule
    assert verdict.has_parted == (rule == "ratio")
    assert (verdict.rows, len(verdict.days)) == (1600, 4)


def test_a_smaller_difference_counts_where_it_is_beyond_three_errors():
    assert verdict_of(weeks(said=0.23, paid=0.2, rows=4000)).rule == "error"
    assert verdict_of(weeks(said=0.21, paid=0.2, rows=40_000)).rule == "agrees"


def test_a_large_ratio_of_few_payers_may_be_luck():
    assert verdict_of(weeks(said=0.13, paid=0.1, rows=150)).rule == "agrees"


def test_too_few_rows_or_payers_are_not_judged():
    assert verdict_of(weeks(said=0.9, paid=0.1, rows=100)).rule == "too_few"
    assert verdict_of(weeks(said=0.02, paid=0.001, rows=400)).rule == "too_few"
    assert verdict_of([]).rule == "too_few"


def test_a_small_portfolio_is_judged_over_more_weeks():
    verdict = verdict_of(weeks(13, said=0.9, paid=0.5, rows=60))

    assert (verdict.rule, len(verdict.days)) == ("ratio", 9)


def test_weeks_in_which_no_model_ranked_raise_no_alarm():
    assert verdict_of(weeks(said=0.9, paid=0.1, source="tested")).rule == "too_few"


def test_only_the_latest_weeks_count():
    found = [*weeks(8, said=0.9, paid=0.1), *(week(8 + one, said=0.2, paid=0.2) for one in range(4))]

    verdict = verdict_of(found)

    assert verdict.rule == "agrees"
    assert drift_json(verdict)["from"] < drift_json(verdict)["to"]
    assert drift_json(verdict)["ratio"] == pytest.approx(1.0)


def rows_of(day, *, held=()):
    """Three accounts of a day, of which the first pays."""
    account = np.arange(3)
    return Rows(
        account=account,
        day=np.full(3, day),
        x=np.zeros((3, 1), dtype=np.float32),
        exposure=np.full(3, 100.0),
        oldest_age=np.zeros(3),
        payer=account == 0,
        money=np.zeros(3),
        held=np.isin(account, held),
    )


NAMES = np.array(["a", "b", "c"])
IDS = np.array([11, 12, 13])


def test_what_was_said_while_a_model_ranked_comes_before_what_was_tested():
    tested = Tally(NAMES)
    found = [rows_of(MONDAY + 7 * number) for number in range(3)]
    for one in found[:2]:
        tested.add(one, np.array([0.5, 0.4, 0.3]), day=int(one.day[0]))

    def said(day, ids):
        return np.where(ids == 12, 0.7, np.nan) if day == MONDAY + 7 else np.full(len(ids), np.nan)

    first, second = weeks_json(predicted_weeks(found, NAMES, ids=IDS, said=said, tested=tested))

    assert (first["source"], first["rows"], first["said"]) == ("tested", 3, pytest.approx(0.4))
    assert (second["source"], second["rows"], second["said"], second["happened"]) == ("ranked", 1, 0.7, 0.0)
    assert second["ratio"] is None


def test_who_was_put_on_hold_within_the_window_is_left_out():
    (only,) = predicted_weeks(
        [rows_of(MONDAY, held=(0,))], NAMES, ids=IDS, said=lambda _day, ids: np.full(len(ids), 0.5), tested=None
    )

    assert (len(only), only.y.any()) == (2, False)
