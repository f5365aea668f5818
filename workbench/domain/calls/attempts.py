"""Starting a call: our attempt, for which the contact gate is asked, or a call that the customer made.

The law counts attempts, so an attempt that nobody recorded must count as well: its row stands from the moment it
starts, without an outcome, and the outcome completes it later. Both kinds need the claim on the customer.
"""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Interaction, Portfolio, WorkItem
from models.enums import Channel, Direction
from workbench.access.person import Person
from workbench.domain.contact import Answer, SpokenRule, Verdict, check_point, may_reach
from workbench.domain.queue import claim_for_contact
from workbench.domain.records import Actor, AuditEvent, record
from workbench.kernel.days import day_of
from workbench.kernel.errors import RuleBroken
from workbench.kernel.states import is_in_use, open_attempt_condition
from workbench.kernel.text import N_
from workbench.queries.scope import account_for


class ContactBlocked(RuleBroken):
    """The contact policy forbids it now. `verdict` has every rule that spoke and when it opens."""

    rule = "contact"

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(N_("Ahora no se puede contactar a esta persona."))
        self.verdict = verdict


class ReasonNeeded(RuleBroken):
    """The contact policy warns: going on needs a typed reason. `verdict` has the warnings."""

    rule = "contact.warning"

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(N_("La política de contacto advierte. Escriba por qué llama ahora."))
        self.verdict = verdict


class NumberStopped(RuleBroken):
    """The number was reported wrong or its owner asked not to be called on it."""

    rule = "contact.number"


class NumberNeeded(RuleBroken):
    """A call of the customer is kept with the number it came from."""

    rule = "contact.number"


LEAST_DIGITS = 5
LONGEST_NUMBER = 40


def may_start(verdict: Verdict, *, reason: str | None) -> None:
    """What is blocked is not started; what is warned of is started with a typed reason only.

    Raises:
        ContactBlocked: With the verdict.
        ReasonNeeded: With the verdict.

    """
    if verdict.is_blocked:
        raise ContactBlocked(verdict)
    if verdict.verdict is Answer.WARNED and not (reason or "").strip():
        raise ReasonNeeded(verdict)


def start_attempt(  # noqa: PLR0913 - what an attempt is, each by its name
    session: Session,
    person: Person,
    *,
    account_id: int,
    contact_point_id: int | None,
    channel: Channel,
    now: datetime,
    reason: str | None = None,
) -> Interaction:
    """Ask the gate and write the attempt at once, so that every counter sees it.

    Starting again what is already open returns the same row and asks nothing.

    Args:
        session: A write session.
        person: Who calls.
        account_id: Within the person's scope.
        contact_point_id: The customer's number or address; None where it is kept outside.
        channel: How.
        now: Aware instant.
        reason: Why the person goes on where the policy warns.

    Raises:
        NotVisible: The account, or the number, is not there for this person.
        ItemTaken: A colleague has the customer.
        NumberStopped: The number may not be used.
        ContactBlocked: The policy forbids it now.
        ReasonNeeded: The policy warns and no reason was given.

    """
    account = account_for(session, person, account_id)
    item = claim_for_contact(session, person, customer_id=account.customer_id, now=now)
    opened = open_attempt(session, person, account_id=account.id, now=now)
    if opened is not None and _is_under_way(opened, channel=channel, contact_point_id=contact_point_id):
        return opened
    point = check_point(session, account, contact_point_id)
    if point is not None and not is_in_use(point.state):
        raise NumberStopped(N_("Este número no se usa: se reportó equivocado o pidieron no llamar ahí."))
    verdict = may_reach(session, account, channel=channel, at=now)
    may_start(verdict, reason=reason)
    attempt = _new(session, person, account, item=item, channel=channel, now=now)
    attempt.contact_point_id = contact_point_id
    session.flush()  # callers need its id
    if verdict.rules:
        _record_warning(session, person, attempt, rules=verdict.rules, reason=reason, now=now)
    return attempt


def _is_under_way(opened: Interaction, *, channel: Channel, contact_point_id: int | None) -> bool:
    """Whether an open attempt is this very call. One that was hung up is over: dialling again is another attempt."""
    same = (Direction.OUTBOUND, channel, contact_point_id)
    return opened.ended_at is None and (opened.direction, opened.channel, opened.contact_point_id) == same


def start_inbound(  # noqa: PLR0913 - what a call of the customer is, each by its name
    session: Session,
    person: Person,
    *,
    account_id: int,
    contact_point_id: int | None,
    number: str | None = None,
    channel: Channel = Channel.CALL,
    now: datetime,
    calling_in: bool = False,
) -> Interaction:
    """Write down at once that the customer called us, with the number the call came from.

    Hours, caps and the person's own opt-outs do not forbid answering. Holds are asked of when an agreement is saved,
    see `workbench.domain.contact.may_respond`. Answering again what is already open returns the same row.

    Args:
        session: A write session.
        person: Who answers.
        account_id: Within the person's scope.
        contact_point_id: The customer's number or address that was used, also one that is stopped.
        number: The number as it was shown or told, where it is none of the customer's.
        channel: How.
        now: Aware instant.
        calling_in: Whoever answers serves the customer, see `account_for`.

    Raises:
        NotVisible: The account, or the number, is not there for this person.
        ItemTaken: A colleague has the customer.
        NumberNeeded: Neither a number of the customer nor another one was given.

    """
    account = account_for(session, person, account_id, calling_in=calling_in)
    item = claim_for_contact(session, person, customer_id=account.customer_id, now=now)
    opened = open_attempt(session, person, account_id=account.id, now=now)
    if opened is not None and opened.direction is Direction.INBOUND:
        return opened
    check_point(session, account, contact_point_id)
    told = (number or "").strip()
    if contact_point_id is None and sum(map(str.isdigit, told)) < LEAST_DIGITS:
        raise NumberNeeded(N_("Elija o escriba el número desde el que llama la persona."))
    call = _new(session, person, account, item=item, channel=channel, now=now)
    call.direction, call.contact_point_id = Direction.INBOUND, contact_point_id
    call.attributes = {"number": told[:LONGEST_NUMBER]} if contact_point_id is None else None
    session.flush()  # callers need its id
    return call


def keep_call(session: Session, person: Person, *, account_id: int, now: datetime) -> Interaction | None:
    """Renew the claim on the customer while the person's call, or its outcome, is still open; the page asks for it.

    Returns the open call; None where there is none, and nothing is claimed then.

    Raises:
        NotVisible: The account is not there for this person.
        ItemTaken: A colleague has the customer by now.

    """
    account = account_for(session, person, account_id)
    call = open_attempt(session, person, account_id=account.id, now=now)
    if call is not None:
        claim_for_contact(session, person, customer_id=account.customer_id, now=now)
    return call


def open_attempt(session: Session, person: Person, *, account_id: int, now: datetime) -> Interaction | None:
    """The person's own call with the customer of this account that is recent and has no outcome; the latest.

    In either direction, and about whichever of the customer's accounts it was begun: one call is about all of them.
    """
    customer = sa.select(Account.customer_id).where(Account.id == account_id).scalar_subquery()
    return session.scalar(
        sa.select(Interaction)
        .where(
            Interaction.customer_id == customer,
            Interaction.collector_id == person.id,
            open_attempt_condition(now),
        )
        .order_by(Interaction.at.desc(), Interaction.id.desc())
        .limit(1)
    )


def _new(  # noqa: PLR0913 - the columns of the row
    session: Session, person: Person, account: Account, *, item: WorkItem | None, channel: Channel, now: datetime
) -> Interaction:
    zone = session.scalars(sa.select(Portfolio.timezone).where(Portfolio.id == account.portfolio_id)).one()
    call = Interaction(
        portfolio_id=account.portfolio_id,
        customer_id=account.customer_id,
        account_id=account.id,
        at=now,
        known_at=now,
        known_on=day_of(now, zone),
        channel=channel,
        direction=Direction.OUTBOUND,
        collector_id=person.id,
        work_item_id=item.id if item else None,
    )
    session.add(call)
    return call


def _record_warning(  # noqa: PLR0913 - what the entry says
    session: Session,
    person: Person,
    attempt: Interaction,
    *,
    rules: Sequence[SpokenRule],
    reason: str | None,
    now: datetime,
) -> None:
    record(
        session,
        AuditEvent.POLICY_OVERRIDDEN,
        actor=Actor(person.id, person.email),
        subject=("interaction", attempt.id),
        now=now,
        after={"rules": [rule.id for rule in rules], "account_id": attempt.account_id},
        why=reason,
    )
