"""When in the month a customer pays, as far as it is known: what to say, beside the reasons."""

from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Payment
from workbench.domain.queue.reasons.phrases import ReasonSentence
from workbench.kernel.text import N_

LOOK_BACK = timedelta(days=365)
LEAST_PAYMENTS = 4
MOSTLY = 0.75
"""Of the payments that make it a habit: by chance alone it is rarely so."""

_MIDDLE = frozenset(range(14, 19))
_END = frozenset({28, 29, 30, 31, 1, 2, 3})
"""Days of the month on which people pay who are paid on the 15th, and at the end of the month."""


def paying_habit(paid_on: Sequence[date]) -> ReasonSentence | None:
    """In which fortnight the customer pays; None where no habit shows.

    Args:
        paid_on: The days of the payments of the last year, each once.

    """
    if len(paid_on) < LEAST_PAYMENTS:
        return None
    middle = sum(day.day in _MIDDLE for day in paid_on)
    end = sum(day.day in _END for day in paid_on)
    if middle >= MOSTLY * len(paid_on):
        return ReasonSentence(N_("Suele pagar en la quincena del 15"))
    if end >= MOSTLY * len(paid_on):
        return ReasonSentence(N_("Suele pagar en la quincena del 30"))
    if middle and end and middle + end >= MOSTLY * len(paid_on):
        return ReasonSentence(N_("Suele pagar en las quincenas, el 15 y el 30"))
    return None


def habits_of(session: Session, *, account_id: int, on: date) -> list[ReasonSentence]:
    """What is known before a day of when the customer of an account pays. One query.

    Args:
        session: To look.
        account_id: Whose payments.
        on: The day of work.

    """
    paid_on = session.scalars(
        sa.select(Payment.paid_on)
        .distinct()
        .where(
            Payment.account_id == account_id,
            Payment.reverses_external_id.is_(None),
            Payment.paid_on >= on - LOOK_BACK,
            Payment.known_on < on,
        )
    ).all()
    habit = paying_habit(paid_on)
    return [] if habit is None else [habit]
