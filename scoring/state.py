"""The state of every account at a day, moved forward day by day through the facts.

`Walk` goes forward through days in order and keeps, per item and per account, what was known before the day it stands
at. Moving on applies only the events in between, so hundreds of weekly snapshots cost one pass over the facts.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scoring.history import KINDS, NEVER, Events, Ints, PortfolioHistory

PAST = np.int64(-(2**31))
"""An ordinal before every day: something that has not happened yet."""


@dataclass
class _Cursor:
    """How far the events of one kind have been applied."""

    events: Events
    at: int = 0

    def until(self, day: int) -> slice:
        """The events known before `day` that were not applied yet; they count as applied from here on."""
        begin, self.at = self.at, int(np.searchsorted(self.events.known, day, side="left"))
        return slice(begin, self.at)


@dataclass(frozen=True)
class Closings(Events):
    """Items paid in full by the close of a day (`count` 1), or opened again by a reversal (-1), with their delay.

    `late` is days from due to paid, within -60 and 400; of an item opened again it is that of the payment that fell.
    """

    count: Ints
    late: Ints


def closings_of(history: PortfolioHistory) -> Closings:
    """When items were paid in full, day by day: the result does not depend on the days at which a walk stops."""
    shares, items = history.allocations, history.items
    order = np.lexsort((shares.known, shares.item))
    item, known = shares.item[order], shares.known[order]
    paid = np.cumsum(shares.amount[order])
    ends = np.flatnonzero(np.append((item[1:] != item[:-1]) | (known[1:] != known[:-1]), True)[: len(item)])
    item, known, paid = item[ends], known[ends], paid[ends]
    is_first = np.append(True, item[1:] != item[:-1])[: len(item)]
    before_item = np.where(is_first, np.append(0, paid[:-1])[: len(item)], 0)
    start = np.maximum.accumulate(np.where(is_first, np.arange(len(item)), 0)) if len(item) else ends
    left = items.amount[item] - (paid - before_item[start])
    left_before = np.where(is_first, items.amount[item], np.append(0, left[:-1])[: len(item)])
    changed = (left == 0) != (left_before == 0)
    item, known, closed = item[changed], known[changed], left[changed] == 0
    late = np.clip(known - items.due[item], -60, 400)
    # An item is closed and opened in turn: what opens it again takes back the closing right before it.
    late = np.where(closed, late, np.append(0, late[:-1])[: len(late)])
    found = Closings(items.account[item], known, np.where(closed, 1, -1), late)
    return found.sorted_by_day()


RESPONSE_DAYS = 7
"""A payment within so many days of a talk counts as an answer to it."""


@dataclass(frozen=True)
class Responses(Events):
    """First payments within `RESPONSE_DAYS` of a talk with the holder, known on the day of the payment."""


def responses_of(history: PortfolioHistory) -> Responses:
    """Talks that were followed by a payment, at most one payment for each talk."""
    payments, contacts = history.payments, history.contacts
    real = payments.amount > 0
    stride = int(NEVER) * 2
    paid = np.sort(payments.account[real] * stride + payments.known[real])
    talked = contacts.kind == KINDS.index("right_party")
    account, known = contacts.account[talked], contacts.known[talked]
    at = np.searchsorted(paid, account * stride + known, side="left")
    next_paid = np.append(paid, np.iinfo(np.int64).max)[at]
    answered = (next_paid // stride == account) & (next_paid % stride <= known + RESPONSE_DAYS)
    return Responses(account[answered], next_paid[answered] % stride).sorted_by_day()


TRIED = np.array([KINDS.index(kind) for kind in ("no_contact", "third_party", "right_party")])
"""Contacts that were a try to speak with the customer."""


class Walk:
    """The accounts' state at a day: it holds only what was known at the close of the day before."""

    def __init__(self, history: PortfolioHistory) -> None:
        """Begin before the first fact."""
        n = history.accounts
        self.history = history
        self.day = int(PAST)
        self.open = np.zeros(len(history.items), dtype=np.int64)
        self.seen_items = 0
        self.first_item = np.full(n, NEVER)
        self.last_item = np.full(n, PAST)
        self.first_amount = np.zeros(n, dtype=np.int64)
        self.last_amount = np.zeros(n, dtype=np.int64)
        self.last_payment = np.full(n, PAST)
        self.last_paid = np.zeros(n, dtype=np.int64)
        self.last_contact = np.full((len(KINDS), n), PAST)
        self.last_promise = np.full(n, PAST)
        self.promise_due = np.full(n, PAST)
        self.kept = np.zeros(n, dtype=np.int64)
        self.broken = np.zeros(n, dtype=np.int64)
        self.closed_items = np.zeros(n)
        self.closed_late = np.zeros(n)
        self.days_late = np.zeros(n)
        self.last_late = np.full(n, np.nan)
        self.held_until = np.full(n, PAST)
        self.tries = np.zeros(n)
        self.talks = np.zeros(n)
        self.refusals = np.zeros(n)
        self.responses = np.zeros(n)

    @cached_property
    def _responses(self) -> Responses:
        return responses_of(self.history)

    @cached_property
    def _closings(self) -> Closings:
        return closings_of(self.history)

    @cached_property
    def _cursors(self) -> dict[str, _Cursor]:
        return {"closings": _Cursor(self._closings), "responses": _Cursor(self._responses)} | {
            name: _Cursor(getattr(self.history, name))
            for name in ("items", "allocations", "payments", "contacts", "promises", "decisions", "holds")
        }

    def to(self, day: int) -> None:
        """Move on to `day`.

        Raises:
            ValueError: The day lies before the one this walk stands at: a walk never forgets.

        """
        if day < self.day:
            raise ValueError("a walk goes forward")
        self.day = day
        self._take_items(self._cursors["items"].until(day))
        self._take_allocations(self._cursors["allocations"].until(day))
        self._take_closings(self._cursors["closings"].until(day))
        self._take_payments(self._cursors["payments"].until(day))
        self._take_contacts(self._cursors["contacts"].until(day))
        np.add.at(self.responses, self._responses.account[self._cursors["responses"].until(day)], 1)
        self._take_promises(self._cursors["promises"].until(day))
        self._take_decisions(self._cursors["decisions"].until(day))
        self._take_holds(self._cursors["holds"].until(day))

    def _take_items(self, new: slice) -> None:
        items = self.history.items
        self.open[new] = items.amount[new]
        self.seen_items = new.stop
        fresh = self.first_amount[items.account[new]] == 0
        account, amount = items.account[new], items.amount[new]
        self.last_amount[account] = amount
        self.first_amount[account[fresh][::-1]] = amount[fresh][::-1]
        np.minimum.at(self.first_item, items.account[new], items.issued[new])
        np.maximum.at(self.last_item, items.account[new], items.issued[new])

    def _take_allocations(self, new: slice) -> None:
        shares = self.history.allocations
        np.subtract.at(self.open, shares.item[new], shares.amount[new])

    def _take_closings(self, new: slice) -> None:
        closings = self._closings
        account, count, late = closings.account[new], closings.count[new], closings.late[new]
        np.add.at(self.closed_items, account, count)
        np.add.at(self.closed_late, account, count * (late > 0))
        np.add.at(self.days_late, account, count * late)
        paid = count > 0
        self.last_late[account[paid]] = late[paid]

    def _take_payments(self, new: slice) -> None:
        payments = self.history.payments
        real = payments.amount[new] > 0
        account = payments.account[new][real]
        self.last_payment[account] = payments.known[new][real]
        self.last_paid[account] = payments.amount[new][real]

    def _take_contacts(self, new: slice) -> None:
        contacts = self.history.contacts
        kind, account = contacts.kind[new], contacts.account[new]
        self.last_contact[kind, account] = contacts.known[new]
        np.add.at(self.tries, account[np.isin(kind, TRIED)], 1)
        np.add.at(self.talks, account[kind == KINDS.index("right_party")], 1)
        np.add.at(self.refusals, account, contacts.refused[new])

    def _take_promises(self, new: slice) -> None:
        promises = self.history.promises
        account = promises.account[new]
        self.last_promise[account] = promises.known[new]
        self.promise_due[account] = promises.due[new]

    def _take_decisions(self, new: slice) -> None:
        decisions = self.history.decisions
        np.add.at(self.kept, decisions.account[new], decisions.kept[new])
        np.add.at(self.broken, decisions.account[new], decisions.broken[new])

    def _take_holds(self, new: slice) -> None:
        holds = self.history.holds
        np.maximum.at(self.held_until, holds.account[new], holds.until[new])

    def of_items(self, values: NDArray[np.generic], *, where: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Sum item values per account over the items known by now for which `where` holds."""
        account = self.history.items.account[: self.seen_items][where]
        return np.bincount(account, weights=values[where], minlength=self.history.accounts).astype(float)

    def lowest(self, values: Ints, *, where: NDArray[np.bool_]) -> Ints:
        """The lowest item value per account; `NEVER` where there is none."""
        found = np.full(self.history.accounts, NEVER)
        np.minimum.at(found, self.history.items.account[: self.seen_items][where], values[where])
        return found

    def highest(self, values: Ints, *, where: NDArray[np.bool_]) -> Ints:
        """The highest item value per account; `PAST` where there is none."""
        found = np.full(self.history.accounts, PAST)
        np.maximum.at(found, self.history.items.account[: self.seen_items][where], values[where])
        return found
