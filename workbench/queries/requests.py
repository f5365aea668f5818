"""Letters of reasons and requests about the order: only of accounts that the person sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from models import Account, Customer, Portfolio, ReasonLetter, ReviewRequest, User
from models.enums import RequestKind, ReviewEffect
from workbench.access.person import Person
from workbench.kernel.errors import NotVisible
from workbench.queries.scope import accounts_of

PAGE = 100
"""Answered requests shown at most; all that are open are."""


@dataclass(frozen=True)
class RequestLine:
    """One request with whose it is, its clock and, once there is one, its answer."""

    id: int
    account_id: int
    customer_id: int
    name: str
    portfolio: str
    creditor: str | None
    contact: str | None
    timezone: str
    locale: str
    language: str | None
    kind: RequestKind
    received_on: date
    due_on: date
    law: str
    note: str | None
    recorded_by: str | None
    answered_at: datetime | None
    answered_by: str | None
    answer: str | None
    effect: ReviewEffect | None
    paused_until: date | None


def open_requests(session: Session, person: Person) -> list[RequestLine]:
    """What waits for an answer, the first due first. One query."""
    return _lines(session, person, ReviewRequest.answered_at.is_(None), order=(ReviewRequest.due_on, ReviewRequest.id))


def answered_requests(session: Session, person: Person) -> list[RequestLine]:
    """What was answered, the latest first. One query."""
    order = (ReviewRequest.answered_at.desc(), ReviewRequest.id.desc())
    return _lines(session, person, ReviewRequest.answered_at.is_not(None), order=order, limit=PAGE)


def open_request_count(session: Session, person: Person) -> int:
    """How many requests wait for an answer."""
    counted = (
        sa.select(sa.func.count())
        .select_from(ReviewRequest)
        .join(Account, Account.id == ReviewRequest.account_id)
        .where(accounts_of(person), ReviewRequest.answered_at.is_(None))
    )
    return session.scalar(counted) or 0


def requests_of_account(session: Session, person: Person, account_id: int) -> list[RequestLine]:
    """What the customer of an account asked about it, the latest first. One query."""
    order = (ReviewRequest.received_on.desc(), ReviewRequest.id.desc())
    return _lines(session, person, ReviewRequest.account_id == account_id, order=order)


def request_for(session: Session, person: Person, request_id: int) -> RequestLine:
    """One request, if it exists for this person.

    Raises:
        NotVisible: It is out of scope or does not exist.

    """
    found = _lines(session, person, ReviewRequest.id == request_id, order=(ReviewRequest.id,))
    if not found:
        raise NotVisible("review_request")
    return found[0]


@dataclass(frozen=True)
class LetterHead:
    """Whom a letter is to and on whose behalf; the letter itself is its row."""

    letter: ReasonLetter
    name: str
    timezone: str
    currency: str
    locale: str
    portfolio: str
    creditor: str | None
    contact: str | None


def letter_for(session: Session, person: Person, letter_id: int) -> LetterHead:
    """One letter, if it exists for this person.

    Raises:
        NotVisible: It is out of scope or does not exist.

    """
    row = session.execute(
        sa.select(
            ReasonLetter,
            Customer.name,
            Portfolio.timezone,
            Portfolio.currency,
            Portfolio.locale,
            Portfolio.name,
            Portfolio.creditor,
            Portfolio.contact,
        )
        .join(Account, Account.id == ReasonLetter.account_id)
        .join(Customer, Customer.id == ReasonLetter.customer_id)
        .join(Portfolio, Portfolio.id == Account.portfolio_id)
        .where(ReasonLetter.id == letter_id, accounts_of(person))
    ).one_or_none()
    if row is None:
        raise NotVisible("reason_letter")
    return LetterHead(*row)


def _lines(
    session: Session,
    person: Person,
    where: sa.ColumnElement[bool],
    *,
    order: Sequence[Any],  # Any: columns, ascending or not
    limit: int | None = None,
) -> list[RequestLine]:
    recorder, answerer = aliased(User), aliased(User)
    columns: tuple[Any, ...] = (
        ReviewRequest.id, ReviewRequest.account_id, ReviewRequest.customer_id, Customer.name, Portfolio.name,
        Portfolio.creditor, Portfolio.contact, Portfolio.timezone, Portfolio.locale, Customer.language,
        ReviewRequest.kind, ReviewRequest.received_on, ReviewRequest.due_on,
        ReviewRequest.law, ReviewRequest.note, recorder.name, ReviewRequest.answered_at,
        answerer.name, ReviewRequest.answer, ReviewRequest.effect, ReviewRequest.paused_until,
    )  # fmt: skip
    rows = session.execute(
        sa.select(*columns)
        .join(Account, Account.id == ReviewRequest.account_id)
        .join(Customer, Customer.id == ReviewRequest.customer_id)
        .join(Portfolio, Portfolio.id == Account.portfolio_id)
        .outerjoin(recorder, recorder.id == ReviewRequest.recorded_by)
        .outerjoin(answerer, answerer.id == ReviewRequest.answered_by)
        .where(where, accounts_of(person))
        .order_by(*order)
        .limit(limit)
    )
    return [RequestLine(*row) for row in rows]
