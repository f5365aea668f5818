"""Learning at which hours the customers of a portfolio answer, and giving each an hour of the day: many at once.

How common each pattern of `scoring.hours` is comes from all customers together (empirical Bayes: a nonparametric
mixture fitted by expectation and maximisation, Laird 1978, with a few imagined customers so that a small portfolio
does not run to extremes). Hours are given by an optimal assignment with room per hour (scipy's Jonker-Volgenant).
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment  # type: ignore[attr-defined] # scipy ships no list of names

from scoring.hours import (
    CELLS,
    HOURS,
    LEAST_CHANCE,
    LEAST_TRIES,
    MOST_CHANCE,
    AnswerPattern,
    DayKind,
    LearnedHours,
)

Array = NDArray[np.float64]

LEVELS = (0.03, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.75)
OTHERS = (0.4, 0.7)
"""The chance outside the hours that stand out, as a share of that in them."""
WIDTHS = (2, 3, 4)
"""For how many hours they stand out."""

ALIKE = 0.5
"""Before anything is learned, so many customers answer alike at all hours."""

IMAGINED = 50.0
"""What is thought before counts as much as so many customers."""

AT_ONCE = 2_048
"""Customers whose patterns are weighed at once."""

ROUNDS = 30
KEPT = 0.995
"""The commonest patterns that together have this share are kept."""

USUAL_TRIES = 30.0
"""An hour over all customers is drawn towards all hours as strongly as so many tries would."""
SEGMENT_TRIES = 100.0
"""The same, of a segment's hour towards that of all."""

LEAST_WORTH = 1e-3
"""Who gains nothing by a call is planned last, and at their best hour all the same."""
EARLY = 1e-3
"""Of two hours that are as good, the more valuable call has the earlier: a day may end before its plan does."""
TOGETHER = 600
"""So many customers are given hours together; a longer queue is dealt into parts that are alike."""

CellTries = tuple[int, int, int]
"""A cell, its tries and its answers."""


@cache
def _grid() -> tuple[tuple[AnswerPattern, ...], Array]:
    """All patterns that are thought possible, and how common before anything is learned."""
    found: list[AnswerPattern] = []
    shares: list[float] = []
    standing_out = [
        (other, width, begins) for other in OTHERS for width in WIDTHS for begins in range(2 - width, HOURS - 1)
    ]
    for level in LEVELS:
        found.append(AnswerPattern(level))
        shares.append(ALIKE / len(LEVELS))
        for other, width, begins in standing_out:
            found.append(AnswerPattern(level, other, begins, begins + width))
            shares.append((1 - ALIKE) / len(LEVELS) / len(standing_out))
    return tuple(found), np.array(shares)


def learn_hours(
    calls: Iterable[CellTries], sample: Mapping[str, Mapping[int, Sequence[CellTries]]]
) -> LearnedHours | None:
    """What is known of a portfolio's hours; None with too few tries, or where nobody answered.

    Args:
        calls: All, added up by cell.
        sample: The calls to some customers, by segment and customer.

    """
    tries, answers = _cells(calls)
    if tries.sum() < LEAST_TRIES or answers.sum() == 0:
        return None
    usual = {"": _usual(tries, answers)}
    for segment, customers in sample.items():
        tried, answered = _cells(chain.from_iterable(customers.values()))
        if tried.sum() >= LEAST_TRIES and answered.sum() > 0:
            usual[segment] = _usual_of_segment(tried, answered, usual[""])
    patterns, weights = _learned_patterns(sample, usual)
    return LearnedHours(
        patterns=patterns,
        weights=weights,
        usual={segment: _told(ratios) for segment, ratios in usual.items()},
        shares=_told(tries / tries.sum()),
        tries=int(tries.sum()),
    )


def _cells(cells: Iterable[CellTries]) -> tuple[Array, Array]:
    tries, answers = np.zeros(CELLS), np.zeros(CELLS)
    for cell, tried, answered in cells:
        tries[cell] += tried
        answers[cell] += answered
    return tries, answers


def _usual(tries: Array, answers: Array) -> Array:
    """How often is answered in each cell against all: by hour, then by hour and kind of day."""
    level = answers.sum() / tries.sum()
    by_hour, of_hour = (part.reshape(len(DayKind), HOURS).sum(axis=0) for part in (tries, answers))
    hours = np.tile((of_hour + USUAL_TRIES * level) / (by_hour + USUAL_TRIES), len(DayKind))
    cells = (answers + USUAL_TRIES * hours) / (tries + USUAL_TRIES)
    return np.asarray(cells / ((cells * tries).sum() / tries.sum()))


def _usual_of_segment(tries: Array, answers: Array, of_all: Array) -> Array:
    level = answers.sum() / max((tries * of_all).sum(), 1e-9)
    ratios = (answers + SEGMENT_TRIES * level * of_all) / (level * (tries + SEGMENT_TRIES))
    return np.asarray(ratios / ((ratios * tries).sum() / tries.sum()))


def _learned_patterns(
    sample: Mapping[str, Mapping[int, Sequence[CellTries]]], usual: Mapping[str, Array]
) -> tuple[tuple[AnswerPattern, ...], tuple[float, ...]]:
    patterns, before = _grid()
    weights = before
    likely = np.empty((sum(map(len, sample.values())), len(patterns)))
    filled = 0
    for segment, customers in sample.items():
        by_cell = _chances(patterns, usual.get(segment, usual[""]))
        for some in _parts(customers.values()):
            likely[filled : filled + len(some)] = np.exp(_likelihoods(some, by_cell))
            filled += len(some)
    if filled:
        for _ in range(ROUNDS):
            told = likely @ weights
            weights = weights * ((1 / told) @ likely) + IMAGINED * before
            weights = weights / weights.sum()
    order = np.argsort(-weights, kind="stable")
    enough = int(np.searchsorted(np.cumsum(weights[order]), KEPT)) + 1
    kept = np.sort(order[:enough])
    return tuple(patterns[place] for place in kept), _told(weights[kept] / weights[kept].sum())


def _parts(customers: Iterable[Sequence[CellTries]]) -> Iterator[list[Sequence[CellTries]]]:
    left = iter(customers)
    while some := list(islice(left, AT_ONCE)):
        yield some


def _chances(patterns: Sequence[AnswerPattern], usual: Array) -> Array:
    """By pattern and cell."""
    shapes = np.tile(np.array([pattern.shape() for pattern in patterns]), len(DayKind))
    return np.asarray(np.clip(shapes * usual, LEAST_CHANCE, MOST_CHANCE))


def _likelihoods(customers: Sequence[Sequence[CellTries]], chances: Array) -> Array:
    """By customer and pattern, the logarithm of how likely the calls are, less the highest of the customer."""
    tries, answers = np.zeros((len(customers), CELLS)), np.zeros((len(customers), CELLS))
    for place, cells in enumerate(customers):
        for cell, tried, answered in cells:
            tries[place, cell] += tried
            answers[place, cell] += answered
    found = answers @ np.log(chances).T + (tries - answers) @ np.log(1 - chances).T
    return np.asarray(found - found.max(axis=1, keepdims=True))


def chances_of_many(
    customers: Sequence[Sequence[CellTries]], learned: LearnedHours, segment: str, *, kind: DayKind
) -> list["array[float]"]:
    """`scoring.hours.hour_chances` of many customers of one segment, from their calls."""
    if not customers:
        return []
    by_cell = _chances(learned.patterns, np.array(learned.usual_of(segment)))
    found: list[array[float]] = []
    for some in _parts(customers):
        weights = np.exp(_likelihoods(some, by_cell)) * np.array(learned.weights)
        weights = weights / weights.sum(axis=1, keepdims=True)
        chances = weights @ by_cell[:, kind * HOURS : (kind + 1) * HOURS]
        found.extend(array("d", row.tobytes()) for row in chances)
    return found


def _told(values: Array) -> tuple[float, ...]:
    return tuple(values.tolist())


def planned_hours(
    worths: Sequence[float], chances: Sequence[Mapping[int, float]], shares: Mapping[int, float]
) -> list[int | None]:
    """The hour in which each is called, so that what the calls are worth together is most.

    A call grows in worth with the chance of an answer in its hour against the average of the hours that are worked.

    Args:
        worths: Of each customer, what a call at a usual hour is worth.
        chances: Of each, the chance of an answer by the hours in which they may be called.
        shares: How the calls of the day are spread over its hours: how much room each has.

    Returns:
        An hour for each; None for who may be called in none of the hours.

    """
    hours = sorted(hour for hour, share in shares.items() if share > 0)
    order = sorted(range(len(worths)), key=lambda place: (-worths[place], place))
    parts = -(-len(order) // TOGETHER)
    found: list[int | None] = [None] * len(worths)
    for number in range(parts):
        part = [place for place in order[number::parts] if any(hour in chances[place] for hour in hours)]
        if part:
            for place, hour in zip(part, _assigned(part, hours, worths, chances, shares), strict=True):
                found[place] = hour
    return found


def _assigned(
    part: Sequence[int],
    hours: Sequence[int],
    worths: Sequence[float],
    chances: Sequence[Mapping[int, float]],
    shares: Mapping[int, float],
) -> list[int]:
    closed = -1.0
    by_hour = np.array([[chances[place].get(hour, closed) for hour in hours] for place in part])
    is_open = by_hour >= 0
    room = np.array([shares[hour] for hour in hours])
    average = (np.where(is_open, by_hour, 0) * room).sum(axis=1) / np.maximum((is_open * room).sum(axis=1), 1e-12)
    worth = np.maximum([worths[place] for place in part], LEAST_WORTH)
    early = EARLY * (len(hours) - np.arange(len(hours))) / len(hours)
    gained = worth[:, None] * (by_hour / np.maximum(average, 1e-9)[:, None] + early)
    # Whom all open hours leave out is given one of the closed: they take their best one beside the room that is left.
    gained = np.where(is_open, gained, -10 * worth.sum())
    slots = np.repeat(np.arange(len(hours)), rooms_of(len(part), room))
    rows, taken = linear_sum_assignment(gained[:, slots], maximize=True)
    best = gained.argmax(axis=1)
    given = best.copy()
    given[rows] = np.where(is_open[rows, slots[taken]], slots[taken], best[rows])
    return [hours[place] for place in given]


def rooms_of(count: int, shares: Array) -> NDArray[np.int64]:
    """How many of so many calls fit into each hour: its share of them, rounded up."""
    return np.asarray(np.ceil(count * shares / shares.sum() - 1e-9).astype(np.int64))
