"""The one place that reads the clock. Everything else is handed `now` or `today`."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from workbench.settings import Settings

Clock = Callable[[], datetime]


def clock(settings: Settings) -> Clock:
    """A function that gives the instant now, aware and in UTC.

    `WORKBENCH_TODAY` as an instant starts there and ticks; as a day it takes the real time of day in the company's
    zone; a naive instant is in that zone.
    """
    started = time.monotonic()
    if settings.today is None:
        return _real_now
    if isinstance(settings.today, datetime):
        start = settings.today if settings.today.tzinfo else settings.today.replace(tzinfo=settings.zone)
        return lambda: start.astimezone(UTC) + timedelta(seconds=time.monotonic() - started)
    day = settings.today
    return lambda: (
        _real_now().astimezone(settings.zone).replace(year=day.year, month=day.month, day=day.day).astimezone(UTC)
    )


def today(settings: Settings) -> date:
    """The company's local day."""
    return clock(settings)().astimezone(settings.zone).date()


def _real_now() -> datetime:
    return datetime.now(UTC)
