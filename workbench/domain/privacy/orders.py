"""Orders to keep a customer's data, for a lawsuit or an inspection: while one stands nothing is erased."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import RetentionHold
from workbench.access.person import Person
from workbench.domain.privacy.belonging import people_of
from workbench.domain.privacy.rules import LONGEST_GROUND
from workbench.domain.records import Actor, AuditEvent, record
from workbench.kernel.errors import NotVisible, RuleBroken
from workbench.kernel.text import N_


class OrderRefused(RuleBroken):
    """An order to keep data says why."""

    rule = "privacy.order"


def place_retention_hold(
    session: Session, person: Person, *, customer_id: int, why: str, now: datetime
) -> RetentionHold:
    """Keep a customer's data until the order is lifted. One audit entry.

    Raises:
        OrderRefused: It does not say why, or at too great length.

    """
    if not why.strip():
        raise OrderRefused(N_("Diga por qué se conservan: el proceso o la autoridad que los pide."))
    if len(why) > LONGEST_GROUND:
        raise OrderRefused(N_("El motivo pasa de %(limit)s letras: acórtelo."), limit=LONGEST_GROUND)
    made = RetentionHold(customer_id=customer_id, why=why.strip(), placed_at=now, placed_by=person.id)
    session.add(made)
    session.flush()
    _audit(session, AuditEvent.RETENTION_HOLD_PLACED, made, person, now=now)
    return made


def lift_retention_hold(
    session: Session, person: Person, *, customer_id: int, hold_id: int, now: datetime
) -> RetentionHold:
    """End an order; a second time changes nothing. One audit entry.

    Raises:
        NotVisible: The customer has no such order.

    """
    own = RetentionHold.customer_id.in_(people_of(customer_id))
    wanted = sa.select(RetentionHold).where(RetentionHold.id == hold_id, own)
    found = session.scalar(wanted.with_for_update())
    if found is None:
        raise NotVisible("retention_hold")
    if found.lifted_at is None:
        found.lifted_at, found.lifted_by = now, person.id
        _audit(session, AuditEvent.RETENTION_HOLD_LIFTED, found, person, now=now)
    return found


def _audit(session: Session, event: AuditEvent, row: RetentionHold, person: Person, *, now: datetime) -> None:
    actor = Actor(person.id, person.email)
    record(session, event, actor=actor, subject=("customer", row.customer_id), now=now, after={"order": row.id})
