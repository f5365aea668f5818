"""Erasing a customer: one person asks, another confirms, and then it is done for good."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Customer, Erasure
from models.enums import ErasureState
from workbench.access.person import Person
from workbench.domain.explanations import close_erased
from workbench.domain.privacy.belonging import people_of
from workbench.domain.privacy.copies import sees_all
from workbench.domain.privacy.facts import erasable
from workbench.domain.privacy.keys import forget_key, remember_key
from workbench.domain.privacy.replacing import replace_personal_data
from workbench.domain.privacy.rules import ErasureRefused, obstacles, why_not_asked, why_not_confirmed
from workbench.domain.queue import drop_settled
from workbench.domain.records import Actor, AuditEvent, record
from workbench.kernel.errors import NotVisible
from workbench.kernel.text import N_

_HIDDEN = N_("El cliente tiene cuentas en carteras que usted no ve. Lo hace quien administra.")


def ask_erasure(  # noqa: PLR0913 - who asks for what, in which words, when
    session: Session,
    person: Person,
    *,
    customer: Customer,
    typed_name: str,
    ground: str,
    today: date,
    now: datetime,
) -> Erasure:
    """Ask that a customer is erased; another person confirms it. One audit entry.

    Args:
        session: A write session; the caller commits.
        person: Who asks; they see the customer.
        customer: Whose data it is.
        typed_name: The customer's name as the person typed it.
        ground: Why, in words.
        today: The company's local day.
        now: Aware instant.

    Raises:
        ErasureRefused: Something stands in the way, or the form is not whole.

    """
    refusal = why_not_asked(typed_name, ground, name=customer.name)
    if refusal is not None:
        raise refusal
    if not sees_all(session, person, customer.id):
        raise ErasureRefused(_HIDDEN)
    _lock(session, customer.id)
    _refuse_obstacles(session, customer.id, today=today, now=now)
    if waiting_erasure(session, customer.id) is not None:
        raise ErasureRefused(N_("Ya está pedido: falta que otra persona lo confirme."))
    made = Erasure(
        customer_id=customer.id, state=ErasureState.WAITING, asked_at=now, asked_by=person.id, ground=ground.strip()
    )
    session.add(made)
    session.flush()
    _audit(session, AuditEvent.ERASURE_ASKED, made, Actor(person.id, person.email), now=now)
    return made


def confirm_erasure(  # noqa: PLR0913 - who confirms what, when
    session: Session, person: Person, *, customer: Customer, typed_name: str, today: date, now: datetime
) -> Erasure:
    """Confirm and do the erasure that another person asked for. It cannot be undone. One audit entry.

    What stands in the way is asked again, with the customer's row locked; requests for erasure are answered by it.

    Raises:
        ErasureRefused: Nobody asked, the same person asked, the name is another, or something stands in the way.

    """
    _lock(session, customer.id)
    waiting = waiting_erasure(session, customer.id)
    if waiting is None:
        raise ErasureRefused(N_("Nadie lo ha pedido, o ya se decidió."))
    refusal = why_not_confirmed(waiting.asked_by, person.id, typed_name=typed_name, name=customer.name)
    if refusal is not None:
        raise refusal
    if not sees_all(session, person, customer.id):
        raise ErasureRefused(_HIDDEN)
    _refuse_obstacles(session, customer.id, today=today, now=now)
    close_erased(session, person, customer_id=customer.id, now=now)
    waiting.state, waiting.decided_at, waiting.decided_by = ErasureState.DONE, now, person.id
    _erase(session, customer, waiting, actor=Actor(person.id, person.email), today=today, now=now)
    return waiting


def withdraw_erasure(session: Session, person: Person, *, customer: Customer, now: datetime) -> Erasure:
    """Take back an erasure that waits: by who asked, or by who would confirm it. One audit entry.

    Raises:
        ErasureRefused: None waits.

    """
    _lock(session, customer.id)
    waiting = waiting_erasure(session, customer.id)
    if waiting is None:
        raise ErasureRefused(N_("Nadie lo ha pedido, o ya se decidió."))
    waiting.state, waiting.decided_at, waiting.decided_by = ErasureState.WITHDRAWN, now, person.id
    session.flush()
    _audit(session, AuditEvent.ERASURE_WITHDRAWN, waiting, Actor(person.id, person.email), now=now)
    return waiting


def erase_by_terms(session: Session, customer_id: int, *, actor: Actor, today: date, now: datetime) -> bool:
    """Erase a customer because the retention terms say so; what stands in the way is asked again. One audit entry.

    Returns whether it was done: not where something came up meanwhile, or two people are about to decide.
    """
    customer = _lock(session, customer_id)
    found = erasable(session, [customer_id], today=today, now=now)[customer_id]
    is_due = found.erase_on is not None and found.erase_on <= today
    if not is_due or obstacles(found.facts) or waiting_erasure(session, customer_id) is not None:
        return False
    made = Erasure(customer_id=customer_id, state=ErasureState.DONE, asked_at=now, ground="", decided_at=now)
    session.add(made)
    session.flush()
    _erase(session, customer, made, actor=actor, today=today, now=now)
    return True


def waiting_erasure(session: Session, customer_id: int) -> Erasure | None:
    """The erasure of a customer that waits for the second person."""
    return session.scalars(_waiting(customer_id).limit(1)).first()


def admit_again(session: Session, external_id: str, *, why: str, actor: Actor, now: datetime) -> int:
    """Let files name a key again whose customer was erased: as a new customer. Returns the pseudonym's id.

    Raises:
        ErasureRefused: No reason is given, or the key is not one of an erased customer.

    """
    if not why.strip():
        raise ErasureRefused(N_("Diga por qué vuelve a entrar."), field="why")
    customer_id = forget_key(session, external_id)
    if customer_id is None:
        raise ErasureRefused(N_("Esa clave no es de un cliente borrado."), field="external_id")
    subject = ("customer", customer_id)
    record(session, AuditEvent.ERASED_KEY_ADMITTED, actor=actor, subject=subject, now=now, why=why.strip())
    return customer_id


def _erase(  # noqa: PLR0913 - who is erased, for whom, when
    session: Session, customer: Customer, erasure: Erasure, *, actor: Actor, today: date, now: datetime
) -> None:
    for one in session.scalars(sa.select(Customer).where(Customer.id.in_(people_of(customer.id)))).all():
        remember_key(session, one.external_id, customer_id=customer.id, on=today)
        one.erased_at = now
    for also in session.scalars(_waiting(customer.id)).all():  # asked for before two customers became one
        also.state, also.decided_at = ErasureState.WITHDRAWN, now
    session.flush()
    counts = replace_personal_data(session, customer.id)
    erasure.counts = counts
    accounts = session.scalars(sa.select(Account.id).where(Account.customer_id == customer.id)).all()
    drop_settled(session, list(accounts), today=today, now=now)
    record(
        session,
        AuditEvent.CUSTOMER_ERASED,
        actor=actor,
        subject=("customer", customer.id),
        now=now,
        after={"erasure": erasure.id, "asked_by": erasure.asked_by, "rows": counts},
    )
    session.flush()


def _waiting(customer_id: int) -> sa.Select[Erasure]:
    of_customer = Erasure.customer_id.in_(people_of(customer_id))
    return sa.select(Erasure).where(of_customer, Erasure.state == ErasureState.WAITING).order_by(Erasure.id)


def _refuse_obstacles(session: Session, customer_id: int, *, today: date, now: datetime) -> None:
    found = obstacles(erasable(session, [customer_id], today=today, now=now)[customer_id].facts)
    if found:
        raise ErasureRefused(found[0].reason, **found[0].values)


def _lock(session: Session, customer_id: int) -> Customer:
    locked = sa.select(Customer).where(Customer.id == customer_id).with_for_update()
    found = session.scalar(locked.execution_options(populate_existing=True))
    if found is None:
        raise NotVisible("customer")
    return found


def _audit(session: Session, event: AuditEvent, erasure: Erasure, actor: Actor, *, now: datetime) -> None:
    subject = ("customer", erasure.customer_id)
    record(session, event, actor=actor, subject=subject, now=now, after={"erasure": erasure.id})
