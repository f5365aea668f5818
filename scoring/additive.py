"""The one family of models that ranks: log-odds as a sum of one function per feature.

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
    """A line between `low` and `high`, level outside them: drifting columns go wild on a line without ends."""

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


@dataclass(frozen=True)
class Additive:
    """A model: its features in the catalogue's order, an intercept, and per feature the terms that are summed.

    `usual` is each feature's mean contribution over the training rows: reasons are told against the usual account.
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
        """What each feature adds against the usual account: (base, contributions of shape (rows, features)).

        base + the sum of a row's contributions is its logit.
        """
        usual = np.array([self.usual.get(name, 0.0) for name in self.features])
        return self.intercept + float(usual.sum()), self.parts(x) - usual

    def told_against(self, x: NDArray[np.floating[Any]]) -> "Additive":
        """The same model, its reasons told against the mean of these rows."""
        means = self.parts(x).mean(axis=0)
        usual = {name: float(mean) for name, mean in zip(self.features, means, strict=True)}
        return Additive(self.features, self.intercept, self.terms, usual)

    def as_json(self) -> dict[str, Any]:
        """Plain numbers and names, nothing else; `from_json` gives back an equal model."""
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
        raise WrongModel("the model was trained on other features than this program reads")
    terms, usual = stored["terms"], stored["usual"]
    if not isinstance(terms, dict) or not set(terms) <= set(features) or not isinstance(usual, dict):
        raise WrongModel("the model has terms for features it does not name")
    return Additive(
        features=tuple(features),
        intercept=_number(stored["intercept"]),
        terms={name: tuple(_term(term) for term in listed) for name, listed in terms.items()},
        usual={name: _number(value) for name, value in usual.items() if name in features},
    )


def _plain(term: Term) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in vars(term).items()}


def _term(stored: Any) -> Term:
    if not isinstance(stored, dict) or stored.get("kind") not in _KINDS:
        raise WrongModel("the model has a term of a kind this program does not know")
    kind, values = _KINDS[stored["kind"]], {name: value for name, value in stored.items() if name != "kind"}
    if set(values) != set(kind.__dataclass_fields__):
        raise WrongModel("a term of the model is not whole")
    checked = {name: _numbers(value) for name, value in values.items()}
    if kind is Steps and not _is_steps(checked):
        raise WrongModel("a step term of the model is not in order")
    return kind(**checked)  # type: ignore[arg-type]  # the fields were just compared with the class's own


def _is_steps(values: Mapping[str, Any]) -> bool:
    edges, heights = values["edges"], values["values"]
    shaped = isinstance(edges, tuple) and isinstance(heights, tuple) and len(heights) == len(edges) + 1
    return shaped and all(a < b for a, b in pairwise(edges))


def _numbers(value: Any) -> float | tuple[float, ...]:
    return tuple(map(_number, value)) if isinstance(value, list) else _number(value)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not np.isfinite(value):
        raise WrongModel("the model holds something that is not a number")
    return float(value)
