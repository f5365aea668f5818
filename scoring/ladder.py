"""The ladder of value: by what a call is ranked, decided on later weeks by a doubly robust estimate.

Three rungs, each above the one before: what the accounts bring without knowing of calls (`points`), what comes in if
they are called (`if_called`), what the call adds (`effect`); each times the overdue amount. Every training offers both
steps, whatever ranked before. Models of a rung are fitted on days whose windows ended before the days on which they
are judged. There the order of every rung takes the best accounts of each day, and the rungs are compared by what
calling those would have added: doubly robust values of every row, so that who happened to be called does not decide.
Where the history cannot answer, the step is refused with its reason.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.additive import Additive, Floats
from scoring.effect import Nuisance, doubly_robust, fit_effect, fit_if_called, fit_nuisance
from scoring.evidence import WIDE, CallPace, EvidenceClock, calls_needed, evidence_clock
from scoring.history import Ints
from scoring.orders import OrderWorth, plain_calls, taken_of_day, worth_of_orders
from scoring.treatment import CallRows
from scoring.values import STEPS, RankingValue, ValueModel

LEAST_CALLED = 300
LEAST_EACH = 30
"""Called rows that paid something, and called rows that paid nothing, without which nothing is learned."""

LEAST_DAYS = 30
"""Days with calls, of which the later two thirds judge."""

JUDGED_FOLDS = 4
ALL_CALLED = 0.95
LEAST_OVERLAP = 0.6
"""The least share of the variance of being called that the account's features may leave open, where the chances of
being called are estimated: 1 where calls were drawn by chance, 0 where the features tell who is called. Recorded
chances are exact, so that a small random arm is enough: `LEAST_CALLED` calls made by chance."""

MOST_AMOUNT = 0.95
"""Quantile at which amounts are cut while rungs are judged: a few very large accounts must not decide."""

MOST_LEARNED = 8_000
"""Rows from which the chance of the lowest rung is fitted to be judged."""

SURE = 1.645
"""Standard errors by which the calls of a rung must add money: a one-sided interval of 95 %."""

SLACK = 1.0
"""Standard errors by which a rung may seem to add less than the rung below. Two orders differ in few calls, so that
half a year tells them apart only by luck. What a call adds is what a call is for, and in made-up worlds the higher rung
brought more on every seed: so it is taken unless the estimate speaks against it."""

ChanceFit = Callable[[NDArray[np.float32], NDArray[np.bool_]], Additive]


@dataclass(frozen=True)
class LadderStep:
    """One step of the ladder: taken or not, and why. `gain` is in minor units per call above the best rung below.

    `rule` is the id of the reason, `values` what fills its sentence; `low` and `high` are a 95 % interval clustered by
    customer. `clock` says how many calls the decision rests on and when there will be enough.
    """

    value: RankingValue
    taken: bool
    rule: str
    values: dict[str, Any] = field(default_factory=dict)  # Any: JSON
    gain: float | None = None
    low: float | None = None
    high: float | None = None
    clock: EvidenceClock | None = None


@dataclass(frozen=True)
class ValueLadder:
    """The steps in order, and the model of the rung that was reached; None where it is the lowest.

    `overlap` is the share of the variance of being called that what is known of an account leaves open; None where
    there was too little to estimate it. `orders` tells what the calls of each order added on the judged days; empty
    where the steps were refused.
    """

    steps: tuple[LadderStep, ...]
    model: ValueModel | None = None
    overlap: float | None = None
    orders: tuple[OrderWorth, ...] = ()

    @property
    def value(self) -> RankingValue:
        """The rung that was reached."""
        return self.model.value if self.model else RankingValue.POINTS


def refused(rule: str, *, clock: EvidenceClock | None = None, **values: Any) -> ValueLadder:
    """A ladder of which no step can be judged, with the reason."""
    return ValueLadder(tuple(LadderStep(step, taken=False, rule=rule, values=values, clock=clock) for step in STEPS))


def climb(  # noqa: PLR0913 - what is learned from, how, and how it is judged
    rows: CallRows | None,
    features: Sequence[str],
    *,
    fit_chance: ChanceFit,
    share: float,
    horizon: int,
    today: int,
    seed: int,
) -> ValueLadder:
    """Judge every step and fit the model of the rung that is reached on all rows.

    Args:
        rows: Accounts on days on which they could be called, in order of days; None or empty without any attempt.
        features: Names of the columns.
        fit_chance: Fits the chance of paying that the lowest rung ranks by.
        share: Of the overdue amount that a payer pays.
        horizon: Days of the window.
        today: The ordinal that the evidence clock counts from.
        seed: Of everything that is drawn.

    """
    trouble = _too_little(rows, today=today)
    if trouble is not None or rows is None:
        return trouble or refused("no_attempts")
    nuisance = fit_nuisance(rows, seed=seed)
    left = overlap(rows, nuisance)
    telling = _telling(rows, nuisance)
    if telling is None:
        clock = evidence_clock(_pace(rows, by_chance=True), needed=LEAST_CALLED, today=today)
        return replace(refused("no_overlap", clock=clock, overlap=left), overlap=left)
    if not telling.all():
        rows, nuisance = rows.where(telling), nuisance.where(telling)
    judged = _judged(rows, nuisance, features, fit_chance=fit_chance, share=share, horizon=horizon, seed=seed)
    if judged is None:
        return replace(_few_days(rows, today=today), overlap=left)
    steps, reached, pace = [], RankingValue.POINTS, _pace(rows)
    for step in STEPS:
        told = judged.step(step, over=reached, pace=pace, today=today)
        steps.append(told)
        reached = step if told.taken else reached
    fitted = reached is not RankingValue.POINTS and _fitted(reached, rows, nuisance, features, seed=seed)
    return ValueLadder(tuple(steps), ValueModel(reached, fitted) if fitted else None, left, judged.orders())


def _too_little(rows: CallRows | None, *, today: int) -> ValueLadder | None:
    if rows is None or not rows.called.any():
        return refused("no_attempts")
    called = int(rows.called.sum())
    if float(rows.called.mean()) > ALL_CALLED:
        clock = evidence_clock(_pace(rows, by_chance=True), needed=LEAST_CALLED, today=today)
        return refused("all_called", clock=clock, called=float(rows.called.mean()))
    paid = int((rows.paid[rows.called] > 0).sum())
    if paid in {0, called}:
        return refused("one_class", called=called)
    if called < LEAST_CALLED or min(paid, called - paid) < LEAST_EACH:
        needed = max(LEAST_CALLED, ceil(called * LEAST_EACH / min(paid, called - paid)))
        clock = evidence_clock(_pace(rows), needed=needed, today=today)
        return refused("few_calls", clock=clock, called=called, paid=paid, least=LEAST_CALLED)
    return _few_days(rows, today=today) if len(np.unique(rows.day)) < LEAST_DAYS else None


def _few_days(rows: CallRows, *, today: int) -> ValueLadder:
    days = len(np.unique(rows.day))
    needed = ceil(int(rows.called.sum()) * max(LEAST_DAYS / days, 1))
    clock = evidence_clock(_pace(rows), needed=needed, today=today)
    return refused("few_days", clock=clock, days=days, least=LEAST_DAYS)


def _pace(rows: CallRows, *, by_chance: bool = False) -> CallPace:
    """How many calls a day become known; with `by_chance` only those that were more likely not to be made."""
    called = int(rows.called.sum())
    counted = int((rows.called & rows.drawn).sum()) if by_chance else called
    return CallPace(counted, int(rows.day.max() - rows.day.min()) + 1, counted / max(called, 1))


def _telling(rows: CallRows, nuisance: Nuisance) -> NDArray[np.bool_] | None:
    """The rows from which the effect can be told; None where there are too few.

    Where the estimated chances leave no overlap, only the rows with a recorded chance tell something.
    """
    recorded = ~np.isnan(rows.chance)
    estimated = rows.where(~recorded)
    if len(estimated) and estimated.called.any() and overlap(estimated, nuisance.where(~recorded)) >= LEAST_OVERLAP:
        return np.ones(len(rows), dtype=bool)
    by_chance = int((rows.called & rows.drawn).sum())
    return recorded if by_chance >= LEAST_CALLED else None


def overlap(rows: CallRows, nuisance: Nuisance) -> float:
    """The share of the variance of being called that what is known of an account leaves open."""
    usual = float(rows.called.mean())
    return float((nuisance.chance * (1 - nuisance.chance)).mean() / max(usual * (1 - usual), 1e-9))


def _fitted(value: RankingValue, rows: CallRows, nuisance: Nuisance, features: Sequence[str], *, seed: int) -> Additive:
    if value is RankingValue.EFFECT:
        return fit_effect(rows, nuisance, features, seed=seed)
    return fit_if_called(rows, features, seed=seed)


@dataclass(frozen=True)
class _Judged:
    """Of every judged row: its customer, what calling it adds, and which rungs and plain orders call it.

    `part` is a share of what is overdue, `worth` minor units.
    """

    customer: Ints
    part: Floats
    worth: Floats
    calls: dict[RankingValue, Floats]
    plain: dict[str, Floats]

    def orders(self) -> tuple[OrderWorth, ...]:
        """What the calls of each order add per call."""
        rungs = {value.value: calls for value, calls in self.calls.items()}
        return worth_of_orders(self.customer, self.worth, rungs | self.plain)

    def step(self, value: RankingValue, *, over: RankingValue, pace: CallPace, today: int) -> LadderStep:
        """Whether calls bring in more than no calls, and those of this rung not less than of the best rung below.

        The first is judged by shares of what is overdue, since a few large amounts would hide what all others show, and
        of the calls of this rung or of calls to anybody: the few of one order may be too few to tell.
        """
        calls = float(self.calls[value].sum())
        adds, error = self._per_call(self.calls[value] * self.part, calls=calls)
        anybody, spread = self._per_call(self.part, calls=float(len(self.part)))
        gain, differs = self._per_call((self.calls[value] - self.calls[over]) * self.worth, calls=calls)
        money, _ = self._per_call(self.calls[value] * self.worth, calls=calls)
        told: dict[str, Any] = {
            "over": over.value,
            "calls": round(calls),
            "adds": money,
            "share": adds,
            "usual": anybody,
        }
        rule = "adds" if adds > SURE * error or anybody > SURE * spread else "adds_nothing"
        if rule == "adds" and gain < -SLACK * differs:
            rule = "below"
        surest = max((adds, error), (anybody, spread), key=lambda one: abs(one[0]) / max(one[1], 1e-12))
        asked, wide = surest if rule == "adds_nothing" else (gain, differs)
        needed = calls_needed(calls=pace.known, estimate=asked, error=wide)
        clock = evidence_clock(pace, needed=needed, today=today)
        low, high = gain - WIDE * differs, gain + WIDE * differs
        return LadderStep(value, rule == "adds", rule, told, gain, low, high, clock)

    def _per_call(self, values: Floats, *, calls: float) -> tuple[float, float]:
        """The sum per call, and its standard error clustered by customer."""
        _, place = np.unique(self.customer, return_inverse=True)
        sums, each = np.bincount(place, weights=values), max(calls, 1.0)
        return float(sums.sum()) / each, float(np.sqrt((sums**2).sum())) / each


def _judged(  # noqa: PLR0913 - as `climb`
    rows: CallRows,
    nuisance: Nuisance,
    features: Sequence[str],
    *,
    fit_chance: ChanceFit,
    share: float,
    horizon: int,
    seed: int,
) -> _Judged | None:
    """Fit on earlier days, take the accounts of later ones, in a few folds."""
    days = np.unique(rows.day)
    parts = []
    for tested in np.array_split(days[len(days) // 3 :], JUDGED_FOLDS):
        learn = rows.day + horizon <= int(tested[0]) if len(tested) else np.zeros(len(rows), dtype=bool)
        if int(rows.called[learn].sum()) < LEAST_CALLED // 2:
            continue
        earlier, nuisance_then = rows.where(learn), nuisance.where(learn)
        test = np.isin(rows.day, tested)
        later, nuisance_now = rows.where(test), nuisance.where(test)
        effect = fit_effect(earlier, nuisance_then, features, seed=seed).logit(later.x)
        scores = {
            RankingValue.POINTS: _chance(earlier, fit_chance, share=share, seed=seed).chance(later.x),
            RankingValue.IF_CALLED: fit_if_called(earlier, features, seed=seed).logit(later.x),
            RankingValue.EFFECT: effect,
        }
        overdue = np.minimum(later.overdue, np.quantile(later.overdue, MOST_AMOUNT))
        part = doubly_robust(later, nuisance_now, effect)
        calls = {value: taken_of_day(later, score * later.overdue) for value, score in scores.items()}
        plain = plain_calls(later, features, nuisance_now.chance)
        parts.append(_Judged(later.account, part, part * overdue, calls, plain))
    return _together(parts) if parts else None


def _together(parts: Sequence[_Judged]) -> _Judged:
    return _Judged(
        np.concatenate([part.customer for part in parts]),
        np.concatenate([part.part for part in parts]),
        np.concatenate([part.worth for part in parts]),
        {value: np.concatenate([part.calls[value] for part in parts]) for value in RankingValue},
        {name: np.concatenate([part.plain[name] for part in parts]) for name in parts[0].plain},
    )


def _chance(rows: CallRows, fit_chance: ChanceFit, *, share: float, seed: int) -> Additive:
    some = np.random.default_rng(seed).random(len(rows)) < MOST_LEARNED / max(len(rows), 1)
    return fit_chance(rows.x[some], rows.paid[some] >= share - 1e-9)
