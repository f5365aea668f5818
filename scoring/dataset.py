"""Rows for training and tests: the population at a day, and what each account paid in the window after it.

The one definition for training, scoring and backtests. At day D: `open` has an open item; `overdue` an overdue one;
`workable` is open, not on hold, not handed over, and its oldest open item is at most `max_days` past due. Exposure is
the open amount (`open`, `workable`) or the overdue amount (`overdue`), at least 1.00. A payer's payments net of
reversals that became known in [D, D + horizon) reach `share` of the exposure; the money is those payments, never below
0 nor above the exposure.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring import features
from scoring.features import AsOfSnapshot
from scoring.history import NEVER, Ints, PortfolioHistory
from scoring.state import Walk

TOLERANCE = 1e-6
"""Minor units: a share such as .07 is not exact in binary, and who paid just that has paid."""

POPULATIONS = ("open", "overdue", "workable")


@dataclass(frozen=True)
class PredictionTarget:
    """What is predicted, and for whom."""

    population: str = "open"
    horizon: int = 14
    share: float = 0.5
    max_days: int = 400
    least: int = 100
    """Exposure is at least 1.00 of the currency: so many minor units."""
    only_workable: bool = False
    """Whether the population is also cut to the limits of `workable`: what is ranked is `overdue` so cut."""

    def __post_init__(self) -> None:
        """Raise `ValueError` for a population, horizon or share that has no meaning."""
        if self.population not in POPULATIONS:
            raise ValueError(f"population must be one of {', '.join(POPULATIONS)}")
        if not (self.horizon >= 1 and 0 < self.share <= 1):
            raise ValueError("the horizon is at least a day and the share within (0, 1]")


@dataclass(frozen=True)
class PopulationAtDay:
    """The population at one day, without what came after it. `account` indexes the history; money is minor units."""

    account: Ints
    x: NDArray[np.float32]
    exposure: NDArray[np.float64]
    oldest_age: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.account)


@dataclass(frozen=True)
class Rows:
    """Accounts at one or more days. `account` indexes the history; `day` is an ordinal; money is minor units.

    `payer` and `money` are of the window; `held` marks a hold placed within it. They mean nothing for a day whose
    window is not over, and nobody asks for them then.
    """

    account: Ints
    day: Ints
    x: NDArray[np.float32]
    exposure: NDArray[np.float64]
    oldest_age: NDArray[np.float64]
    payer: NDArray[np.bool_]
    money: NDArray[np.float64]
    held: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.account)

    def where(self, chosen: NDArray[np.bool_]) -> "Rows":
        """The rows for which `chosen` holds."""
        return Rows(**{name: values[chosen] for name, values in vars(self).items()})


def together(parts: Sequence[Rows]) -> Rows:
    """Several days as one."""
    return Rows(**{name: np.concatenate([vars(part)[name] for part in parts]) for name in vars(parts[0])})


def members(snapshot: AsOfSnapshot, aim: PredictionTarget) -> Ints:
    """Accounts of the population at the snapshot's day."""
    history, day = snapshot.walk.history, snapshot.walk.day
    there = (snapshot.overdue_amount if aim.population == "overdue" else snapshot.open_amount) > 0
    there &= (history.first_day <= day) & (day <= history.last_day)
    if aim.population == "workable" or aim.only_workable:
        there &= (snapshot.walk.held_until <= snapshot.walk.day) & (snapshot.oldest_age <= aim.max_days)
    return np.flatnonzero(there)


class Reader:
    """Reads rows day by day, forward in time, from one history. `history` is that of the accounts that are kept."""

    def __init__(
        self, history: PortfolioHistory, aim: PredictionTarget, *, keep: NDArray[np.bool_] | None = None
    ) -> None:
        """Prepare the cumulated payments that windows are read from.

        Args:
            history: The portfolio.
            aim: Population, horizon and share.
            keep: Accounts to read; all of them when left out.

        """
        self.aim = aim
        # Reading a day costs by the accounts of the history, so that it is cut to those to keep.
        self._places = None if keep is None or keep.all() else np.flatnonzero(keep)
        self.history = history if keep is None or self._places is None else history.part(keep)
        history = self.history
        self._walk = Walk(history)
        order = np.lexsort((history.payments.known, history.payments.account))
        self._known = history.payments.known[order]
        self._account = history.payments.account[order]
        self._sums = np.concatenate([[0], np.cumsum(history.payments.amount[order])])
        self._key = self._account * (int(NEVER) * 2) + self._known

    def at(self, day: int) -> Rows:
        """The rows of one day, with the outcome of its window."""
        return self.labelled(self.look(day), day)

    def look(self, day: int) -> PopulationAtDay:
        """The population and its features at a day. Days must be asked for in ascending order."""
        snapshot = self._at(day)
        rows = members(snapshot, self.aim)
        amounts = snapshot.overdue_amount if self.aim.population == "overdue" else snapshot.open_amount
        return PopulationAtDay(
            account=rows if self._places is None else self._places[rows],
            x=features.read(snapshot, rows),
            exposure=np.maximum(amounts[rows], self.aim.least),
            oldest_age=snapshot.oldest_age[rows],
        )

    def size(self, day: int) -> int:
        """How many accounts the population has at a day: as `look`, without their features."""
        return len(members(self._at(day), self.aim))

    def _at(self, day: int) -> AsOfSnapshot:
        self._walk.to(day)
        return AsOfSnapshot.of(self._walk)

    def labelled(self, seen: PopulationAtDay, day: int) -> Rows:
        """Add the outcome of the window to what was seen at a day."""
        rows = seen.account if self._places is None else np.searchsorted(self._places, seen.account)
        paid = self.money_within(rows, day)
        return Rows(
            **vars(seen),
            day=np.full(len(seen.account), day, dtype=np.int64),
            payer=paid >= self.aim.share * seen.exposure - TOLERANCE,
            money=np.clip(paid, 0, seen.exposure),
            held=self._held(rows, day),
        )

    def days(self, days: Sequence[int]) -> Iterator[Rows]:
        """The rows of several days, which must be in order."""
        for day in days:
            yield self.at(day)

    def money_within(self, rows: Ints, day: int) -> NDArray[np.float64]:
        """Payments net of reversals of accounts that became known in [day, day + horizon), in minor units.

        `rows` number the accounts of `history`: of those to keep, where not all are.
        """
        base = rows * (int(NEVER) * 2)
        begin = np.searchsorted(self._key, base + day, side="left")
        end = np.searchsorted(self._key, base + day + self.aim.horizon, side="left")
        return np.asarray(self._sums[end] - self._sums[begin], dtype=float)

    def _held(self, rows: Ints, day: int) -> NDArray[np.bool_]:
        holds = self.history.holds
        begin, end = np.searchsorted(holds.known, [day, day + self.aim.horizon], side="left")
        return np.isin(rows, holds.account[begin:end])


def sample(history: PortfolioHistory, *, share: float) -> NDArray[np.bool_]:
    """Accounts drawn by a hash of their customer, the same in every run; about `share` of them."""
    if share >= 1:
        return np.ones(history.accounts, dtype=bool)
    limit = int(share * 2**32)
    drawn = [int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) < limit for name in history.external_id]
    return np.array(drawn, dtype=bool)
