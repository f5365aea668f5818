"""Fits boosting in which a tree may part accounts by two features together, and reads it out as tables.

Only the features that move the chance most alone are paired. Every leaf of a tree is then a rectangle in at most two
features, so the trees are, exactly, a sum of step functions and of tables; what a table says of one feature alone is
moved into the steps of that feature.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it ships no types

from scoring.additive import Additive, Floats, PairTable, Steps, Term
from scoring.fitting import Labels, Matrix, fit_boosted

PAIRED_FEATURES = 10
"""Features that are paired, each with each: those that vary the chance most alone."""

SWEEPS = 12
"""Rounds in which the means of a table's rows and columns are moved into the steps of its features."""

PAIRING: dict[str, Any] = {  # keyword arguments of scikit-learn's estimator
    "max_iter": 200,
    "learning_rate": 0.06,
    "max_leaf_nodes": 8,
    "min_samples_leaf": 60,
    "l2_regularization": 1.0,
    "max_bins": 63,
    "early_stopping": False,
}
"""Bins bound the size of a table: 64 by 64 values at most."""


FIRST_LOOK: dict[str, Any] = {"max_iter": 30, "learning_rate": 0.3, "max_bins": 63}
"""How boosting without interactions is fitted to see which features move the chance most."""


def fit_paired(x: Matrix, y: Labels, features: Sequence[str], *, seed: int, weight: Floats | None = None) -> Additive:
    """Gradient boosting in which a branch of a tree sees at most two features.

    Args:
        x: Rows by features; missing is NaN.
        y: Whether each row paid.
        features: Names of the columns.
        seed: Of the estimator.
        weight: How much each row counts; without it all count the same.

    """
    from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: PLC0415 - slow import, see `scoring.fitting`

    there = np.flatnonzero(~np.isnan(x).all(axis=0))
    moves = fit_boosted(x, y, features, seed=seed, settings=FIRST_LOOK).parts(x)[:, there].std(axis=0)
    paired = np.argsort(-moves, kind="stable")[:PAIRED_FEATURES].tolist()
    allowed = [set(pair) for pair in combinations(paired, 2)]
    allowed += [{place} for place in range(len(there)) if place not in paired or len(paired) < 2]
    estimator = HistGradientBoostingClassifier(  # type: ignore[no-untyped-call]  # no types
        random_state=seed, interaction_cst=allowed, **PAIRING
    )
    with threadpool_limits(1):
        estimator.fit(x[:, there], y, sample_weight=weight)
    return read_out(estimator, x, features, columns=there.tolist())


def read_out(estimator: Any, x: Matrix, features: Sequence[str], *, columns: Sequence[int]) -> Additive:
    """Boosting in which a branch sees at most two features as a sum of steps and tables, explained against the rows.

    Args:
        estimator: A fitted `HistGradientBoostingClassifier` (scikit-learn ships no types).
        x: Rows by features.
        features: Names of the columns.
        columns: Which of them the estimator was fitted on, in order.

    """
    trees = [predictor.nodes for (predictor,) in estimator._predictors]  # noqa: SLF001 - the only place they are kept
    base = float(estimator._baseline_prediction[0, 0])  # noqa: SLF001 - as above
    by_columns: dict[tuple[int, ...], list[_Leaf]] = {}
    for sides, value in (leaf for tree in trees for leaf in _leaves(tree)):
        by_columns.setdefault(tuple(sorted(sides)), []).append((sides, value))
    base += sum(value for _, value in by_columns.pop((), []))
    alone: dict[int, list[_Grid]] = {}
    pairs: list[_Grid] = []
    seen, names = x[:, columns], [features[column] for column in columns]
    for key, found in sorted(by_columns.items()):
        mains: tuple[_Grid, ...] = (_Grid.of(key, found),)
        if len(key) > 1:
            pairs += mains
            mains = _purified(pairs[-1], seen)
        for main in mains:
            alone.setdefault(main.columns[0], []).append(main)
    terms: dict[str, tuple[Term, ...]] = {names[column]: (_summed(alone[column]),) for column in sorted(alone)}
    tables = tuple(_table(grid, names) for grid in pairs)
    return Additive(tuple(features), base, terms, {}, tables).explained_against(x)


@dataclass(frozen=True)
class _Side:
    """The values of one feature that a leaf takes: above `low` up to `high`, and perhaps the missing ones."""

    low: float = -np.inf
    high: float = np.inf
    missing: bool = True

    def parted(self, at: float, *, missing_left: bool) -> "tuple[_Side, _Side]":
        """The side's values up to a threshold, and those above it."""
        left = replace(self, high=min(self.high, at), missing=self.missing and missing_left)
        return left, replace(self, low=max(self.low, at), missing=self.missing and not missing_left)

    def on(self, edges: Floats) -> NDArray[np.bool_]:
        """Which intervals between the edges, and whether a missing value (the last), belong to the side."""
        within = np.zeros(len(edges) + 2, dtype=bool)
        first = 0 if self.low == -np.inf else int(np.searchsorted(edges, self.low, side="left")) + 1
        last = int(np.searchsorted(edges, self.high, side="left"))
        within[first : last + 1] = self.low < np.inf
        within[-1] = self.missing
        return within


_Leaf = tuple[Mapping[int, _Side], float]
"""The sides by column, and the value."""


def _leaves(nodes: NDArray[Any]) -> Iterator[_Leaf]:
    waiting: list[tuple[int, dict[int, _Side]]] = [(0, {})]
    while waiting:
        at, sides = waiting.pop()
        node = nodes[at]
        if node["is_leaf"]:
            yield sides, float(node["value"])
            continue
        column = int(node["feature_idx"])
        left, right = sides.get(column, _Side()).parted(
            float(node["num_threshold"]), missing_left=bool(node["missing_go_to_left"])
        )
        waiting += [(int(node["left"]), {**sides, column: left}), (int(node["right"]), {**sides, column: right})]


@dataclass
class _Grid:
    """A sum of leaves over the same one or two columns: their edges, and the values by interval."""

    columns: tuple[int, ...]
    edges: tuple[Floats, ...]
    values: Floats

    @classmethod
    def of(cls, columns: tuple[int, ...], leaves: Sequence[_Leaf]) -> "_Grid":
        """Lay the leaves of these columns on top of each other."""
        edges = tuple(_edges_of([sides[column] for sides, _ in leaves]) for column in columns)
        values = np.zeros([len(one) + 2 for one in edges])
        for sides, value in leaves:
            held = [sides[column].on(one) for column, one in zip(columns, edges, strict=True)]
            values[np.ix_(*held)] += value
        return cls(columns, edges, values)

    def places(self, x: Matrix) -> list[NDArray[np.int64]]:
        """The interval of every row by column; a missing value has the last."""
        found = []
        for column, edges in zip(self.columns, self.edges, strict=True):
            values = x[:, column]
            found.append(np.where(np.isnan(values), len(edges) + 1, np.searchsorted(edges, values, side="left")))
        return found


def _edges_of(sides: Sequence[_Side]) -> Floats:
    edges = np.array([end for side in sides for end in (side.low, side.high)])
    return np.unique(edges[np.isfinite(edges)])


def _purified(grid: _Grid, x: Matrix) -> tuple[_Grid, ...]:
    """Take out of a table what it says of each feature alone, by the rows as they fall into its cells.

    Returns what was taken out, for the first and for the second feature.
    """
    first, second = grid.places(x)
    shape = grid.values.shape
    rows = np.bincount(first * shape[1] + second, minlength=grid.values.size).reshape(shape).astype(float)
    taken = [np.zeros(shape[0]), np.zeros(shape[1])]
    for _ in range(SWEEPS):
        for axis in (0, 1):
            counts = rows.sum(axis=1 - axis)
            mean = (rows * grid.values).sum(axis=1 - axis) / np.maximum(counts, 1)
            taken[axis] += mean
            grid.values -= np.expand_dims(mean, 1 - axis)
    return tuple(
        _Grid((column,), (edges,), values)
        for column, edges, values in zip(grid.columns, grid.edges, taken, strict=True)
    )


def _summed(grids: Sequence[_Grid]) -> Steps:
    """Step functions of one feature as one."""
    edges = np.unique(np.concatenate([grid.edges[0] for grid in grids]))
    heights, missing = np.zeros(len(edges) + 1), 0.0
    for grid in grids:
        heights += grid.values[np.searchsorted(grid.edges[0], np.append(edges, np.inf), side="left")]
        missing += float(grid.values[-1])
    return Steps(tuple(edges.tolist()), tuple(heights.tolist()), missing)


def _table(grid: _Grid, there: Sequence[str]) -> PairTable:
    first, second = (tuple(edges.tolist()) for edges in grid.edges)
    names = [there[column] for column in grid.columns]
    return PairTable(names[0], names[1], first, second, tuple(grid.values.ravel().tolist()))
