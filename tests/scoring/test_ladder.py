"""The ladder of value: a step is taken where later days speak for it, and refused with its reason where they cannot."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.effect import fit_nuisance
from scoring.evidence import EvidenceState
from scoring.fitting import fit_rule
from scoring.ladder import climb, overlap
from scoring.values import RankingValue
from tests.scoring.call_rows import FEATURES, call_rows

TODAY = 738_100


def climbed(rows):
    return climb(
        rows, FEATURES, fit_chance=lambda x, y: fit_rule(x, y, FEATURES), share=0.5, horizon=5, today=TODAY, seed=0
    )


@pytest.fixture(scope="module")
def strong():
    """A history of calls by chance, with a strong effect."""
    return climbed(call_rows(effect=0.35))


def test_the_effect_ranks_where_calls_by_chance_show_it(strong):
    assert strong.value is RankingValue.EFFECT
    assert [(step.value.value, step.taken, step.rule) for step in strong.steps] == [
        ("if_called", True, "adds"), ("effect", True, "adds"),
    ]  # fmt: skip
    assert all(step.low < step.gain < step.high for step in strong.steps)
    top = np.array([[0.9, 0.1, 0.5], [0.1, 0.9, 0.5]], dtype=np.float32)
    moved, pays_anyway = strong.model.model.logit(top)
    assert moved > pays_anyway + 0.1


def test_a_judged_step_says_how_many_calls_it_rests_on_and_how_many_settle_it(strong):
    rows = call_rows(effect=0.35)

    assert strong.overlap == pytest.approx(1.0, abs=0.1)
    for step in strong.steps:
        assert step.clock.known == rows.called.sum()
        assert step.clock.a_day == pytest.approx(rows.called.sum() / 40)
        is_shown = step.low > 0 or step.high < 0
        assert (step.clock.state is EvidenceState.ENOUGH) == is_shown == (step.clock.needed <= step.clock.known)


def test_without_overlap_only_calls_by_chance_are_waited_for():
    rows = call_rows(knows=True)

    never = climbed(rows).steps[0].clock
    # Two of a hundred are called by chance: their chance was recorded.
    arm = np.arange(len(rows)) % 50 == 0
    by_chance = replace(rows, chance=np.where(arm, 0.02, np.nan), drawn=arm, called=rows.called | arm)
    some = climbed(by_chance).steps[0]

    assert (never.state, never.known, never.by) == (EvidenceState.NO_PACE, 0, None)
    assert (some.rule, some.clock.state, some.clock.known) == ("no_overlap", EvidenceState.BY, arm.sum())
    assert some.clock.by > TODAY


def test_calls_that_add_nothing_take_no_step():
    """Who was called is shuffled among the rows: nothing depends on it any more."""
    rows = call_rows(effect=0.35)
    shuffled = replace(rows, called=np.random.default_rng(1).permutation(rows.called))

    found = climbed(shuffled)

    assert (found.value, found.model) == (RankingValue.POINTS, None)
    assert [step.rule for step in found.steps] == ["adds_nothing", "adds_nothing"]


def test_the_same_rows_give_the_same_ladder(strong):
    assert climbed(call_rows(effect=0.35)) == strong


def test_without_overlap_every_step_is_refused():
    rows = call_rows(knows=True)

    found = climbed(rows)

    assert overlap(rows, fit_nuisance(rows, seed=0)) < 0.3
    assert {(step.taken, step.rule) for step in found.steps} == {(False, "no_overlap")}


REFUSED = {
    "no_attempts": lambda rows: replace(rows, called=np.zeros(len(rows), dtype=bool)),
    "all_called": lambda rows: replace(rows, called=np.ones(len(rows), dtype=bool)),
    "one_class": lambda rows: replace(rows, paid=np.zeros(len(rows))),
    "few_calls": lambda rows: rows.where(rows.account < 10),
    "few_days": lambda rows: rows.where(rows.day < rows.day.min() + 20),
}


@pytest.mark.parametrize("rule", REFUSED)
def test_a_history_that_cannot_tell_is_refused_with_its_reason(rule):
    found = climbed(REFUSED[rule](call_rows()))

    assert found.model is None
    assert [(step.value.value, step.taken, step.rule) for step in found.steps] == [
        ("if_called", False, rule), ("effect", False, rule),
    ]  # fmt: skip


def test_a_history_without_rows_has_no_attempts():
    assert {step.rule for step in climbed(None).steps} == {"no_attempts"}
