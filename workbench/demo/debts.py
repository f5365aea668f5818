"""A small ledger of one simulated account: items, payments, promises and what is left to pay.

The product computes balances by its own rules from the rows; these figures are never imported.
"""

from dataclasses import dataclass, field
from itertools import takewhile

from workbench.demo.plans import Portfolio
from workbench.demo.traits import NEVER

REMINDED_BEFORE = 3
"""Days before an item falls due on which the company may remind of it."""


@dataclass(slots=True)
class Item:
    """One instalment. Days are ordinals, amounts minor units."""

    external_id: str
    due: int
    amount: int
    open: int


@dataclass(slots=True)
class Receipt:
    """A payment: paid on a day, known to the company at `posted`, and what it was given to, so that it can bounce."""

    external_id: str
    amount: int
    method: str
    day: int
    posted: int
    shares: list[tuple[Item, int]] = field(default_factory=list)
    credit: int = 0


@dataclass(slots=True)
class Promise:
    """A promise that the company waits for until `due` plus three days of grace."""

    amount: int
    made: int
    due: int
    paid: int = 0


@dataclass(slots=True)
class Debt:
    """One customer's account in one portfolio."""

    portfolio: Portfolio
    ticket: int
    next_issue: int
    instalments_left: int
    owners: list[tuple[int, str]]
    """From which day which collector had the account; an empty e-mail is the pool."""
    items: list[Item] = field(default_factory=list)
    """What is open, oldest due first."""
    credit: int = 0
    issued: int = 0
    promise: Promise | None = None
    unposted_until: int = 0
    is_handed_over: bool = False

    def owner_on(self, day: int) -> str:
        """The collector of the account on a day, or an empty text for the pool."""
        return next((email for since, email in reversed(self.owners) if since <= day), "")

    def add(self, item: Item) -> None:
        """A new item takes what credit there is."""
        used = min(self.credit, item.open)
        item.open -= used
        self.credit -= used
        if item.open:
            self.items.append(item)

    def open_amount(self) -> int:
        """All that is open, due or not."""
        return sum(item.open for item in self.items)

    def overdue(self, day: int) -> int:
        """What was due before the day."""
        return sum(item.open for item in takewhile(lambda item: item.due < day, self.items))

    def days_past_due(self, day: int) -> int:
        """Days since the oldest open item was due; 0 or less where nothing is overdue."""
        return day - self.items[0].due if self.items else 0

    def next_stir(self, day: int) -> int:
        """The first later day with something late, promised, unposted, to be issued, or due in three days."""
        if self.promise is not None or self.unposted_until > day or (self.items and self.items[0].due <= day):
            return day + 1
        reminders = (item.due - REMINDED_BEFORE for item in self.items if item.due - REMINDED_BEFORE > day)
        return min(self.next_issue, min(reminders, default=NEVER), self.items[0].due + 1 if self.items else NEVER)

    def receive(self, receipt: Receipt, named: Item | None) -> None:
        """Give a payment to the item it names alone, else to the oldest due first; the rest is credit."""
        left = receipt.amount
        for item in [named] if named is not None else self.items:
            share = min(left, item.open)
            if share:
                item.open -= share
                left -= share
                receipt.shares.append((item, share))
        receipt.credit = left
        self.credit += left
        self.items = [item for item in self.items if item.open]
        self.unposted_until = max(self.unposted_until, receipt.posted)
        if self.promise is not None:
            self.promise.paid += receipt.amount

    def take_back(self, receipt: Receipt) -> None:
        """Reverse a bounced payment: what it had paid is open again."""
        self.credit = max(0, self.credit - receipt.credit)
        for item, share in receipt.shares:
            if not item.open:
                self.items.append(item)
            item.open += share
        self.items.sort(key=lambda one: one.due)
