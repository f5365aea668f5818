"""One life of a made-up call centre: invoices, calls, promises and payments, day by day, in a given order of work."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from workbench.kernel.money import decimals_of
from workbench.simulate.luck import Draw, uniform
from workbench.simulate.worlds import DUE_AFTER, Debtor, Line, World

OPENS, CLOSES = 9, 18
"""Hours of work: calls are spread evenly over them, on working days."""

ZONES = {"MX": "America/Mexico_City", "CL": "America/Santiago"}
CURRENCIES = {"MX": "MXN", "CL": "CLP"}
PROMISE_GRACE = 3
TALK_REST_DAYS = 7
PART_PAYERS, PART_PAID = 0.2, 0.6
"""Share of the payments that are in part, and the part of the overdue amount that these pay."""
MEAN_SHARE = 1 - PART_PAYERS * (1 - PART_PAID)
DEAD_AFTER = 2
"""Reports of «out of service» after which a number is not called any more, as the product has it."""

Row = dict[str, str]
Place = int


class Item(NamedTuple):
    """An open invoice: the sender's number, its due day, and what is open in minor units."""

    number: str
    due_on: date
    amount: int


@dataclass
class Account:
    """What can be seen of a customer, and when they were last talked to."""

    debtor: Debtor
    items: list[Item] = field(default_factory=list)
    talked_on: date | None = None
    promised_until: date | None = None
    tries: deque[date] = field(default_factory=deque)
    dead_reports: int = 0
    stopped: bool = False

    def overdue(self, on: date) -> int:
        """What is overdue on a day, in minor units."""
        return sum(item.amount for item in self.items if item.due_on < on)

    def rests(self, on: date) -> bool:
        """Whether they were talked to within the rest and kept what they promised since, if anything."""
        if self.talked_on is None or (on - self.talked_on).days >= TALK_REST_DAYS:
            return False
        return self.promised_until is None or on <= self.promised_until

    def days_past_due(self, on: date) -> int:
        """Of the oldest open item; 0 where nothing is due."""
        return max((on - min(item.due_on for item in self.items)).days, 0) if self.items else 0


class CallMade(NamedTuple):
    """A call as it was decided: whom, and when."""

    place: Place
    at: datetime


@dataclass
class Waste:
    """Calls that an order of work should not make, and all of them."""

    calls: int = 0
    not_overdue: int = 0
    within_rest: int = 0
    dead: int = 0


@dataclass
class DayFacts:
    """What the product is told of a day, as rows of its own files."""

    invoices: list[Row] = field(default_factory=list)
    payments: list[Row] = field(default_factory=list)
    interactions: list[Row] = field(default_factory=list)


Caller = Callable[["Life", date, Sequence[datetime]], Iterable[CallMade]]
"""Decides the calls of a day: given the life so far, the day and the instants at which somebody is free to call."""


class Life:
    """A world while it is lived. Money is counted from `counted_from` on."""

    def __init__(self, world: World) -> None:
        """Begin on the world's first day, with nobody owing anything."""
        self.world = world
        self.zone = ZoneInfo(ZONES[world.plan.country])
        self.accounts = [Account(debtor) for debtor in world.debtors]
        self.money = 0
        self.waste = Waste()
        self._serial = 0

    def day(self, day: date, caller: Caller) -> DayFacts:
        """Live one day: invoices come, calls are made on working days, customers pay."""
        facts = DayFacts()
        self._invoice(day, facts)
        if self.world.calendar.is_working_day(day):
            for call in caller(self, day, self.slots(day)):
                self._call(call, day, facts)
        self._pay(day, facts)
        return facts

    def slots(self, day: date) -> list[datetime]:
        """The instants of a working day at which the next call is made."""
        capacity = self.world.plan.capacity
        seconds = (CLOSES - OPENS) * 3600
        opens = datetime.combine(day, time(OPENS), self.zone)
        return [opens + timedelta(seconds=seconds * number // capacity) for number in range(capacity)]

    def may_work(self, account: Account, on: date) -> bool:
        """Who may be worked by what a careful supervisor would set: overdue, awake to nothing, not tried too often."""
        while account.tries and (on - account.tries[0]).days >= TALK_REST_DAYS:
            account.tries.popleft()
        promised = account.promised_until is not None and on <= account.promised_until
        tried = len(account.tries) >= self.world.plan.tries or (account.tries and account.tries[-1] == on)
        return not (account.stopped or account.rests(on) or promised or tried) and account.overdue(on) > 0

    def true_effect(self, on: date) -> float:
        """What calling anybody who may be worked adds on average, as a share of what is overdue: nobody knows it."""
        shares = [
            self.world.worth_of_call(one.debtor, on, days_past_due=one.days_past_due(on), hour=hour) * MEAN_SHARE
            for one in self.accounts
            if self.may_work(one, on)
            for hour in range(OPENS, CLOSES)
        ]
        return sum(shares) / max(len(shares), 1)

    def _invoice(self, day: date, facts: DayFacts) -> None:
        for account in self.accounts:
            amount = self.world.invoice_on(account.debtor, day)
            if not amount:
                continue
            item = Item(f"F{account.debtor.place:05d}-{day:%y%m%d}", day + timedelta(days=DUE_AFTER), amount)
            account.items.append(item)
            facts.invoices.append(
                {
                    "external_id": item.number,
                    "customer_external_id": account.debtor.key,
                    "issued_on": day.isoformat(),
                    "due_on": item.due_on.isoformat(),
                    "amount": self._written(amount),
                }
            )

    def _call(self, call: CallMade, day: date, facts: DayFacts) -> None:
        account, debtor = self.accounts[call.place], self.accounts[call.place].debtor
        self._count(account, day)
        account.tries.append(day)
        outcome, promise = self._outcome(account, day, hour=call.at.hour)
        self._serial += 1
        row = {
            "external_id": f"G{self._serial:07d}",
            "customer_external_id": debtor.key,
            "at": call.at.isoformat(),
            "channel": "call",
            "outcome": outcome,
            "promise_amount": "",
            "promise_due_on": "",
        }
        if promise is not None:
            row["promise_amount"], row["promise_due_on"] = self._written(account.overdue(day)), promise.isoformat()
            account.promised_until = promise + timedelta(days=PROMISE_GRACE)
        facts.interactions.append(row)

    def _outcome(self, account: Account, day: date, *, hour: int) -> tuple[str, date | None]:
        debtor, seed = account.debtor, self.world.seed
        chance = uniform(seed, Draw.TALK, debtor.place, day.toordinal())
        if debtor.line is Line.DEAD:
            account.dead_reports += 1
            account.stopped = account.dead_reports >= DEAD_AFTER
            return "NC-FDS", None
        if debtor.line is Line.WRONG:
            account.stopped = chance < 0.5
            return ("NC-EQV" if account.stopped else "NC-NCT"), None
        if not self.world.answers(debtor, day, hour):
            return ("NC-BZN" if chance < 0.3 else "NC-NCT"), None
        account.talked_on, account.promised_until = day, None
        if chance < 0.25 + 0.4 * debtor.will:
            return "CD-PDP", day + timedelta(days=2 + int(5 * uniform(seed, Draw.TALK, debtor.place, -day.toordinal())))
        return ("CD-NCP" if debtor.ability < 0.4 else "CD-PEN"), None

    def _pay(self, day: date, facts: DayFacts) -> None:
        for account in self.accounts:
            if account.items:
                self._pay_of(account, day, facts)

    def _pay_of(self, account: Account, day: date, facts: DayFacts) -> None:
        debtor = account.debtor
        overdue = account.overdue(day)
        if overdue:
            chance = self.world.pays(debtor, day, days_past_due=account.days_past_due(day), talked_on=account.talked_on)
        else:
            chance = self.world.pays_early(debtor)
        if uniform(self.world.seed, Draw.PAYMENT, debtor.place, day.toordinal()) >= chance:
            return
        amount = overdue or account.items[0].amount
        if overdue and uniform(self.world.seed, Draw.SHARE, debtor.place, day.toordinal()) < PART_PAYERS:
            amount = max(int(amount * PART_PAID), 1)
        self._settle(account, amount)
        self.money += amount if overdue else 0
        self._serial += 1
        facts.payments.append(
            {
                "external_id": f"P{self._serial:07d}",
                "customer_external_id": debtor.key,
                "paid_on": day.isoformat(),
                "amount": self._written(amount),
                "method": "transfer",
            }
        )

    def _settle(self, account: Account, amount: int) -> None:
        """The oldest due is paid first, as the ledger has it."""
        left: list[Item] = []
        for item in sorted(account.items, key=lambda one: (one.due_on, one.number)):
            paid = min(amount, item.amount)
            amount -= paid
            if paid < item.amount:
                left.append(item._replace(amount=item.amount - paid))
        account.items = left
        if not left:
            account.promised_until = None

    def _written(self, amount: int) -> str:
        """An amount in minor units as a file has it, with as many decimals as the currency of the world has."""
        return str(Decimal(amount).scaleb(-decimals_of(CURRENCIES[self.world.plan.country])))

    def _count(self, account: Account, day: date) -> None:
        self.waste.calls += 1
        self.waste.not_overdue += account.overdue(day) == 0
        self.waste.within_rest += account.rests(day)
        self.waste.dead += account.stopped
