"""Who could be called on which day, who was, and what came in: the rows from which the effect of a call is learned.

A row is an account on a day on which somebody was called and on which it could have been called too, by the rule of who
is worked today as far as a history of contacts tells it: something overdue, no conversation within the rest, not more
tries than allowed, no promise within its grace, no hold. `chance` is the chance with which it was to be called that
day, where a building of the queue recorded it; NaN where nobody recorded one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring import features
from scoring.dataset import PredictionTarget, Reader
from scoring.decisions import RecordedDraws, nothing_recorded
from scoring.features import AsOfSnapshot
from scoring.history import KINDS, Ints, PortfolioHistory
from scoring.state import PAST, Walk

Floats = NDArray[np.float64]

TRIES = tuple(KINDS.index(kind) for kind in ("no_contact", "third_party", "right_party"))
"""Contacts that were somebody's try to speak with the customer."""
RIGHT_PARTY = KINDS.index("right_party")

GRACE = 3
"""Days after a promised day within which a promise keeps an account from being worked, where no others are set."""

LEAST_ATTEMPTS_A_DAY = 3
"""Days with fewer tries are days on which nobody worked the portfolio."""


RecordedChances = Callable[[int, Ints], RecordedDraws]
"""Of a day (an ordinal) and account ids: with what chance each was to be called, and what was drawn."""

LIKELY = 0.5
"""A chance above this is that of an account within the day's capacity."""

MOST = 0.999
MOST_BEYOND = 2.0
"""Calls beyond the capacity, against those that chance meant, up to which they are put down to chance."""

PARTS, LEAST_IN_PART = 4, 20
"""Parts of the ranks that are scaled apart: what stands first is called first."""


def as_worked(recorded: RecordedDraws, called: NDArray[np.bool_]) -> Floats:
    """Recorded chances of a day, scaled to what was worked: not all within the capacity are called, and some beyond.

    Within the capacity and beyond it each part of the ranks is scaled so that as many are called as were. A chance of 0
    or 1 leaves nothing to learn and counts as not recorded. So do those beyond the capacity on a day on which so many
    of them were called that their order decided, and not chance.
    """
    known = (recorded.chance > 0) & (recorded.chance < 1)
    found = np.where(known, recorded.chance, np.nan)
    within, beyond = known & (recorded.chance > LIKELY), known & (recorded.chance <= LIKELY)
    if called[beyond & ~recorded.drawn].sum() > MOST_BEYOND * found[beyond].sum():
        found[beyond], beyond = np.nan, np.zeros_like(beyond)
    for side in (within, beyond):
        for part in _by_rank(np.flatnonzero(side), recorded.rank):
            share = float(called[part].sum()) / max(float(found[part].sum()), 1e-9)
            found[part] = np.minimum(found[part] * share, MOST)
    return found


def _by_rank(places: Ints, rank: Ints) -> list[Ints]:
    """Places in order of their rank, in as many parts of equal size as there are enough for."""
    parts = min(PARTS, len(places) // LEAST_IN_PART) or 1
    return np.array_split(places[np.argsort(rank[places], kind="stable")], parts)


@dataclass(frozen=True)
class WorkedRule:
    """Who is worked, as far as a history of contacts tells it: days of rest after a talk, and tries within them."""

    rest_days: int = 7
    most_tries: int = 3
    tries_days: int = 7
    grace: int = GRACE


@dataclass(frozen=True)
class CallRows:
    """Accounts on days on which they could be called.

    `paid` is the share of the overdue amount that came in; `talked`: a call reached the person; `drawn`: a recorded
    draw placed it.
    """

    account: Ints
    day: Ints
    x: NDArray[np.float32]
    overdue: Floats
    paid: Floats
    called: NDArray[np.bool_]
    talked: NDArray[np.bool_]
    drawn: NDArray[np.bool_]
    chance: Floats

    def __len__(self) -> int:
        return len(self.account)

    def where(self, chosen: NDArray[np.bool_]) -> "CallRows":
        """The rows for which `chosen` holds."""
        return CallRows(**{name: values[chosen] for name, values in vars(self).items()})


def all_of(parts: Sequence[CallRows]) -> CallRows:
    """Several days as one."""
    return CallRows(**{name: np.concatenate([vars(part)[name] for part in parts]) for name in vars(parts[0])})


class CallDays:
    """Reads the days of a history on which calls were made, forward in time."""

    def __init__(
        self,
        history: PortfolioHistory,
        target: PredictionTarget,
        *,
        rule: WorkedRule | None = None,
        recorded: RecordedChances | None = None,
        keep: NDArray[np.bool_] | None = None,
    ) -> None:
        """Prepare the tries and payments that rows are read from.

        Args:
            history: The portfolio.
            target: Horizon and least exposure; the population is always what can be worked.
            rule: Who is worked.
            recorded: The chances with which accounts were to be called, where they were kept.
            keep: Accounts to read; all of them when left out.

        """
        self.history, self.rule = history, rule or WorkedRule()
        self._recorded, self._keep = recorded or nothing_recorded, keep
        self._walk = Walk(history)
        self._windows = Reader(history, target)
        self._target = target
        contacts = history.contacts
        tried = np.isin(contacts.kind, TRIES)
        self._tried_day, self._tried = contacts.known[tried], contacts.account[tried]
        self._reached = contacts.kind[tried] == RIGHT_PARTY

    def days(self, *, until: int) -> list[int]:
        """Ordinals of the days with tries of which the window is over before `until`, oldest first."""
        days, counts = np.unique(self._tried_day, return_counts=True)
        over = (counts >= LEAST_ATTEMPTS_A_DAY) & (days + self._target.horizon <= until)
        return [int(day) for day in days[over]]

    def at(self, day: int) -> CallRows:
        """The rows of one day; later than the days asked before."""
        self._walk.to(day)
        snapshot = AsOfSnapshot.of(self._walk)
        rows = np.flatnonzero(self.may_be_worked(snapshot))
        if self._keep is not None:
            rows = rows[self._keep[rows]]
        overdue = np.maximum(snapshot.overdue_amount[rows], self._target.least)
        money = np.clip(self._windows.money_within(rows, day), 0, overdue)
        called, talked = np.zeros((2, self.history.accounts), dtype=bool)
        called[self._tried[self._tried_day == day]] = True
        talked[self._tried[(self._tried_day == day) & self._reached]] = True
        recorded = self._recorded(day, self.history.account_id[rows])
        return CallRows(
            account=rows,
            day=np.full(len(rows), day, dtype=np.int64),
            x=features.read(snapshot, rows),
            overdue=overdue,
            paid=money / overdue,
            called=called[rows],
            talked=talked[rows],
            drawn=recorded.drawn,
            chance=as_worked(recorded, called[rows]),
        )

    def may_be_worked(self, snapshot: AsOfSnapshot) -> NDArray[np.bool_]:
        """Which accounts could be worked at the snapshot's day."""
        walk, rule = snapshot.walk, self.rule
        talked = walk.last_contact[RIGHT_PARTY]
        recent = (self._tried_day < walk.day) & (self._tried_day >= walk.day - rule.tries_days)
        tries = np.bincount(self._tried[recent], minlength=self.history.accounts)
        promised = (walk.promise_due != PAST) & (walk.promise_due + rule.grace >= walk.day)
        return np.asarray(
            (snapshot.overdue_amount >= self._target.least)
            & (talked < walk.day - rule.rest_days)
            & (tries < rule.most_tries)
            & ~promised
            & (walk.held_until <= walk.day)
            & (self.history.first_day <= walk.day)
            & (walk.day <= self.history.last_day)
        )
