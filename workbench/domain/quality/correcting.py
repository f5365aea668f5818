"""What can be put right without asking anybody: a document that lacks its check digit, a misspelt domain of a mailbox.

The sender's file is not changed: what it says again later lands again, and is proposed again.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import ContactPoint, ContactPointEvent, Customer
from models.bulk import is_among
from models.enums import PointKind, PointState
from workbench.domain.quality.documents import NO_CHECK_DIGIT, DocumentState, document_verdict
from workbench.domain.quality.findings import checked_customers, refresh_findings
from workbench.domain.quality.merging import keep_version
from workbench.domain.quality.problems import CheckedCustomer, DataProblem
from workbench.domain.quality.texts import mailbox_problem
from workbench.domain.records import Actor, AuditEvent, record
from workbench.folding import search_text
from workbench.kernel.states import is_in_use

PROPOSED = frozenset({DataProblem.INVALID_DOCUMENT, DataProblem.BAD_EMAIL})
"""Problems of which some can be put right so."""

MOST_AT_ONCE = 5_000
"""Customers that are looked at, and corrected, at a time."""

MISSPELT = "misspelt"
"""Why a mailbox is bad, in its events: its domain was misspelt, and another one stands in its place."""


class Correction(NamedTuple):
    """A value as it is, and as it is proposed."""

    before: str
    after: str


def correction_of(customer: CheckedCustomer, problem: DataProblem) -> Correction | None:
    """What is proposed for a customer's problem; None where only a person knows."""
    if problem is DataProblem.INVALID_DOCUMENT:
        return _of_document(customer)
    return _of_mailbox(customer) if problem is DataProblem.BAD_EMAIL else None


def corrections(session: Session, customer_ids: Collection[int], problem: DataProblem) -> dict[int, Correction]:
    """What is proposed for customers, by their id. Three queries, whatever their number."""
    if problem not in PROPOSED:
        return {}
    found = checked_customers(session, set(customer_ids))
    return {one: made for one, customer in found.items() if (made := correction_of(customer, problem))}


def accept_corrections(
    session: Session, customer_ids: Collection[int], problem: DataProblem, *, actor: Actor, now: datetime
) -> int:
    """Put what is proposed in place, with the values before kept. Returns for how many. The caller commits.

    Args:
        session: A write session.
        customer_ids: Whom the person may correct; those of whom nothing is proposed stay as they are.
        problem: Which problem.
        actor: Who accepts.
        now: Aware instant.

    """
    found = corrections(session, customer_ids, problem)
    wanted = sa.select(Customer).where(is_among(session.connection(), Customer.id, found)).order_by(Customer.id)
    for customer in session.scalars(wanted).all():
        made = found[customer.id]
        if problem is DataProblem.INVALID_DOCUMENT:
            keep_version(session, customer, now=now)
            customer.document = made.after
            customer.search_text = search_text(customer.name, customer.document)
        else:
            _replace_mailbox(session, customer.id, made, actor=actor, now=now)
        record(
            session,
            AuditEvent.CUSTOMER_CORRECTED,
            actor=actor,
            subject=("customer", customer.id),
            now=now,
            before={problem.value: made.before},
            after={problem.value: made.after},
        )
    session.flush()
    refresh_findings(session, sorted(found), now=now)
    return len(found)


def _of_document(customer: CheckedCustomer) -> Correction | None:
    document = (customer.document or "").strip()
    country = customer.country or customer.home_country
    if not document:
        return None
    verdict = document_verdict(document, country, customer.kind)
    if verdict.state is not DocumentState.INVALID or verdict.why != NO_CHECK_DIGIT:
        return None
    whole = f"{document}-{(verdict.values or {})['digit']}"
    is_valid = document_verdict(whole, country, customer.kind).state is DocumentState.VALID
    return Correction(document, whole) if is_valid else None


def _of_mailbox(customer: CheckedCustomer) -> Correction | None:
    boxes = [one.value for one in customer.points if one.kind is PointKind.EMAIL and is_in_use(one.state)]
    meant = {box: said["meant"] for box in boxes if (said := _meant(box))}
    return Correction(*next(iter(meant.items()))) if meant else None


def _meant(mailbox: str) -> Mapping[str, str] | None:
    wrong = mailbox_problem(mailbox)
    return wrong.values if wrong is not None and "meant" in wrong.values else None


def _replace_mailbox(session: Session, customer_id: int, made: Correction, *, actor: Actor, now: datetime) -> None:
    """Put the right mailbox in the misspelt one's place, which stays as bad with the reason."""
    mine = (ContactPoint.customer_id == customer_id, ContactPoint.kind == PointKind.EMAIL)
    boxes = {one.value: one for one in session.scalars(sa.select(ContactPoint).where(*mine))}
    old = boxes[made.before]
    if made.after not in boxes:
        new = ContactPoint(
            customer_id=customer_id, kind=PointKind.EMAIL, value=made.after, position=old.position, created_at=now
        )
        session.add(new)
    old.state = PointState.BAD
    session.add(
        ContactPointEvent(contact_point_id=old.id, state=PointState.BAD, at=now, why=MISSPELT, user_id=actor.id)
    )
