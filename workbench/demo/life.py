"""One made-up customer's life with the company, day by day, as the rows that import files would bring.

Each customer draws from generators of their own, so the first thousand are the same in a company of fifty thousand,
and the same customer can be lived again with nobody calling.
"""

import math
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from random import Random
from zoneinfo import ZoneInfo

from workbench.demo.contact_days import Diary
from workbench.demo.debts import Debt, Item, Receipt
from workbench.demo.identity import Customer, Row
from workbench.demo.traits import NEVER, Traits, chance

CALM = -(10**6)
_BUSY_DAYS = 10


@dataclass(frozen=True, slots=True)
class Due:
    """A payment that the customer means to make; `item` is what it will name."""

    debt: Debt
    amount: int
    item: Item | None
    is_promised: bool = False


@dataclass(slots=True)
class Life:
    """A customer's state and the rows it has left so far. Days are ordinals, amounts minor units.

    `intensity` scales how often the company reaches out: 1 is its usual practice, 0 that it never does.
    """

    customer: Customer
    traits: Traits
    rng: Random
    billing_rng: Random
    today: int
    intensity: float
    colleagues: dict[str, tuple[str, ...]]
    diary: Diary
    debts: list[Debt]
    invoices: list[Row] = field(default_factory=list)
    payments: list[Row] = field(default_factory=list)
    interactions: list[Row] = field(default_factory=list)
    intended: dict[int, list[Due]] = field(default_factory=lambda: defaultdict(list))
    bounces: dict[int, list[tuple[Debt, Receipt]]] = field(default_factory=lambda: defaultdict(list))
    paid: int = 0
    """Payments made so far, for their numbers."""
    rest_until: int = 0
    callback: tuple[int, int] | None = None
    """Day and minute at which the customer asked to be called."""
    is_silent: bool = False
    """Nobody reaches out any more: a hold, an opt-out, no number left, or handed over."""
    talked_on: int = CALM
    push: float = 0.0
    phone: int = 0
    reports_of_dead_phone: int = 0
    best_minute: int | None = None
    letter_on: int = CALM
    broken_on: int = CALM
    withdrawn: set[str] = field(default_factory=set)

    def allows(self, channel: str) -> bool:
        """Whether the customer allowed a channel and has not withdrawn it."""
        return channel in self.customer.allows and channel not in self.withdrawn

    def number(self) -> str:
        """The number that is being called."""
        return self.customer.row["phone_2" if self.phone else "phone"]

    def next_stir(self, day: int) -> int:
        """The first later day on which anybody has a reason to act; the days between change nothing."""
        return min(*(debt.next_stir(day) for debt in self.debts), *self.intended, *self.bounces, NEVER)

    def readiness(self, debt: Debt, day: int) -> float:
        """Log-odds of the person's side of paying: ability that day, will, product and season."""
        traits = self.traits
        return debt.portfolio.ease + _season(day) + 2.6 * (traits.ability_on(day) - 0.62) + 2.2 * (traits.will - 0.66)

    def nudge(self, day: int, push: float) -> None:
        """A contact that moves the customer for some days, unless a stronger one still does."""
        if push < 0 or push > self.push_left(day):
            self.talked_on, self.push = day, push

    def push_left(self, day: int) -> float:
        """What is left on a day of the last contact's push: half of it after four days."""
        return self.push * math.exp2((self.talked_on - day) / 4)

    def keeps_word(self, debt: Debt, day: int) -> bool:
        """Whether a promise made today will be kept."""
        return self.rng.random() < chance(-0.3 + 0.8 * self.readiness(debt, day) + 0.5 * self.traits.effect)

    def instant(self, day: int, minute: int) -> datetime:
        """A moment of the customer's day."""
        midnight = datetime.combine(date.fromordinal(day), time.min, ZoneInfo(self.customer.timezone))
        return midnight + timedelta(minutes=minute)


def is_busy(life: Life, day: int) -> bool:
    """The last ten days, in which more is done and agreed than usual, so that today's agenda is not empty."""
    return life.today - day <= _BUSY_DAYS


@lru_cache(maxsize=8192)
def _season(day: int) -> float:
    """December brings bonuses, January takes them back."""
    return {12: 0.2, 1: -0.25}.get(date.fromordinal(day).month, 0.0)


@lru_cache(maxsize=8192)
def iso(day: int) -> str:
    """A day as import files write it."""
    return date.fromordinal(day).isoformat()
