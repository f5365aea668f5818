"""Figures of a ranking (AUC, log loss, ECE, money at the top), for trainings, backtests and the model screen.

Queues are made per day: the top q of n rows is round(q · n), half to even, at least 1, and ties go by the customer's
external id. Shares of payers and of money are pooled over days by their sums. AUC (ties count half), log loss
(natural, p cut to [10⁻⁶, 1 − 10⁻⁶]) and ECE (ten bins of equal count by p, the first n mod 10 one row larger) are over
all rows of all days together. What is not defined is None.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.dataset import Rows
from scoring.history import Ints

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

TOPS = (10, 20, 50)
"""Percent of a day's queue."""

BINS = 10
LEAST_P = 1e-6
SEED = 0
"""Of the random ranking."""


@dataclass(frozen=True)
class RankingFigures:
    """The figures of one ranking. `payers` and `money` are the shares within the top 10, 20 and 50 percent.

    `ratio` is the mean predicted chance to the share that paid, over all rows; `ratio_top10` over the top tenth of each
    day by chance. Like log loss and ECE they are of chances only.
    """

    auc: float | None
    payers: Mapping[str, float | None]
    money: Mapping[str, float | None]
    log_loss: float | None = None
    ece: float | None = None
    ratio: float | None = None
    ratio_top10: float | None = None


@dataclass
class Tally:
    """Collects days of one population and gives the figures of every ranking over them."""

    names: NDArray[np.str_]
    """External ids of the history's accounts."""

    _days: list["_Day"] = field(default_factory=list)

    def add(self, rows: Rows, p: Floats, *, day: int, value: Floats | None = None) -> None:
        """One day's rows with the chance the model gives each.

        Args:
            rows: Of one day, with their outcome.
            p: Chance of paying, per row.
            day: An ordinal.
            value: What orders `expected`: chance times exposure unless it is given.

        """
        names = self.names[rows.account]
        scores = {
            "propensity": p,
            "expected": p * rows.exposure if value is None else value,
            "balance": rows.exposure,
            "days_past_due": rows.oldest_age,
            "newest": -rows.oldest_age,
            "random": -_drawn(names, day),
            "oracle": rows.money,
        }
        ties = np.empty(len(rows), dtype=np.int64)
        ties[np.argsort(names, kind="stable")] = np.arange(len(rows))
        self._days.append(_Day(day, rows.account, rows.payer, rows.money, scores, ties))

    def with_chances(self, chances: Sequence[tuple[Floats, Floats]]) -> "Tally":
        """The same days with other chances: what does not depend on them is not computed again.

        Args:
            chances: Of every day, in the order they were added, the chance and the exposure of its rows.

        """
        days = [
            replace(day, scores={**day.scores, "propensity": p, "expected": p * exposure})
            for day, (p, exposure) in zip(self._days, chances, strict=True)
        ]
        return Tally(self.names, days)

    @property
    def rows(self) -> int:
        """How many were added."""
        return sum(len(day.payer) for day in self._days)

    @property
    def base_rate(self) -> float | None:
        """The share of payers."""
        return sum(int(day.payer.sum()) for day in self._days) / self.rows if self.rows else None

    def figures(self) -> dict[str, RankingFigures]:
        """The figures of every ranking, pooled over the days added."""
        return {name: self._of(name) for name in self._days[0].scores} if self._days else {}

    def chances(self) -> Floats:
        """The chance of every row, in the order they were added."""
        return np.concatenate([day.scores["propensity"] for day in self._days])

    def by_day(self) -> Iterator[tuple[int, Ints, Floats, Flags]]:
        """Of every day added: its ordinal, and of every row the account, the chance and whether it paid."""
        for one in self._days:
            yield one.on, one.account, one.scores["propensity"], one.payer

    def caught(self, name: str, percent: int) -> Floats:
        """Of every row, in the order they were added, the share of all money that a ranking has in its top with it."""
        parts = []
        for day in self._days:
            top, part = day.order(name)[: top_of(len(day.payer), percent)], np.zeros(len(day.payer))
            part[top] = day.money[top]
            parts.append(part)
        whole = sum(float(day.money.sum()) for day in self._days)
        return np.concatenate(parts) / (whole or 1.0)

    def curve(self, name: str) -> list[float | None]:
        """The share of the money in the first 0, 10, … 100 percent of the queues by one ranking."""
        orders = [day.order(name) for day in self._days]
        return [0.0, *(self._share(orders, "money", percent) for percent in range(10, 101, 10))]

    def bins(self) -> list[dict[str, float]]:
        """Calibration in ten groups of equal count by chance: mean predicted chance, share that paid, rows."""
        if not self._days:
            return []
        y = np.concatenate([day.payer for day in self._days])
        p = self.chances()
        return [
            {"said": float(p[part].mean()), "happened": float(y[part].mean()), "rows": len(part)} for part in _bins(p)
        ]

    def _of(self, name: str) -> RankingFigures:
        y = np.concatenate([day.payer for day in self._days])
        scores = np.concatenate([day.scores[name] for day in self._days])
        orders = [day.order(name) for day in self._days]
        is_chance = name == "propensity"
        return RankingFigures(
            auc=auc(y, scores),
            payers={str(top): self._share(orders, "payer", top) for top in TOPS},
            money={str(top): self._share(orders, "money", top) for top in TOPS},
            log_loss=log_loss(y, scores) if is_chance else None,
            ece=ece(y, scores) if is_chance else None,
            ratio=ratio(y, scores) if is_chance else None,
            ratio_top10=self._ratio_at_top(orders) if is_chance else None,
        )

    def _ratio_at_top(self, orders: Sequence[Ints]) -> float | None:
        tops = [order[: top_of(len(order), TOPS[0])] for order in orders]
        pairs = list(zip(self._days, tops, strict=True))
        y = np.concatenate([day.payer[top] for day, top in pairs])
        return ratio(y, np.concatenate([day.scores["propensity"][top] for day, top in pairs]))

    def _share(self, orders: Sequence[Ints], what: str, top: int) -> float | None:
        whole = sum(float(getattr(day, what).sum()) for day in self._days)
        pairs = zip(self._days, orders, strict=True)
        caught = sum(float(getattr(day, what)[order[: top_of(len(order), top)]].sum()) for day, order in pairs)
        return caught / whole if whole else None


@dataclass(frozen=True)
class _Day:
    on: int
    account: Ints
    payer: Flags
    money: Floats
    scores: Mapping[str, Floats]
    ties: Ints

    def order(self, name: str) -> Ints:
        return np.lexsort((self.ties, -self.scores[name]))


def top_of(rows: int, percent: int) -> int:
    """How many rows the top q of n has: round(q · n), half to even, at least 1; 0 of 0."""
    return min(max(round(rows * percent / 100), 1), rows)


def auc(y: Flags, scores: Floats) -> float | None:
    """The chance that a payer is ranked above somebody who did not pay; ties count half. None with one class."""
    positives = int(y.sum())
    negatives = len(y) - positives
    if not positives or not negatives:
        return None
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    return float((ranks[y].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def losses(y: Flags, p: Floats) -> Floats:
    """Natural log loss of each row."""
    cut = np.clip(p, LEAST_P, 1 - LEAST_P)
    return np.asarray(-np.where(y, np.log(cut), np.log1p(-cut)))


def log_loss(y: Flags, p: Floats) -> float | None:
    """Mean natural log loss."""
    return float(losses(y, p).mean()) if len(y) else None


def ece(y: Flags, p: Floats) -> float | None:
    """Expected calibration error: mean distance of chance and share that paid over ten bins, weighted by rows."""
    if not len(y):
        return None
    return float(sum(abs(float(p[part].sum()) - float(y[part].sum())) for part in _bins(p)) / len(y))


def ratio(y: Flags, p: Floats) -> float | None:
    """Mean predicted chance to the share that paid; None where nobody paid."""
    return float(p.sum() / y.sum()) if y.any() else None


def _bins(p: Floats) -> list[Ints]:
    order = np.argsort(p, kind="stable")
    return [part for part in np.array_split(order, BINS) if len(part)]


def _drawn(names: NDArray[np.str_], day: int) -> Floats:
    """A number for each customer and day, the same in every run: SHA-256 of `seed:date:external_id`, within [0, 1)."""
    start = f"{SEED}:{date.fromordinal(day).isoformat()}:"
    digests = [int.from_bytes(hashlib.sha256(f"{start}{name}".encode()).digest()[:8]) for name in names]
    return np.array(digests, dtype=float) / 2**64


def as_json(found: Mapping[str, RankingFigures]) -> dict[str, Any]:
    """The figures of rankings as commands print them."""
    return {name: dict(vars(figures)) for name, figures in found.items()}
