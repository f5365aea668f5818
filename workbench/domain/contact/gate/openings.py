"""The next instant at which contact is allowed: tries only the instants at which a rule can change, not every minute.

Rules open at the start of a window, at local midnight (caps and waits count local days), at the end of a hold, and
when an hour the debtor asked for begins.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from heapq import merge
from zoneinfo import ZoneInfo

from workbench.domain.contact.gate.hours import hour_rules
from workbench.domain.contact.gate.places import Whereabouts
from workbench.domain.contact.law.terms import Preset
from workbench.domain.contact.law.verdict import blocks

ONE_DAY = timedelta(days=1)
ONE_MINUTE = timedelta(minutes=1)
# The longest run of closed days a calendar can hold, with room to spare.
CLOSED_RUN_DAYS = 45


def first_opening(  # noqa: PLR0913 - when, where and what may change, each by its name
    preset: Preset,
    place: Whereabouts,
    after: datetime,
    *,
    last_change: datetime,
    moments: tuple[datetime, ...],
    any_hour: bool,
    is_open: Callable[[datetime], bool],
) -> datetime | None:
    """The first minute after `after` at which `is_open`; None if there is none.

    Args:
        preset: whose windows open.
        place: where.
        after: an instant that is not open.
        last_change: the last instant at which something about the person can still change.
        moments: instants of the person's own at which a rule may open.
        any_hour: whether the person asked for contact at hours outside the windows.
        is_open: asked about instants in ascending order.
    """
    days = _boundaries if any_hour else _openings
    until = last_change.astimezone(UTC) + timedelta(days=preset.longest_window_days + CLOSED_RUN_DAYS)
    own = sorted(_whole_minute(moment) for moment in moments)
    for moment in merge(_from_days(days, preset, place, after=after, until=until), own):
        if moment > after and is_open(moment):
            return moment
    return None


def _from_days(
    days: Callable[[Preset, Whereabouts, date], tuple[datetime, ...]],
    preset: Preset,
    place: Whereabouts,
    *,
    after: datetime,
    until: datetime,
) -> Iterator[datetime]:
    day = after.astimezone(UTC).date()
    while day <= until.date():
        yield from days(preset, place, day)
        day += ONE_DAY


@lru_cache(maxsize=16384)
def _openings(preset: Preset, place: Whereabouts, day: date) -> tuple[datetime, ...]:
    """The instants of a UTC day at which windows or local days begin and the hour is not blocked."""
    return tuple(at for at in _boundaries(preset, place, day) if not blocks(hour_rules(preset, place, at)))


@lru_cache(maxsize=16384)
def _boundaries(preset: Preset, place: Whereabouts, day: date) -> tuple[datetime, ...]:
    """The instants of a UTC day at which a window or a local day begins somewhere in the place."""
    starts = {0, *(window.start for windows in preset.windows for window in windows)}
    found = {
        instant
        for zone in place.zones
        for local_day in (day - ONE_DAY, day, day + ONE_DAY)
        for minute in starts
        for instant in _instants(local_day, minute, zone)
    }
    return tuple(sorted(instant for instant in found if instant.date() == day))


def _instants(day: date, minute: int, zone: str) -> set[datetime]:
    """The instants at which a clock in the zone comes to show a time: two where clocks go back over it.

    Where clocks jump over it, the instant of the jump.
    """
    wall = datetime.combine(day, time(minute // 60, minute % 60), ZoneInfo(zone))
    before, after = wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC)
    if before <= after:
        return {before, after}
    return {_jump(after, before, zone)}


def _jump(low: datetime, high: datetime, zone: str) -> datetime:
    """The minute between two instants at which the zone's offset changes."""
    local = ZoneInfo(zone)
    old = low.astimezone(local).utcoffset()
    while high - low > ONE_MINUTE:
        middle = low + (high - low) // 2
        middle = middle.replace(second=0, microsecond=0)
        if middle.astimezone(local).utcoffset() == old:
            low = middle
        else:
            high = middle
    return high


def _whole_minute(instant: datetime) -> datetime:
    whole = instant.astimezone(UTC).replace(second=0, microsecond=0)
    return whole if whole == instant else whole + ONE_MINUTE
