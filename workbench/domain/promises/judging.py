"""The state of promises, computed from payments and never typed. `actions` takes promises."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial

from workbench.domain.ledger import match_reversals
from workbench.domain.promises.facts import Judgement, PromiseFact, PromisingAccount, ReceivedFact
from workbench.kernel.days import ONE_DAY
from workbench.kernel.states import FINAL_PROMISE_STATES

# Where an event stands in time, and what it does.
_Event = tuple[tuple[datetime, int, str, int, int], Callable[[], None]]


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
        until: the last day whose facts count, see `workbench.kernel.days.known_until`.

    Returns:
        A judgement for every promise known by then, by its id.
    """
    judged = _judge_at(promises, payments, on=on, until=until)
    late = any(fact.known_on != fact.made_on for fact in promises)
    if late or match_reversals(payments).taken_back:
        return _with_first_days(judged, promises, payments=payments, until=until)
    return judged


def _judge_at(
    promises: Iterable[PromiseFact], payments: Iterable[ReceivedFact], *, on: date, until: date
) -> dict[int, Judgement]:
    known = [fact for fact in payments if fact.known_on <= until]
    taken_back = match_reversals(known).taken_back
    account = PromisingAccount()
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
    first = {one: until + ONE_DAY for one, judgement in judged.items() if judgement.state in FINAL_PROMISE_STATES}
    unchanged = set(first)
    for day in (day for day in days_of_change(promises, payments) if day <= until):
        then = _judge_at(promises, payments, on=day, until=day - ONE_DAY)
        unchanged = {one for one in unchanged if one in then and then[one].state == judged[one].state}
        first.update(dict.fromkeys(unchanged, day))
        if not unchanged:
            break
    return {one: replace(judgement, decided_on=first.get(one)) for one, judgement in judged.items()}


def days_of_change(promises: Sequence[PromiseFact], payments: Sequence[ReceivedFact]) -> list[date]:
    """The days on which the state of a promise can differ from the day before, newest first."""
    told = {fact.known_on for fact in promises} | {fact.known_on for fact in payments}
    told |= {fact.cancelled_on for fact in promises if fact.cancelled_on is not None}
    told |= {fact.last_day for fact in promises}
    return sorted((day + ONE_DAY for day in told), reverse=True)
