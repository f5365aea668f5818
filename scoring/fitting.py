"""Fits the model families: the points rule, logistic regression anchored by it, boosting without interactions.

Each gives an `Additive`. The anchored logistic is one formula at every size of the data: the rule's log-odds enter with
a weight drawn towards one and every other weight towards zero, with a fixed strength. With few labels the rule's
weights prevail, with many the data's.

Fits run on one thread: on small data and busy cores more threads are many times slower, and sums in another order would
give other last digits, so that the same seed would not give the same model on another machine.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it ships no types

from scoring import points
from scoring.additive import Additive, Floats, Line, Steps, Term

Matrix = NDArray[np.floating[Any]]
Labels = NDArray[np.bool_]

PER_POINT = float(np.log(2) / points.DOUBLING)
"""Log-odds of one point: ten points double the chance."""

ANCHOR = 4.0
"""Strength with which the rule's weight is drawn to one: as strong as four labels of even odds."""
SHRINK = 1.0
"""Strength with which every other standardised weight is drawn to zero."""
MOST_STEPS, TINY, CHUNK = 50, 1e-9, 16_384
"""Steps of Newton's method, the gain per row below which it ends, and rows that are weighted at a time."""
HALVES = tuple(0.5**n for n in range(20))
"""Sizes that a step is tried with, the largest first."""

BOOSTING: dict[str, Any] = {  # keyword arguments of scikit-learn's estimator
    "max_iter": 100,
    "learning_rate": 0.12,
    "max_leaf_nodes": 6,
    "min_samples_leaf": 60,
    "l2_regularization": 1.0,
    "early_stopping": False,
    "interaction_cst": "no_interactions",
}


def hand_rule(features: Sequence[str]) -> Additive:
    """The points rule as log-odds of the features it shares with the catalogue.

    Amounts are left out: they are no chance.
    """
    steps: dict[str, Steps] = {
        "days_past_due": _steps(points.AGE_STEPS, points.AGE_BEYOND, missing=0),
        "since_payment": _steps(points.PAYMENT_STEPS, points.PAYMENT_BEYOND, missing=points.NEVER_PAID),
        "paid_share_open": _steps(((0, 0),), points.PART_PAID, missing=0),
        "kept": _steps(tuple((n, points.KEPT_EACH * n) for n in range(3)), points.KEPT_LIMIT, missing=0),
        "broken": _steps(tuple((n, points.BROKEN_EACH * n) for n in range(4)), points.BROKEN_LIMIT, missing=0),
    }
    terms: dict[str, tuple[Term, ...]] = {name: (term,) for name, term in steps.items() if name in features}
    return Additive(tuple(features), 0.0, terms, {})


def fit_rule(x: Matrix, y: Labels, features: Sequence[str]) -> Additive:
    """The points rule with an intercept: its mean chance is the share of the rows that paid (no rows: one half)."""
    rule = hand_rule(features)
    if not len(x):
        return rule
    return with_mean(rule, x, float(np.mean(y))).explained_against(x)


def with_mean(model: Additive, x: Matrix, mean: float) -> Additive:
    """The model with another intercept: its mean chance over these rows is `mean`."""
    logit, low, high = model.logit(x) - model.intercept, -30.0, 30.0
    for _ in range(60):
        middle = (low + high) / 2
        too_much = float((1 / (1 + np.exp(-logit - middle))).mean()) > mean
        low, high = (low, middle) if too_much else (middle, high)
    return replace(model, intercept=float((low + high) / 2))


def fit_anchored(x: Matrix, y: Labels, features: Sequence[str]) -> Additive:
    """Logistic regression around the hand rule, by maximum posterior.

    Args:
        x: Rows by features; missing is NaN.
        y: Whether each row paid.
        features: Names of the columns.

    """
    rule = hand_rule(features)
    design, scales = _standardised(x)
    anchor = rule.logit(x)
    design = np.column_stack([np.ones(len(x)), anchor, design])
    start = np.zeros(design.shape[1])
    start[:2] = _logit(y.mean()) - anchor.mean(), 1.0
    with threadpool_limits(1):
        intercept, weight, *rest = _most_likely(start, design, y.astype(float)).tolist()
    terms: dict[str, tuple[Term, ...]] = {}
    for column, name in enumerate(features):
        scaled = tuple(_times(term, weight) for term in rule.terms.get(name, ()))
        terms[name] = (*scaled, _line(scales[column], slope=rest[2 * column], gone=rest[2 * column + 1]))
    return Additive(tuple(features), float(intercept), terms, {}).explained_against(x)


def fit_boosted(  # noqa: PLR0913 - what is fitted, to what, and how
    x: Matrix,
    y: Labels,
    features: Sequence[str],
    *,
    seed: int,
    weight: Floats | None = None,
    settings: Mapping[str, Any] = MappingProxyType({}),
) -> Additive:
    """Gradient boosting in which every tree sees one feature; read out as one step function per feature.

    Columns that are missing in every row are left out: the estimator cannot bin them.

    Args:
        x: Rows by features; missing is NaN.
        y: Whether each row paid.
        features: Names of the columns.
        seed: Of the estimator.
        weight: How much each row counts; without it all count the same.
        settings: What to fit with instead of `BOOSTING`.

    """
    from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: PLC0415 - slow import, see above

    there = np.flatnonzero(~np.isnan(x).all(axis=0))
    estimator = HistGradientBoostingClassifier(random_state=seed, **{**BOOSTING, **settings})  # type: ignore[no-untyped-call]  # no types
    with threadpool_limits(1):
        estimator.fit(x[:, there], y, sample_weight=weight)
        bins = estimator._bin_mapper.bin_thresholds_  # noqa: SLF001 - the only place the thresholds are kept
        edges = [_finite(np.asarray(one, dtype=float)) for one in bins]
        base, heights = _read_out(estimator.decision_function, edges)
    terms: dict[str, tuple[Term, ...]] = {
        features[column]: (_merged(edges[place], heights[place]),) for place, column in enumerate(there.tolist())
    }
    return Additive(tuple(features), base, terms, {}).explained_against(x)


def _read_out(logit: Callable[[Matrix], Floats], edges: Sequence[Floats]) -> tuple[float, list[Floats]]:
    """The log-odds with everything missing, and what each feature's steps add to them."""
    nothing = np.full((1, len(edges)), np.nan)
    base, heights = float(logit(nothing)[0]), []
    for column, steps in enumerate(edges):
        probe = np.repeat(nothing, len(steps) + 1, axis=0)
        probe[:, column] = [*steps, np.inf]
        heights.append(logit(probe) - base)
    return base, heights


def _finite(edges: Floats) -> Floats:
    return np.unique(edges[np.isfinite(edges)])


def _steps(table: Sequence[tuple[float, float]], beyond: float, *, missing: float) -> Steps:
    edges, heights = zip(*table, strict=True)
    return Steps(tuple(map(float, edges)), tuple(PER_POINT * v for v in (*heights, beyond)), PER_POINT * missing)


def _merged(edges: NDArray[np.float64], values: NDArray[np.float64]) -> Steps:
    """Steps of equal height as one: most thresholds were never used by a tree."""
    change = np.flatnonzero(np.diff(values) != 0)
    heights = [float(values[0]), *(float(values[at + 1]) for at in change)]
    return Steps(tuple(float(edges[at]) for at in change), tuple(heights), 0.0)


def _standardised(x: Matrix) -> tuple[NDArray[np.float64], list[tuple[float, float, float, float]]]:
    """Columns cut to their 1st to 99th percentile and scaled, each followed by whether it was missing."""
    design = np.zeros((len(x), 2 * x.shape[1]))
    scales = []
    for column in range(x.shape[1]):
        values = x[:, column].astype(float)
        there = ~np.isnan(values)
        low, high = np.quantile(values[there], [0.01, 0.99]) if there.any() else (0.0, 0.0)
        cut = np.clip(values, low, high)
        mean, spread = (cut[there].mean(), cut[there].std()) if there.any() else (0.0, 0.0)
        spread = spread if spread > 0 else 1.0
        design[:, 2 * column] = np.where(there, (cut - mean) / spread, 0.0)
        design[:, 2 * column + 1] = ~there
        scales.append((float(low), float(high), float(mean), float(spread)))
    return design, scales


def _line(scale: tuple[float, float, float, float], *, slope: float, gone: float) -> Line:
    low, high, mean, spread = scale
    return Line(low, high, float(slope * (low - mean) / spread), float(slope / spread), float(gone))


def _times(term: Term, weight: float) -> Term:
    if isinstance(term, Line):
        raise TypeError("the hand rule has steps only")
    return Steps(term.edges, tuple(float(weight * value) for value in term.values), float(weight * term.missing))


def _most_likely(start: Floats, design: Floats, y: Floats) -> Matrix:
    """The weights of the highest posterior, by Newton's method: the loss is convex, so there is one such point.

    A step that does not lessen the loss is halved.
    """
    towards, strength = np.zeros(len(start)), np.full(len(start), SHRINK)
    towards[1], strength[:2] = 1.0, (0.0, ANCHOR)

    def loss(w: Matrix) -> float:
        logit = design @ w
        return float(np.logaddexp(0, logit).sum() - y @ logit + (strength * (w - towards) ** 2).sum() / 2)

    at = loss(start)
    w: Matrix = start
    for _ in range(MOST_STEPS):
        p = 1 / (1 + np.exp(-(design @ w)))
        slope: Floats = design.T @ (p - y) + strength * (w - towards)
        step: Matrix = np.linalg.solve(_curvature(design, p * (1 - p)) + np.diag(strength + TINY), slope)
        halves = (step * size for size in HALVES)
        found = next((half for half in halves if loss(w - half) < at), None)
        if found is None:
            break
        w = w - found
        before, at = at, loss(w)
        if before - at < TINY * len(y):
            break
    return w


def _curvature(design: Floats, weights: Floats) -> Floats:
    """The sum of the rows' weighted squares, design' W design, by some thousand rows at a time to save memory."""
    parts = range(0, len(design), CHUNK)
    found = np.zeros((design.shape[1], design.shape[1]))
    for part in (slice(start, start + CHUNK) for start in parts):
        found += design[part].T @ (design[part] * weights[part, np.newaxis])
    return found


def _logit(share: float) -> float:
    kept = min(max(float(share), 1e-4), 1 - 1e-4)
    return float(np.log(kept / (1 - kept)))
