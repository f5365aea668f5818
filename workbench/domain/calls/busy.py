"""A number is dialled by one person at a time, whichever customers have it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import ContactPoint, Interaction, User, WorkItem
from models.enums import PointKind
from workbench.access.person import Person
from workbench.domain.queue import CLAIM_FOR
from workbench.kernel.errors import RuleBroken
from workbench.kernel.states import live_claim_condition, open_attempt_condition
from workbench.kernel.text import N_
from workbench.queries.finding.statements import last_four


class NumberBusy(RuleBroken):
    """A colleague is on a call with this number. `values` has their `name`."""

    rule = "contact.number_busy"


def hold_number(session: Session, person: Person, point: ContactPoint, *, now: datetime) -> None:
    """Make sure that nobody else is on a call with this number, also as a number of another customer.

    All customers' rows of the number are locked until the transaction ends, so that of two people who dial it at once
    the second sees the attempt of the first. A call that was hung up, or that its collector left, holds no number.

    Raises:
        NumberBusy: A colleague is on a call with it.

    """
    same = session.scalars(
        sa.select(ContactPoint.id)
        .where(
            ContactPoint.kind == PointKind.PHONE,
            last_four("contact_point.value") == point.value[-4:].lower(),
            ContactPoint.value == point.value,
            ContactPoint.extension.is_not_distinct_from(point.extension),
        )
        .order_by(ContactPoint.id)
        .with_for_update(key_share=True)
    ).all()
    name = session.scalar(
        sa.select(User.name)
        .join(Interaction, Interaction.collector_id == User.id)
        .outerjoin(WorkItem, WorkItem.id == Interaction.work_item_id)
        .where(
            Interaction.contact_point_id.in_(same),
            Interaction.collector_id != person.id,
            Interaction.ended_at.is_(None),
            open_attempt_condition(now),
            sa.or_(
                Interaction.at > now - CLAIM_FOR,
                sa.and_(live_claim_condition(now), WorkItem.claimed_by == Interaction.collector_id),
            ),
        )
        .order_by(Interaction.at.desc())
        .limit(1)
    )
    if name is not None:
        raise NumberBusy(N_("%(name)s está llamando a este número. Espere a que cuelgue."), name=name)
