"""The state of promises, computed from payments and never typed. Taking a promise is in `workbench.domain.promises`.

Grace and tolerance are each promise's own; the defaults are those of the field (docs/ledger.md, "Promises").
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from models.enums import PromiseState
from workbench.domain.days import ONE_DAY
from workbench.domain.reversals import match_reversals

GRACE_DAYS = 3
"""Calendar days after the due day in which money still counts. Systems of the field use 3 to 7."""
THRESHOLD_PCT = 95
"""Share of the promised amount that keeps it: a fee or a rounding is no broken word. Settlements use up to 98."""
PARTIAL_PCT = 50
"""From this share on the promise is partial: neither kept nor broken."""

FINAL = frozenset(
    {PromiseState.KEPT, PromiseState.PARTIAL, PromiseState.BROKEN, PromiseState.CANCELLED, PromiseState.SUPERSEDED}
)
PENDING = frozenset(PromiseState) - FINAL


# Where an event stands in time, and what it does.
_Event = tuple[tuple[datetime, int, str, int, int], Callable[[], None]]


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


def judge(
    promises: Sequence[PromiseFact], payments: Sequence[ReceivedFact], *, on: date, until: date
) -> dict[int, Judgement]:
    """Judge all promises of one account at a day.

    A payment counts where it became known after the promise was made and by its due day plus grace; once, for the
    oldest open promise first, never above the promised amount; what open promises do not need completes those kept
    within tolerance. A payment that was taken back counts as if it had never come, so what it kept is judged again.
    Outside a plan a new promise supersedes the open one from its instant. What reaches the threshold is kept at once;
    the rest is decided on the first day after due day and grace: partial from half of the amount on, else broken.

    Args:
        promises: of one account; those not known yet are left out.
        payments: of the same account, reversals too; those not known yet are not seen.
        on: the day whose state is asked.
        until: the last day whose facts count, see `workbench.domain.days.known_until`.

    Returns:
        A judgement for every promise known by then, by its id.
    """
    judged = _judge_at(promises, payments, on=on, until=until)
    late = any(fact.known_on != fact.made_on for fact in promises)
    if late or match_reversals(payments).taken_back:
        return _with_first_days(judged, promises, payments=payments, until=until)
    return judged


@dataclass(slots=True)
class _Running:
    """A promise while the account's events pass by."""

    fact: PromiseFact
    counted: int = 0
    ended: PromiseState | None = None
    ended_on: date = date.min

    def is_running(self, day: date) -> bool:
        return self.ended in {None, PromiseState.KEPT} and day <= self.fact.last_day

    def is_open(self, day: date) -> bool:
        return self.ended is None and day <= self.fact.last_day

    def end(self, state: PromiseState, *, on: date) -> None:
        self.ended, self.ended_on = state, on

    def count(self, amount: int, *, on: date) -> int:
        taken = min(amount, self.fact.amount - self.counted)
        self.counted += taken
        if self.ended is None and self.counted * 100 >= self.fact.amount * self.fact.threshold_pct:
            self.end(PromiseState.KEPT, on=on)
        return taken

    def judgement(self, on: date) -> Judgement:
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


class _Account:
    """The promises of an account, oldest first, while its events pass by in order."""

    def __init__(self) -> None:
        self.promises: dict[int, _Running] = {}
        self._running: list[_Running] = []

    def make(self, fact: PromiseFact) -> None:
        for one in self._running:
            if fact.plan_id is None and one.fact.plan_id is None and one.is_open(fact.made_on):
                one.end(PromiseState.SUPERSEDED, on=fact.made_on)
        self.promises[fact.id] = _Running(fact)
        self._running.append(self.promises[fact.id])

    def cancel(self, fact: PromiseFact, *, on: date) -> None:
        one = self.promises.get(fact.id)
        if one is not None and one.is_open(on):
            one.end(PromiseState.CANCELLED, on=on)

    def pay(self, payment: ReceivedFact) -> None:
        self._running = [one for one in self._running if one.is_running(payment.known_on)]
        left = payment.amount
        for one in sorted(self._running, key=lambda one: one.ended is not None):
            left -= one.count(left, on=payment.known_on)


def _judge_at(
    promises: Iterable[PromiseFact], payments: Iterable[ReceivedFact], *, on: date, until: date
) -> dict[int, Judgement]:
    known = [fact for fact in payments if fact.known_on <= until]
    taken_back = match_reversals(known).taken_back
    account = _Account()
    # At one instant money comes first, so that it does not count for a promise made at that instant.
    events: list[_Event] = [
        ((fact.known_at, 0, fact.external_id, 0, 0), partial(account.pay, fact))
        for fact in known
        if fact.reverses is None and fact.id not in taken_back
    ]
    for fact in promises:
        if fact.known_on > until:
            continue
        events.append(((fact.made_at, 1, "", fact.id, 0), partial(account.make, fact)))
        if fact.cancelled_at is not None and fact.cancelled_on is not None and fact.cancelled_on <= until:
            cancel = partial(account.cancel, fact, on=fact.cancelled_on)
            events.append(((fact.cancelled_at, 1, "", fact.id, 1), cancel))
    for _, happen in sorted(events, key=lambda event: event[0]):
        happen()
    return {promise_id: one.judgement(on) for promise_id, one in account.promises.items()}


def _with_first_days(
    judged: dict[int, Judgement],
    promises: Sequence[PromiseFact],
    *,
    payments: Sequence[ReceivedFact],
    until: date,
) -> dict[int, Judgement]:
    """Where facts came late or were taken back a final state may have changed: look back for its first day."""
    first = {one: until + ONE_DAY for one, judgement in judged.items() if judgement.state in FINAL}
    unchanged = set(first)
    for day in _days_of_change(promises, payments, until=until):
        then = _judge_at(promises, payments, on=day, until=day - ONE_DAY)
        unchanged = {one for one in unchanged if one in then and then[one].state == judged[one].state}
        first.update(dict.fromkeys(unchanged, day))
        if not unchanged:
            break
    return {one: replace(judgement, decided_on=first.get(one)) for one, judgement in judged.items()}


def _days_of_change(promises: Sequence[PromiseFact], payments: Sequence[ReceivedFact], *, until: date) -> list[date]:
    """The days up to `until` on which a state can differ from the day before, newest first."""
    told = {fact.known_on for fact in promises} | {fact.known_on for fact in payments}
    told |= {fact.cancelled_on for fact in promises if fact.cancelled_on is not None}
    told |= {fact.last_day for fact in promises}
    return sorted((day + ONE_DAY for day in told if day < until), reverse=True)
