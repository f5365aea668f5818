"""To which hours an item is offered to be postponed: only such as the rule of postponing takes."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from workbench.domain.contact import ContactedPerson, opening, preset
from workbench.domain.queue.availability import AsksToCall, verdict_at
from workbench.domain.queue.rows import SNOOZES_OF
from workbench.kernel.days import day_of

SOONEST = timedelta(hours=1)
"""Less than this ahead is no postponement: the account would be back before the next call is over."""
USUAL_HOUR = 9


class SnoozeHour(StrEnum):
    """Why an hour is offered."""

    BEST = "best"
    SOON = "soon"
    LAST = "last"
    ANOTHER_DAY = "another_day"


class SnoozeOffer(NamedTuple):
    """An hour that may be chosen. `at` is aware, on the portfolio's clock; `closes` is when today's calls end."""

    at: datetime
    hour: SnoozeHour
    closes: datetime | None


def snooze_offers(
    question: AsksToCall, person: ContactedPerson, *, best_hour: int | None, now: datetime
) -> tuple[SnoozeOffer, ...]:
    """Hours at which the customer may be called, in their order: later today, the last today, and on the next day.

    The contact gate is asked about each, as `snooze_item` asks it.

    Args:
        question: The item.
        person: Its customer as the gate sees them.
        best_hour: The hour of the portfolio's clock at which the customer answers most; None: not known.
        now: Aware instant.

    """
    zone = ZoneInfo(question.timezone)
    local = now.astimezone(zone)
    found: dict[datetime, SnoozeOffer] = {}
    for offer in (*_today(question, local, best_hour), *_another_day(question, person, local, best_hour)):
        if not verdict_at(question, person, at=offer.at).is_blocked:
            found.setdefault(offer.at, offer)
    return tuple(found[at] for at in sorted(found))


def _today(question: AsksToCall, local: datetime, best_hour: int | None) -> Iterator[SnoozeOffer]:
    law, soonest = preset(question.preset), local + SOONEST
    window = opening(law, zone=question.timezone, at=soonest)
    opens = soonest if window.is_open else window.opens_at
    if opens is None or day_of(opens, question.timezone) != local.date():
        return
    opens = opens.astimezone(local.tzinfo)
    closes = opening(law, zone=question.timezone, at=opens).until
    if best_hour is not None and (best := _at_hour(local, best_hour)) >= opens:
        yield SnoozeOffer(best, SnoozeHour.BEST, closes)
    yield SnoozeOffer(_round_up(opens), SnoozeHour.SOON, closes)
    if closes is not None and day_of(closes, question.timezone) == local.date():
        last = (closes - SOONEST).astimezone(local.tzinfo).replace(minute=0, second=0, microsecond=0)
        if last >= opens:
            yield SnoozeOffer(last, SnoozeHour.LAST, closes)


def _another_day(
    question: AsksToCall, person: ContactedPerson, local: datetime, best_hour: int | None
) -> Iterator[SnoozeOffer]:
    """On the first day after today on which a call is allowed: the customer's hour, else the usual, else the first."""
    begins = _at_hour(local + timedelta(days=1), 0)
    verdict = verdict_at(question, person, at=begins)
    opens = verdict.next_allowed_at if verdict.is_blocked else begins
    if opens is None or day_of(opens, question.timezone) > local.date() + SNOOZES_OF:
        return
    opens = opens.astimezone(local.tzinfo)
    hours = [_at_hour(opens, hour) for hour in (best_hour, USUAL_HOUR) if hour is not None]
    allowed = (at for at in hours if at >= opens and not verdict_at(question, person, at=at).is_blocked)
    yield SnoozeOffer(next(allowed, opens), SnoozeHour.ANOTHER_DAY, None)


def _at_hour(day: datetime, hour: int) -> datetime:
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def _round_up(at: datetime) -> datetime:
    """To the next quarter; seconds do not count."""
    minute = at.replace(second=0, microsecond=0)
    return minute + timedelta(minutes=-minute.minute % 15)
