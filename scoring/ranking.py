"""Ranking by expected recovery, and the random slice. Pure: values in, an order out."""

import hashlib
import math
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from scoring.points import BASE, DOUBLING

T = TypeVar("T")

LEAST = 1e-3
"""Minor units below which an expectation is as good as none."""


def value_points(expected: float, usual: float) -> float:
    """What a call is worth on the scale of the points rule: 100 is the usual account, ten more is twice as much.

    Below nothing it goes on falling, so that of two calls that do harm the lesser harm comes first.

    Args:
        expected: What a call is ranked by, in minor units.
        usual: The middle one of all that are ranked together, in the same currency.

    """
    points = BASE + DOUBLING * math.log2(max(expected, LEAST) / max(usual, LEAST))
    return points if expected >= 0 else points - DOUBLING * math.log2(1 - expected / LEAST)


def points_value(points: float, typical: float) -> float:
    """What the points rule says of an account, in minor units: `value_points` read backwards.

    Args:
        points: Of the rule, in which chance and amount are added up.
        typical: What a hundred points stand for: the usual amount of the portfolio.

    """
    return float(typical * 2 ** ((points - BASE) / DOUBLING))


def drawn(external_id: str, *, on: date, share: float) -> bool:
    """Whether a customer is in the random slice of a day: about `share` of them are, by a repeatable hash.

    Raises:
        ValueError: The share is not within [0, 1].

    """
    if not 0 <= share <= 1:
        raise ValueError("a share lies within [0, 1]")
    return _fraction(external_id, on=on, salt="slice") < share


def mixed(order: Sequence[T], *, is_drawn: Callable[[T], bool], name: Callable[[T], str], on: date) -> list[T]:
    """The order with the drawn items moved to places drawn uniformly; the other items keep their order.

    Args:
        order: By value, the best first.
        is_drawn: Whether chance places an item.
        name: The external id that its place is drawn by.
        on: The day of work.

    """
    placed = [one for one in order if not is_drawn(one)]
    chosen = sorted((one for one in order if is_drawn(one)), key=name)
    for one in chosen:
        placed.insert(int(_fraction(name(one), on=on, salt="place") * (len(placed) + 1)), one)
    return placed


def _fraction(external_id: str, *, on: date, salt: str) -> float:
    digest = hashlib.sha256(f"{salt}:{on.isoformat()}:{external_id}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64
