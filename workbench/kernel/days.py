"""Local days: the one module that decides on which day an instant falls, and at which instant a day begins and ends.

Instants are aware UTC datetimes, days are dates in the zone of a portfolio or of a debtor. Which zone applies is the
caller's business; contact hours and holidays are not decided here.
"""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
_ONE_MICROSECOND = timedelta(microseconds=1)


def day_of(instant: datetime, zone: str) -> date:
    """The day of an instant is its date in the zone.

    Args:
        instant: an aware datetime in any zone.
        zone: an IANA name, such as "America/Bogota".

    Raises:
        ValueError: the instant carries no zone, so its day cannot be known.
        zoneinfo.ZoneInfoNotFoundError: there is no such zone.
    """
    if instant.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return instant.astimezone(_zone(zone)).date()


@lru_cache(maxsize=4096)
def start_of_day(day: date, zone: str) -> datetime:
    """The first instant of a local day, in UTC.

    Where clocks go forward at midnight the day begins at the change; where they go back over midnight it begins the
    first time the clock shows it.
    """
    return datetime.combine(day, time.min, _zone(zone)).astimezone(UTC)


def end_of_day(day: date, zone: str) -> datetime:
    """The last microsecond of a local day, in UTC: the instant at which a fact without a time of day became known."""
    return start_of_day(day + ONE_DAY, zone) - _ONE_MICROSECOND


def days_past_due(due_on: date, on: date) -> int:
    """Days past due at a day are that day less the due day: 0 when it falls due, negative before."""
    return (on - due_on).days


def known_until(day: date, today: date) -> date:
    """The last day whose facts the state at `day` includes.

    The state at a day is what was known at the close of the day before. Only on the clock's own day do the facts of
    that day take effect at once: an account that paid leaves the queue without waiting for tomorrow.
    """
    return day if day == today else day - ONE_DAY


@lru_cache(maxsize=512)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
