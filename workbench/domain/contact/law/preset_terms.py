"""Terms of a preset that are single values: who it is, its hours, its channels. Values in, parts of a `Preset` out."""

from collections.abc import Callable
from datetime import date
from typing import Any

from workbench.domain.contact.law.preset_values import Table, place, recipients, windows_of
from workbench.domain.contact.law.terms import HoursWindow, OptOut
from workbench.domain.contact.law.vocabulary import Confidence, Level, Severity
from workbench.kernel.calendar import has_country

_DAYS = {"mon_fri": range(5), "mon": [0], "tue": [1], "wed": [2], "thu": [3], "fri": [4], "sat": [5], "sun": [6]}


def identity(own: Table) -> dict[str, Any]:
    """Name, source and how well it was checked."""
    with place("verified_on"):
        if type(own["verified_on"]) is not date:
            raise ValueError("must be a day")
    return {
        "name": own["name"],
        "level": _one_of(own, Level, "level"),
        "ref": own["ref"],
        "verified_on": own["verified_on"],
        "confidence": _one_of(own, Confidence, "confidence"),
        "notes": own.get("notes", ""),
    }


def hours(own: Table) -> dict[str, Any]:
    """Place, windows, weekends and holidays."""
    level = _one_of(own, Level, "level")
    outside = Severity.WARN if level is Level.ADVISORY else Severity.BLOCK
    return {
        "country": own.get("country"),
        "calendar": _calendar(own),
        "windows": _windows(own),
        "weekend": _severity(own, "weekend", silent="by_window"),
        "holiday": _severity(own, "holiday", silent="ignore"),
        "window_severity": _severity(own, "window_severity", silent="") or outside,
    }


def _calendar(own: Table) -> str | None:
    name = own.get("calendar", "debtor")
    if name == "debtor":
        return None
    with place("calendar"):
        if not has_country(str(name).partition("-")[0]):
            raise ValueError(f"{name} is not a holiday calendar")
    return str(name)


def _windows(own: Table) -> tuple[tuple[HoursWindow, ...], ...]:
    week: list[tuple[HoursWindow, ...]] = [()] * 7
    for name, given in own["windows"].items():
        with place(f"windows.{name}"):
            if name not in _DAYS:
                raise ValueError("is not a day; use mon_fri, mon … sun")
            for weekday in _DAYS[name]:
                week[weekday] = windows_of(given)
    return tuple(week)


def channels(own: Table) -> dict[str, Any]:
    """Channels, roles and what the person must have agreed to."""
    with place("opt_out"):
        opt_out = OptOut(**own["opt_out"])
    return {
        "channel_auth_required": _choice(own, "channel_auth", ("required", "optional")) == "required",
        "one_channel_per_week": _severity(own, "one_channel_per_week", silent="ignore"),
        "recipients": recipients(own["recipients"], "recipients"),
        "visits_forbidden": _choice(own, "visits", ("forbidden", "same_window")) == "forbidden",
        "written_waivers": _choice(own, "waiver", ("spoken", "separate_written")) == "separate_written",
        "ask_delay_reason": _choice(own, "ask_delay_reason", ("forbidden", "optional", "recommended")),
        "opt_out": opt_out,
    }


def _severity(own: Table, key: str, *, silent: str) -> Severity | None:
    with place(key):
        value = own.get(key, silent)
        return None if value == silent else Severity(value)


def _one_of(own: Table, enum: Callable[[str], Any], key: str) -> Any:  # Any: a member of the enum given
    with place(key):
        return enum(own[key])


def _choice(own: Table, key: str, choices: tuple[str, ...]) -> str:
    with place(key):
        if own[key] not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}")
    return str(own[key])
