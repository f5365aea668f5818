"""How far ahead something may be agreed with a customer. The form that agrees and the queue that keeps it ask here."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from models import Interaction
from models.enums import OutcomeGroup
from workbench.kernel.days import end_of_day

SPOKEN = (OutcomeGroup.DIRECT, OutcomeGroup.INDIRECT, OutcomeGroup.NO_CONTACT)
"""Tries to speak with somebody. Messages and administrative entries neither keep nor end a call-back."""

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


def callback_hour(agreed_at: datetime | None, moved_to: datetime | None) -> datetime | None:
    """The hour of a call-back is the one to which it was moved by hand, else the one that the customer asked for.

    The contact gate knows only what the customer asked for: moving a call opens no hour that the law closes.
    """
    return moved_to or agreed_at


def callback_hour_expression() -> sa.ColumnElement[datetime | None]:
    """`callback_hour` of rows of `models.Interaction`."""
    return sa.func.coalesce(Interaction.callback_moved_to, Interaction.callback_at)
