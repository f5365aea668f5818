"""Scores of some accounts: chance, gain and reasons, part by part, so that memory does not grow with the portfolio."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.additive import Additive, Floats
from scoring.dataset import PopulationAtDay
from scoring.reasons import reasons_of
from scoring.spreading import each
from scoring.values import ValueModel

ROWS_AT_ONCE = 20_000
"""Accounts whose reasons are there as objects at one time."""


@dataclass(frozen=True)
class ScoredPart:
    """Scores of some accounts, in their order. `reasons` are JSON texts of what `scoring.reasons` gives."""

    propensity: list[float]
    exposure: list[int]
    gain: list[float]
    reasons: list[str]


def scored_parts(model: Additive, value: ValueModel | None, seen: PopulationAtDay) -> Iterator[ScoredPart]:
    """Score a population in parts of `ROWS_AT_ONCE`, spread as the block around says.

    Args:
        model: The chance of paying.
        value: What ranks, where it is not that chance.
        seen: The population at the day.

    """
    starts = range(0, len(seen), ROWS_AT_ONCE)
    cuts = [slice(start, start + ROWS_AT_ONCE) for start in starts]
    return each(_scored_part, [(model, value, seen.x[cut], seen.exposure[cut]) for cut in cuts], rows=len(seen))


def _scored_part(model: Additive, value: ValueModel | None, x: NDArray[np.float32], exposure: Floats) -> ScoredPart:
    """Score some accounts. An account's scores do not depend on who else is in the part."""
    ranks = value.model if value else model
    chance, sums = model.chance(x), ranks.logit(x)
    return ScoredPart(
        propensity=chance.tolist(),
        exposure=exposure.astype(int).tolist(),
        gain=((sums if value else chance) * exposure).tolist(),
        reasons=[json.dumps(lines) for lines in reasons_of(ranks, x, sums)],
    )
