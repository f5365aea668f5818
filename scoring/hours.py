"""The hours at which a customer answers: the chance by hour of the day, and the hours that are worth telling.

A customer follows one of many patterns: how often they answer, and the hours at which they answer more than at others.
How common each pattern is among the customers of a portfolio is learned (`scoring.hour_learning`); what the calls to
one customer say of their pattern is Bayes' rule (Gelman et al., «Bayesian Data Analysis», 3rd ed., §5.1). What is here
is plain Python, so that a page can tell the hours of one customer; many at once are `hour_learning`'s.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from math import exp, log
from typing import Any, NamedTuple

FIRST_HOUR, LAST_HOUR = 7, 21
"""Local hours that are looked at, [from, to). Calls outside them say nothing of an hour."""

HOURS = LAST_HOUR - FIRST_HOUR
WINDOW = 2
"""How many hours are told together as those in which a customer answers."""

LEAST_CHANCE, MOST_CHANCE = 0.002, 0.97

NO_WEIGHT = 1e-8
"""Patterns that are less likely add nothing to a chance."""

LEAST_TRIES = 100
"""With fewer tries in a portfolio, nothing is known of its hours."""

MOST_SHARE = 0.8
"""Where one hour has more of the imported tries, the hours are a stamp of the sender's and say nothing."""

SHOWN_TRIES, SHOWN_ANSWERS = 6, 2
"""Hours are told of whom so many tries and answers are known, at least."""

SHOWN_TIMES = 1.15
"""Hours are told that have so many times the customer's usual chance, at least."""

LEAST_SHARE = 0.02
"""Hours with a smaller share of the tries are not hours of work: nobody knows of them, and nobody calls in them."""

SAME_PERSON = 0.5
"""How far what is known of a customer on other numbers is believed of a number; the rest is the usual of all."""


class DayKind(IntEnum):
    """Days that customers spend alike."""

    WEEKDAY = 0
    WEEKEND = 1


CELLS = HOURS * len(DayKind)
"""Every hour of each kind of day."""


def cell_of(kind: int, hour: int) -> int | None:
    """The cell of a local hour on a kind of day; None outside the hours that are looked at."""
    return kind * HOURS + hour - FIRST_HOUR if FIRST_HOUR <= hour < LAST_HOUR else None


class HourCounts(NamedTuple):
    """Tries to speak with somebody and how many they answered, by cell; what has none is left out."""

    tries: Mapping[int, int]
    answers: Mapping[int, int]

    @classmethod
    def of(cls, calls: Iterable[tuple[int, int, int]]) -> "HourCounts":
        """Add up cells, tries and answers."""
        tries: dict[int, int] = {}
        answers: dict[int, int] = {}
        for cell, tried, answered in calls:
            tries[cell] = tries.get(cell, 0) + tried
            answers[cell] = answers.get(cell, 0) + answered
        return cls(tries, answers)

    @property
    def tried(self) -> int:
        """All tries."""
        return sum(self.tries.values())

    @property
    def answered(self) -> int:
        """All answers."""
        return sum(self.answers.values())


class AnswerPattern(NamedTuple):
    """How often somebody answers (`level`), and how much less (`other`) outside the hours [begins, ends).

    Hours count from `FIRST_HOUR`. The chance over all hours is the level, whatever the hours are.
    """

    level: float
    other: float = 1.0
    begins: int = 0
    ends: int = HOURS

    def shape(self) -> tuple[float, ...]:
        """By hour, the chance before what is usual at that hour."""
        return _shape(self)


@lru_cache(maxsize=4096)
def _shape(pattern: AnswerPattern) -> tuple[float, ...]:
    """A page asks for hundreds of patterns, each time the same."""
    inside = max(min(pattern.ends, HOURS) - max(pattern.begins, 0), 0)
    mean = (inside + (HOURS - inside) * pattern.other) / HOURS
    return tuple(
        pattern.level * (1.0 if pattern.begins <= hour < pattern.ends else pattern.other) / mean
        for hour in range(HOURS)
    )


@dataclass(frozen=True)
class LearnedHours:
    """What is known of the hours of a portfolio.

    `weights` say how common each pattern is. `usual` has for each segment, "" for all, how often its customers answer
    in each cell against their level; `shares` is the share of the tries that each cell has. Calls of files do not
    count where nearly all of them have one hour (`files_without_hours`).
    """

    patterns: tuple[AnswerPattern, ...]
    weights: tuple[float, ...]
    usual: Mapping[str, tuple[float, ...]]
    shares: tuple[float, ...]
    tries: int
    files_without_hours: bool = False

    def usual_of(self, segment: str) -> tuple[float, ...]:
        """Of a segment; of all where too little is known of it."""
        return self.usual.get(segment, self.usual[""])

    def worked(self, kind: DayKind) -> tuple[float, ...]:
        """By hour, the share of the tries of a kind of day; of all days where that kind has fewer than enough."""
        own = self.shares[kind * HOURS : (kind + 1) * HOURS]
        if sum(own) * self.tries < LEAST_TRIES:
            own = tuple(map(sum, zip(*(self.shares[one * HOURS : (one + 1) * HOURS] for one in DayKind), strict=True)))
        return tuple(share / sum(own) for share in own)

    def kept(self) -> dict[str, Any]:  # Any: JSON
        """As a row keeps it."""
        return {
            "patterns": [list(pattern) for pattern in self.patterns],
            "weights": list(self.weights),
            "usual": {segment: list(ratios) for segment, ratios in self.usual.items()},
            "shares": list(self.shares),
            "tries": self.tries,
            "files_without_hours": self.files_without_hours,
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "LearnedHours":  # Any: JSON
        """From what a row keeps."""
        return cls(
            patterns=tuple(AnswerPattern(*pattern) for pattern in kept["patterns"]),
            weights=tuple(kept["weights"]),
            usual={segment: tuple(ratios) for segment, ratios in kept["usual"].items()},
            shares=tuple(kept["shares"]),
            tries=kept["tries"],
            files_without_hours=kept["files_without_hours"],
        )


def segment_of(kind: str | None, segment: str | None) -> str:
    """The name of a customer's segment: kind and the sender's segment; never "", which is all."""
    return f"{kind or ''}|{segment or ''}"


def pattern_weights(
    counts: HourCounts, learned: LearnedHours, segment: str, *, prior: Sequence[float] | None = None
) -> tuple[float, ...]:
    """How likely each pattern is for whom these calls were made to.

    Args:
        counts: Of a customer, or of one number.
        learned: Of the portfolio.
        segment: Of the customer.
        prior: What is known before these calls; None: how common the patterns are.

    """
    usual = learned.usual_of(segment)
    before = learned.weights if prior is None else prior
    told = [
        log(max(weight, 1e-300)) + _likelihood(pattern.shape(), counts, usual)
        for pattern, weight in zip(learned.patterns, before, strict=True)
    ]
    highest = max(told)
    likely = [exp(one - highest) for one in told]
    whole = sum(likely)
    return tuple(one / whole for one in likely)


def _likelihood(shape: Sequence[float], counts: HourCounts, usual: Sequence[float]) -> float:
    found = 0.0
    for cell, tried in counts.tries.items():
        chance, answered = chance_in(shape[cell % HOURS] * usual[cell]), counts.answers[cell]
        found += answered * log(chance) if answered else 0.0
        found += (tried - answered) * log(1 - chance) if tried > answered else 0.0
    return found


def chance_in(value: float) -> float:
    """A chance within what is thought possible."""
    return min(max(value, LEAST_CHANCE), MOST_CHANCE)


def weights_of_number(own: HourCounts, others: HourCounts, *, learned: LearnedHours, segment: str) -> tuple[float, ...]:
    """How likely each pattern is for one number, drawn towards the customer's other calls and these to all others.

    Args:
        own: Calls to the number.
        others: Calls to the customer on other numbers, or where the number is not known.
        learned: Of the portfolio.
        segment: Of the customer.

    """
    of_customer = pattern_weights(others, learned, segment)
    prior = [
        SAME_PERSON * known + (1 - SAME_PERSON) * common
        for known, common in zip(of_customer, learned.weights, strict=True)
    ]
    return pattern_weights(own, learned, segment, prior=prior)


def hour_chances(weights: Sequence[float], learned: LearnedHours, segment: str, *, kind: DayKind) -> tuple[float, ...]:
    """The chance of an answer by hour on a kind of day."""
    usual = learned.usual_of(segment)[kind * HOURS : (kind + 1) * HOURS]
    found = [0.0] * HOURS
    for pattern, weight in zip(learned.patterns, weights, strict=True):
        if weight < NO_WEIGHT:
            continue
        for hour, (value, ratio) in enumerate(zip(pattern.shape(), usual, strict=True)):
            found[hour] += weight * chance_in(value * ratio)
    return tuple(found)


class ToldHours(NamedTuple):
    """Hours of the day [begins, ends) in which somebody answers more, and the chance in them."""

    begins: int
    ends: int
    chance: float


def is_enough(counts: HourCounts) -> bool:
    """Whether enough calls are known to tell hours."""
    return counts.tried >= SHOWN_TRIES and counts.answered >= SHOWN_ANSWERS


def told_hours(
    counts: HourCounts, chances: Sequence[float], learned: LearnedHours, *, kind: DayKind
) -> ToldHours | None:
    """The hours in which they answer most, where enough is known and they stand out.

    Args:
        counts: The calls that are known of the customer or number.
        chances: By hour.
        learned: Of the portfolio: only hours in which it calls are told.
        kind: Of the day.

    """
    if not is_enough(counts):
        return None
    shares = learned.worked(kind)
    usual = sum(chance * share for chance, share in zip(chances, shares, strict=True))
    windows = [
        (sum(chances[first : first + WINDOW]) / WINDOW, -first)
        for first in range(HOURS - WINDOW + 1)
        if min(shares[first : first + WINDOW]) >= LEAST_SHARE
    ]
    if not windows:
        return None
    chance, first = max(windows)
    begins = FIRST_HOUR - first
    return ToldHours(begins, begins + WINDOW, chance) if chance >= SHOWN_TIMES * usual else None
