"""Fits the model families: the points rule, logistic regression anchored by it, boosting without interactions.

Each gives an `Additive`. The anchored logistic is one formula at every size of the data: the rule's log-odds enter with
a weight drawn towards one and every other weight towards zero, with a fixed strength. With few labels the rule's
weights prevail, with many the data's.

Fits run on one thread: on small data and busy cores more threads are many times slower, and sums in another order would
give other last digits, so that the same seed would not give the same model on another machine.
"""

from collections.abc import Callable, Sequence
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
    logit, low, high = rule.logit(x), -30.0, 30.0
    for _ in range(60):
        middle = (low + high) / 2
        too_much = float((1 / (1 + np.exp(-logit - middle))).mean()) > float(np.mean(y))
        low, high = (low, middle) if too_much else (middle, high)
    return Additive(tuple(features), float((low + high) / 2), rule.terms, {}).explained_against(x)


def fit_anchored(x: Matrix, y: Labels, features: Sequence[str]) -> Additive:
    """Logistic regression around the hand rule, by maximum posterior.

    Args:
        x: Rows by features; missing is NaN.
        y: Whether each row paid.
        features: Names of the columns.

    """
    from scipy.optimize import minimize  # noqa: PLC0415 - slow import, only where something is fitted

    rule = hand_rule(features)
    design, scales = _standardised(x)
    anchor = rule.logit(x)
    start = np.concatenate([[_logit(y.mean()) - anchor.mean(), 1.0], np.zeros(design.shape[1])])
    known = (design, anchor, y.astype(float))
    with threadpool_limits(1):
        found = minimize(  # type: ignore[no-untyped-call]  # scipy ships no types
            _posterior, start, args=known, jac=True, method="L-BFGS-B", options={"maxiter": 300}
        )
    intercept, weight, rest = found.x[0], found.x[1], found.x[2:]
    terms: dict[str, tuple[Term, ...]] = {}
    for column, name in enumerate(features):
        scaled = tuple(_times(term, weight) for term in rule.terms.get(name, ()))
        terms[name] = (*scaled, _line(scales[column], slope=rest[2 * column], gone=rest[2 * column + 1]))
    return Additive(tuple(features), float(intercept), terms, {}).explained_against(x)


def fit_boosted(x: Matrix, y: Labels, features: Sequence[str], *, seed: int) -> Additive:
    """Gradient boosting in which every tree sees one feature; read out as one step function per feature.

    Columns that are missing in every row are left out: the estimator cannot bin them.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: PLC0415 - slow import, see above

    there = np.flatnonzero(~np.isnan(x).all(axis=0))
    estimator = HistGradientBoostingClassifier(random_state=seed, **BOOSTING)  # type: ignore[no-untyped-call]  # no types
    with threadpool_limits(1):
        estimator.fit(x[:, there], y)
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


def _posterior(
    w: NDArray[np.float64], design: NDArray[np.float64], anchor: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[float, NDArray[np.float64]]:
    logit = w[0] + w[1] * anchor + design @ w[2:]
    loss = np.logaddexp(0, logit).sum() - (y * logit).sum()
    pull = ANCHOR * (w[1] - 1) ** 2 / 2 + SHRINK * (w[2:] ** 2).sum() / 2
    gap = 1 / (1 + np.exp(-logit)) - y
    slope = np.concatenate([[gap.sum(), gap @ anchor + ANCHOR * (w[1] - 1)], design.T @ gap + SHRINK * w[2:]])
    return float(loss + pull), slope


def _logit(share: float) -> float:
    kept = min(max(float(share), 1e-4), 1 - 1e-4)
    return float(np.log(kept / (1 - kept)))
