"""Public holidays by calendar and year, from the `holidays` package."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import holidays


def has_calendar(calendar: str) -> bool:
    """Whether holidays of this calendar, "CO" or "GB-ENG", are known."""
    country, _, part = calendar.partition("-")
    known = _countries()
    return country in known and (not part or part in known[country])


def holiday_name(day: date, calendar: str) -> str | None:
    """The name of the holiday that falls on a day, in Spanish where the calendar has it; None on a working day."""
    return _year(calendar, day.year).get(day)


@lru_cache(maxsize=1)
def _countries() -> Mapping[str, list[str]]:
    return holidays.list_supported_countries()


@lru_cache(maxsize=512)
def _year(calendar: str, year: int) -> dict[date, str]:
    country, _, part = calendar.partition("-")
    language = _language(country)
    return dict(holidays.country_holidays(country, subdiv=part or None, years=year, language=language))


@lru_cache(maxsize=256)
def _language(country: str) -> str | None:
    # Never left to the package: it would follow the environment of the process.
    spoken = getattr(holidays, country)
    return "es" if "es" in spoken.supported_languages else spoken.default_language
