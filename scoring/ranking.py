"""Ranking by what a call is worth, and the places of what was drawn. Pure: values in, an order out."""

import math
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from scoring.arms import fraction
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


def mixed(
    by_value: Sequence[T],
    drawn: Sequence[T],
    *,
    name: Callable[[T], str],
    between: Callable[[T], tuple[int, int]],
    on: date,
) -> list[T]:
    """Items in order of value with the drawn ones put in at places drawn evenly; the others keep their order.

    Args:
        by_value: The best first.
        drawn: Those that chance places.
        name: The external id that a place is drawn by.
        between: After at least and at most how many of `by_value` one of them stands.
        on: The day of work.

    """
    places = []
    for one in drawn:
        least, most = (min(bound, len(by_value)) for bound in between(one))
        share = fraction(name(one), on=on, salt="place")
        places.append((least + int(share * (most - least + 1)), share, name(one), one))
    found, at = [], 0
    for place, _, _, one in sorted(places, key=lambda drawn_place: drawn_place[:3]):
        found += [*by_value[at:place], one]
        at = place
    return [*found, *by_value[at:]]
