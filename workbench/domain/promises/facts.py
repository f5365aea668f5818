"""Facts of the promises of one account, and what happens to it day by day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.enums import PromiseState
from workbench.kernel.days import ONE_DAY

GRACE_DAYS = 3
"""Calendar days after the due day in which money still counts. Systems of the field use 3 to 7."""
THRESHOLD_PCT = 95
"""Share of the promised amount that keeps it: a fee or a rounding is no broken word. Settlements use up to 98."""
PARTIAL_PCT = 50
"""From this share on the promise is partial: neither kept nor broken."""


@dataclass(frozen=True, slots=True)
class PromiseFact:
    """What was promised. Amount in minor units; `made_on`, `known_on` and `cancelled_on` are the portfolio's days."""

    id: int
    amount: int
    due_on: date
    made_at: datetime
    made_on: date
    known_on: date
    grace_days: int = GRACE_DAYS
    threshold_pct: int = THRESHOLD_PCT
    plan_id: int | None = None
    cancelled_at: datetime | None = None
    cancelled_on: date | None = None

    @property
    def last_day(self) -> date:
        """The last day on which a payment counts."""
        return self.due_on + timedelta(days=self.grace_days)


@dataclass(frozen=True, slots=True)
class ReceivedFact:
    """A payment of the account, or its reversal, with the instant it became known; amounts as in the ledger."""

    id: int
    external_id: str
    amount: int
    known_at: datetime
    known_on: date
    reverses: str | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """Where a promise stands. `decided_on` is the first day with the final state, None while it is pending."""

    state: PromiseState
    counted: int
    decided_on: date | None


@dataclass(slots=True)
class Running:
    """A promise while the account's events pass by."""

    fact: PromiseFact
    counted: int = 0
    ended: PromiseState | None = None
    ended_on: date = date.min

    def is_running(self, day: date) -> bool:
        """Whether money of that day can count: it is open, or kept within tolerance."""
        return self.ended in {None, PromiseState.KEPT} and day <= self.fact.last_day

    def is_open(self, day: date) -> bool:
        """Whether nothing has decided it yet and its time is not over."""
        return self.ended is None and day <= self.fact.last_day

    def end(self, state: PromiseState, *, on: date) -> None:
        """Decide it, on what is known of a day."""
        self.ended, self.ended_on = state, on

    def count(self, amount: int, *, on: date) -> int:
        """Count money up to what is lacking; at the threshold it is kept. Returns how much was taken."""
        taken = min(amount, self.fact.amount - self.counted)
        self.counted += taken
        if self.ended is None and self.counted * 100 >= self.fact.amount * self.fact.threshold_pct:
            self.end(PromiseState.KEPT, on=on)
        return taken

    def judgement(self, on: date) -> Judgement:
        """Its state at a day: what nothing has decided by the end of grace is partial from half of it on, or broken."""
        last_day = self.fact.last_day
        if self.ended is None and on <= last_day:
            return Judgement(_pending_state(self.fact, on), self.counted, decided_on=None)
        state, day = self.ended, self.ended_on
        if state is None:
            half = self.counted * 100 >= self.fact.amount * PARTIAL_PCT
            state, day = (PromiseState.PARTIAL if half else PromiseState.BROKEN), last_day
        return Judgement(state, self.counted, decided_on=day + ONE_DAY)


def _pending_state(fact: PromiseFact, on: date) -> PromiseState:
    if on < fact.due_on:
        return PromiseState.OPEN
    return PromiseState.DUE if on == fact.due_on else PromiseState.IN_GRACE


class PromisingAccount:
    """The promises of an account, oldest first, while its events pass by in order."""

    def __init__(self) -> None:
        self.promises: dict[int, Running] = {}
        self._running: list[Running] = []

    def make(self, fact: PromiseFact) -> None:
        """A new promise supersedes the open one, unless either belongs to a plan."""
        for one in self._running:
            if fact.plan_id is None and one.fact.plan_id is None and one.is_open(fact.made_on):
                one.end(PromiseState.SUPERSEDED, on=fact.made_on)
        self.promises[fact.id] = Running(fact)
        self._running.append(self.promises[fact.id])

    def cancel(self, fact: PromiseFact, *, on: date) -> None:
        """Called off: it ends where it was still open."""
        one = self.promises.get(fact.id)
        if one is not None and one.is_open(on):
            one.end(PromiseState.CANCELLED, on=on)

    def pay(self, payment: ReceivedFact) -> None:
        """Money goes to open promises, oldest first; the rest completes those kept within tolerance."""
        self._running = [one for one in self._running if one.is_running(payment.known_on)]
        left = payment.amount
        for one in sorted(self._running, key=lambda one: one.ended is not None):
            left -= one.count(left, on=payment.known_on)
