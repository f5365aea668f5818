"""By what calls are ranked: the rungs of the ladder of value, and the model of the rung that was reached."""

from dataclasses import dataclass
from enum import StrEnum

from scoring.additive import Additive


class RankingValue(StrEnum):
    """By what a call is ranked, the lowest rung first."""

    POINTS = "points"
    IF_CALLED = "if_called"
    EFFECT = "effect"


STEPS = (RankingValue.IF_CALLED, RankingValue.EFFECT)
"""The rungs above the lowest."""


@dataclass(frozen=True)
class ValueModel:
    """The model that ranks by a value: its sum is a share of the overdue amount, not log-odds."""

    value: RankingValue
    model: Additive
