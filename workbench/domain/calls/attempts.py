"""Starting an attempt: the contact gate is asked, and the attempt is written before the telephone rings.

The law counts attempts, so an attempt that nobody recorded must count as well: its row stands from the moment it
starts, without an outcome, and the outcome completes it later.
"""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Customer, Interaction, Portfolio
from models.enums import Channel, Direction
from workbench.access.person import Person
from workbench.domain.contact import Answer, SpokenRule, Verdict, check_point, may_reach
from workbench.domain.queue import item_in_hand
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
        NumberStopped: The number may not be used.
        ContactBlocked: The policy forbids it now.
        ReasonNeeded: The policy warns and no reason was given.

    """
    account = account_for(session, person, account_id)
    # One at a time per customer: two people starting at once must not pass a daily cap together.
    session.execute(sa.select(Customer.id).where(Customer.id == account.customer_id).with_for_update(key_share=True))
    opened = open_attempt(session, person, account_id=account.id, now=now)
    if opened is not None and (opened.contact_point_id, opened.channel) == (contact_point_id, channel):
        return opened
    point = check_point(session, account, contact_point_id)
    if point is not None and not is_in_use(point.state):
        raise NumberStopped(N_("Este número no se usa: se reportó equivocado o pidieron no llamar ahí."))
    verdict = may_reach(session, account, channel=channel, at=now)
    may_start(verdict, reason=reason)
    attempt = _written(session, person, account, channel=channel, contact_point_id=contact_point_id, now=now)
    if verdict.rules:
        _record_warning(session, person, attempt, rules=verdict.rules, reason=reason, now=now)
    return attempt


def open_attempt(session: Session, person: Person, *, account_id: int, now: datetime) -> Interaction | None:
    """The person's own attempt at this account that has no outcome yet, if it is recent; the latest one."""
    return session.scalar(
        sa.select(Interaction)
        .where(
            Interaction.account_id == account_id,
            Interaction.collector_id == person.id,
            open_attempt_condition(now),
        )
        .order_by(Interaction.at.desc(), Interaction.id.desc())
        .limit(1)
    )


def _written(  # noqa: PLR0913 - the columns of the row
    session: Session,
    person: Person,
    account: Account,
    *,
    channel: Channel,
    contact_point_id: int | None,
    now: datetime,
) -> Interaction:
    zone = session.scalars(sa.select(Portfolio.timezone).where(Portfolio.id == account.portfolio_id)).one()
    item = item_in_hand(session, person, customer_id=account.customer_id)
    attempt = Interaction(
        portfolio_id=account.portfolio_id,
        customer_id=account.customer_id,
        account_id=account.id,
        at=now,
        known_at=now,
        known_on=day_of(now, zone),
        channel=channel,
        direction=Direction.OUTBOUND,
        collector_id=person.id,
        contact_point_id=contact_point_id,
        work_item_id=item.id if item else None,
    )
    session.add(attempt)
    session.flush()  # callers need its id
    return attempt


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
