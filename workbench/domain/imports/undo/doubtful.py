"""Which changes that a file would make deserve a look first. Pure."""

from datetime import date

from workbench.kernel.text import N_

TIMES = 10
"""An amount that grows or shrinks so many times may have lost or gained a decimal sign."""

FAR_DAYS = 366

_SHRINKS = N_("Baja %(times)s veces: ¿se corrió la coma?")
_GROWS = N_("Sube %(times)s veces: ¿se corrió la coma?")
_SWAPPED = N_("¿Día y mes al revés?")
_FAR = N_("La fecha se mueve más de un año.")

Doubt = tuple[str, dict[str, object]]
"""A text marked for translation, and what fills it."""


def doubt_of(before: object, after: object) -> Doubt | None:
    """Why a change may be a mistake of whoever wrote the file; None where nothing speaks for it."""
    if isinstance(before, bool) or isinstance(after, bool):
        return None
    if isinstance(before, int) and isinstance(after, int):
        return _of_amounts(before, after)
    if isinstance(before, date) and isinstance(after, date):
        return _of_days(before, after)
    return None


def _of_amounts(before: int, after: int) -> Doubt | None:
    if min(before, after) <= 0:
        return None
    if before >= TIMES * after:
        return _SHRINKS, {"times": round(before / after)}
    if after >= TIMES * before:
        return _GROWS, {"times": round(after / before)}
    return None


def _of_days(before: date, after: date) -> Doubt | None:
    if (before.year, before.month, before.day) == (after.year, after.day, after.month):
        return _SWAPPED, {}
    return (_FAR, {}) if abs((after - before).days) > FAR_DAYS else None
