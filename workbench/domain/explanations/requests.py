"""Requests of customers about the order or their data: recorded with their clock, answered once, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Customer, Portfolio, ReviewRequest
from models.enums import RequestKind, ReviewEffect
from workbench.access.person import Person
from workbench.domain.contact import pause_account, preset
from workbench.domain.explanations.clocks import answer_due_on
from workbench.domain.queue import drop_settled
from workbench.domain.records import Actor, AuditEvent, record
from workbench.kernel.days import day_of
from workbench.kernel.errors import RuleBroken
from workbench.kernel.money import country_of_zone
from workbench.kernel.text import N_

LONGEST_NOTE, LONGEST_ANSWER = 2_000, 4_000
OLDEST_DAYS = 365
"""A request that is older is not recorded any more: its day was mistyped."""

LONGEST_PAUSE_DAYS = 180

_ABOUT_THE_ORDER = (ReviewEffect.UNCHANGED, ReviewEffect.PAUSED)
EFFECTS_OF: Mapping[RequestKind, tuple[ReviewEffect, ...]] = {
    RequestKind.EXPLANATION: _ABOUT_THE_ORDER,
    RequestKind.REVIEW: _ABOUT_THE_ORDER,
    RequestKind.COPY: (ReviewEffect.DELIVERED, ReviewEffect.DENIED),
    RequestKind.ERASURE: (ReviewEffect.DENIED,),
}
"""What a person may answer, by what was asked. That data was erased is written by the erasure itself."""

ERASED_ANSWER = N_("Sus datos personales se borraron.")


class RequestRefused(RuleBroken):
    """A request cannot be recorded or answered so. `field` is what is wrong with it."""

    rule = "explanations.request"

    def __init__(self, reason: str, *, field: str, **values: Any) -> None:  # Any: see `RuleBroken`
        """Keep the field beside the reason."""
        super().__init__(reason, **values)
        self.field = field


class RequestAnswered(RuleBroken):
    """The request was answered before; the answer stays as it was given."""

    rule = "explanations.answered"


@dataclass(frozen=True)
class GivenAnswer:
    """What a person answers: the text for the customer, what it does, and until when the account rests."""

    text: str
    effect: ReviewEffect | None
    paused_until: date | None = None


def why_not_recorded(
    kind: RequestKind | None, received_on: date | None, note: str, *, today: date
) -> RequestRefused | None:
    """A request says what is asked and on which day: today, or within the last year."""
    if kind is None:
        return RequestRefused(N_("Diga qué pidió el cliente."), field="kind")
    if received_on is None:
        return RequestRefused(N_("Diga qué día lo pidió."), field="received_on")
    if received_on > today:
        return RequestRefused(N_("Ese día todavía no llega: diga cuándo lo pidió."), field="received_on")
    if received_on < today - timedelta(days=OLDEST_DAYS):
        return RequestRefused(N_("Ese día es de hace más de un año: revíselo."), field="received_on")
    if len(note) > LONGEST_NOTE:
        return RequestRefused(N_("Lo que dijo pasa de %(limit)s letras: resúmalo."), field="note", limit=LONGEST_NOTE)
    return None


def why_not_answered(
    answer: GivenAnswer, *, today: date, kind: RequestKind = RequestKind.REVIEW
) -> RequestRefused | None:
    """An answer has words and says what it does; a rest ends on a day to come, half a year ahead at most."""
    if not answer.text.strip():
        return RequestRefused(N_("Escriba la respuesta para el cliente."), field="text")
    if len(answer.text) > LONGEST_ANSWER:
        return RequestRefused(
            N_("La respuesta pasa de %(limit)s letras: acórtela."), field="text", limit=LONGEST_ANSWER
        )
    if answer.effect is None:
        return RequestRefused(N_("Diga en qué queda la petición."), field="effect")
    if answer.effect not in EFFECTS_OF[kind]:
        return RequestRefused(N_("Esa respuesta no es de una petición así."), field="effect")
    return _why_not_paused(answer, today=today) if answer.effect is ReviewEffect.PAUSED else None


def _why_not_paused(answer: GivenAnswer, *, today: date) -> RequestRefused | None:
    if answer.paused_until is None:
        return RequestRefused(N_("Diga hasta qué día descansa la cuenta."), field="paused_until")
    if answer.paused_until < today:
        return RequestRefused(N_("El descanso termina hoy o más adelante."), field="paused_until")
    if answer.paused_until > today + timedelta(days=LONGEST_PAUSE_DAYS):
        return RequestRefused(
            N_("El descanso dura a lo sumo %(days)s días."), field="paused_until", days=LONGEST_PAUSE_DAYS
        )
    return None


def jurisdiction_of(customer: Customer, portfolio: Portfolio) -> str | None:
    """The country whose law gives the term: the contact policy's, else the customer's, else that of the zone.

    A policy that names no country (STRICT) leaves it to the customer.
    """
    return preset(portfolio.preset).country or customer.country or country_of_zone(portfolio.timezone)


def record_request(  # noqa: PLR0913 - what is asked, when, by whom
    session: Session,
    person: Person,
    *,
    account: Account,
    kind: RequestKind | None,
    received_on: date | None,
    note: str,
    now: datetime,
) -> ReviewRequest:
    """Write down what a customer asked, with the last day for the answer, and one audit entry.

    Args:
        session: A write session; the caller commits.
        person: Who records it.
        account: Within the person's scope.
        kind: What is asked.
        received_on: The local day on which the customer asked.
        note: What they said, in their words; may be empty.
        now: Aware instant.

    Raises:
        RequestRefused: Something is missing or cannot be, or the same is already asked and not answered.

    """
    portfolio, customer = (
        session.get_one(Portfolio, account.portfolio_id),
        session.get_one(Customer, account.customer_id),
    )
    refusal = why_not_recorded(kind, received_on, note.strip(), today=day_of(now, portfolio.timezone))
    if refusal is not None or kind is None or received_on is None:
        raise refusal or RequestRefused(N_("Diga qué pidió el cliente."), field="kind")
    session.execute(sa.select(Account.id).where(Account.id == account.id).with_for_update())
    _refuse_repeated(session, account, kind)
    due_on, law = answer_due_on(jurisdiction_of(customer, portfolio), received_on, kind=kind)
    row = ReviewRequest(
        account_id=account.id,
        customer_id=account.customer_id,
        kind=kind,
        received_on=received_on,
        due_on=due_on,
        law=law,
        note=note.strip() or None,
        recorded_at=now,
        recorded_by=person.id,
    )
    session.add(row)
    session.flush()
    after = {"kind": kind.value, "received_on": received_on.isoformat(), "due_on": due_on.isoformat()}
    _audit(session, AuditEvent.REQUEST_RECORDED, row, person, after=after, now=now)
    return row


def answer_request(
    session: Session, person: Person, *, request: ReviewRequest, answer: GivenAnswer, now: datetime
) -> None:
    """Answer a request, once; where the answer says so the account rests and leaves today's queue. One audit entry.

    Args:
        session: A write session; the caller commits.
        person: Who answers.
        request: Within the person's scope.
        answer: Words and effect.
        now: Aware instant.

    Raises:
        RequestAnswered: Somebody answered it before.
        RequestRefused: The answer is not whole.

    """
    row = session.scalars(
        sa.select(ReviewRequest)
        .where(ReviewRequest.id == request.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if row.answered_at is not None:
        raise RequestAnswered(N_("Esta petición ya tiene respuesta: queda como se dio. La suya no se guardó."))
    account = session.get_one(Account, row.account_id)
    today = day_of(now, session.get_one(Portfolio, account.portfolio_id).timezone)
    refusal = why_not_answered(answer, today=today, kind=row.kind)
    if refusal is not None:
        raise refusal
    row.answered_at, row.answered_by = now, person.id
    row.answer, row.effect = answer.text.strip(), answer.effect
    if answer.effect is ReviewEffect.PAUSED and answer.paused_until is not None:
        hold = pause_account(session, account, until_on=answer.paused_until, now=now)
        row.hold_id, row.paused_until = hold.id, answer.paused_until
        drop_settled(session, [account.id], today=today, now=now)
    session.flush()
    effect = row.effect.value if row.effect else None
    until = row.paused_until.isoformat() if row.paused_until else None
    _audit(session, AuditEvent.REQUEST_ANSWERED, row, person, after={"effect": effect, "paused_until": until}, now=now)


def close_erased(session: Session, person: Person, *, customer_id: int, now: datetime) -> int:
    """Answer the open requests of a customer for the erasure that is just being done. Returns how many."""
    waiting = sa.select(ReviewRequest).where(
        ReviewRequest.customer_id == customer_id,
        ReviewRequest.kind == RequestKind.ERASURE,
        ReviewRequest.answered_at.is_(None),
    )
    rows = session.scalars(waiting.with_for_update()).all()
    for row in rows:
        row.answered_at, row.answered_by = now, person.id
        row.answer, row.effect = ERASED_ANSWER, ReviewEffect.ERASED
        after = {"effect": ReviewEffect.ERASED.value, "paused_until": None}
        _audit(session, AuditEvent.REQUEST_ANSWERED, row, person, after=after, now=now)
    session.flush()
    return len(rows)


def late_requests(session: Session, *, today: date) -> int:
    """How many requests of all portfolios should have been answered before a day and were not."""
    counted = sa.select(sa.func.count()).where(ReviewRequest.answered_at.is_(None), ReviewRequest.due_on < today)
    return session.scalar(counted) or 0


def _refuse_repeated(session: Session, account: Account, kind: RequestKind) -> None:
    asked_on = session.scalar(
        sa.select(ReviewRequest.received_on).where(
            ReviewRequest.account_id == account.id,
            ReviewRequest.kind == kind,
            ReviewRequest.answered_at.is_(None),
        )
    )
    if asked_on is not None:
        raise RequestRefused(N_("Ya está anotado y sin responder: lo pidió %(day)s."), field="kind", day=asked_on)


def _audit(  # noqa: PLR0913 - what the entry says
    session: Session, event: AuditEvent, row: ReviewRequest, person: Person, *, after: dict[str, Any], now: datetime
) -> None:
    actor = Actor(person.id, person.email)
    record(session, event, actor=actor, subject=("review_request", row.id), now=now, after=after)
