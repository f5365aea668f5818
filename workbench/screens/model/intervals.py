"""Intervals as drawings: a line from end to end, a dot, and a tick to compare with, in percent of the width."""

from dataclasses import dataclass

INSET = 2.0
"""Percent of the width that is left free on either side, so that a dot at the end is whole."""


@dataclass(frozen=True)
class Interval:
    """Where an interval lies on its scale, in percent; no tick where there is nothing to compare with."""

    low: float
    at: float
    high: float
    tick: float | None = None


def drawn(
    values: tuple[float | None, float | None, float | None],
    *,
    scale: tuple[float, float],
    against: float | None = None,
) -> Interval | None:
    """An interval on a scale; None where it has no ends or the scale no length.

    Args:
        values: The lower end, the estimate, the upper end.
        scale: What the left and the right edge mean.
        against: What it is compared with.

    """
    low, at, high = values
    if low is None or at is None or high is None or scale[1] <= scale[0]:
        return None
    tick = None if against is None else _place(against, scale)
    return Interval(_place(low, scale), _place(at, scale), _place(high, scale), tick)


def _place(value: float, scale: tuple[float, float]) -> float:
    share = min(max((value - scale[0]) / (scale[1] - scale[0]), 0.0), 1.0)
    return round(INSET + (100 - 2 * INSET) * share, 2)
