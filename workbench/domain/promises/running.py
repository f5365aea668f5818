"""What a payment, a new promise and a cancellation do to the running promises of one account. States never change."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from models.enums import PromiseState
from workbench.domain.promises.facts import PARTIAL_PCT, PromiseFact


class CountedPromise(NamedTuple):
    """A promise and the money that was counted for it. `is_over`: nothing that happens later can change it."""

    fact: PromiseFact
    last_day: date
    counted: int = 0
    ended: PromiseState | None = None
    is_over: bool = False

    @property
    def lacking(self) -> int:
        """What is missing to the promised amount."""
        return self.fact.amount - self.counted

    def final_state(self, on: date) -> PromiseState | None:
        """Its final state at a day, None while it is pending: undecided after grace, it is partial or broken."""
        if self.ended is not None or on <= self.last_day:
            return self.ended
        is_half = self.counted * 100 >= self.fact.amount * PARTIAL_PCT
        return PromiseState.PARTIAL if is_half else PromiseState.BROKEN

    def state(self, on: date) -> PromiseState:
        """Its state at a day, pending ones by their due day."""
        return self.final_state(on) or _pending_state(self.fact, on)

    def with_money(self, amount: int) -> "CountedPromise":
        """Count money up to what is lacking; at the threshold it is kept, with the whole amount it is over."""
        counted = self.counted + min(amount, self.lacking)
        is_kept = counted * 100 >= self.fact.amount * self.fact.threshold_pct
        ended = PromiseState.KEPT if is_kept else self.ended
        return self._replace(counted=counted, ended=ended, is_over=is_kept and counted == self.fact.amount)


def _pending_state(fact: PromiseFact, on: date) -> PromiseState:
    if on < fact.due_on:
        return PromiseState.OPEN
    return PromiseState.DUE if on == fact.due_on else PromiseState.IN_GRACE


class RunningPromises(NamedTuple):
    """The promises of an account for which money still counts, oldest first; `until` is the first of their last days.

    They are undecided, or kept within tolerance and lack the rest.
    """

    promises: tuple[CountedPromise, ...] = ()
    until: date = date.max


Change = tuple[RunningPromises, tuple[CountedPromise, ...]]
"""What runs after an event, and the promises that the event changed: still running or over."""

NOTHING_RUNS = RunningPromises()


def after_payment(running: RunningPromises, amount: int, *, on: date) -> Change:
    """Money goes to open promises, oldest first; the rest completes those kept within tolerance."""
    running, expired = _without_expired(running, on)
    counted: dict[int, CountedPromise] = {}
    left = amount
    for one in _open_first(running.promises):
        if not left:
            break
        counted[one.fact.id] = one.with_money(left)
        left -= min(left, one.lacking)
    return _changed(running, counted), (*expired, *counted.values())


def after_promise(running: RunningPromises, fact: PromiseFact) -> Change:
    """A new promise supersedes the open one, unless either belongs to a plan."""
    running, expired = _without_expired(running, fact.made_on)
    superseded = {
        one.fact.id: one._replace(ended=PromiseState.SUPERSEDED, is_over=True)
        for one in running.promises
        if fact.plan_id is None and one.fact.plan_id is None and one.ended is None
    }
    new = CountedPromise(fact, fact.last_day)
    older = _changed(running, superseded)
    return RunningPromises((*older.promises, new), min(older.until, new.last_day)), (
        *expired,
        *superseded.values(),
        new,
    )


def after_cancellation(running: RunningPromises, fact: PromiseFact, *, on: date) -> Change:
    """A promise that is called off ends where it is still open."""
    running, expired = _without_expired(running, on)
    cancelled = {
        one.fact.id: one._replace(ended=PromiseState.CANCELLED, is_over=True)
        for one in running.promises
        if one.fact.id == fact.id and one.ended is None
    }
    return _changed(running, cancelled), (*expired, *cancelled.values())


def _open_first(promises: Iterable[CountedPromise]) -> Iterable[CountedPromise]:
    kept = []
    for one in promises:
        if one.ended is None:
            yield one
        else:
            kept.append(one)
    yield from kept


def _without_expired(running: RunningPromises, on: date) -> Change:
    """Promises whose last day has passed are over."""
    if on <= running.until:
        return running, ()
    expired = {one.fact.id: one._replace(is_over=True) for one in running.promises if one.last_day < on}
    return _changed(running, expired), tuple(expired.values())


def _changed(running: RunningPromises, changed: Mapping[int, CountedPromise]) -> RunningPromises:
    """The same promises with what is new of some, without those that are over."""
    if not changed:
        return running
    news = [changed.get(one.fact.id, one) for one in running.promises]
    still = tuple([one for one in news if not one.is_over])
    return RunningPromises(still, until=min([one.last_day for one in still], default=date.max))
