"""Day and hour rules: windows, weekends and holidays of the preset at the debtor's local time.

Nothing here depends on what happened with a person, so the answers are kept per preset, place and minute.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from workbench.domain.contact.gate.places import Whereabouts
from workbench.domain.contact.law.terms import SATURDAY, HoursWindow, Preset
from workbench.domain.contact.law.verdict import SpokenRule, blocks
from workbench.domain.contact.law.vocabulary import Severity
from workbench.kernel.calendar import has_calendar, holiday_name


@dataclass(frozen=True, slots=True)
class DayPlan:
    """A local day: its windows, the rules that apply all day, and the rules that apply outside the windows."""

    windows: tuple[HoursWindow, ...]
    notices: tuple[SpokenRule, ...]
    outside: SpokenRule

    def rules_at(self, minute: int) -> tuple[SpokenRule, ...]:
        """The rules that apply at a minute of the day."""
        if any(minute in window for window in self.windows):
            return self.notices
        return (*self.notices, self.outside)


def place_rules(preset: Preset, place: Whereabouts) -> tuple[SpokenRule, ...]:
    """Block while the debtor's zone or calendar is unknown: without them no hour can be judged."""
    return () if place.zones else (preset.rules["zone"],)


def hour_rules(preset: Preset, place: Whereabouts, at: datetime) -> tuple[SpokenRule, ...]:
    """Contact happens within the windows of the debtor's local day, in every zone the debtor may be in.

    An unknown calendar of holidays blocks where holidays matter. Without a zone `place_rules` speaks.
    """
    return _hour_rules(preset, place, at.astimezone(UTC).replace(second=0, microsecond=0))


@lru_cache(maxsize=65536)
def _hour_rules(preset: Preset, place: Whereabouts, minute: datetime) -> tuple[SpokenRule, ...]:
    if preset.holiday and not (place.calendar and has_calendar(place.calendar)):
        return (preset.rules["calendar"],)
    spoken: dict[str, SpokenRule] = {}
    for local in sorted({minute.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for zone in place.zones}):
        for rule in day_plan(preset, place.calendar, local.date()).rules_at(local.hour * 60 + local.minute):
            if rule.id not in spoken or blocks((rule,)):
                spoken[rule.id] = rule
    return tuple(spoken[name] for name in sorted(spoken))


@lru_cache(maxsize=16384)
def day_plan(preset: Preset, calendar: str | None, day: date) -> DayPlan:
    """How a preset treats a local day.

    A weekend day that is open with a warning and has no window of its own takes the hours of Monday to Friday. On such
    days, and on holidays that warn, being outside the hours blocks, whatever the severity of working days.
    """
    windows = preset.windows[day.weekday()]
    at_weekend = preset.weekend is not None and day.weekday() >= SATURDAY
    if at_weekend:
        windows = windows or preset.windows[0]
    name = holiday_name(day, calendar) if preset.holiday and calendar else None
    notices = (preset.rules["weekend"],) if at_weekend else ()
    if name:
        festive = preset.rules["holiday"].saying(name=name)
        if preset.holiday is Severity.BLOCK:
            return DayPlan((), notices, festive)
        notices = (festive, *notices)
    return DayPlan(windows, notices, _outside(preset, windows, is_working_day=not notices))


def _outside(preset: Preset, windows: tuple[HoursWindow, ...], *, is_working_day: bool) -> SpokenRule:
    if not windows:
        return preset.rules["weekday"]
    severity = preset.window_severity if is_working_day else Severity.BLOCK
    shown = ", ".join(map(str, windows))
    return replace(preset.rules["hours"].saying(window=shown), severity=severity)
