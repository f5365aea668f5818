"""When a customer pays and answers, as far as it is known: what to say, and when to call, beside the reasons."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Interaction, Outcome, Payment
from models.enums import Channel, Direction, OutcomeGroup
from scoring.hours import BANDS, band_of
from workbench.domain.queue.reasons.phrases import ReasonSentence
from workbench.kernel.text import N_

LOOK_BACK = timedelta(days=365)
LEAST_PAYMENTS, LEAST_ANSWERS = 4, 3
MOSTLY = 0.75
"""Of the payments, or of the answers, that make it a habit: by chance alone it is rarely so."""

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


def answering_habit(hours: Iterable[int]) -> ReasonSentence | None:
    """Between which hours the customer answers; None where no habit shows.

    Args:
        hours: The local hours at which they were spoken with in the last year.

    """
    answered = [band for band in map(band_of, hours) if band is not None]
    if len(answered) < LEAST_ANSWERS:
        return None
    most = max(set(answered), key=lambda band: (answered.count(band), -band))
    if answered.count(most) < MOSTLY * len(answered):
        return None
    start, end = BANDS[most]
    return ReasonSentence(N_("Contesta entre las %(start)s y las %(end)s"), {"start": start, "end": end})


def habits_of(session: Session, *, account_id: int, customer_id: int, on: date, zone: str) -> list[ReasonSentence]:
    """What is known before a day of when the customer of an account pays and answers. Two queries.

    Args:
        session: To look.
        account_id: Whose payments.
        customer_id: Whose calls.
        on: The day of work.
        zone: Whose hours are said.

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
    spoken_at = session.scalars(
        sa.select(Interaction.at)
        .join(Outcome, Outcome.code == Interaction.outcome_code)
        .where(
            Interaction.customer_id == customer_id,
            Interaction.known_on >= on - LOOK_BACK,
            Interaction.known_on < on,
            Interaction.channel == Channel.CALL,
            Interaction.direction == Direction.OUTBOUND,
            Outcome.group == OutcomeGroup.DIRECT,
        )
    ).all()
    local = ZoneInfo(zone)
    found = (answering_habit(at.astimezone(local).hour for at in spoken_at), paying_habit(paid_on))
    return [sentence for sentence in found if sentence is not None]
