"""Call-backs by hand: moving one to another hour, and taking one of nobody's accounts.

What the customer asked for is kept as it was said: the contact gate lifts hours for that hour alone, so a call that was
moved is asked about like any other call.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Interaction, Portfolio, User, WorkItem
from models.enums import Channel, WorkState
from workbench.access.permissions import Permission
from workbench.access.person import Person
from workbench.domain.contact import Verdict, may_reach
from workbench.domain.queue.claim import Claim, back_to_waiting, is_taken, taken_by
from workbench.domain.queue.told import follow_told_calls
from workbench.domain.records import Actor, AuditEvent, record
from workbench.kernel.agreements import CALLBACK_WITHIN, callback_hour, last_callback_instant
from workbench.kernel.days import day_of
from workbench.kernel.errors import NotVisible, RuleBroken
from workbench.kernel.text import N_
from workbench.queries.agenda.agreed import is_over
from workbench.queries.scope import accounts_of


class CallbackOver(RuleBroken):
    """The customer was tried since: the call was made, or agreed anew."""

    rule = "callback.over"


class CallbackTaken(RuleBroken):
    """The call is a colleague's."""

    rule = "callback.taken"


class CallbackNotThen(RuleBroken):
    """Nobody may call at that hour. `verdict` has rules and next opening; None: the hour itself is no choice."""

    rule = "callback.hour"

    def __init__(self, reason: str, *, verdict: Verdict | None = None, **values: Any) -> None:
        super().__init__(reason, **values)
        self.verdict = verdict


def check_hour(to: datetime, verdict: Verdict, *, now: datetime, last: datetime) -> None:
    """A call is moved to an hour that is to come, not too far off, and at which the contact gate lets the person call.

    Raises:
        CallbackNotThen: With the gate's verdict where it is the gate that forbids it.

    """
    if to <= now:
        raise CallbackNotThen(N_("Esa hora ya pasó. Elija otra."))
    if to > last:
        raise CallbackNotThen(N_("Elija un día dentro de los próximos %(days)s días."), days=CALLBACK_WITHIN.days)
    if verdict.is_blocked:
        raise CallbackNotThen(N_("A esa hora no se puede llamar. Elija otra."), verdict=verdict)


def move_callback(session: Session, person: Person, *, callback_id: int, to: datetime, now: datetime) -> Interaction:
    """Call at another hour than the customer asked for; the day's queue follows. To its own hour changes nothing.

    Args:
        session: A write session.
        person: Who moves it.
        callback_id: The interaction in which it was agreed.
        to: Aware instant.
        now: Aware instant.

    Raises:
        NotVisible: It is not within the person's scope.
        CallbackOver: The customer was tried since.
        CallbackTaken: It is a colleague's, and the person does not see the team.
        ItemTaken: A colleague has the customer at this moment.
        CallbackNotThen: Nobody may call then.

    """
    call, account = _standing(session, person, callback_id)
    _check_owner(session, person, call, account)
    was, zone = callback_hour(call.callback_at, call.callback_moved_to), _zone(session, account)
    if to == was:
        return call
    last = last_callback_instant(day_of(now, zone), zone)
    check_hour(to, may_reach(session, account, channel=Channel.CALL, at=to), now=now, last=last)
    item = _item(session, account, now=now)
    if item is not None and is_taken(Claim.of(item), by=person.id, now=now):
        raise taken_by(session, item)
    if item is not None and item.state is WorkState.CLAIMED:
        back_to_waiting(item)
    call.callback_moved_to = to if to != call.callback_at else None
    session.flush()  # the queue follows what is written
    follow_told_calls(session, [account.id], today=day_of(now, zone), now=now)
    session.flush()
    _pass_item(session, account, to=call.callback_by, now=now)
    record(
        session, AuditEvent.CALLBACK_MOVED, actor=_actor(person), subject=_subject(call), now=now,
        before=_kept(was), after=_kept(to),
    )  # fmt: skip
    return call


def take_callback(session: Session, person: Person, *, callback_id: int, now: datetime) -> Interaction:
    """Take a call of an account that is nobody's: on its day it stands in the person's own queue. Twice is harmless.

    Raises:
        NotVisible: It is not within the person's scope.
        CallbackOver: The customer was tried since.
        CallbackTaken: It is a colleague's by now.

    """
    call, account = _standing(session, person, callback_id)
    owner = _owner(call, account)
    if owner == person.id:
        return call
    if owner is not None:
        raise _taken(session, owner)
    call.callback_by = person.id
    _pass_item(session, account, to=person.id, now=now)
    record(
        session, AuditEvent.CALLBACK_TAKEN, actor=_actor(person), subject=_subject(call), now=now,
        after={"callback_by": person.id},
    )  # fmt: skip
    return call


def _standing(session: Session, person: Person, callback_id: int) -> tuple[Interaction, Account]:
    found = session.execute(
        sa.select(Interaction, Account)
        .join(Account, Account.id == Interaction.account_id)
        .where(Interaction.id == callback_id, Interaction.callback_at.is_not(None), accounts_of(person))
        .with_for_update(of=Interaction)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotVisible("callback")
    if session.scalar(sa.select(is_over()).where(Interaction.id == callback_id)):
        raise CallbackOver(N_("A esta persona ya se le llamó después: la cita ya no está pendiente."))
    return found[0], found[1]


def _owner(call: Interaction, account: Account) -> int | None:
    return account.collector_id if account.collector_id is not None else call.callback_by


def _check_owner(session: Session, person: Person, call: Interaction, account: Account) -> None:
    owner = _owner(call, account)
    if owner not in {None, person.id} and not person.may(Permission.SEE_TEAM):
        raise _taken(session, owner)


def _taken(session: Session, owner: int | None) -> CallbackTaken:
    holder = session.get(User, owner)
    return CallbackTaken(N_("La llamada es de %(name)s."), name=holder.name if holder else "")


def _zone(session: Session, account: Account) -> str:
    return session.get_one(Portfolio, account.portfolio_id).timezone


def _item(session: Session, account: Account, *, now: datetime) -> WorkItem | None:
    """The customer's item of today, locked."""
    return session.scalar(
        sa.select(WorkItem)
        .where(WorkItem.customer_id == account.customer_id, WorkItem.queue_on == day_of(now, _zone(session, account)))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _pass_item(session: Session, account: Account, *, to: int | None, now: datetime) -> None:
    """Put today's item of an account of nobody into the queue of who took the call, unless a colleague has it."""
    item = _item(session, account, now=now)
    if item is None or to is None or item.collector_id is not None:
        return
    if not is_taken(Claim.of(item), by=to, now=now):
        item.collector_id = to


def _kept(hour: datetime | None) -> dict[str, object]:
    return {"callback_at": hour.isoformat() if hour else None}


def _actor(person: Person) -> Actor:
    return Actor(person.id, person.email)


def _subject(call: Interaction) -> tuple[str, int]:
    return "interaction", call.id
