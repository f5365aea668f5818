"""Numbers a feature's values by the interval they lie in, so that several fits part them at the same places.

Tables of fits that share their edges can be laid on top of each other without growing.
"""

from dataclasses import dataclass, replace

import numpy as np

from scoring.additive import Additive, Floats, PairTable, Steps, Term
from scoring.fitting import Matrix


@dataclass(frozen=True)
class FeatureBins:
    """The edges between the intervals of every feature, in order; an edge belongs to the interval below it."""

    edges: tuple[Floats, ...]

    @classmethod
    def of(cls, x: Matrix, *, most: int) -> "FeatureBins":
        """Part each feature into at most so many intervals that hold about as many rows each; missing is NaN."""
        return cls(tuple(_edges(column, most) for column in x.T))

    def numbers(self, x: Matrix) -> Matrix:
        """The number of the interval of every value, from 0; missing stays missing."""
        found = [
            np.where(np.isnan(column), np.nan, np.searchsorted(edges, column, side="left"))
            for column, edges in zip(x.T, self.edges, strict=True)
        ]
        return np.column_stack(found).astype(np.float32)

    def on_values(self, model: Additive) -> Additive:
        """A model that was fitted on the numbers as one of the values."""
        edges = dict(zip(model.features, self.edges, strict=True))

        def back(name: str, numbers: tuple[float, ...]) -> tuple[float, ...]:
            return tuple(float(edges[name][int(number)]) for number in numbers)

        def term_back(name: str, term: Term) -> Term:
            if not isinstance(term, Steps):
                raise TypeError("boosting has steps only")
            return replace(term, edges=back(name, term.edges))

        def pair_back(pair: PairTable) -> PairTable:
            first, second = back(pair.first, pair.first_edges), back(pair.second, pair.second_edges)
            return replace(pair, first_edges=first, second_edges=second)

        terms = {name: tuple(term_back(name, term) for term in listed) for name, listed in model.terms.items()}
        return replace(model, terms=terms, pairs=tuple(map(pair_back, model.pairs)))


def _edges(column: Matrix, most: int) -> Floats:
    there: Floats = column[~np.isnan(column)].astype(float)
    values = np.unique(there)
    if len(values) <= most:
        return (values[:-1] + values[1:]) / 2
    cuts: Floats = np.quantile(there, np.linspace(0, 1, most + 1)[1:-1], method="midpoint")
    return np.unique(cuts)
