"""Least squares over columns that are made of features a block of rows at a time.

A feature is a line, whether it is missing, and steps, so that what is fitted reads back as one function per feature.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it ships no types

from scoring.additive import Floats, Line, Steps, Term

BINS = 4
"""Steps of a feature where noise is learned from."""

GONE = 255
"""The step of a missing value."""

BLOCK = 4_096
"""Rows of a design that are made at once."""

Places = NDArray[np.int64]


@dataclass(frozen=True)
class Basis:
    """Columns of a design made of a line, whether it is missing, and steps per feature, and how to read them back."""

    lines: tuple[tuple[float, float, float, float], ...]
    edges: tuple[tuple[float, ...], ...]

    @classmethod
    def of(cls, x: NDArray[np.float32], *, bins: int = BINS) -> "Basis":
        """The columns that tell the values of these rows apart; each feature has at most `bins` steps."""
        lines, edges = [], []
        for column in x.T.astype(float):
            known = column[~np.isnan(column)]
            low, high = np.quantile(known, [0.01, 0.99]) if len(known) else (0.0, 0.0)
            cut = np.clip(known, low, high)
            mean, spread = (float(cut.mean()), float(cut.std())) if len(cut) else (0.0, 0.0)
            lines.append((float(low), float(high), mean, spread if spread > 0 else 1.0))
            inner = np.quantile(cut, np.arange(1, bins) / bins) if len(cut) else np.empty(0)
            edges.append(tuple(float(edge) for edge in np.unique(inner)))
        return cls(tuple(lines), tuple(edges))

    @property
    def width(self) -> int:
        """How many columns the design has."""
        return sum(len(edges) + 3 for edges in self.edges)

    def steps_of(self, x: NDArray[np.float32]) -> NDArray[np.uint8]:
        """The step of every value, in the shape of x; `GONE` where it is missing."""
        found = np.empty(x.shape, dtype=np.uint8)
        for place, column in enumerate(x.T.astype(float)):
            bin_of = np.searchsorted(np.asarray(self.edges[place]), column, side="left")
            found[:, place] = np.where(np.isnan(column), GONE, bin_of)
        return found

    def design(self, x: NDArray[np.float32], steps: NDArray[np.uint8]) -> Floats:
        """The columns of some rows, of which the steps are known already."""
        low, high, mean, spread = np.array(self.lines).T
        columns = np.zeros((len(x), self.width))
        is_there = steps != GONE
        lines = np.where(is_there, (np.clip(x, low, high) - mean) / spread, 0.0)
        at = 0
        for place, edges in enumerate(self.edges):
            columns[:, at] = lines[:, place]
            columns[:, at + 1] = ~is_there[:, place]
            for step in range(len(edges) + 1):
                columns[:, at + 2 + step] = (steps[:, place] == step) * 0.5
            at += 3 + len(edges)
        return columns

    def terms(self, weights: Floats, features: Sequence[str]) -> dict[str, tuple[Term, ...]]:
        """The functions of each feature that weights of the columns make."""
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


@dataclass(frozen=True)
class Design:
    """The columns of a basis for some rows, made a block at a time: all at once they take ten times the memory."""

    basis: Basis
    x: NDArray[np.float32]
    steps: NDArray[np.uint8]

    @classmethod
    def of(cls, x: NDArray[np.float32], *, bins: int = BINS) -> "Design":
        """Of rows by features; each feature has at most `bins` steps."""
        basis = Basis.of(x, bins=bins)
        return cls(basis, x, basis.steps_of(x))

    def blocks(self, rows: Places) -> Iterator[tuple[Places, Floats]]:
        """Places among all rows, and the columns of these: together those asked for, in their order."""
        for start in range(0, len(rows), BLOCK):
            some = rows[start : start + BLOCK]
            yield some, self.basis.design(self.x[some], self.steps[some])

    def times(self, weights: Floats) -> Floats:
        """The sum of a row's columns, each times its weight, for all rows."""
        found = np.empty(len(self.x))
        for some, columns in self.blocks(np.arange(len(self.x))):
            found[some] = columns @ weights
        return found


@dataclass(frozen=True)
class Sums:
    """All that least squares needs of some rows: sums over them of each column, and of its products."""

    columns: Floats
    square: Floats
    right: Floats

    @classmethod
    def of(cls, blocks: Iterable[tuple[Places, Floats]], *, drive: Floats, weight: Floats) -> "Sums":
        """Add up blocks: places among all rows, and their columns; `drive` and `weight` are of all rows."""
        sums: list[Floats] = []
        with threadpool_limits(1):
            for some, columns in blocks:
                weighted = columns * weight[some, None]
                found = [weighted.sum(axis=0), weighted.T @ columns, weighted.T @ drive[some]]
                sums = [one + more for one, more in zip(sums, found, strict=True)] if sums else found
        return cls(*sums)

    def solved(self, ridge: Floats) -> Floats:
        """The weights with the least squared error, each shrunk with its strength."""
        return np.asarray(np.linalg.solve(self.square + np.diag(ridge), self.right))

    def without(self, part: "Sums") -> "Sums":
        """The sums of the other rows."""
        return Sums(self.columns - part.columns, self.square - part.square, self.right - part.right)

    def loss(self, weights: Floats) -> float:
        """Squared error of these rows, but for what does not depend on the weights."""
        return float(weights @ self.square @ weights - 2 * weights @ self.right)
