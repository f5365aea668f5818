"""How far ahead something may be agreed with a customer. The form that agrees and the queue that keeps it ask here."""

from datetime import date, datetime, timedelta

from workbench.kernel.days import end_of_day

CALLBACK_WITHIN = timedelta(days=60)
"""Further ahead a call-back is forgotten by both sides."""

CALLBACK_KEPT = timedelta(days=7)
"""A call-back that nobody made stays due for so many days after its own."""


def last_callback_day(today: date) -> date:
    """The last local day for which a call-back may be agreed today; the day itself is included."""
    return today + CALLBACK_WITHIN


def last_callback_instant(today: date, zone: str) -> datetime:
    """The last instant for which a call-back may be agreed today: the end of `last_callback_day` on the local clock."""
    return end_of_day(last_callback_day(today), zone)


def first_agreed_day(on: date) -> date:
    """The first day on which a call-back that is due on `on`, or is still kept then, may have been agreed."""
    return on - CALLBACK_WITHIN - CALLBACK_KEPT
