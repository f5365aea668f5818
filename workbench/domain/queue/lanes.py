"""Where in the day a customer stands: the lanes, in the order of work, and who rests meanwhile.

Call-backs at their hour, promises that fall due, promises just broken, then the ranked rest; who has no number that
can be used waits to be located. A customer who promised, or asked to be called another day, rests until then: they
keep a place in the queue and are not called (docs/ranking.md, "Rest").
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from models.enums import Lane
from scoring.points import Phone
from workbench.kernel.agreements import CALLBACK_KEPT
from workbench.kernel.days import day_of, start_of_day

JUST_BROKEN = timedelta(days=7)
"""How long a broken promise goes before the ranked rest, unless the customer was reached since."""


class Agreements(NamedTuple):
    """What was agreed with a customer and is still standing, over all their accounts.

    `promise_due_on` and `promise_last_day` are of the promise that falls due first among those not decided; `broken_on`
    is when the last one was found broken; `reached_on` the day of the last direct contact.
    """

    callback_at: datetime | None = None
    promise_due_on: date | None = None
    promise_last_day: date | None = None
    broken_on: date | None = None
    reached_on: date | None = None


class LanePlacement(NamedTuple):
    """A lane. `due_at` is the hour of a call-back; `rests_until` is the first instant at which it is worked again."""

    lane: Lane
    due_at: datetime | None = None
    rests_until: datetime | None = None


_LOCATED, _RANKED = LanePlacement(Lane.LOCATE), LanePlacement(Lane.RANKED)


def place_of(agreed: Agreements, phone: Phone, *, on: date, zone: str) -> LanePlacement:
    """The lane of a customer on a day: the first that applies, in the order of work.

    A call-back due goes before everything; a promise that is not due yet, or within its grace, rests the customer; so
    does a call-back of a later day.
    """
    callback_on = day_of(agreed.callback_at, zone) if agreed.callback_at else None
    if callback_on is not None and on - CALLBACK_KEPT <= callback_on <= on:
        return LanePlacement(Lane.CALLBACK, due_at=agreed.callback_at)
    if agreed.promise_due_on is not None and agreed.promise_last_day is not None:
        return _promised(agreed.promise_due_on, agreed.promise_last_day, on=on, zone=zone)
    if callback_on is not None and callback_on > on:
        return LanePlacement(Lane.CALLBACK, due_at=agreed.callback_at, rests_until=agreed.callback_at)
    if is_just_broken(agreed.broken_on, reached_on=agreed.reached_on, on=on):
        return LanePlacement(Lane.PROMISE_BROKEN)
    return _LOCATED if phone is Phone.NONE else _RANKED


def is_just_broken(broken_on: date | None, *, reached_on: date | None, on: date) -> bool:
    """A promise is just broken for a week after it was decided, until the customer is reached again."""
    if broken_on is None or not on - JUST_BROKEN < broken_on <= on:
        return False
    return reached_on is None or reached_on < broken_on


def _promised(due_on: date, last_day: date, *, on: date, zone: str) -> LanePlacement:
    if due_on == on:
        return LanePlacement(Lane.PROMISE_DUE)
    rests_until = due_on if due_on > on else last_day + timedelta(days=1)
    return LanePlacement(Lane.PROMISE_DUE, rests_until=start_of_day(rests_until, zone))
