"""When in the month a customer pays, as far as it is known: what to say, beside the reasons."""

from collections.abc import Sequence
from datetime import date, timedelta
from math import comb

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Payment
from models.enums import PaymentKind
from workbench.domain.queue.reasons.phrases import ReasonSentence
from workbench.kernel.text import N_

LOOK_BACK = timedelta(days=365)
LEAST_PAYMENTS = 4
MOSTLY = 0.75
"""Of the payments that make it a habit."""

LUCK = 0.01
"""A habit is not said where chance alone would give as many payments on its days more often than this. Three habits
are looked for, so at most 3 % of the customers who pay on any day are said to have one."""

_MIDDLE = frozenset(range(14, 19))
_END = frozenset({28, 29, 30, 31, 1, 2, 3})
"""Days of the month on which people pay who are paid on the 15th, and at the end of the month."""

_DAYS_OF_MONTH = 30.44


def paying_habit(paid_on: Sequence[date]) -> ReasonSentence | None:
    """In which fortnight the customer pays; None where no habit shows, or where it can be luck.

    Args:
        paid_on: The days of the payments of the last year, each once.

    """
    middle = sum(day.day in _MIDDLE for day in paid_on)
    end = sum(day.day in _END for day in paid_on)
    if _is_habit(middle, of=len(paid_on), days=len(_MIDDLE)):
        return ReasonSentence(N_("Suele pagar en la quincena del 15"))
    if _is_habit(end, of=len(paid_on), days=len(_END)):
        return ReasonSentence(N_("Suele pagar en la quincena del 30"))
    if middle and end and _is_habit(middle + end, of=len(paid_on), days=len(_MIDDLE) + len(_END)):
        return ReasonSentence(N_("Suele pagar en las quincenas, el 15 y el 30"))
    return None


def _is_habit(count: int, *, of: int, days: int) -> bool:
    """Whether so many payments on some days of the month are most of them, and more than luck."""
    if of < LEAST_PAYMENTS or count < MOSTLY * of:
        return False
    share = days / _DAYS_OF_MONTH
    luck = sum(comb(of, hits) * share**hits * (1 - share) ** (of - hits) for hits in range(count, of + 1))
    return luck <= LUCK


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
            Payment.kind == PaymentKind.PAYMENT,  # the day of what was inferred is that of a list
            Payment.reverses_external_id.is_(None),
            Payment.paid_on >= on - LOOK_BACK,
            Payment.known_on < on,
        )
    ).all()
    habit = paying_habit(paid_on)
    return [] if habit is None else [habit]
