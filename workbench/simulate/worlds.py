"""The made-up worlds: how customers pay by themselves, who answers when, and what a talk adds. Nobody here is real."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from workbench.kernel.calendar import WorkingCalendar
from workbench.simulate.luck import Draw, correlated, logistic, lognormal, normal, uniform

BANDS = ((8, 11), (11, 14), (14, 17), (17, 20))
"""Hours of the day in which a customer answers more or less often: [from, to)."""

AWAKE_DAYS = 7
"""For so many days a talk keeps a customer in mind of the debt; its effect fades evenly."""

HORIZON = 14
"""Days within which a payment is put down to a call, when what a call is worth is told exactly."""

DUE_AFTER = 10
"""Days from an invoice to its due day."""


class Past(StrEnum):
    """How the history that the product learns from was called."""

    RANDOM = "random"
    BALANCE = "balance"
    SCORE = "score"
    """By a score that follows the customer's own will to pay: who would pay anyway was called most (confounded)."""


class Line(StrEnum):
    """What is at the other end of a customer's number."""

    GOOD = "good"
    DEAD = "dead"
    WRONG = "wrong"


@dataclass(frozen=True, kw_only=True)
class WorldPlan:
    """A made-up call centre. `effect` scales what a talk adds; `harm` is the share of customers put off by one."""

    name: str
    effect: float
    harm: float = 0.0
    paydays: float = 1.0
    """How much more is paid around a payday: 1 is twice as much."""
    past: Past = Past.RANDOM
    preset: str = "MX"
    country: str = "MX"
    customers: int = 1_200
    history_days: int = 180
    capacity: int = 50
    """Calls per working day: about one customer in twenty-five."""
    tries: int = 3
    """Tries in seven days that the settings of the portfolio allow."""
    arms: tuple[float, float] = (0.02, 0.02)
    """Shares of the accounts that the product calls, and does not call, by chance in a fortnight."""


def scaled(plan: WorldPlan, customers: int) -> WorldPlan:
    """The same call centre with so many customers, and calls in proportion."""
    return replace(plan, customers=customers, capacity=max(round(plan.capacity * customers / plan.customers), 1))


WORLDS: Mapping[str, WorldPlan] = {
    plan.name: plan
    for plan in (
        WorldPlan(name="strong", effect=1.0),
        WorldPlan(name="weak", effect=0.3),
        WorldPlan(name="none", effect=0.0),
        WorldPlan(name="harmful", effect=0.6, harm=0.35),
        WorldPlan(name="balance-past", effect=1.0, past=Past.BALANCE),
        WorldPlan(name="score-past", effect=1.0, past=Past.SCORE),
        WorldPlan(name="paydays", effect=0.8, paydays=4.0),
        WorldPlan(name="short-budget", effect=1.0, preset="CL", country="CL", tries=1),
    )
}


@dataclass(frozen=True)
class Debtor:
    """What nobody in the product knows of a customer.

    `ability`, `will` and `forgetting` are within (0, 1). `adds` is the daily chance of paying that a fresh talk adds
    to the one the customer has anyway; negative where a talk puts them off.
    """

    place: int
    ability: float
    will: float
    forgetting: float
    adds: float
    reach: tuple[float, ...]
    line: Line
    amount: int
    cycle_day: int
    every_days: int
    payday_phase: int

    @property
    def key(self) -> str:
        """The customer's external id."""
        return f"D{self.place:05d}"


@dataclass(frozen=True)
class World:
    """One made-up call centre with its people, for one seed. Days are local; money is minor units."""

    plan: WorldPlan
    seed: int
    begins: date

    @cached_property
    def debtors(self) -> tuple[Debtor, ...]:
        """Everybody, by place."""
        return tuple(self._debtor(place) for place in range(self.plan.customers))

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """The working days of the world's country."""
        return WorkingCalendar(self.plan.country)

    @property
    def lives_from(self) -> date:
        """The first day after the history: from here on an order of work is compared."""
        return self.begins + timedelta(days=self.plan.history_days)

    def invoice_on(self, debtor: Debtor, day: date) -> int:
        """What is invoiced to a customer on a day; 0 on most days."""
        if (day - self.begins).days % debtor.every_days != debtor.cycle_day:
            return 0
        swing = 0.7 + 0.6 * uniform(self.seed, Draw.INVOICE, debtor.place, day.toordinal())
        return max(round(debtor.amount * swing / 100) * 100, 1_000)

    def pays_by_itself(self, debtor: Debtor, day: date, *, days_past_due: int) -> float:
        """The chance that a customer with something overdue pays on this day without having been talked to."""
        base = 0.09 * debtor.ability * debtor.will * (1 - 0.6 * debtor.forgetting)
        stale = 1 / (1 + max(days_past_due - 30, 0) / 45)
        return min(base * stale * self.payday_factor(debtor.payday_phase, day), 0.9)

    def pays_early(self, debtor: Debtor) -> float:
        """The daily chance that something not yet due is paid."""
        return 0.12 * debtor.ability * debtor.will * (1 - debtor.forgetting)

    def pays(self, debtor: Debtor, day: date, *, days_past_due: int, talked_on: date | None) -> float:
        """The chance that a customer with something overdue pays on this day, the last talk included."""
        alone = self.pays_by_itself(debtor, day, days_past_due=days_past_due)
        if talked_on is None or not 0 <= (day - talked_on).days < AWAKE_DAYS:
            return alone
        fresh = 1 - (day - talked_on).days / AWAKE_DAYS
        lifted = alone + debtor.adds * fresh * float(self.payday_factor(debtor.payday_phase, day) ** 0.5)
        return min(max(lifted, 0.0), 0.95)

    def answers(self, debtor: Debtor, day: date, hour: int) -> bool:
        """Whether the customer answers a call in this hour; a number that is not theirs never reaches them."""
        chance = debtor.reach[band_of(hour)] if debtor.line is Line.GOOD else 0.0
        return uniform(self.seed, Draw.ANSWER, debtor.place, day.toordinal(), hour) < chance

    def worth_of_call(self, debtor: Debtor, day: date, *, days_past_due: int, hour: int) -> float:
        """The true chance of a payment within the window that a call at this hour adds: what nobody knows."""
        reach = debtor.reach[band_of(hour)] if debtor.line is Line.GOOD else 0.0
        return reach * self._talk_adds(debtor, day, days_past_due=days_past_due)

    def _talk_adds(self, debtor: Debtor, day: date, *, days_past_due: int) -> float:
        alone = self.pays_by_itself(debtor, day, days_past_due=days_past_due)
        factor = self.payday_factor(debtor.payday_phase, day) ** 0.5
        without = with_talk = 1.0
        for ahead in range(AWAKE_DAYS):
            without *= 1 - alone
            with_talk *= 1 - min(max(alone + debtor.adds * (1 - ahead / AWAKE_DAYS) * factor, 0.0), 0.95)
        return (without - with_talk) * (1 - alone) ** (HORIZON - AWAKE_DAYS)

    def payday_factor(self, phase: int, day: date) -> float:
        """How much more is paid on a day than on others, for customers paid so many days after the usual payday."""
        key = (phase, day)
        if key not in self._paydays:
            paid = self.calendar.next_payday(day - timedelta(days=phase)) + timedelta(days=phase)
            self._paydays[key] = 1 + self.plan.paydays if (paid - day).days <= 1 else 1.0
        return self._paydays[key]

    @cached_property
    def _paydays(self) -> dict[tuple[int, date], float]:
        return {}

    def _debtor(self, place: int) -> Debtor:
        seed, plan = self.seed, self.plan
        able, willing, other = normal(seed, place, 1), normal(seed, place, 2), normal(seed, place, 3)
        ability = logistic(2.2 * able)
        will = logistic(0.2 + 1.6 * correlated(able, willing, 0.3))
        forgetting = logistic(-0.2 + 2.0 * other)
        put_off = uniform(seed, Draw.TRAIT, place, 4) < plan.harm
        adds = plan.effect * 0.6 * ability * will * (0.25 + 0.75 * forgetting)
        best = int(uniform(seed, Draw.TRAIT, place, 5) * len(BANDS))
        level = 0.25 + 0.6 * uniform(seed, Draw.TRAIT, place, 6)
        reach = tuple(level * (1.0 if band == best else 0.5) for band in range(len(BANDS)))
        line = uniform(seed, Draw.TRAIT, place, 7)
        return Debtor(
            place=place,
            ability=ability,
            will=will,
            forgetting=forgetting,
            adds=-0.08 * plan.effect if put_off else adds,
            reach=reach,
            line=Line.DEAD if line < 0.08 else Line.WRONG if line < 0.12 else Line.GOOD,
            amount=round(lognormal(seed, place, 8, median=120_000_00, spread=0.6)),
            cycle_day=int(uniform(seed, Draw.TRAIT, place, 9) * 30),
            every_days=30,
            payday_phase=int(uniform(seed, Draw.TRAIT, place, 10) * 3),
        )


def band_of(hour: int) -> int:
    """The band of an hour; before the first and after the last it is that one."""
    return next((place for place, (_, end) in enumerate(BANDS) if hour < end), len(BANDS) - 1)
