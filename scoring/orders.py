"""What the calls of an order bring: the accounts an order calls each day, and what calling those adds per call.

The orders are the rungs of the ladder of value, plain orders that need no model (balance, oldest, newest, random), and
the way in which the history was called. All are valued by the same doubly robust values of the same later days, so
that what another order would have brought can be told from one's own history, whoever happened to be called.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.evidence import WIDE
from scoring.history import Ints
from scoring.treatment import CallRows
from scoring.values import RankingValue

Floats = NDArray[np.float64]

DEPTHS = (1, 2, 3)
"""Orders are compared over the best accounts of each day: as many as were called that day, twice and three times as
many, because the few of one day alone say little."""

AGE = "days_past_due"
"""The feature that the oldest and the newest debts are found by."""

DONE = "done"
"""The order of the history itself: each account counts by the chance with which it was called."""

BALANCE, OLDEST, NEWEST, RANDOM = "balance", "oldest", "newest", "random"
ORDERS = (*(one.value for one in reversed(RankingValue)), DONE, BALANCE, OLDEST, NEWEST, RANDOM)
"""As they are told: the rungs from the highest down, then the others."""


@dataclass(frozen=True)
class OrderWorth:
    """What the calls of an order add per call, in minor units, with a 95 % interval clustered by customer.

    `more` is the interval of what they add beyond calls by chance; None of that order itself. Both orders share most of
    their luck, so that it says more than two intervals side by side.
    """

    order: str
    per_call: float
    low: float
    high: float
    more: tuple[float, float] | None = None


def plain_calls(rows: CallRows, features: Sequence[str], chance: Floats) -> dict[str, Floats]:
    """How much of each account the orders call that need no model; by age only where the rows have it.

    Args:
        rows: Accounts on later days.
        features: Names of the columns.
        chance: With which each was called.

    """
    found = {DONE: np.asarray(chance, dtype=float), BALANCE: taken_of_day(rows, rows.overdue)}
    if AGE in features:
        age = rows.x[:, list(features).index(AGE)].astype(float)
        found |= {OLDEST: taken_of_day(rows, age), NEWEST: taken_of_day(rows, -age)}
    return found | {RANDOM: _evenly(rows)}


def taken_of_day(rows: CallRows, value: Floats) -> Floats:
    """How much of each account is called: the mean over `DEPTHS` of whether it is among the best of its day."""
    taken = np.zeros(len(rows))
    for there, calls in _days(rows):
        best = there[np.argsort(-value[there], kind="stable")]
        for depth in DEPTHS:
            taken[best[: depth * calls]] += 1 / len(DEPTHS)
    return taken


def _evenly(rows: CallRows) -> Floats:
    """The same of an order by chance: on each day every account alike."""
    taken = np.zeros(len(rows))
    for there, calls in _days(rows):
        taken[there] = np.mean([min(depth * calls / len(there), 1.0) for depth in DEPTHS])
    return taken


def _days(rows: CallRows) -> list[tuple[Ints, int]]:
    """For each day the places of its rows, and how many of them were called."""
    order = np.argsort(rows.day, kind="stable")
    _, starts = np.unique(rows.day[order], return_index=True)
    return [(there, int(rows.called[there].sum())) for there in np.split(order, starts[1:]) if len(there)]


def worth_of_orders(customer: Ints, worth: Floats, calls: Mapping[str, Floats]) -> tuple[OrderWorth, ...]:
    """What each order adds per call, in the order of `ORDERS`.

    Args:
        customer: Of every row.
        worth: What calling the row adds, in minor units: unbiased and noisy.
        calls: By order, how much of each row it calls.

    """
    _, place = np.unique(customer, return_inverse=True)
    means, pulls = {}, {}
    for order, taken in calls.items():
        whole = float(taken.sum())
        if whole > 0:
            means[order] = float((taken * worth).sum()) / whole
            pulls[order] = np.bincount(place, weights=taken * (worth - means[order])) / whole
    return tuple(_told(order, means, pulls) for order in ORDERS if order in means)


def _told(order: str, means: Mapping[str, float], pulls: Mapping[str, Floats]) -> OrderWorth:
    """The estimate of an order; `pulls` say how far each customer pulls each estimate."""
    mean, wide, more = means[order], _wide(pulls[order]), None
    if order != RANDOM and RANDOM in means:
        ahead, apart = mean - means[RANDOM], _wide(pulls[order] - pulls[RANDOM])
        more = (ahead - apart, ahead + apart)
    return OrderWorth(order, mean, mean - wide, mean + wide, more)


def _wide(pulls: Floats) -> float:
    """Half of a 95 % interval of an estimate that customers pull so far."""
    return WIDE * float(np.sqrt((pulls**2).sum() * len(pulls) / max(len(pulls) - 1, 1)))


def order_json(one: OrderWorth) -> dict[str, Any]:  # Any: JSON
    """An order as it is stored and printed; amounts are minor units per call."""
    return {
        "order": one.order,
        "per_call": one.per_call,
        "interval": [one.low, one.high],
        "more_than_random": None if one.more is None else list(one.more),
    }
