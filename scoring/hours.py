"""The hour at which a customer answers: smoothed chances by band of hours, and the band in which each is called.

A chance is a beta-binomial estimate (Gelman et al., «Bayesian Data Analysis», 3rd ed., §5.1): a customer's own answers
and tries, drawn towards what is usual at that hour for customers who answer as often as they do.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

BANDS = ((7, 9), (9, 11), (11, 13), (13, 15), (15, 17), (17, 19), (19, 21))
"""Bands of local hours, [from, to). Calls outside them say nothing of a band."""

LEVEL_TRIES = 3.0
"""How often a customer answers is drawn towards the usual as strongly as so many tries would."""

BAND_TRIES = 3.0
"""The same, of one band towards the customer's own level."""

USUAL_TRIES = 30.0
"""The same, of a band over all customers towards all bands."""

NEIGHBOUR = 0.5
"""How much a try in the band before or after says of a band."""

MOST_CHANCE = 0.95
LEAST_WORTH = 1e-3
"""Who gains nothing by a call is planned last, and at their best hour all the same."""

MOST_SHARE = 0.8
"""Where one band has more of the tries, the hours are a stamp of the sender's and say nothing."""

LEAST_TRIES = 100
"""With fewer tries in all, nothing is known of hours."""


class BandCounts(NamedTuple):
    """Tries to speak with somebody and how many they answered, by band."""

    tries: tuple[float, ...]
    answers: tuple[float, ...]

    @classmethod
    def of(cls, calls: Iterable[tuple[int, bool]]) -> "BandCounts":
        """Count calls: the local hour of each and whether the customer was spoken with."""
        tries, answers = [0.0] * len(BANDS), [0.0] * len(BANDS)
        for hour, answered in calls:
            band = band_of(hour)
            if band is not None:
                tries[band] += 1
                answers[band] += answered
        return cls(tuple(tries), tuple(answers))

    def plus(self, other: "BandCounts") -> "BandCounts":
        """Both together."""
        return BandCounts(
            tuple(a + b for a, b in zip(self.tries, other.tries, strict=True)),
            tuple(a + b for a, b in zip(self.answers, other.answers, strict=True)),
        )


NO_CALLS = BandCounts.of(())


class UsualHours(NamedTuple):
    """Of many customers: the chance of an answer by band, and the share of tries that each band has."""

    chances: tuple[float, ...]
    shares: tuple[float, ...]

    @property
    def middle(self) -> float:
        """The chance of an answer at any hour that is worked."""
        return _middle(self.chances, self.shares)


@lru_cache(maxsize=256)
def _middle(chances: tuple[float, ...], shares: tuple[float, ...]) -> float:
    return sum(chance * share for chance, share in zip(chances, shares, strict=True))


@lru_cache(maxsize=24)
def band_of(hour: int) -> int | None:
    """The band of a local hour, None outside all."""
    return next((place for place, (start, end) in enumerate(BANDS) if start <= hour < end), None)


def usual_hours(counts: BandCounts) -> UsualHours | None:
    """What is usual among the customers counted together; None where too little is known."""
    tries, answers = sum(counts.tries), sum(counts.answers)
    if tries < LEAST_TRIES or answers == 0 or max(counts.tries) > MOST_SHARE * tries:
        return None
    level = answers / tries
    smooth_tries, smooth_answers = _smoothed(counts.tries), _smoothed(counts.answers)
    chances = tuple(
        min((won + USUAL_TRIES * level) / (tried + USUAL_TRIES), MOST_CHANCE)
        for won, tried in zip(smooth_answers, smooth_tries, strict=True)
    )
    return UsualHours(chances, tuple(one / tries for one in counts.tries))


def answer_chances(own: BandCounts, usual: UsualHours) -> tuple[float, ...]:
    """The chance that a customer answers, by band.

    Args:
        own: The customer's calls.
        usual: Of the portfolio.

    """
    expected = sum(tries * chance for tries, chance in zip(own.tries, usual.chances, strict=True))
    middle = usual.middle
    level = (sum(own.answers) + LEVEL_TRIES * middle) / (expected + LEVEL_TRIES * middle)
    found = []
    for won, tried, chance in zip(_smoothed(own.answers), _smoothed(own.tries), usual.chances, strict=True):
        before = min(level * chance, MOST_CHANCE)
        found.append(min((won + BAND_TRIES * before) / (tried + BAND_TRIES), MOST_CHANCE))
    return tuple(found)


class HourCandidate(NamedTuple):
    """Somebody to be called today: what a call is worth at a usual hour, and the chances of an answer by open band."""

    worth: float
    chances: Mapping[int, float]


def planned_bands(candidates: Sequence[HourCandidate], rooms: Mapping[int, float]) -> list[int | None]:
    """The band in which each is called, so that the most valuable pairs of a customer and a band come first.

    Args:
        candidates: Of one queue, in any order.
        rooms: How many calls fit into each band.

    Returns:
        A band for each candidate; None for who fits into none of theirs.

    """
    pairs = sorted(
        (-_at(one, band), place, band) for place, one in enumerate(candidates) for band in one.chances if band in rooms
    )
    left = dict(rooms)
    found: list[int | None] = [None] * len(candidates)
    for _, place, band in pairs:
        if found[place] is None and left[band] > 0:
            found[place] = band
            left[band] -= 1
    return found


def _at(one: HourCandidate, band: int) -> float:
    """What a call in a band is worth: it grows with the chance of an answer against the customer's own average."""
    average = sum(one.chances.values()) / len(one.chances)
    return max(one.worth, LEAST_WORTH) * one.chances[band] / max(average, 1e-9)


def _smoothed(values: Sequence[float]) -> list[float]:
    last = len(values) - 1
    return [
        value
        + NEIGHBOUR * (values[place - 1] if place > 0 else 0.0)
        + NEIGHBOUR * (values[place + 1] if place < last else 0.0)
        for place, value in enumerate(values)
    ]
