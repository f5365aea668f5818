"""Public holidays by calendar and year, from the `holidays` package."""

from datetime import date
from functools import lru_cache

import holidays
from holidays.registry import EntityLoader


def has_calendar(calendar: str) -> bool:
    """Whether holidays of this calendar, "CO" or "GB-ENG", are known."""
    country, _, part = calendar.partition("-")
    known = _country(country)
    return known is not None and (not part or part in known.subdivisions)


def has_country(code: str) -> bool:
    """Whether holidays of a country are known, told without loading any."""
    return code in EntityLoader.get_country_codes(include_aliases=False)


def holiday_name(day: date, calendar: str) -> str | None:
    """The name of the holiday that falls on a day, in Spanish where the calendar has it; None on a working day."""
    return _year(calendar, day.year).get(day)


@lru_cache(maxsize=512)
def _year(calendar: str, year: int) -> dict[date, str]:
    country, _, part = calendar.partition("-")
    language = _language(country)
    return dict(holidays.country_holidays(country, subdiv=part or None, years=year, language=language))


def _language(country: str) -> str | None:
    # Never left to the package: it would follow the environment of the process.
    known = _country(country)
    return None if known is None else "es" if "es" in known.supported_languages else known.default_language


@lru_cache(maxsize=256)
def _country(code: str) -> type[holidays.HolidayBase] | None:
    if not has_country(code):
        return None
    known: type[holidays.HolidayBase] = getattr(holidays, code).get_entity()
    return known
