"""The one calendar of working days: public holidays of a country or region, an operator's own closed days, paydays.

Hours of contact are not decided here: a law may allow calls on days on which offices are closed.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays
from holidays.registry import EntityLoader

from workbench.kernel.days import ONE_DAY

SATURDAY = 5
MIDDLE_OF_MONTH = 15
LOOK_AHEAD = 60
"""Days after which a working day or a payday is not looked for any more."""


def has_calendar(calendar: str) -> bool:
    """Whether holidays of this calendar, "CO" or "GB-ENG", are known."""
    country, _, part = calendar.partition("-")
    known = _country(country)
    return known is not None and (not part or part in known.subdivisions)


def has_country(code: str) -> bool:
    """Whether holidays of a country are known; loads no calendar."""
    return code in EntityLoader.get_country_codes(include_aliases=False)


def holiday_name(day: date, calendar: str) -> str | None:
    """The name of the holiday that falls on a day, in Spanish where the calendar has it; None on a working day."""
    return _year(calendar, day.year).get(day)


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """On which days offices and banks work.

    `code` is a country or a region of it ("CO", "GB-ENG"); one that is not known, or None, has no holidays. `closed`
    are the days on which this operator does not work although the country does.
    """

    code: str | None = None
    closed: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday, no public holiday, and not one of the operator's closed days."""
        return day.weekday() < SATURDAY and day not in self.closed and not self._is_holiday(day)

    def next_working_day(self, after: date) -> date:
        """The first working day after a day; the day after it where none follows within `LOOK_AHEAD` days."""
        ahead = (after + timedelta(days=days) for days in range(1, LOOK_AHEAD + 1))
        return next(filter(self.is_working_day, ahead), after + ONE_DAY)

    def working_days_after(self, day: date, days: int) -> date:
        """The day that is so many working days later; the day itself for none."""
        for _ in range(days):
            day = self.next_working_day(day)
        return day

    def payday_of(self, nominal: date) -> date:
        """The day on which a payday is paid: itself, or the working day before it where offices are closed.

        Source: house. Payrolls of the countries covered pay on the working day before. Where a run of closed days
        is longer than the fortnight, the nominal day stands.
        """
        before = (nominal - timedelta(days=days) for days in range(MIDDLE_OF_MONTH))
        return next(filter(self.is_working_day, before), nominal)

    def next_payday(self, on: date) -> date:
        """The first payday on or after a day: the 15th and the last of the month, moved by `payday_of`."""
        ahead = (on + timedelta(days=days) for days in range(LOOK_AHEAD))
        return next(day for day in map(self.payday_of, filter(_is_nominal_payday, ahead)) if day >= on)

    def _is_holiday(self, day: date) -> bool:
        return self.code is not None and has_calendar(self.code) and holiday_name(day, self.code) is not None


def calendar_for(country: str | None, closed: Iterable[str] = ()) -> WorkingCalendar:
    """The calendar of a country with an operator's closed days, as a portfolio keeps them (ISO 8601 text)."""
    return WorkingCalendar(country, frozenset(map(date.fromisoformat, closed)))


def days_to_offer(calendar: WorkingCalendar, *, today: date, horizon_days: int) -> tuple[date | None, date | None]:
    """Two days to offer for a payment: the next working day, and the next payday after it.

    Where the payday lies beyond the horizon, the last working day within it takes its place. None where there is no
    such day. Script and form both ask this.

    Args:
        calendar: Of the customer's country and the portfolio.
        today: The local day of the call.
        horizon_days: Calendar days within which the portfolio lets a payment be promised.

    """
    limit = today + timedelta(days=horizon_days)
    first = calendar.next_working_day(today)
    if first > limit:
        return None, None
    second = calendar.next_payday(first + ONE_DAY)
    if second > limit:
        back = (limit - timedelta(days=days) for days in range((limit - first).days))
        second = next(filter(calendar.is_working_day, back), first)
    return first, second if second > first else None


def _is_nominal_payday(day: date) -> bool:
    return day.day in (MIDDLE_OF_MONTH, monthrange(day.year, day.month)[1])


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
