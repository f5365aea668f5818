"""Backtests: which days are tested, what each day's model may have seen, and that later facts change no earlier day."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from models.enums import ModelFamily
from scoring import backtest as module
from scoring import fitting
from scoring.additive import Additive, Steps
from scoring.backtest import SkippedDay, backtest
from scoring.contestants import Contestant, rule_on
from scoring.dataset import PredictionTarget, Reader
from scoring.evaluation import Tally, as_json
from scoring.features import usable
from scoring.history import PortfolioHistory
from scoring.promotion import PromotionVerdict
from scoring.training import Trained
from tests.scoring.histories import START, history

NAMES = tuple(feature.name for feature in usable())
AIM = PredictionTarget()
BEGIN = date.fromordinal(START)
END = BEGIN + timedelta(days=350)
FACTS = ("items", "allocations", "payments", "contacts", "promises", "decisions", "holds")
OLD_LAST = Additive(NAMES, 0.0, {"days_past_due": (Steps((0.0, 20.0), (1.0, 0.5, -1.0), -2.0),)}, {})


@pytest.fixture(scope="module", autouse=True)
def _few_trees():
    """What is asked here does not need all the trees."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(fitting.BOOSTING, "max_iter", 25)
        yield


@pytest.fixture(scope="module")
def facts():
    """A portfolio of somewhat less than a year."""
    return history(140, days=330)


def known_before(whole: PortfolioHistory, day: date) -> PortfolioHistory:
    """What was known at the close of the day before."""
    cut = {}
    for name in FACTS:
        events = getattr(whole, name)
        rows = events.known < day.toordinal()
        cut[name] = type(events)(**{column: values[rows] for column, values in vars(events).items()})
    return replace(whole, **cut)


def every(days, *, since, count):
    return [since + timedelta(days=days * at) for at in range(count)]


def fitted(found):
    """The days a model was trained on, and the family that came of it."""
    return [(day.isoformat(), trained.family) for day, trained in found.trainings]


# --- frozen -----------------------------------------------------------------------------------------------------------


def test_frozen_uses_the_model_as_it_is(facts):
    days = every(7, since=BEGIN + timedelta(days=120), count=3)

    found = backtest(facts, AIM, days=days, over=END, frozen=OLD_LAST)

    reader, whole = Reader(facts, AIM), Tally(facts.external_id)
    for day in days:
        rows = reader.at(day.toordinal())
        whole.add(rows, OLD_LAST.chance(rows.x), day=day.toordinal())
    assert found.trainings == []
    assert found.pooled == {"rows": whole.rows, "base_rate": whole.base_rate, "rankings": as_json(whole.figures())}
    assert [day["date"] for day in found.days] == days
    assert sum(day["rows"] for day in found.days) == whole.rows


def test_each_day_stands_alone_too(facts):
    days = every(28, since=BEGIN + timedelta(days=120), count=3)

    together = backtest(facts, AIM, days=days, over=END, frozen=OLD_LAST)
    alone = [backtest(facts, AIM, days=[day], over=END, frozen=OLD_LAST) for day in days]

    assert together.days == [one.days[0] for one in alone]
    assert {"date": days[0], **alone[0].pooled} == alone[0].days[0]


def test_rows_put_on_hold_in_their_window_stay_in_the_test(facts):
    day = BEGIN + timedelta(days=150)
    rows = Reader(facts, AIM).at(day.toordinal())
    holds = type(facts.holds)(rows.account[:5], np.full(5, day.toordinal() + 2), np.full(5, day.toordinal() + 90))

    plain, held = (
        backtest(one, AIM, days=[day], over=END, frozen=OLD_LAST) for one in (facts, replace(facts, holds=holds))
    )

    assert held.pooled == plain.pooled
    assert held.pooled["rows"] == len(rows)


def test_a_day_without_a_population_is_told_as_such(facts):
    early, day = BEGIN - timedelta(days=60), BEGIN + timedelta(days=150)

    found = backtest(facts, AIM, days=[early, day], over=END, frozen=OLD_LAST)

    assert found.days[0] == {"date": early, "rows": 0, "base_rate": None, "rankings": {}}
    assert found.pooled["rows"] == found.days[1]["rows"] > 0


# --- which days -------------------------------------------------------------------------------------------------------


def test_a_day_whose_window_is_not_over_is_left_out_and_listed(facts):
    last = END - timedelta(days=14)
    days = [last - timedelta(days=1), last, last + timedelta(days=1), END]

    found = backtest(facts, AIM, days=days, over=END, frozen=OLD_LAST)

    assert [day["date"] for day in found.days] == days[:2]
    assert found.left_out == [SkippedDay(day, "window_not_over") for day in days[2:]]


@pytest.mark.parametrize("frozen", [OLD_LAST, None])
def test_no_day_at_all_is_an_empty_backtest(facts, frozen):
    found = backtest(facts, AIM, days=[END], over=END, frozen=frozen)

    assert (found.days, found.trainings) == ([], [])
    assert found.pooled == {"rows": 0, "base_rate": None, "rankings": {}}
    assert len(found.left_out) == 1


def test_progress_is_told_after_every_day(facts):
    calls = []

    backtest(
        facts,
        AIM,
        days=every(7, since=BEGIN + timedelta(days=99), count=3),
        over=END,
        frozen=OLD_LAST,
        progress=lambda done, total: calls.append((done, total)),
    )

    assert calls == [(1, 3), (2, 3), (3, 3)]


# --- not frozen -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def walk(facts):
    """Ten weeks over three months, in the middle of one."""
    days = every(10, since=date(2025, 9, 12), count=6)
    return days, backtest(facts, AIM, days=days, over=END)


def test_models_are_trained_on_the_first_day_and_on_the_first_of_each_later_month(walk):
    _, found = walk

    assert [day for day, _ in found.trainings] == [date(2025, 9, 12), date(2025, 10, 1), date(2025, 11, 1)]
    assert [date.fromordinal(trained.last_day) for _, trained in found.trainings] == [
        date(2025, 8, 25),
        date(2025, 9, 15),
        date(2025, 10, 13),
    ]
    assert found.trainings[-1][1].verdict.promoted


def test_a_first_day_that_is_the_first_of_a_month_is_trained_on_once(facts):
    days = [date(2025, 4, 1), date(2025, 4, 8), date(2025, 6, 3)]

    found = backtest(facts, AIM, days=days, over=END)

    assert [day for day, _ in found.trainings] == [date(2025, 4, 1), date(2025, 6, 1)]


@pytest.mark.parametrize("lag", [0, 4])
def test_a_training_never_sees_a_row_whose_window_and_lag_had_not_ended(facts, lag, monkeypatch):
    seen = []

    def noted(weeks, names, terms):
        seen.append([int(week.day[0]) for week in weeks if len(week)])
        return Trained(rows=0, positives=0, held=0, verdict=PromotionVerdict("too_few", {}))

    monkeypatch.setattr(module, "train", noted)
    days = every(9, since=date(2025, 8, 13), count=9)
    found = backtest(facts, AIM, days=days, over=END, lag=lag)

    trained_on = [day.toordinal() for day, _ in found.trainings]
    assert [date.fromordinal(day) for day in trained_on] == [
        date(2025, 8, 13),
        date(2025, 9, 1),
        date(2025, 10, 1),
    ]
    for on, weeks in zip(trained_on, seen, strict=True):
        assert {date.fromordinal(day).weekday() for day in weeks} == {0}
        assert weeks == list(range(weeks[0], weeks[-1] + 1, 7))
        assert weeks[-1] + AIM.horizon + lag <= on < weeks[-1] + 7 + AIM.horizon + lag


def test_what_becomes_known_later_changes_nothing_of_earlier_days(facts, walk):
    days, whole = walk
    cut = known_before(facts, days[3] + timedelta(days=AIM.horizon))

    found = backtest(cut, AIM, days=days[:4], over=END)

    assert found.days == whole.days[:4]
    assert [trained.model for _, trained in found.trainings] == [
        trained.model for day, trained in whole.trainings if day <= days[3]
    ]


def test_what_a_day_ranks_by_does_not_know_its_own_window(facts, walk):
    days, whole = walk
    cut = known_before(facts, days[3])

    found = backtest(cut, AIM, days=days[:4], over=END)

    # Of the last day only the outcome is missing; what it orders by is the same.
    assert found.days[:2] == whole.days[:2]
    assert found.days[3]["rows"] == whole.days[3]["rows"]
    assert [trained.model for _, trained in found.trainings] == [trained.model for _, trained in whole.trainings[:2]]
    assert found.days[3]["base_rate"] == 0.0 < whole.days[3]["base_rate"]


@pytest.mark.long
def test_the_same_backtest_again_is_the_same(facts, walk):
    days, whole = walk

    again = backtest(facts, AIM, days=days[:4], over=END)

    assert again.days == whole.days[:4]
    assert fitted(again) == fitted(whole)[: len(again.trainings)]


def test_what_was_learned_ranks_better_than_the_rule_would(facts, walk):
    days, whole = walk
    rule = backtest(facts, AIM, days=days, over=END, frozen=rule_on(None))

    assert whole.pooled["rankings"]["propensity"]["auc"] > rule.pooled["rankings"]["propensity"]["auc"] + 0.1
    for name in ("balance", "days_past_due", "newest", "random", "oracle"):
        assert whole.pooled["rankings"][name] == rule.pooled["rankings"][name]


# --- who ranks on the way ---------------------------------------------------------------------------------------------


def scripted(monkeypatch, *results):
    """Trainings with given results, because no history produces these results for certain.

    Returns the family that each training was given as the champion.
    """
    champions, coming = [], iter(results)

    def played(weeks, names, terms):
        champions.append(terms.champion)
        return next(coming)

    monkeypatch.setattr(module, "train", played)
    return champions


def _ended(family, *, model=None, judged=True):
    return Trained(
        rows=1,
        positives=1,
        held=0,
        verdict=PromotionVerdict("any", {}),
        contestant=Contestant(family),
        model=model,
        candidates=(None,) if judged else (),
    )


def test_a_model_stays_where_a_later_training_has_too_little_to_judge(facts, monkeypatch):
    champions = scripted(
        monkeypatch, _ended(ModelFamily.BOOSTED, model=OLD_LAST), _ended(ModelFamily.RULES, judged=False)
    )
    days = [date(2025, 9, 15), date(2025, 10, 15)]

    found = backtest(facts, AIM, days=days, over=END)

    assert champions == [ModelFamily.RULES, ModelFamily.BOOSTED]
    assert found.pooled == backtest(facts, AIM, days=days, over=END, frozen=OLD_LAST).pooled


def test_the_rules_rank_again_where_they_beat_the_model(facts, monkeypatch):
    champions = scripted(
        monkeypatch, _ended(ModelFamily.BOOSTED, model=OLD_LAST), _ended(ModelFamily.RULES), _ended(ModelFamily.RULES)
    )
    days = [date(2025, 9, 15), date(2025, 10, 15), date(2025, 11, 5)]

    found = backtest(facts, AIM, days=days, over=END)

    week = Reader(facts, AIM).at(date(2025, 9, 15).toordinal())  # the last whose window was over on 1 October
    by_rule = backtest(facts, AIM, days=[days[1]], over=END, frozen=rule_on(week))
    assert champions == [ModelFamily.RULES, ModelFamily.BOOSTED, ModelFamily.RULES]
    assert found.days[1] == by_rule.days[0]


def test_the_rule_learns_the_rate_of_payers_of_each_month(facts, monkeypatch):
    scripted(monkeypatch, _ended(ModelFamily.RULES), _ended(ModelFamily.RULES))
    days = [date(2025, 9, 15), date(2025, 11, 5)]

    found = backtest(facts, AIM, days=days, over=END)

    weeks = [Reader(facts, AIM).at(day.toordinal()) for day in (date(2025, 9, 1), date(2025, 10, 13))]
    for at, week in enumerate(weeks):
        assert found.days[at] == backtest(facts, AIM, days=[days[at]], over=END, frozen=rule_on(week)).days[0]


def test_with_nothing_to_learn_from_the_rule_ranks(facts):
    first = BEGIN - timedelta(days=8)  # the first invoices are a week old

    found = backtest(facts, AIM, days=[first], over=END)

    rule = backtest(facts, AIM, days=[first], over=END, frozen=rule_on(None))
    assert found.trainings[0][1].verdict.rule == "no_rows"
    assert found.days == rule.days
