"""Somebody stops working here: their accounts go to a colleague or to the team, then their access ends."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, User
from workbench.access.person import Person
from workbench.domain.people import take_access
from workbench.domain.portfolios.assignments import AccountFilter, reassign
from workbench.domain.queue import give_back_all


def switch_off(  # noqa: PLR0913 - who, by whom, and where the work goes
    session: Session, person: Person, user: User, *, to_collector_id: int | None, why: str, now: datetime
) -> int:
    """Disable a colleague and move every account of theirs, what was agreed on too. Returns how many accounts moved.

    Whom they have in hand goes along and waits for the receiver: nobody else would call that customer today.

    Args:
        session: A write session; the caller commits.
        person: Who switches them off.
        user: The colleague.
        to_collector_id: Who gets the accounts; None: each portfolio's pool.
        why: What the history of the accounts says.
        now: Aware instant.

    Raises:
        ManageRefused: See `why_not_manage`.
        UserRefused: Nobody could administer afterwards.
        ReassignRefused: The receiver does not work one of the portfolios.
        NotVisible: The colleague has accounts in a portfolio that this person does not see.

    """
    take_access(session, person, user, now=now)
    give_back_all(session, user.id)
    held = sa.select(Account.portfolio_id).where(Account.collector_id == user.id).distinct()
    chosen = AccountFilter(collector_id=user.id, with_settled=True)
    return sum(
        reassign(
            session,
            person,
            portfolio_id=portfolio_id,
            chosen=chosen,
            to_collector_id=to_collector_id,
            why=why,
            now=now,
            include_agreed=True,
        ).accounts
        for portfolio_id in session.scalars(held.order_by(Account.portfolio_id)).all()
    )
