"""Ranking by what a call is worth, and the places of what was drawn. Pure: values in, an order out."""

import math
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from models.enums import Slice
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
    order: Sequence[T], *, slice_of: Callable[[T], Slice], name: Callable[[T], str], room: int, on: date
) -> list[T]:
    """The order with what was drawn moved to its places; the other items keep their order.

    The random slice goes to places drawn evenly over all, the arm *call* to places drawn evenly within the room of the
    day, and the arm *no call* to the end.

    Args:
        order: By value, the best first.
        slice_of: Which draw an item is in.
        name: The external id that its place is drawn by.
        room: How many of these fit into the day's capacity.
        on: The day of work.

    """
    parts: dict[Slice, list[T]] = {one: [] for one in Slice}
    for item in order:
        parts[slice_of(item)].append(item)
    placed = parts[Slice.MODEL]
    for one in sorted(parts[Slice.RANDOM], key=name):
        placed.insert(int(fraction(name(one), on=on, salt="place") * (len(placed) + 1)), one)
    places = {name(one): fraction(name(one), on=on, salt="place") for one in parts[Slice.CALL_ARM]}
    last = -1
    for left, one in enumerate(sorted(parts[Slice.CALL_ARM], key=lambda one: places[name(one)]), start=-len(places)):
        last = max(last + 1, min(int(places[name(one)] * room), room + left))
        placed.insert(last, one)
    return [*placed, *parts[Slice.NO_CALL_ARM]]
