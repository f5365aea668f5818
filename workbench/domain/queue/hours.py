"""In which hours of the day each customer of a queue is called: those in which they answer most, as far as is known.

The chances are `scoring.hours`'; here they are read from the history of calls, and the hours of the law and of the
company are given to them. docs/ranking.md, "The hour", tells it all.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Interaction, Portfolio
from models.bulk import bulk_stream, is_among
from models.enums import Channel, Direction
from scoring.hours import (
    BANDS,
    NO_CALLS,
    BandCounts,
    HourCandidate,
    UsualHours,
    answer_chances,
    planned_bands,
    usual_hours,
)
from workbench.domain.contact import Home, homes_of, opening, preset
from workbench.domain.queue.rows import PlannedItem
from workbench.domain.queue.worked.people import outcome_meanings
from workbench.kernel.work_order import HOURED

LOOK_BACK = timedelta(days=365)
"""How far back calls are read."""

BAND = timedelta(hours=2)
"""How long the hours last that a customer is called in."""

LEAST_SHARE = 0.02
"""Hours with a smaller share of the company's calls are not hours of work."""


Calls = Mapping[int, list[tuple[datetime, bool]]]
"""By customer: when they were called, and whether they were spoken with."""


def best_hours(
    session: Session, items: Iterable[PlannedItem], portfolios: Mapping[int, Portfolio], *, on: date
) -> dict[int, datetime]:
    """By customer, when the hours begin in which they are called; who may be called at any hour is left out.

    Only `HOURED` within the capacity are given hours: call-backs have their own, and what comes after the capacity
    is called when there is time.

    Args:
        session: To look.
        items: Within the day's capacity, all queues.
        portfolios: By id.
        on: The day of work.

    """
    queues: dict[tuple[int | None, int], list[PlannedItem]] = defaultdict(list)
    for item in items:
        if item.lane in HOURED:
            queues[item.collector_id, item.portfolio_id].append(item)
    if not queues:
        return {}
    homes = homes_of(session, [item.customer_id for queue in queues.values() for item in queue])
    calls = _calls_of(session, [item.customer_id for queue in queues.values() for item in queue], on=on)
    counts = _counted(calls, queues, portfolios)
    usual = _usual(counts, queues)
    found: dict[int, datetime] = {}
    for (_, portfolio_id), queue in queues.items():
        known = usual.get(portfolio_id)
        if known is not None:
            found |= _planned(queue, counts, known, portfolios[portfolio_id], homes=homes, on=on)
    return found


def _planned(  # noqa: PLR0913 - a queue and what is known of its customers
    queue: Sequence[PlannedItem],
    counts: Mapping[int, BandCounts],
    usual: UsualHours,
    portfolio: Portfolio,
    *,
    homes: Mapping[int, Home],
    on: date,
) -> dict[int, datetime]:
    zone = ZoneInfo(portfolio.timezone)
    open_bands = [
        band for band in bands_open(portfolio.preset, portfolio.timezone, on) if usual.shares[band] >= LEAST_SHARE
    ]
    ends = {band: _ends(on, band, zone) for band in open_bands}
    begins = {band: _begins(on, band, zone) for band in open_bands}
    worked = sum(usual.shares[band] for band in open_bands)
    rooms = {band: -(-len(queue) * usual.shares[band] // worked) for band in open_bands}
    candidates = []
    for item in queue:
        chances = answer_chances(counts.get(item.customer_id, NO_CALLS), usual)
        opens = item.callable_from
        hours = [band for band in open_bands if opens is None or opens < ends[band]]
        for zone_of_home in homes[item.customer_id].zones:
            hours = [band for band in hours if _is_open_at(portfolio.preset, zone_of_home, begins[band] + BAND / 2)]
        candidates.append(HourCandidate(max(float(item.gain), 0.0), {band: chances[band] for band in hours}))
    bands = planned_bands(candidates, rooms)
    return {item.customer_id: begins[band] for item, band in zip(queue, bands, strict=True) if band is not None}


def _calls_of(session: Session, customers: Sequence[int], *, on: date) -> Calls:
    meanings, connection = outcome_meanings(session), session.connection()
    statement = sa.select(Interaction.customer_id, Interaction.at, Interaction.outcome_code).where(
        is_among(connection, Interaction.customer_id, customers),
        Interaction.known_on >= on - LOOK_BACK,
        Interaction.known_on < on,
        Interaction.channel == Channel.CALL,
        Interaction.direction == Direction.OUTBOUND,
        Interaction.outcome_code.in_([code for code, meaning in meanings.items() if meaning.is_try]),
    )
    rows: Iterable[tuple[int, datetime, str]] = bulk_stream(connection, statement, tuple)
    found: dict[int, list[tuple[datetime, bool]]] = defaultdict(list)
    for customer_id, at, code in rows:
        found[customer_id].append((at, meanings[code].is_direct))
    return found


def _counted(
    calls: Calls, queues: Mapping[tuple[int | None, int], Sequence[PlannedItem]], portfolios: Mapping[int, Portfolio]
) -> dict[int, BandCounts]:
    found = {}
    for (_, portfolio_id), queue in queues.items():
        zone = ZoneInfo(portfolios[portfolio_id].timezone)
        for item in queue:
            own = calls.get(item.customer_id)
            if own:
                found[item.customer_id] = BandCounts.of((at.astimezone(zone).hour, spoke) for at, spoke in own)
    return found


def _usual(
    counts: Mapping[int, BandCounts], queues: Mapping[tuple[int | None, int], Sequence[PlannedItem]]
) -> dict[int, UsualHours]:
    """By portfolio, of all whom its queues call today."""
    together: dict[int, BandCounts] = defaultdict(lambda: NO_CALLS)
    for (_, portfolio_id), queue in queues.items():
        for item in queue:
            if item.customer_id in counts:
                together[portfolio_id] = together[portfolio_id].plus(counts[item.customer_id])
    known = {portfolio_id: usual_hours(counted) for portfolio_id, counted in together.items()}
    return {portfolio_id: usual for portfolio_id, usual in known.items() if usual is not None}


@lru_cache(maxsize=1024)
def bands_open(preset_code: str, zone: str, on: date) -> tuple[int, ...]:
    """The bands in the middle of which the law lets somebody be called on a day, by hours alone."""
    middles = [datetime.combine(on, time((start + end) // 2), ZoneInfo(zone)) for start, end in BANDS]
    return tuple(band for band, at in enumerate(middles) if _is_open_at(preset_code, zone, at))


@lru_cache(maxsize=4096)
def _is_open_at(preset_code: str, zone: str, at: datetime) -> bool:
    """Whether the law's hours are open at an instant for somebody who lives in a zone."""
    return opening(preset(preset_code), zone=zone, at=at).is_open


def _begins(on: date, band: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, time(BANDS[band][0]), zone)


def _ends(on: date, band: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, time(BANDS[band][1]), zone)
