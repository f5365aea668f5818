"""Chance that does not depend on what was done: each draw is a hash of who, when and what for.

Two orders of work lived in the same world meet the same luck: a customer who would have answered at ten does so in
every life, so that a difference in money is a difference between the orders.
"""

from enum import IntEnum
from math import exp, log, sqrt
from statistics import NormalDist

_MASK = (1 << 64) - 1
_NORMAL = NormalDist()


class Draw(IntEnum):
    """What a draw is for."""

    TRAIT = 1
    INVOICE = 2
    PAYMENT = 3
    SHARE = 4
    ANSWER = 5
    TALK = 6
    ORDER = 7
    EXPLORE = 8


def uniform(seed: int, draw: Draw, *parts: int) -> float:
    """A number within [0, 1) for a seed, a purpose and what it is about (customer, day, hour, …)."""
    state = (seed * 0x9E3779B97F4A7C15 + int(draw) * 0xBF58476D1CE4E5B9) & _MASK
    for part in parts:
        state = _mixed((state ^ (part + 0x9E3779B97F4A7C15)) & _MASK)
    return (_mixed(state) >> 11) / (1 << 53)


def normal(seed: int, *parts: int) -> float:
    """A standard normal number of a trait."""
    return _NORMAL.inv_cdf(min(max(uniform(seed, Draw.TRAIT, *parts), 1e-9), 1 - 1e-9))


def logistic(value: float) -> float:
    """1 / (1 + e^−value)."""
    return 1 / (1 + exp(-value))


def lognormal(seed: int, *parts: int, median: float, spread: float) -> float:
    """A positive number with this median; `spread` is the standard deviation of its logarithm."""
    return exp(log(median) + spread * normal(seed, *parts))


def correlated(one: float, other: float, by: float) -> float:
    """A standard normal number that goes with `one` by this correlation; `other` is an independent one."""
    return by * one + sqrt(1 - by * by) * other


def _mixed(state: int) -> int:
    state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _MASK
    return state ^ (state >> 31)
