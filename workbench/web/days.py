"""Days as people write and read them, in the language of the screen.

Which day an instant falls on is decided in `workbench.kernel.days`; here it is only put in words.
"""

import re
from datetime import date, datetime, timedelta

from babel.dates import format_date, format_time, get_day_names, get_month_names

from workbench.folding import fold

NEAR = 6
"""Within this many days a day is said relative to today."""

_WORDS = {"hoy": 0, "today": 0, "manana": 1, "tomorrow": 1, "pasado manana": 2}
_YESTERDAY = frozenset({"ayer", "yesterday"})
_YEAR = re.compile(r"\d{4}|[/.-]\d{1,2}[/.-]\d{2}$")
_AHEAD = re.compile(r"\+(\d{1,3})")
_DAY_NUMBER = re.compile(r"\d{1,2}")
_NUMERIC = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{2,4}))?")
_WRITTEN = re.compile(r"(\d{1,2})[ -](?:de )?([a-z]{3,})\.?(?:[ -](?:de )?(\d{4}))?")


class UnclearDay(ValueError):
    """The text names no day."""


def format_day(day: date, *, today: date, language: str) -> str:
    """`jue 19 nov`; with the year instead of the weekday where it is another year: `30 nov 2027`."""
    pattern = "EEE d MMM" if day.year == today.year else "d MMM y"
    return _tidy(format_date(day, pattern, locale=language))


def format_short_day(day: date, *, today: date, language: str) -> str:
    """`3 oct`, for columns; with the year where it is another year."""
    return _tidy(format_date(day, "d MMM" if day.year == today.year else "d MMM y", locale=language))


def format_full_day(day: date, *, language: str) -> str:
    """`lunes 30 de noviembre`, as it is said aloud."""
    pattern = "EEEE d 'de' MMMM" if language.startswith("es") else "EEEE d MMMM"
    return format_date(day, pattern, locale=language)


def format_far_day(day: date, *, language: str) -> str:
    """`30 de noviembre de 2027`: of a day that may lie in another year."""
    pattern = "d 'de' MMMM 'de' y" if language.startswith("es") else "d MMMM y"
    return format_date(day, pattern, locale=language)


def format_hour(moment: datetime) -> str:
    """`15:45`, in 24 hours. The instant must already be in the zone it is shown in."""
    return format_time(moment, "HH:mm", locale="es")


def days_between(day: date, *, today: date) -> int | None:
    """Days from today to `day`, negative before, where it is near enough to be said so; else None."""
    distance = (day - today).days
    return distance if abs(distance) <= NEAR else None


def read_day(text: str, *, today: date) -> date:
    """A day as typed, in Spanish or English.

    `hoy`, `mañana`, `vie` (the next one, never today), `30` (this month or, if past, the next that has it), `+7`,
    `30/11` (day first; if past, next year's), `30 nov`, `lunes 30 de noviembre de 2026`, `2026-11-30`.

    Raises:
        UnclearDay: It names no day.

    """
    plain = _plain(text)
    if plain in _WORDS:
        return today + timedelta(days=_WORDS[plain])
    if ahead := _AHEAD.fullmatch(plain):
        return today + timedelta(days=int(ahead.group(1)))
    if plain in _WEEKDAYS:
        return today + timedelta(days=(_WEEKDAYS[plain] - today.weekday() - 1) % 7 + 1)
    try:
        return _by_numbers(_without_weekday(plain), today)
    except ValueError:
        raise UnclearDay(text) from None


def read_past_day(text: str, *, today: date) -> date:
    """A day that has been, as typed: `ayer`, and otherwise as `read_day` takes it, but the last one and not the next.

    A day that is said to lie ahead (`mañana`, `+7`, one with its year) is taken as it is said.

    Raises:
        UnclearDay: It names no day.

    """
    plain = _plain(text)
    if plain in _YESTERDAY:
        return today - timedelta(days=1)
    day = read_day(text, today=today)
    if day <= today or plain in _WORDS or _AHEAD.fullmatch(plain) or _YEAR.search(plain):
        return day
    if plain in _WEEKDAYS:
        return day - timedelta(days=7)
    of_number = _DAY_NUMBER.fullmatch(plain)
    before = (today - timedelta(days=back) for back in range(366))
    found = (one for one in before if one.day == day.day and (of_number or one.month == day.month))
    return next(found, day)


def _by_numbers(plain: str, today: date) -> date:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", plain):
        return date.fromisoformat(plain)
    if _DAY_NUMBER.fullmatch(plain):
        return _next_with_number(int(plain), today)
    if numeric := _NUMERIC.fullmatch(plain):
        day, month, year = numeric.groups()
        return _dated(int(day), int(month), year, today)
    if written := _WRITTEN.fullmatch(plain):
        day, month_name, year = written.groups()
        return _dated(int(day), _month(month_name), year, today)
    raise UnclearDay(plain)


def _next_with_number(number: int, today: date) -> date:
    """The first day from today on, at most a year ahead, with this number in its month."""
    for ahead in range(366):
        day = today + timedelta(days=ahead)
        if day.day == number:
            return day
    raise UnclearDay(str(number))


def _dated(day: int, month: int, year: str | None, today: date) -> date:
    if year is not None:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    this_year = date(today.year, month, day)
    return this_year if this_year >= today else date(today.year + 1, month, day)


def _month(name: str) -> int:
    for number, names in _MONTHS.items():
        if any(full.startswith(name) for full in names):
            return number
    raise UnclearDay(name)


def _without_weekday(plain: str) -> str:
    first, _, rest = plain.partition(" ")
    return rest if first in _WEEKDAYS and rest else plain


def _plain(text: str) -> str:
    return fold(text.replace(",", " "))


def _tidy(text: str) -> str:
    """Spanish abbreviations lose the points that some regions put after them."""
    return text.replace(".", "")


_WEEKDAYS = {
    _plain(name).removesuffix("."): number
    for language in ("es", "en")
    for width in ("wide", "abbreviated")
    for number, name in get_day_names(width, locale=language).items()
}
_MONTHS = {
    number: tuple(_plain(get_month_names("wide", locale=language)[number]) for language in ("es", "en"))
    for number in range(1, 13)
}


def instant_of(raw: str | None) -> datetime | None:
    """An instant of the address; None where there is none or it cannot be read."""
    try:
        found = datetime.fromisoformat(raw) if raw else None
    except ValueError:
        return None
    return found if found and found.tzinfo else None
