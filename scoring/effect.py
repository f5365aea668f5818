"""What a call adds: the share of the overdue amount that comes in because of it, as a sum of one function per feature.

The estimator is the R-learner (Nie and Wager, «Quasi-oracle estimation of heterogeneous treatment effects», 2021):
with m(x) what comes in on average and e(x) the chance of being called, both fitted on other customers, the effect τ
minimises Σ (t − e)² · ((y − m) / (t − e) − τ(x))². It is additive, so that its terms are exact reasons.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it ships no types

from scoring.additive import Additive, Floats, Line, Steps, Term
from scoring.treatment import CallRows

FOLDS = 5
LEAST_CHANCE, MOST_CHANCE = 0.002, 0.9
"""A chance of being called is kept within these: beyond them a row says nothing of the other side."""

BINS = 4
FREE = 0.02
"""The share of the shrinking that the column of the average bears."""

PENALTIES = (3.0, 10.0, 30.0, 100.0, 300.0, 1_000.0, 3_000.0, 10_000.0)
"""Strengths of shrinking, of which the one with the least cross-validated R-loss is taken."""

CONTROLS = 6
"""Rows that were not called for each that was, from which the two averages are fitted."""

NUISANCE: dict[str, Any] = {  # keyword arguments of scikit-learn's estimators
    "max_iter": 80,
    "learning_rate": 0.08,
    "max_leaf_nodes": 8,
    "min_samples_leaf": 60,
    "l2_regularization": 1.0,
    "early_stopping": False,
}


@dataclass(frozen=True)
class Nuisance:
    """For every row, fitted on other customers: what comes in on average, and the chance of being called."""

    mean: Floats
    chance: Floats


def folds_of(customers: NDArray[np.int64]) -> NDArray[np.int64]:
    """A fold from 0 to `FOLDS` − 1 for each row, the same for all rows of a customer."""
    mixed = (customers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(40)
    return (mixed % FOLDS).astype(np.int64)


def fit_nuisance(rows: CallRows, *, seed: int) -> Nuisance:
    """Fit both on four folds of customers and say them of the fifth; a recorded chance is taken as it is."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor  # noqa: PLC0415 - slow import, only where something is fitted

    folds = folds_of(rows.account)
    mean, chance = np.zeros(len(rows)), rows.chance.copy()
    there = np.flatnonzero(~np.isnan(rows.x).all(axis=0))
    x = rows.x[:, there]
    unknown = np.isnan(chance)
    few, weight = _few(rows, seed=seed)
    with threadpool_limits(1):
        for fold in range(FOLDS):
            test = folds == fold
            learn = ~test
            if not test.any():
                continue
            learn &= few
            average = HistGradientBoostingRegressor(random_state=seed, **NUISANCE)  # type: ignore[no-untyped-call]
            mean[test] = average.fit(x[learn], rows.paid[learn], weight[learn]).predict(x[test])
            wanted = test & unknown
            if wanted.any():
                chance[wanted] = _called(HistGradientBoostingClassifier, x, rows.called, learn, wanted, weight, seed=seed)
    return Nuisance(mean, _per_day(rows, np.clip(chance, LEAST_CHANCE, MOST_CHANCE), unknown))


def _few(rows: CallRows, *, seed: int) -> tuple[NDArray[np.bool_], Floats]:
    """All rows that were called and `CONTROLS` times as many others, drawn by chance, with what each stands for."""
    others = int((~rows.called).sum())
    share = min(1.0, CONTROLS * max(int(rows.called.sum()), 500) / max(others, 1))
    drawn = np.random.default_rng(seed).random(len(rows)) < share
    return rows.called | drawn, np.where(rows.called, 1.0, 1 / share)


def _called(  # noqa: PLR0913 - what a fit is made of
    estimator: Any, x: NDArray[np.float32], called: NDArray[np.bool_], learn: NDArray[np.bool_],
    wanted: NDArray[np.bool_], weight: Floats, *, seed: int,
) -> Floats:  # fmt: skip
    if called[learn].all() or not called[learn].any():
        return np.full(int(wanted.sum()), float(np.average(called[learn], weights=weight[learn])))
    fitted = estimator(random_state=seed, **NUISANCE).fit(x[learn], called[learn], weight[learn])
    return np.asarray(fitted.predict_proba(x[wanted])[:, 1])


def _per_day(rows: CallRows, chance: Floats, unknown: NDArray[np.bool_]) -> Floats:
    """Shift each day's estimated chances so that as many are called as were: how many call differs from day to day."""
    found = chance.copy()
    for day in np.unique(rows.day):
        of_day = (rows.day == day) & unknown
        if of_day.any() and rows.called[of_day].any():
            found[of_day] = chance[of_day] * rows.called[of_day].sum() / chance[of_day].sum()
    return np.clip(found, LEAST_CHANCE, MOST_CHANCE)


@dataclass(frozen=True)
class _Basis:
    """Columns of a design made of a line, whether it is missing, and steps per feature, and how to read them back."""

    lines: tuple[tuple[float, float, float, float], ...]
    edges: tuple[tuple[float, ...], ...]

    @classmethod
    def of(cls, x: NDArray[np.float32]) -> "_Basis":
        lines, edges = [], []
        for column in x.T.astype(float):
            known = column[~np.isnan(column)]
            low, high = np.quantile(known, [0.01, 0.99]) if len(known) else (0.0, 0.0)
            cut = np.clip(known, low, high)
            mean, spread = (float(cut.mean()), float(cut.std())) if len(cut) else (0.0, 0.0)
            lines.append((float(low), float(high), mean, spread if spread > 0 else 1.0))
            inner = np.quantile(cut, np.arange(1, BINS) / BINS) if len(cut) else np.empty(0)
            edges.append(tuple(float(edge) for edge in np.unique(inner)[:BINS]))
        return cls(tuple(lines), tuple(edges))

    def design(self, x: NDArray[np.float32]) -> Floats:
        columns = []
        for place, column in enumerate(x.T.astype(float)):
            low, high, mean, spread = self.lines[place]
            there = ~np.isnan(column)
            columns.append(np.where(there, (np.clip(column, low, high) - mean) / spread, 0.0))
            columns.append((~there).astype(float))
            bin_of = np.searchsorted(np.asarray(self.edges[place]), column, side="left")
            for step in range(len(self.edges[place]) + 1):
                columns.append((there & (bin_of == step)) * 0.5)
        return np.column_stack(columns)

    def terms(self, weights: Floats, features: Sequence[str]) -> dict[str, tuple[Term, ...]]:
        found: dict[str, tuple[Term, ...]] = {}
        at = 0
        for place, name in enumerate(features):
            low, high, mean, spread = self.lines[place]
            steps = len(self.edges[place]) + 1
            slope, gone, heights = weights[at], weights[at + 1], weights[at + 2 : at + 2 + steps] * 0.5
            line = Line(low, high, float(slope * (low - mean) / spread), float(slope / spread), float(gone))
            found[name] = (line, Steps(self.edges[place], tuple(map(float, heights)), 0.0))
            at += 2 + steps
        return found


def fit_effect(rows: CallRows, nuisance: Nuisance, features: Sequence[str]) -> Additive:
    """The additive R-learner. Values are shares of the overdue amount (not log-odds), so `Additive.logit` is τ.

    Beside a line and steps of every feature stands what comes in on average, fitted in the same additive family: who
    pays more is often who is moved more, and one number is learned from less than thirty.

    Args:
        rows: With at least one row that was called and one that was not.
        nuisance: Of these rows.
        features: Names of the columns.

    """
    left, drive = rows.called - nuisance.chance, rows.paid - nuisance.mean
    basis = _Basis.of(rows.x)
    design = basis.design(rows.x)
    usual = _average(design, rows.paid)
    spread = float((design @ usual).std()) or 1.0
    design_with = np.column_stack([design @ usual / spread, design])
    folds = folds_of(rows.account)
    penalty = _best_penalty(design_with, left, drive, folds)
    intercept, weights = _solved(design_with, left, drive, penalty=penalty)
    terms = basis.terms(weights[1:] + weights[0] * usual / spread, features)
    return Additive(tuple(features), float(intercept), terms, {}).explained_against(rows.x)


def _average(design: Floats, paid: Floats) -> Floats:
    """What comes in on average as a sum of the design's columns: ridge, without its intercept."""
    centred = design - design.mean(axis=0)
    with threadpool_limits(1):
        return np.asarray(
            np.linalg.solve(centred.T @ centred + np.diag(np.full(design.shape[1], 30.0)), centred.T @ (paid - paid.mean()))
        )


def _solved(design: Floats, left: Floats, drive: Floats, *, penalty: float) -> tuple[float, Floats]:
    """Ridge of drive on left · (1, design): the intercept is free, the first column almost."""
    scaled = np.column_stack([left, left[:, None] * design])
    ridge = np.full(scaled.shape[1], penalty)
    ridge[:2] = 1e-9, penalty * FREE
    with threadpool_limits(1):
        found = np.linalg.solve(scaled.T @ scaled + np.diag(ridge), scaled.T @ drive)
    return float(found[0]), np.asarray(found[1:])


def _best_penalty(design: Floats, left: Floats, drive: Floats, folds: NDArray[np.int64]) -> float:
    losses = dict.fromkeys(PENALTIES, 0.0)
    for fold in range(FOLDS):
        test = folds == fold
        if not test.any() or test.all():
            continue
        for penalty in PENALTIES:
            intercept, weights = _solved(design[~test], left[~test], drive[~test], penalty=penalty)
            gap = drive[test] - left[test] * (intercept + design[test] @ weights)
            losses[penalty] += float(gap @ gap)
    return min(PENALTIES, key=lambda penalty: (losses[penalty], -penalty))


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
