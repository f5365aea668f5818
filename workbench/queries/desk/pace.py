"""What a collector's days usually bring, so that today can be told against them: nothing is promised, nothing is set.

Days without a try do not count. Of fewer than `LEAST_DAYS` nothing is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Interaction, Outcome, Promise
from models.enums import Direction, OutcomeGroup
from workbench.kernel.days import ONE_DAY, start_of_day

WEEKS = timedelta(days=28)
LEAST_DAYS = 5


@dataclass(frozen=True)
class UsualDay:
    """The middle of a person's last working days, and of what they had done by this hour."""

    days: int
    attempts: int
    direct_contacts: int
    promises: int
    attempts_by_now: int


TRIES = sa.and_(
    Interaction.direction == Direction.OUTBOUND,
    sa.func.coalesce(Outcome.group, "") != OutcomeGroup.ADMINISTRATIVE,
)
"""Condition on `Interaction` beside its `Outcome`: a try to reach a customer."""

_DAYS = range(1, WEEKS.days + 1)
_HOUR = sa.case(
    {sa.bindparam(f"day_{number}", type_=sa.Date()): sa.bindparam(f"hour_{number}", type_=Interaction.at.type)
     for number in _DAYS},
    value=Interaction.known_on,
)  # fmt: skip
_BY_DAY = (
    sa.select(
        sa.func.count().filter(TRIES),
        sa.func.count().filter(Outcome.group == OutcomeGroup.DIRECT),
        sa.func.count(Promise.id),
        sa.func.count().filter(TRIES, Interaction.at < _HOUR),
    )
    .select_from(Interaction)
    .outerjoin(Outcome, Outcome.code == Interaction.outcome_code)
    .outerjoin(Promise, Promise.interaction_id == Interaction.id)
    .where(
        Interaction.collector_id == sa.bindparam("person"),
        Interaction.at >= sa.bindparam("since", type_=Interaction.at.type),
        Interaction.known_on < sa.bindparam("today", type_=sa.Date()),
    )
    .group_by(Interaction.known_on)
)


def usual_day(session: Session, person_id: int, *, today: date, now: datetime, zone: str) -> UsualDay | None:
    """The person's usual day over the last four weeks; None where they worked too few days. One query.

    Args:
        session: To look.
        person_id: Whose.
        today: The company's local day, which does not count.
        now: Aware instant: the hour of the day that is compared.
        zone: The company's.

    """
    gone = now - start_of_day(today, zone)
    asked: dict[str, object] = {"person": person_id, "today": today, "since": start_of_day(today - WEEKS, zone)}
    for number in _DAYS:
        on = today - number * ONE_DAY
        asked |= {f"day_{number}": on, f"hour_{number}": start_of_day(on, zone) + gone}
    worked = [row for row in session.execute(_BY_DAY, asked) if row[0]]
    if len(worked) < LEAST_DAYS:
        return None
    attempts, direct, promises, by_now = (_middle([row[place] for row in worked]) for place in range(4))
    return UsualDay(len(worked), attempts, direct, promises, by_now)


def _middle(figures: Sequence[int]) -> int:
    return round(median(figures))
