"""States of a contact point, and how the outcome of an attempt changes the number it used.

Unverified, verified, bad, suppressed; every change is an event with its evidence. A report of a wrong person stops the
number wherever it stands, for every customer: whoever answers it should not be called about somebody else's debt.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, ContactPoint, ContactPointEvent, Interaction, Outcome
from models.enums import PointKind, PointState
from workbench.kernel.errors import NotVisible
from workbench.kernel.states import STOPPED

_SAME_NUMBER = frozenset({PointKind.PHONE, PointKind.WHATSAPP})
"""A telephone number and a WhatsApp with the same digits are one number."""


def next_state(current: PointState, reported: PointState, *, reports: int, needed: int) -> PointState:
    """The state of a number after a report.

    A report counts once as many were made as the outcome needs. A suppressed number stays so until a person lifts it;
    a bad one comes back when the customer is reached on it.

    Args:
        current: What the number was.
        reported: What the outcome says it is.
        reports: Reports of this kind up to now, this one included.
        needed: Reports the outcome needs before the number changes.

    """
    if reports < needed or current is PointState.SUPPRESSED:
        return current
    return reported


def check_point(session: Session, account: Account, contact_point_id: int | None) -> ContactPoint | None:
    """The number or address, if it is the customer's; None where it is kept outside.

    Raises:
        NotVisible: It is another customer's, or there is none.

    """
    if contact_point_id is None:
        return None
    point = session.get(ContactPoint, contact_point_id)
    if point is None or point.customer_id != account.customer_id:
        raise NotVisible("contact_point")
    return point


@dataclass(frozen=True)
class PointChange:
    """What an outcome did to the number it used, here and wherever else it stands."""

    state: PointState
    points: int


def apply_outcome(session: Session, interaction: Interaction, outcome: Outcome, *, now: datetime) -> PointChange | None:
    """Change the number an interaction used, as its outcome says. None where nothing changed.

    What says the number is somebody else's, or dead, changes it for every customer who has it; that a customer was
    reached says something of their own row only.
    """
    if interaction.contact_point_id is None or outcome.point_state is None:
        return None
    used = session.get_one(ContactPoint, interaction.contact_point_id)
    points, counted = point_reports(session, used, outcome, lock=True)
    reports = counted if outcome.point_state_after > 1 else 1
    changed = 0
    for point in points:
        state = state_after(point, outcome, reports=reports)
        if state is not point.state:
            point.state = state
            session.add(_event(point, interaction, outcome, now=now))
            changed += 1
    return PointChange(outcome.point_state, changed) if changed else None


def point_reports(
    session: Session, used: ContactPoint, outcome: Outcome, *, lock: bool = False
) -> tuple[list[ContactPoint], int]:
    """The rows that an outcome on a number is about, and how often it was recorded on them up to now.

    Args:
        session: To look, or to write where `lock`.
        used: The number.
        outcome: With a state of the number.
        lock: The rows are about to be written.

    """
    points = _same_number(session, used, lock=lock) if outcome.point_state in STOPPED else [used]
    return points, _reports(session, points, outcome) if outcome.point_state_after > 1 else 0


def state_after(point: ContactPoint, outcome: Outcome, *, reports: int) -> PointState:
    """The state of a number after an outcome on it, see `next_state`."""
    if outcome.point_state is None:
        return point.state
    return next_state(point.state, outcome.point_state, reports=reports, needed=outcome.point_state_after)


def _same_number(session: Session, used: ContactPoint, *, lock: bool) -> list[ContactPoint]:
    kinds = _SAME_NUMBER if used.kind in _SAME_NUMBER else {used.kind}
    same = sa.select(ContactPoint).where(ContactPoint.kind.in_(kinds), ContactPoint.value == used.value)
    same = same.order_by(ContactPoint.id)
    return list(session.scalars(same.with_for_update() if lock else same))


def _reports(session: Session, points: list[ContactPoint], outcome: Outcome) -> int:
    """How often this outcome was recorded on the number; the interaction being recorded counts too."""
    counted = sa.select(sa.func.count()).where(
        Interaction.contact_point_id.in_([point.id for point in points]), Interaction.outcome_code == outcome.code
    )
    return session.scalar(counted) or 0


def _event(point: ContactPoint, interaction: Interaction, outcome: Outcome, *, now: datetime) -> ContactPointEvent:
    return ContactPointEvent(
        contact_point_id=point.id,
        state=point.state,
        at=now,
        why=outcome.code,
        user_id=interaction.collector_id,
        interaction_id=interaction.id,
    )
