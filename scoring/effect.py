"""What a call adds: the share of the overdue amount that comes in because of it, as a sum of one function per feature.

The first of three learners is the R-learner (Nie and Wager, «Quasi-oracle estimation of heterogeneous treatment
effects», 2021): with m(x) what comes in on average and e(x) the chance of being called, both fitted on other customers,
the effect τ minimises Σ (t − e)² · ((y − m) / (t − e) − τ(x))². What the mean of the three says of the rows is fitted
by a sum of one function per feature, so that its terms are exact reasons.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it ships no types

from scoring.additive import Additive, Floats
from scoring.design import Design, Places, Sums
from scoring.spreading import MadeWhenNeeded, each
from scoring.treatment import CallRows

FOLDS = 5
LEAST_CHANCE, MOST_CHANCE = 0.002, 0.95
"""A chance of being called is kept within these: beyond them a row says nothing of the other side."""

FINE_BINS = 8
"""Steps of a feature where the mean of the learners is fitted, which has no noise."""

CODES = 32
"""Bins of a feature in the two averages."""

FREE = 0.02
"""The share of the shrinking that the column of the average bears."""

PENALTIES = (3.0, 10.0, 30.0, 100.0, 300.0, 1_000.0, 3_000.0, 10_000.0)
"""Strengths of shrinking, of which the one with the least cross-validated R-loss is taken."""

ARM_PENALTY, AVERAGE_PENALTY = 300.0, 30.0
"""Strengths of shrinking for what comes in of one arm, and of all rows."""

MOST_TIMES = 10.0
"""A row counts at most so many times as much as one with the middle amount."""

TINY = 1e-9
"""A strength that only keeps a sum of equal columns solvable."""

CONTROLS = 4
"""Rows that were not called for each that was, from which the two averages are fitted."""

NUISANCE: dict[str, Any] = {  # keyword arguments of scikit-learn's estimators
    "max_iter": 50,
    "learning_rate": 0.12,
    "max_leaf_nodes": 8,
    "min_samples_leaf": 60,
    "l2_regularization": 1.0,
    "early_stopping": False,
}


FEW_ROWS = {**NUISANCE, "max_leaf_nodes": 4, "min_samples_leaf": 100, "l2_regularization": 10.0, "learning_rate": 0.08}
"""The same for what is learned from the rows that were called alone."""

_Chances = Callable[[NDArray[np.float32]], Floats]


@dataclass(frozen=True)
class Nuisance:
    """For every row, fitted on other customers: what comes in on average, and the chance of being called.

    `if_called` is what comes in when it is called, `reached` the chance that a call is answered by the person.
    """

    mean: Floats
    chance: Floats
    if_called: Floats
    reached: Floats

    def where(self, chosen: NDArray[np.bool_]) -> "Nuisance":
        """Of the rows for which `chosen` holds."""
        return Nuisance(**{name: values[chosen] for name, values in vars(self).items()})


def folds_of(customers: NDArray[np.int64]) -> NDArray[np.int64]:
    """A fold from 0 to `FOLDS` − 1 for each row, the same for all rows of a customer."""
    mixed = (customers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(40)
    return (mixed % FOLDS).astype(np.int64)


def fit_nuisance(rows: CallRows, *, seed: int) -> Nuisance:
    """Fit all four on four folds of customers and say them of the fifth; a recorded chance is taken as it is."""
    folds = folds_of(rows.account)
    coder = _Coder.of(rows.x)
    few, weight = _few(rows, seed=seed)
    found = Nuisance(*np.zeros((4, len(rows))))
    tests = [test for fold in range(FOLDS) if (test := folds == fold).any()]

    def one(place: int) -> tuple[CallRows, CallRows, Floats, int]:
        learned = few & ~tests[place]
        return coder.coded(rows.where(tests[place])), coder.coded(rows.where(learned)), weight[learned], seed

    calls = MadeWhenNeeded(one, range(len(tests)))
    for test, said in zip(tests, each(_said_of, calls, rows=FOLDS * int(few.sum())), strict=True):
        for name, values in vars(said).items():
            vars(found)[name][test] = values
    chance = np.where(np.isnan(rows.chance), found.chance, rows.chance)
    chance = _per_day(rows, np.clip(chance, LEAST_CHANCE, MOST_CHANCE), np.isnan(rows.chance))
    return replace(found, chance=chance)


def _said_of(rows: CallRows, learned: CallRows, weight: Floats, seed: int) -> Nuisance:
    """What the estimators fitted on some rows, which stand for `weight` rows each, say of others."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor  # noqa: PLC0415 - slow import, only where something is fitted

    called, usual = learned.called, np.zeros(len(rows))
    is_known = not np.isnan(rows.chance).any()
    with threadpool_limits(1):
        average = HistGradientBoostingRegressor(random_state=seed, **NUISANCE)  # type: ignore[no-untyped-call]  # no types
        mean = average.fit(learned.x, learned.paid, weight).predict(rows.x)
        chance = HistGradientBoostingClassifier(random_state=seed, **NUISANCE)  # type: ignore[no-untyped-call]  # no types
        called_now = usual if is_known else _chances(chance, learned.x, called, weight)(rows.x)
        if not called.any():
            return Nuisance(mean, called_now, mean, usual)
        if_called = HistGradientBoostingRegressor(random_state=seed, **FEW_ROWS)  # type: ignore[no-untyped-call]  # no types
        paid = if_called.fit(learned.x[called], learned.paid[called]).predict(rows.x)
        reached = HistGradientBoostingClassifier(random_state=seed, **NUISANCE)  # type: ignore[no-untyped-call]  # no types
        answers = _chances(reached, learned.x[called], learned.talked[called], weight[called])(rows.x)
    return Nuisance(mean, called_now, paid, answers)


@dataclass(frozen=True)
class _Coder:
    """Replaces values by the number of their bin; columns that are missing in every row are left out.

    The estimators take weighted quantiles of columns with many values, which cost ten times as much as the fit.
    """

    edges: dict[int, Floats]

    @classmethod
    def of(cls, x: NDArray[np.float32]) -> "_Coder":
        there = np.flatnonzero(~np.isnan(x).all(axis=0))
        marks = np.arange(1, CODES) / CODES
        return cls({int(place): np.unique(np.nanquantile(x[:, place], marks)) for place in there})

    def coded(self, rows: CallRows) -> CallRows:
        """The same rows with numbers of bins in the place of values."""
        found = np.empty((len(rows), len(self.edges)), dtype=np.float32)
        for at, (place, edges) in enumerate(self.edges.items()):
            column = rows.x[:, place]
            found[:, at] = np.where(np.isnan(column), np.nan, np.searchsorted(edges, column, side="left"))
        return replace(rows, x=found)


def _few(rows: CallRows, *, seed: int) -> tuple[NDArray[np.bool_], Floats]:
    """All rows that were called and `CONTROLS` times as many others, drawn by chance, with what each stands for."""
    others = int((~rows.called).sum())
    share = min(1.0, CONTROLS * max(int(rows.called.sum()), 500) / max(others, 1))
    drawn = np.random.default_rng(seed).random(len(rows)) < share
    return rows.called | drawn, np.where(rows.called, 1.0, 1 / share)


def _chances(estimator: Any, x: NDArray[np.float32], said: NDArray[np.bool_], weight: Floats) -> _Chances:
    """A fit of a yes or no; the average where all rows say the same."""
    if said.all() or not said.any():
        usual = float(said.mean())
        return lambda rows: np.full(len(rows), usual)
    fitted = estimator.fit(x, said, weight)
    return lambda rows: np.asarray(fitted.predict_proba(rows)[:, 1])


def _per_day(rows: CallRows, chance: Floats, unknown: NDArray[np.bool_]) -> Floats:
    """Shift each day's estimated chances so that as many are called as were: how many call differs from day to day."""
    found = chance.copy()
    for day in np.unique(rows.day):
        of_day = (rows.day == day) & unknown
        if of_day.any() and rows.called[of_day].any():
            found[of_day] = chance[of_day] * rows.called[of_day].sum() / chance[of_day].sum()
    return np.clip(found, LEAST_CHANCE, MOST_CHANCE)


def fit_if_called(rows: CallRows, features: Sequence[str], *, seed: int) -> Additive:
    """What share of the overdue amount comes in when an account is called: additive, from the rows that were called.

    Args:
        rows: With at least one row that was called.
        features: Names of the columns.
        seed: Of the rows that are drawn.

    """
    learned = _Learned.of(rows, nuisance=None, seed=seed)
    return learned.additive(*learned.arm(), features=features)


def fit_effect(rows: CallRows, nuisance: Nuisance, features: Sequence[str], *, seed: int) -> Additive:
    """The mean of three learners, made additive. Values are shares of the overdue amount, so `Additive.logit` is τ.

    1. The R-learner. Beside a line and steps of every feature stands what comes in on average, fitted in the same
       family: who pays more is often who is moved more, and one number is learned from less than thirty.
    2. A line through what comes in when called, times the chance of being reached: a call that nobody answers adds
       nothing.
    3. What comes in when called less what comes in on average: (μ₁ − m) / (1 − e) = μ₁ − μ₀.

    Rows count by their overdue amount, because the money a call adds is ranked.

    Args:
        rows: With at least one row that was called and one that was not.
        nuisance: Of these rows.
        features: Names of the columns.
        seed: Of the rows that are drawn.

    """
    learned = _Learned.of(rows, nuisance=nuisance, seed=seed)
    known = nuisance.where(learned.chosen)
    _, when_called = learned.arm()
    if_reached = replace(learned, left=learned.left * known.reached).along(when_called)
    said = (
        learned.said(learned.residual(rows.account)),
        learned.said(if_reached) * known.reached,
        (known.if_called - known.mean) / (1 - known.chance),
    )
    return learned.made_additive(np.mean(said, axis=0), features=features)


Weights = tuple[float, Floats]
"""An intercept and a weight per column of the design."""


@dataclass(frozen=True)
class _Learned:
    """The design of the rows that are learned from: those that were called, and a share of the others."""

    design: Design
    weight: Floats
    money: Floats
    called: NDArray[np.bool_]
    paid: Floats
    left: Floats
    drive: Floats
    chosen: NDArray[np.bool_]

    @classmethod
    def of(cls, rows: CallRows, *, nuisance: Nuisance | None, seed: int) -> "_Learned":
        chosen, weight = _few(rows, seed=seed)
        x, called, paid = rows.x[chosen], rows.called[chosen], rows.paid[chosen]
        left = called - nuisance.chance[chosen] if nuisance else np.zeros(len(x))
        drive = paid - nuisance.mean[chosen] if nuisance else np.zeros(len(x))
        typical = max(float(np.median(rows.overdue)), 1.0)
        money = weight[chosen] * np.minimum(rows.overdue[chosen] / typical, MOST_TIMES)
        return cls(Design.of(x), weight[chosen], money, called, paid, left, drive, chosen)

    def additive(self, intercept: float, weights: Floats, *, features: Sequence[str]) -> Additive:
        terms = self.design.basis.terms(weights, features)
        return Additive(tuple(features), float(intercept), terms, {}).explained_against(self.design.x)

    def said(self, weights: Weights) -> Floats:
        """What weights say of each row."""
        return weights[0] + self.design.times(weights[1])

    def made_additive(self, values: Floats, *, features: Sequence[str]) -> Additive:
        """The sum of one function per feature that comes nearest to a value of each row."""
        fine = Design.of(self.design.x, bins=FINE_BINS)
        nearest = replace(self, design=fine, paid=values, weight=self.money)
        return nearest.additive(*nearest.ridge(penalty=AVERAGE_PENALTY), features=features)

    def arm(self) -> Weights:
        """Ridge of what came in on the design, over the rows that were called."""
        return self.ridge(self.called, penalty=ARM_PENALTY)

    def ridge(self, rows: NDArray[np.bool_] | None = None, *, penalty: float) -> Weights:
        """Least squares of what came in on the design, over all rows or some."""
        places = np.arange(len(self.paid)) if rows is None else rows.nonzero()[0]
        weight, paid = self.weight[places], self.paid[places]
        total, usual = float(weight.sum()), float(np.average(paid, weights=weight))
        sums = Sums.of(self.design.blocks(places), drive=self.paid - usual, weight=self.weight)
        middle = sums.columns / total
        square = sums.square - total * np.outer(middle, middle)
        with threadpool_limits(1):
            weights = np.asarray(np.linalg.solve(square + np.diag(np.full(len(middle), penalty)), sums.right))
        return usual - float(middle @ weights), weights

    def along(self, direction: Floats) -> Weights:
        """A line through one sum of the columns, by the R-loss: two numbers are learned."""
        values = self.design.times(direction)
        spread = float(values.std())
        scaled = np.column_stack([self.left, self.left * (values / spread if spread > 0 else 0.0)])
        sums = Sums.of([(np.arange(len(scaled)), scaled)], drive=self.drive, weight=self.money)
        intercept, slope = sums.solved(np.full(2, TINY))
        return float(intercept), slope * direction / spread if spread > 0 else np.zeros_like(direction)

    def residual(self, accounts: NDArray[np.int64]) -> Weights:
        """The R-learner, shrunk as much as other customers say."""
        _, usual = self.ridge(penalty=AVERAGE_PENALTY)
        values = self.design.times(usual)
        spread = float(values.std()) or 1.0
        folds = folds_of(accounts[self.chosen])

        def scaled(fold: int) -> Iterator[tuple[Places, Floats]]:
            for some, columns in self.design.blocks((folds == fold).nonzero()[0]):
                both = np.column_stack([np.ones(len(some)), values[some] / spread, columns])
                yield some, self.left[some, None] * both

        parts = [Sums.of(scaled(fold), drive=self.drive, weight=self.money) for fold in np.unique(folds)]
        found = _shrunk(parts)
        return float(found[0]), found[2:] + found[1] * usual / spread


def _shrunk(parts: Sequence[Sums]) -> Floats:
    """Ridge with the strength that predicts the parts left out best: the first column is free, the second almost."""
    whole = Sums(*(np.sum(sums, axis=0) for sums in zip(*(vars(part).values() for part in parts), strict=True)))

    def solved(penalty: float, sums: Sums) -> Floats:
        ridge = np.full(len(sums.right), penalty)
        ridge[:2] = TINY, penalty * FREE
        return sums.solved(ridge)

    with threadpool_limits(1):
        losses = {
            penalty: sum(part.loss(solved(penalty, whole.without(part))) for part in parts) for penalty in PENALTIES
        }
        return solved(min(PENALTIES, key=lambda penalty: (losses[penalty], -penalty)), whole)


def doubly_robust(rows: CallRows, nuisance: Nuisance, effect: Floats) -> Floats:
    """For every row an unbiased, noisy value of what a call adds, as a share of the overdue amount.

    Source: Robins, Rotnitzky and Zhao (1994). `effect` must come from a model that has not seen the row's customer; an
    error in it, or in the mean, costs precision and no bias where the chance of being called is right.
    """
    without = nuisance.mean - nuisance.chance * effect
    with_call = without + effect
    treated = rows.called / nuisance.chance * (rows.paid - with_call)
    untreated = (1 - rows.called) / (1 - nuisance.chance) * (rows.paid - without)
    return np.asarray(effect + treated - untreated)
