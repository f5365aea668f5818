"""The form of every model: log-odds of paying as a sum of functions of one feature, and of tables of two.

logit = intercept + Σ f_j(x_j) + Σ f_jk(x_j, x_k), where each f_j is a sum of steps and lines and each f_jk is a table
over the steps of two features. Whatever fitted it (the hand rule, a logistic regression, gradient boosting), it is
stored as plain numbers, scored by table look-up, and explained exactly: the terms are the reasons, and they add up
because there is nothing else. What a table says counts half for the one of its features and half for the other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class WrongModel(Exception):
    """A stored model is not what this program can use; the message says in one line what is wrong."""


class OtherFeatures(WrongModel):
    """A sound model that was trained on other features than this program reads."""


@dataclass(frozen=True)
class Steps:
    """A step function: `values[i]` between `edges[i-1]` (not included) and `edges[i]` (included)."""

    edges: tuple[float, ...]
    values: tuple[float, ...]
    missing: float

    def at(self, x: NDArray[np.floating[Any]]) -> Floats:
        """The value at each x; NaN takes `missing`."""
        found = np.asarray(self.values)[np.searchsorted(np.asarray(self.edges), x, side="left")]
        return np.where(np.isnan(x), self.missing, found)


@dataclass(frozen=True)
class Line:
    """A line between `low` and `high`, level outside: a value beyond the training range cannot dominate the sum."""

    low: float
    high: float
    at_low: float
    slope: float
    missing: float

    def at(self, x: NDArray[np.floating[Any]]) -> Floats:
        """The value at each x; NaN takes `missing`."""
        found = self.at_low + self.slope * (np.clip(x, self.low, self.high) - self.low)
        return np.where(np.isnan(x), self.missing, found).astype(float)


@dataclass(frozen=True)
class PairTable:
    """What two features say together beyond what each says alone: a table over the steps of both.

    `values` has a row for each interval between `first_edges` and a last one for a missing value, one row after the
    other; columns follow `second_edges` in the same way. Edges belong to the interval below them, as in `Steps`.
    """

    first: str
    second: str
    first_edges: tuple[float, ...]
    second_edges: tuple[float, ...]
    values: tuple[float, ...]

    @property
    def table(self) -> Floats:
        """The values by the interval of the first and of the second feature."""
        return np.asarray(self.values).reshape(len(self.first_edges) + 2, len(self.second_edges) + 2)


Term = Steps | Line
_KINDS: Mapping[str, type[Steps] | type[Line]] = {"steps": Steps, "line": Line}
_PAIRS = "pairs"
"""The part of a stored model that is there where it has pairs."""

EXPLAINED_AT_ONCE = 16_384
"""Rows whose contributions are held at once where only their mean is asked for."""

_MOST = float(np.finfo(np.float64).max)


@dataclass(frozen=True)
class Additive:
    """A model: its features in the catalogue's order, an intercept, and per feature the terms that are summed.

    `usual` is each feature's mean contribution over the training rows: reasons are differences from it. `pairs` are
    summed as well; the contribution of a pair is split half and half between its two features.
    """

    features: tuple[str, ...]
    intercept: float
    terms: Mapping[str, tuple[Term, ...]]
    usual: Mapping[str, float]
    pairs: tuple[PairTable, ...] = ()

    def parts(self, x: NDArray[np.floating[Any]]) -> Floats:
        """What each feature adds, per row: its own terms and half of its pairs. Shape (rows, features), in log-odds."""
        parts = np.zeros(x.shape)
        for column, name in enumerate(self.features):
            for term in self.terms.get(name, ()):
                parts[:, column] += term.at(x[:, column])
        for first, second, said in self._paired(x):
            half = said / 2
            parts[:, first] += half
            parts[:, second] += half
        return parts

    def logit(self, x: NDArray[np.floating[Any]]) -> Floats:
        """Log-odds of paying, one per row."""
        total = np.full(len(x), self.intercept)
        for column, name in enumerate(self.features):
            for term in self.terms.get(name, ()):
                total += term.at(x[:, column])
        for _, _, said in self._paired(x):
            total += said
        return total

    def _paired(self, x: NDArray[np.floating[Any]]) -> Iterator[tuple[int, int, Floats]]:
        """What each pair says of every row, with the columns of its features.

        A feature's values are looked up once, in the edges of all its pairs: that is what takes time.
        """
        columns = {name: column for column, name in enumerate(self.features)}
        edges: dict[str, set[float]] = {}
        for pair in self.pairs:
            edges.setdefault(pair.first, set()).update(pair.first_edges)
            edges.setdefault(pair.second, set()).update(pair.second_edges)
        grids = {name: np.array(sorted(found)) for name, found in edges.items()}
        places = {name: _places(grid, x[:, columns[name]]) for name, grid in grids.items()}
        for pair in self.pairs:
            first, second = grids[pair.first], grids[pair.second]
            whole = _finer(pair, first, second)
            found = places[pair.first] * np.int32(whole.shape[1]) + places[pair.second]
            yield columns[pair.first], columns[pair.second], whole.ravel().take(found)

    def chance(self, x: NDArray[np.floating[Any]]) -> Floats:
        """Probability of paying, one per row, within (0, 1)."""
        return 1 / (1 + np.exp(-self.logit(x)))

    def contributions(self, x: NDArray[np.floating[Any]]) -> tuple[float, Floats]:
        """What each feature adds to the usual account's log-odds: (base, contributions of shape (rows, features)).

        base + the sum of a row's contributions is its logit.
        """
        usual = np.array([self.usual.get(name, 0.0) for name in self.features])
        return self.intercept + float(usual.sum()), self.parts(x) - usual

    def explained_against(self, x: NDArray[np.floating[Any]]) -> "Additive":
        """Return the same model with `usual` set to the mean contributions of these rows (shape (rows, features))."""
        sums = np.zeros(len(self.features))
        for start in range(0, len(x), EXPLAINED_AT_ONCE):
            sums += self.parts(x[start : start + EXPLAINED_AT_ONCE]).sum(axis=0)
        means = sums / len(x)
        usual = {name: float(mean) for name, mean in zip(self.features, means, strict=True)}
        return replace(self, usual=usual)

    def as_json(self) -> dict[str, Any]:
        """Write the model as plain numbers and names; `from_json` gives back an equal model."""
        pairs = {_PAIRS: [_plain(pair) for pair in self.pairs]} if self.pairs else {}
        return {
            **pairs,
            "features": list(self.features),
            "intercept": self.intercept,
            "usual": dict(self.usual),
            "terms": {
                name: [{"kind": "steps" if isinstance(term, Steps) else "line", **_plain(term)} for term in terms]
                for name, terms in self.terms.items()
            },
        }


def mean_of(models: Sequence[Additive]) -> Additive:
    """One model whose log-odds are the mean of those of these models, which have the same features.

    Steps of one feature are laid on top of each other, and so are tables of the same two features, so that the mean is
    looked up about as fast as one model.
    """
    share, features = 1 / len(models), models[0].features
    tables: dict[tuple[str, str], list[PairTable]] = {}
    for pair in (pair for model in models for pair in model.pairs):
        tables.setdefault((pair.first, pair.second), []).append(pair)
    listed = {name: [term for model in models for term in model.terms.get(name, ())] for name in features}
    return Additive(
        features,
        share * sum(model.intercept for model in models),
        {name: _times(terms, share) for name, terms in listed.items() if terms},
        {name: share * sum(model.usual.get(name, 0.0) for model in models) for name in features},
        tuple(_table_times(found, share) for _, found in sorted(tables.items())),
    )


def _times(terms: Sequence[Term], share: float) -> tuple[Term, ...]:
    """The sum of these terms, times a number: all steps as one, and the lines as they are."""
    lines = [
        Line(term.low, term.high, share * term.at_low, share * term.slope, share * term.missing)
        for term in terms
        if isinstance(term, Line)
    ]
    steps = [term for term in terms if isinstance(term, Steps)]
    if not steps:
        return tuple(lines)
    edges = np.unique(np.concatenate([np.asarray(term.edges, dtype=float) for term in steps]))
    heights = share * np.sum([term.at(np.append(edges, np.inf)) for term in steps], axis=0)
    return (Steps(tuple(edges.tolist()), tuple(heights.tolist()), share * sum(t.missing for t in steps)), *lines)


def _table_times(pairs: Sequence[PairTable], share: float) -> PairTable:
    """The sum of tables of the same two features, times a number."""
    first = np.unique(np.concatenate([np.asarray(pair.first_edges, dtype=float) for pair in pairs]))
    second = np.unique(np.concatenate([np.asarray(pair.second_edges, dtype=float) for pair in pairs]))
    values = share * np.sum([_finer(pair, first, second) for pair in pairs], axis=0)
    one = pairs[0]
    return PairTable(
        one.first, one.second, tuple(first.tolist()), tuple(second.tolist()), tuple(values.ravel().tolist())
    )


def _finer(pair: PairTable, first: Floats, second: Floats) -> Floats:
    """A table over the intervals between more edges than its own."""
    return pair.table[_coarser(pair.first_edges, first)][:, _coarser(pair.second_edges, second)]


def from_json(stored: Any, *, features: Sequence[str]) -> Additive:  # Any: it comes from outside and is checked here
    """Build a model from `as_json`'s output, checking every part of it before anything is used.

    Raises:
        WrongModel: Other features than `features`, an unknown kind of term, or anything that is not a finite number.

    """
    if not isinstance(stored, dict) or set(stored) - {_PAIRS} != {"features", "intercept", "usual", "terms"}:
        raise WrongModel("the model does not have the parts of a model")
    if stored["features"] != list(features):
        raise OtherFeatures("the model was trained on other features than this program reads")
    terms, usual = stored["terms"], stored["usual"]
    if not isinstance(terms, dict) or not isinstance(usual, dict) or not set(terms) | set(usual) <= set(features):
        raise WrongModel("the model has terms for features it does not name")
    if not all(isinstance(listed, list) for listed in terms.values()):
        raise WrongModel("the terms of a feature are not a list")
    pairs = stored.get(_PAIRS, [])
    if not isinstance(pairs, list):
        raise WrongModel("the pairs of the model are not a list")
    return Additive(
        features=tuple(features),
        intercept=_number(stored["intercept"]),
        terms={name: tuple(_term(term) for term in listed) for name, listed in terms.items()},
        usual={name: _number(value) for name, value in usual.items()},
        pairs=tuple(_pair(pair, features) for pair in pairs),
    )


def _places(edges: Floats, x: NDArray[np.floating[Any]]) -> NDArray[np.int32]:
    """The interval of each x between these edges; NaN has the last place, after all intervals."""
    found = np.searchsorted(edges, x, side="left").astype(np.int32)
    found[np.isnan(x)] = len(edges) + 1
    return found


def _coarser(edges: Sequence[float], all_edges: Floats) -> NDArray[np.int64]:
    """For each interval between `all_edges`, and for a missing value, the one between `edges` that holds it."""
    return np.append(np.searchsorted(np.asarray(edges), np.append(all_edges, np.inf), side="left"), len(edges) + 1)


def _plain(term: Term | PairTable) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in vars(term).items()}


def _term(stored: Any) -> Term:
    kind = _KINDS.get(str(stored.get("kind"))) if isinstance(stored, dict) else None
    if kind is None:
        raise WrongModel("the model has a term of a kind this program does not know")
    values = {name: value for name, value in stored.items() if name != "kind"}
    if set(values) != set(kind.__dataclass_fields__):
        raise WrongModel("a term of the model is not whole")
    if kind is Line:
        return Line(**{name: _number(value) for name, value in values.items()})
    edges, heights = _numbers(values["edges"]), _numbers(values["values"])
    if len(heights) != len(edges) + 1 or not _rise(edges):
        raise WrongModel("a step term of the model is not in order")
    return Steps(edges, heights, _number(values["missing"]))


def _pair(stored: Any, features: Sequence[str]) -> PairTable:
    if not isinstance(stored, dict) or set(stored) != set(PairTable.__dataclass_fields__):
        raise WrongModel("a pair of the model is not whole")
    first, second = stored["first"], stored["second"]
    if first not in features or second not in features or first == second:
        raise WrongModel("a pair of the model is not of two of its features")
    edges, others = _numbers(stored["first_edges"]), _numbers(stored["second_edges"])
    values = _numbers(stored["values"])
    if len(values) != (len(edges) + 2) * (len(others) + 2) or not _rise(edges) or not _rise(others):
        raise WrongModel("a pair of the model is not in order")
    return PairTable(first, second, edges, others, values)


def _rise(edges: Sequence[float]) -> bool:
    return all(a < b for a, b in pairwise(edges))


def _numbers(value: Any) -> tuple[float, ...]:
    if not isinstance(value, list):
        raise WrongModel("the model holds something that is not a list of numbers")
    return tuple(map(_number, value))


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not -_MOST <= value <= _MOST:
        raise WrongModel("the model holds something that is not a number")
    return float(value)
