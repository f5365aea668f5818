"""In which hour of the day each customer of a queue is called: when they answer most, with room for all.

The chances are `scoring.hours`'. What is open is said by the law, for the portfolio and for where the customer lives;
how many calls fit into each hour, by the hours at which who works the queue usually calls.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from models import Portfolio
from scoring.hours import FIRST_HOUR, HOURS, LEAST_SHARE
from workbench.domain.contact import Home, homes_of, opening, preset
from workbench.domain.queue.hours.calls import CallsKnown, by_segment, calls_by_person, calls_of, kind_of
from workbench.domain.queue.hours.habits import HourKnowledge
from workbench.domain.queue.rows import PlannedItem
from workbench.kernel.work_order import HOURED

BAND = timedelta(hours=2)
"""How long the hours last that are shown as those in which a customer is called."""

OWN_CALLS = 50
"""The hours at which somebody works are their own when so many of their calls are known; else the portfolio's."""

Chances = Mapping[int, Sequence[float]]
"""By customer, the chance of an answer by hour, from `FIRST_HOUR` on."""


@dataclass(frozen=True)
class DayHours:
    """The hours of a portfolio's day: `begins` by hour, and `shares` of the calls, of what is open and still to come.

    Hours count from `FIRST_HOUR`.
    """

    portfolio: Portfolio
    on: date
    shares: Mapping[int, float]

    def begins(self, hour: int) -> datetime:
        """When an hour begins."""
        return datetime.combine(self.on, time(FIRST_HOUR + hour), ZoneInfo(self.portfolio.timezone))


def best_hours(
    session: Session,
    items: Iterable[PlannedItem],
    portfolios: Mapping[int, Portfolio],
    *,
    knowledge: HourKnowledge,
    now: datetime | None = None,
) -> dict[int, datetime]:
    """By customer, when the hour begins in which they are called; who may be called at any hour is left out.

    Only `HOURED` within the capacity are given hours: call-backs have their own, and what comes after the capacity
    is called when there is time.

    Args:
        session: To look.
        items: Within the day's capacity, all queues.
        portfolios: By id.
        knowledge: Of the hours, before the day of work.
        now: Where the day has begun: hours that are over are not planned any more.

    """
    queues: dict[int, dict[int | None, list[PlannedItem]]] = defaultdict(lambda: defaultdict(list))
    for item in items:
        if item.lane in HOURED and item.portfolio_id in knowledge.habits:
            queues[item.portfolio_id][item.collector_id].append(item)
    if not queues:
        return {}
    called = [item.customer_id for of_people in queues.values() for queue in of_people.values() for item in queue]
    homes = homes_of(session, called)
    found: dict[int, datetime] = {}
    for portfolio_id, of_people in queues.items():
        portfolio, learned, on = portfolios[portfolio_id], knowledge.habits[portfolio_id], knowledge.known.before
        chances = _chances(session, of_people, portfolio, knowledge)
        shifts = shifts_of(session, [one for one in of_people if one is not None], portfolio, known=knowledge.known)
        for collector_id, queue in of_people.items():
            shares = shifts.get(collector_id or 0, learned.worked(kind_of(on)))
            day = DayHours(portfolio, on, hours_left(portfolio, shares, on=on, now=now))
            found |= _planned(queue, chances, day, homes=homes)
    return found


def shifts_of(
    session: Session, people: Sequence[int], portfolio: Portfolio, *, known: CallsKnown
) -> dict[int, tuple[float, ...]]:
    """By person, the share that each hour has of their calls; only of whom enough calls on such a day are known."""
    if not people:
        return {}
    made = calls_by_person(session, people, portfolio.timezone, known=known)
    found = {}
    for person_id, by_hour in made.items():
        if by_hour.total() >= OWN_CALLS:
            found[person_id] = tuple(by_hour[hour] / by_hour.total() for hour in range(HOURS))
    return found


def _chances(
    session: Session,
    of_people: Mapping[int | None, Sequence[PlannedItem]],
    portfolio: Portfolio,
    knowledge: HourKnowledge,
) -> dict[int, Sequence[float]]:
    from scoring.hour_learning import chances_of_many  # noqa: PLC0415 - loads arrays, which no request needs

    learned, known = knowledge.habits[portfolio.id], knowledge.known
    customers = [item.customer_id for queue in of_people.values() for item in queue]
    kind = kind_of(known.before)
    found: dict[int, Sequence[float]] = {}
    for start in range(0, len(customers), CUSTOMERS_AT_ONCE):  # the calls of all of them take more than the plan
        some = customers[start : start + CUSTOMERS_AT_ONCE]
        for segment, calls in calls_of(session, some, portfolio.timezone, known=known).items():
            told = chances_of_many(list(calls.values()), learned, segment, kind=kind)
            found.update(zip(calls, told, strict=True))
        never_called = [customer for customer in some if customer not in found]
        for segment, of_segment in by_segment(session, never_called).items():
            (usual,) = chances_of_many([[]], learned, segment, kind=kind)
            found.update(dict.fromkeys(of_segment, usual))
    return found


def hours_left(portfolio: Portfolio, shares: Sequence[float], *, on: date, now: datetime | None) -> dict[int, float]:
    """The shares of the hours that are worked, open by law, and not over yet; of an hour that has begun, what is left.

    Where the hours at which they usually call are over, the other open hours are what is left of the day.
    """
    zone = ZoneInfo(portfolio.timezone)
    open_hours = hours_open(portfolio.preset, portfolio.timezone, on)
    to_come = {hour: _to_come(datetime.combine(on, time(FIRST_HOUR + hour), zone), now) for hour in open_hours}
    found = {hour: shares[hour] * part for hour, part in to_come.items() if part and shares[hour] >= LEAST_SHARE}
    return found or {hour: part for hour, part in to_come.items() if part}


def _to_come(begins: datetime, now: datetime | None) -> float:
    """The share of an hour that is not over."""
    if now is None:
        return 1.0
    return min(max((begins + ONE_HOUR - now) / ONE_HOUR, 0.0), 1.0)


ONE_HOUR = timedelta(hours=1)
CUSTOMERS_AT_ONCE = 10_000


def _planned(
    queue: Sequence[PlannedItem], chances: Chances, day: DayHours, *, homes: Mapping[int, Home]
) -> dict[int, datetime]:
    from scoring.hour_learning import planned_hours  # noqa: PLC0415 - loads arrays, which no request needs

    begins = {hour: day.begins(hour) for hour in day.shares}
    offered = []
    for item in queue:
        own = chances[item.customer_id]
        opens = item.callable_from
        open_to_them = [hour for hour in begins if opens is None or opens < begins[hour] + ONE_HOUR]
        for zone in homes[item.customer_id].zones:
            open_to_them = [h for h in open_to_them if is_open_at(day.portfolio.preset, zone, begins[h] + ONE_HOUR / 2)]
        offered.append({hour: own[hour] for hour in open_to_them})
    given = planned_hours([max(float(item.gain), 0.0) for item in queue], offered, day.shares)
    return {item.customer_id: begins[hour] for item, hour in zip(queue, given, strict=True) if hour is not None}


@lru_cache(maxsize=1024)
def hours_open(preset_code: str, zone: str, on: date) -> tuple[int, ...]:
    """The hours of a day, from `FIRST_HOUR` on, in the middle of which the law lets somebody be called."""
    begins = (datetime.combine(on, time(FIRST_HOUR + hour), ZoneInfo(zone)) for hour in range(HOURS))
    return tuple(hour for hour, at in enumerate(begins) if is_open_at(preset_code, zone, at + ONE_HOUR / 2))


@lru_cache(maxsize=4096)
def is_open_at(preset_code: str, zone: str, at: datetime) -> bool:
    """Whether the law's hours are open at an instant for somebody who lives in a zone."""
    return opening(preset(preset_code), zone=zone, at=at).is_open
