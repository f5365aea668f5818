"""The state of promises, computed from payments and never typed. `actions` takes promises."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import NamedTuple

from models.enums import PromiseState
from workbench.domain.ledger import match_reversals
from workbench.domain.promises.facts import Judgement, PromiseFact, ReceivedFact
from workbench.domain.promises.running import (
    NOTHING_RUNS,
    Change,
    CountedPromise,
    RunningPromises,
    after_cancellation,
    after_payment,
    after_promise,
)
from workbench.kernel.days import ONE_DAY


class FinalState(NamedTuple):
    """A promise reached a final state, or with None lost one, by what was known at the close of a day."""

    promise_id: int
    known_on: date
    state: PromiseState | None


def judge(
    promises: Sequence[PromiseFact], payments: Sequence[ReceivedFact], *, on: date, until: date
) -> dict[int, Judgement]:
    """Judge all promises of one account at a day.

    A payment counts where it became known after the promise was made and by its due day plus grace; once, for the
    oldest open promise first, never above the promised amount; what open promises do not need completes those kept
    within tolerance. A payment that was taken back counts as if it had never come, so what it kept is judged again.
    Of one taken back in part the rest counts.
    Outside a plan a new promise supersedes the open one from its instant. What reaches the threshold is kept at once;
    the rest is decided on the first day after due day and grace: partial from half of the amount on, else broken.

    Args:
        promises: of one account; those not known yet are left out.
        payments: of the same account, reversals too; those not known yet are not seen.
        on: the day whose state is asked.
        until: the last day whose facts count, see `workbench.kernel.days.known_until`.

    Returns:
        A judgement for every promise known by then, by its id.
    """
    history = _History(promises, payments, until=until)
    since: dict[int, date] = {}
    for change in history.final_states(to=max(until, on - ONE_DAY)):
        since[change.promise_id] = change.known_on + ONE_DAY
    return {
        one.fact.id: Judgement(one.state(on), one.counted, since[one.fact.id] if one.final_state(on) else None)
        for one in history.promises()
    }


def final_states(promises: Sequence[PromiseFact], payments: Sequence[ReceivedFact]) -> Iterator[FinalState]:
    """Every change of a final state in the life of an account's promises, by the day it became known, oldest first."""
    return _History(promises, payments, until=date.max).final_states(to=date.max)


@dataclass(slots=True)
class _Event:
    """What happens to the running promises. `known_on` is the first day whose close knows it, `gone_on` of its end."""

    place: tuple[datetime, int, str, int, int]
    happen: Callable[[RunningPromises], Change]
    known_on: date
    gone_on: date | None = None
    counts: bool = False


class _History:
    """The promises of one account, brought from close to close of the days on which something became known.

    What becomes known late or is taken back changes the past: the events after it are repeated until the running
    promises are again what they were, so that a day costs what it changes and not the whole history.
    """

    def __init__(self, promises: Sequence[PromiseFact], payments: Sequence[ReceivedFact], *, until: date) -> None:
        self._known = [fact for fact in promises if fact.known_on <= until]
        self._events = sorted(_events(self._known, payments, until=until), key=lambda event: event.place)
        self._after: list[RunningPromises] = []
        """What runs after each event, as far as events are known."""
        self._over: dict[int, CountedPromise] = {}

    def final_states(self, *, to: date) -> Iterator[FinalState]:
        """Go from close to close up to a day, and tell which final states changed."""
        news: dict[date, list[int]] = defaultdict(list)
        for position, event in enumerate(self._events):
            news[event.known_on].append(position)
            if event.gone_on is not None:
                news[event.gone_on].append(position)
        last_days: dict[date, set[int]] = defaultdict(set)
        for fact in self._known:
            last_days[max(fact.last_day, fact.known_on)].add(fact.id)
        final: dict[int, PromiseState | None] = {}
        for close in sorted(day for day in {*news, *last_days} if day <= to):
            touched = self._learn(news.get(close, ())) | last_days.get(close, set())
            for one in self._current(touched):
                state = one.final_state(close + ONE_DAY)
                if state is not final.get(one.fact.id):
                    final[one.fact.id] = state
                    yield FinalState(one.fact.id, close, state)

    def promises(self) -> list[CountedPromise]:
        """Every known promise as it is now."""
        return self._current({fact.id for fact in self._known})

    def _current(self, ids: Collection[int]) -> list[CountedPromise]:
        running = {one.fact.id: one for one in self._after[-1].promises} if self._after and ids else {}
        return [running.get(each) or self._over[each] for each in sorted(ids)]

    def _learn(self, positions: Sequence[int]) -> set[int]:
        """Events become known or are taken back. Returns the promises that this may have changed."""
        for position in positions:
            self._events[position].counts ^= True
        touched: set[int] = set()
        done = 0
        for position in sorted(positions):
            if position >= done:
                done = self._repeat(position, touched)
        return touched

    def _repeat(self, first: int, touched: set[int]) -> int:
        """Let events happen again from a position on. Returns the first position that did not need it."""
        reached = len(self._after)
        running = self._after[min(first, reached) - 1] if first and reached else NOTHING_RUNS
        if first < reached:
            touched.update([one.fact.id for one in running.promises])
        self._after.extend([running] * (first + 1 - reached))
        for position in range(first, len(self._after)):
            event = self._events[position]
            if event.counts:
                running, changed = event.happen(running)
                touched.update([one.fact.id for one in changed])
                self._over.update({one.fact.id: one for one in changed if one.is_over})
            if running == self._after[position]:
                return position + 1
            self._after[position] = running
        return len(self._after)


def _events(promises: Sequence[PromiseFact], payments: Sequence[ReceivedFact], *, until: date) -> Iterator[_Event]:
    """All that is known until a day. At one instant money comes first: it does not count for a promise made then."""
    known = [fact for fact in payments if fact.known_on <= until]
    reversals = match_reversals(known)
    for payment in known:
        if payment.reverses is not None:
            continue
        for part, stood in enumerate(reversals.standing(payment)):
            happen = partial(after_payment, amount=stood.amount, on=payment.known_on)
            place = (payment.known_at, 0, payment.external_id, payment.id, part)
            yield _Event(place, happen, stood.since, stood.until)
    for fact in promises:
        yield _Event((fact.made_at, 1, "", fact.id, 0), partial(after_promise, fact=fact), fact.known_on)
        if fact.cancelled_at is not None and fact.cancelled_on is not None and fact.cancelled_on <= until:
            happen = partial(after_cancellation, fact=fact, on=fact.cancelled_on)
            known_on = max(fact.cancelled_on, fact.known_on)
            yield _Event((fact.cancelled_at, 1, "", fact.id, 1), happen, known_on)
