"""Whether the windows of a preset are open at an instant, and when that changes, for the head of a screen."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from workbench.domain.contact.gate.hours import day_plan, hour_rules
from workbench.domain.contact.gate.person import ContactedPerson
from workbench.domain.contact.gate.places import Whereabouts, place_of
from workbench.domain.contact.law.terms import Preset
from workbench.domain.contact.law.verdict import SpokenRule, blocks
from workbench.kernel.days import ONE_DAY, start_of_day

LOOK_AHEAD_DAYS = 10
"""No preset closes for longer: the longest run of holidays and weekends known is five days."""


NOON = timedelta(hours=12)


@dataclass(frozen=True)
class WindowState:
    """`until` is the minute at which an open window closes; `opens_at` the next opening of a closed one."""

    is_open: bool
    until: datetime | None
    opens_at: datetime | None


def opening(preset: Preset, *, zone: str, at: datetime) -> WindowState:
    """The window at `at` for somebody who lives in `zone`, by hours, weekends and holidays alone.

    Args:
        preset: The law.
        zone: IANA name; holidays are the preset's, or of the zone's country where the preset names none.
        at: Aware instant.

    """
    place = place_of(ContactedPerson(zones=(zone,)), preset)
    changes = _changes(preset, place, at)
    if not blocks(hour_rules(preset, place, at)):
        until = next((one for one in changes if blocks(hour_rules(preset, place, one))), None)
        return WindowState(is_open=True, until=until, opens_at=None)
    opens = next((one for one in changes if not blocks(hour_rules(preset, place, one))), None)
    return WindowState(is_open=False, until=None, opens_at=opens)


@dataclass(frozen=True)
class LawHours:
    """The hours of a local day, from the first opening to the last closing; `why`: the rule that closes all of it."""

    opens_at: datetime | None
    closes_at: datetime | None
    why: SpokenRule | None


def day_hours(preset: Preset, *, zone: str, on: date) -> LawHours:
    """When the law lets somebody who lives in `zone` be called on a day, by hours, weekends and holidays alone."""
    at, ends = start_of_day(on, zone), start_of_day(on + ONE_DAY, zone)
    first = last = None
    while at < ends:
        state = opening(preset, zone=zone, at=at)
        if not state.is_open:
            at = state.opens_at or ends
            continue
        first = first or at
        last = at = min(state.until or ends, ends)
    if first is not None:
        return LawHours(first, last, None)
    place = place_of(ContactedPerson(zones=(zone,)), preset)
    spoken = hour_rules(preset, place, start_of_day(on, zone) + NOON)
    return LawHours(None, None, next((rule for rule in spoken if blocks((rule,))), None))


def _changes(preset: Preset, place: Whereabouts, at: datetime) -> list[datetime]:
    """Every instant after `at` at which a window begins or ends, and every midnight, in order."""
    local = at.astimezone(ZoneInfo(place.zones[0]))
    found = []
    for ahead in range(LOOK_AHEAD_DAYS):
        midnight = (local + timedelta(days=ahead)).replace(hour=0, minute=0, second=0, microsecond=0)
        windows = day_plan(preset, place.calendar, midnight.date()).windows
        minutes = {0, *(window.start for window in windows), *(window.end for window in windows)}
        found += [midnight + timedelta(minutes=minute) for minute in sorted(minutes) if minute < 24 * 60]
    return [one for one in found if one > at]
