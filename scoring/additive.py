"""The form of every model: log-odds of paying as a sum of one function per feature.

logit = intercept + Σ f_j(x_j), where each f_j is a sum of steps and lines. Whatever fitted it (the hand rule, a
logistic regression, gradient boosting without interactions), it is stored as plain numbers, scored by table look-up,
and explained exactly: the terms are the reasons, and they add up because there is nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


Term = Steps | Line
_KINDS: Mapping[str, type[Steps] | type[Line]] = {"steps": Steps, "line": Line}
_MOST = float(np.finfo(np.float64).max)


@dataclass(frozen=True)
class Additive:
    """A model: its features in the catalogue's order, an intercept, and per feature the terms that are summed.

    `usual` is each feature's mean contribution over the training rows: reasons are differences from it.
    """

    features: tuple[str, ...]
    intercept: float
    terms: Mapping[str, tuple[Term, ...]]
    usual: Mapping[str, float]

    def parts(self, x: NDArray[np.floating[Any]]) -> Floats:
        """f_j(x_j) per row and feature: shape (rows, features), in log-odds."""
        parts = np.zeros(x.shape)
        for column, name in enumerate(self.features):
            for term in self.terms.get(name, ()):
                parts[:, column] += term.at(x[:, column])
        return parts

    def logit(self, x: NDArray[np.floating[Any]]) -> Floats:
        """Log-odds of paying, one per row."""
        total = np.full(len(x), self.intercept)
        for column, name in enumerate(self.features):
            for term in self.terms.get(name, ()):
                total += term.at(x[:, column])
        return total

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
        means = self.parts(x).mean(axis=0)
        usual = {name: float(mean) for name, mean in zip(self.features, means, strict=True)}
        return Additive(self.features, self.intercept, self.terms, usual)

    def as_json(self) -> dict[str, Any]:
        """Write the model as plain numbers and names; `from_json` gives back an equal model."""
        return {
            "features": list(self.features),
            "intercept": self.intercept,
            "usual": dict(self.usual),
            "terms": {
                name: [{"kind": "steps" if isinstance(term, Steps) else "line", **_plain(term)} for term in terms]
                for name, terms in self.terms.items()
            },
        }


def from_json(stored: Any, *, features: Sequence[str]) -> Additive:  # Any: it comes from outside and is checked here
    """Build a model from `as_json`'s output, checking every part of it before anything is used.

    Raises:
        WrongModel: Other features than `features`, an unknown kind of term, or anything that is not a finite number.

    """
    if not isinstance(stored, dict) or set(stored) != {"features", "intercept", "usual", "terms"}:
        raise WrongModel("the model does not have the parts of a model")
    if stored["features"] != list(features):
        raise OtherFeatures("the model was trained on other features than this program reads")
    terms, usual = stored["terms"], stored["usual"]
    if not isinstance(terms, dict) or not isinstance(usual, dict) or not set(terms) | set(usual) <= set(features):
        raise WrongModel("the model has terms for features it does not name")
    if not all(isinstance(listed, list) for listed in terms.values()):
        raise WrongModel("the terms of a feature are not a list")
    return Additive(
        features=tuple(features),
        intercept=_number(stored["intercept"]),
        terms={name: tuple(_term(term) for term in listed) for name, listed in terms.items()},
        usual={name: _number(value) for name, value in usual.items()},
    )


def _plain(term: Term) -> dict[str, Any]:
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
    if len(heights) != len(edges) + 1 or any(a >= b for a, b in pairwise(edges)):
        raise WrongModel("a step term of the model is not in order")
    return Steps(edges, heights, _number(values["missing"]))


def _numbers(value: Any) -> tuple[float, ...]:
    if not isinstance(value, list):
        raise WrongModel("the model holds something that is not a list of numbers")
    return tuple(map(_number, value))


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not -_MOST <= value <= _MOST:
        raise WrongModel("the model holds something that is not a number")
    return float(value)
