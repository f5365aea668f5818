"""The promises of one account while its events pass by in order. The order is `workbench.domain.promise_states`'s."""

from dataclasses import dataclass
from datetime import date

from models.enums import PromiseState
from workbench.domain.days import ONE_DAY
from workbench.domain.promise_facts import PARTIAL_PCT, Judgement, PromiseFact, ReceivedFact


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
