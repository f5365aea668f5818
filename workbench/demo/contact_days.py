"""When the made-up company may contact somebody, so that its history keeps the contact laws.

Deliberately narrower than the laws: nobody is tried twice on one day, and where a law only warns, the company rests.
The product's own contact gate is not asked here, so that the two can be compared in a test.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import holidays

_SATURDAY = 5
_OPENS, _CLOSES = 8 * 60, 19 * 60
# Minutes after midnight at the customer's place, cut to the company's own hours. CO: Ley 2300/2023; MX: CONDUSEF,
# DOF 2014-10-07; CL: Ley 19.496 art. 37; PE: Ley 29571 art. 62.
_WEEKDAY = {"CO": (_OPENS, _CLOSES), "MX": (_OPENS, _CLOSES), "CL": (_OPENS, _CLOSES), "PE": (_OPENS, _CLOSES)}
_SATURDAYS = {"CO": (_OPENS, 13 * 60), "CL": (10 * 60, 14 * 60)}


@lru_cache(maxsize=16384)
def hours(country: str, day: int) -> tuple[int, int] | None:
    """First and last minute (not included) in which customers of a country are reached that day; none on rest days."""
    local = date.fromordinal(day)
    if local in _holidays(country, local.year):
        return None
    if local.weekday() < _SATURDAY:
        return _WEEKDAY[country]
    return _SATURDAYS.get(country) if local.weekday() == _SATURDAY else None


def working_day_from(country: str, day: int) -> int:
    """The first day from `day` on, that day included, on which customers of the country may be called."""
    while hours(country, day) is None:
        day += 1
    return day


@lru_cache(maxsize=64)
def _holidays(country: str, year: int) -> holidays.HolidayBase:
    return holidays.country_holidays(country, years=year)


@dataclass(slots=True)
class Diary:
    """The contacts of one customer that the laws count. Days are ordinals."""

    country: str
    last_attempt: int = 0
    last_contact: int = -1000
    messages: list[int] = field(default_factory=list)

    def may_call(self, day: int) -> bool:
        """One attempt a day; after a contact not again in that ISO week (CO) or for seven days (CL)."""
        if hours(self.country, day) is None or day in {self.last_attempt, self.last_contact}:
            return False
        if self.country == "CO":
            return _iso_week(day) != _iso_week(self.last_contact)
        return self.country != "CL" or day - self.last_contact >= 7

    def may_write(self, day: int) -> bool:
        """As for calls; in Chile two messages in seven days, at least two days apart, and a contact does not count."""
        if self.country != "CL":
            return self.may_call(day)
        if hours(self.country, day) is None or self.last_attempt == day:
            return False
        recent = [one for one in self.messages if day - one < 7]
        return len(recent) < 2 and all(day - one >= 2 for one in recent)

    def earliest_callback(self, day: int) -> int:
        """The first day on which a customer spoken to on `day` may be called again, asked for or not."""
        wait = {"CO": 7 - (day - 1) % 7, "CL": 7}.get(self.country, 1)
        return working_day_from(self.country, day + wait)


def _iso_week(day: int) -> int:
    return (day - 1) // 7  # ordinal 1 is a Monday
