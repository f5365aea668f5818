"""The letter of reasons: what the order looked at for one account, and what each thing did, in the customer's words.

A letter is made once and kept; what is printed is put into words from what was kept, in either language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Customer, Portfolio, ReasonLetter, WorkItem
from models.enums import Lane, RequestKind, Slice
from workbench.access.person import Person
from workbench.domain.explanations.clocks import answer_due_on
from workbench.domain.explanations.requests import jurisdiction_of
from workbench.domain.queue import ItemFacts, ReasonSentence, RestReason, told_reasons
from workbench.domain.records import Actor, AuditEvent, record
from workbench.kernel.days import day_of
from workbench.kernel.text import N_

LANGUAGES = ("es", "en")
LETTER_DAYS = 60
"""A letter says of an account without a place that it was in no list for so long: older places may be deleted."""

MUCH = 0.5
"""What weighs at least this share of the weightiest did much."""


class LetterWeight(StrEnum):
    """What one thing did to the place of an account."""

    MUCH_EARLIER = "much_earlier"
    EARLIER = "earlier"
    LATER = "later"
    MUCH_LATER = "much_later"
    BY_ITSELF = "by_itself"
    """An agreement with the customer, which goes before the order."""


WEIGHTS: Mapping[LetterWeight, str] = {
    LetterWeight.MUCH_EARLIER: N_("la adelantó mucho"),
    LetterWeight.EARLIER: N_("la adelantó"),
    LetterWeight.LATER: N_("la atrasó"),
    LetterWeight.MUCH_LATER: N_("la atrasó mucho"),
    LetterWeight.BY_ITSELF: N_("decide por sí solo"),
}

WEIGHTS_IF_NOT_DRAWN: Mapping[LetterWeight, str] = {
    LetterWeight.MUCH_EARLIER: N_("la habría adelantado mucho"),
    LetterWeight.EARLIER: N_("la habría adelantado"),
    LetterWeight.LATER: N_("la habría atrasado"),
    LetterWeight.MUCH_LATER: N_("la habría atrasado mucho"),
    LetterWeight.BY_ITSELF: N_("decide por sí solo"),
}
"""For an account that chance called, placed or left alone that day."""

SOURCES: Mapping[str, str] = {
    "arrears": N_("sus facturas y cuándo vencieron"),
    "habit": N_("cuándo pagó sus facturas anteriores"),
    "size": N_("el monto de sus facturas"),
    "paying": N_("sus pagos"),
    "tenure": N_("desde cuándo es cliente"),
    "promises": N_("sus promesas de pago y si se cumplieron"),
    "reach": N_("si contestó las llamadas anteriores"),
    "response": N_("lo que dijo en las llamadas y qué pasó después"),
    "notices": N_("los avisos que se le enviaron"),
    "dispute": N_("sus reclamos abiertos"),
    "phone": N_("los teléfonos que tenemos de usted"),
    "agreed": N_("lo que acordó en llamadas anteriores"),
    "kind": N_("si es una persona o una empresa"),
}
OTHER_SOURCE = N_("los datos de su cuenta")
OF_RULES = ("arrears", "size", "paying", "promises", "phone", "reach", "agreed")
"""What the order by rules looks at, whatever it found. The order of a model looks at all sources."""


RESTING = "resting"
"""The kept line of a letter that says why the account rested: its value is a `RestReason`."""

WHY_RESTED: Mapping[RestReason, str] = {
    RestReason.ON_HOLD: N_("Su cuenta estaba en pausa."),
    RestReason.NOTHING_OPEN: N_("No debía nada."),
    RestReason.DISPUTED: N_("Todo lo que debía estaba en reclamo."),
    RestReason.TOO_OLD: N_("Lo más antiguo había vencido hace demasiado tiempo para llamarle."),
    RestReason.NOT_OVERDUE: N_("No tenía nada vencido."),
    RestReason.CREDIT: N_("Su saldo a favor cubría lo vencido."),
    RestReason.SMALL: N_("Lo vencido era menos de lo que se llama a cobrar."),
    RestReason.PROMISE: N_("Usted había prometido pagar y el plazo no había pasado."),
    RestReason.CALLBACK: N_("Usted había pedido que le llamemos otro día."),
    RestReason.SPOKEN: N_("Hacía poco que hablamos con usted, y se dejan pasar unos días antes de volver a llamar."),
    RestReason.TRIED_TODAY: N_("Ese día ya se le había intentado llamar."),
    RestReason.TRIES: N_("En siete días ya se le había intentado llamar tantas veces como permitimos."),
}
"""Why an account rested, as the customer is told."""


@dataclass(frozen=True)
class LetterLine:
    """One thing the order saw: the sentence, where it comes from and what it did; both marked for translation."""

    sentence: ReasonSentence
    source: str
    weight: LetterWeight


def letter_language(customer_language: str | None, portfolio_locale: str) -> str:
    """The language a letter begins with: the customer's, else the portfolio's, else Spanish."""
    for known in (customer_language, portfolio_locale):
        language = (known or "").replace("-", "_").split("_")[0].lower()
        if language in LANGUAGES:
            return language
    return LANGUAGES[0]


def make_letter(session: Session, person: Person, *, account: Account, now: datetime) -> ReasonLetter:
    """Keep a letter about the account's latest place in a queue, with one audit entry.

    An account that was in no queue has a letter too: it says so. So has one whose customer was in the queue for another
    account with the same creditor: it keeps the day (`queue_on`) without lane and reasons, which are of the other.

    Args:
        session: A write session; the caller commits.
        person: Who makes it and signs it.
        account: Within the person's scope.
        now: Aware instant.

    """
    portfolio, customer = (
        session.get_one(Portfolio, account.portfolio_id),
        session.get_one(Customer, account.customer_id),
    )
    today = day_of(now, portfolio.timezone)
    found = _latest_item(session, account, creditor=portfolio.creditor, today=today)
    item = found if found and found.account_id == account.id else None
    due_on, law = answer_due_on(jurisdiction_of(customer, portfolio), today, kind=RequestKind.REVIEW)
    letter = ReasonLetter(
        account_id=account.id,
        customer_id=account.customer_id,
        made_on=today,
        made_at=now,
        made_by=person.id,
        made_by_name=person.name,
        language=letter_language(customer.language, portfolio.locale),
        queue_on=found.queue_on if found else None,
        lane=item.lane.value if item else None,
        slice=item.slice.value if item else None,
        scorer=found.scorer if found else None,
        value=item.value if item else None,
        days_past_due=item.days_past_due if item else 0,
        reasons=_kept_reasons(item),
        answer_due_on=due_on,
        law=law,
    )
    session.add(letter)
    session.flush()
    _audit(session, letter, person, now=now)
    return letter


def _latest_item(session: Session, account: Account, *, creditor: str | None, today: date) -> WorkItem | None:
    """The account's latest place; where it had none of late, that of another account of its customer.

    Of an account with another creditor nothing is told.
    """
    is_own = WorkItem.account_id == account.id
    is_late = WorkItem.queue_on >= today - timedelta(days=LETTER_DAYS)
    is_same_creditor = Portfolio.creditor.is_not_distinct_from(creditor)
    return session.scalar(
        sa.select(WorkItem)
        .join(Portfolio, Portfolio.id == WorkItem.portfolio_id)
        .where(
            WorkItem.customer_id == account.customer_id,
            WorkItem.queue_on <= today,
            sa.or_(is_own, sa.and_(is_same_creditor, is_late)),
        )
        .order_by(is_late.desc(), is_own.desc(), WorkItem.queue_on.desc())
        .limit(1)
    )


def _kept_reasons(item: WorkItem | None) -> list[dict[str, Any]]:  # Any: JSON
    if item is not None and item.lane is Lane.RESTING:
        return [{"feature": RESTING, "value": rule["id"], "contribution": 0} for rule in item.resting_because]
    reasons = item.reasons if item else []
    return [{key: one[key] for key in ("feature", "value", "contribution")} for one in reasons]


def _audit(session: Session, letter: ReasonLetter, person: Person, *, now: datetime) -> None:
    after = {"account": letter.account_id, "language": letter.language}
    actor = Actor(person.id, person.email)
    record(session, AuditEvent.LETTER_MADE, actor=actor, subject=("reason_letter", letter.id), now=now, after=after)


def was_drawn(letter: ReasonLetter) -> bool:
    """Whether chance decided that day if or when the account was called."""
    return letter.slice not in {None, Slice.MODEL} and letter.lane != Lane.RESTING


def letter_lines(letter: ReasonLetter) -> list[LetterLine]:
    """What the order saw, in the order it is told; nothing for an account that was in no queue or rested."""
    if letter.lane is None or letter.lane == Lane.RESTING:
        return []
    told = told_reasons(letter.reasons, ItemFacts(lane=Lane(letter.lane), days_past_due=letter.days_past_due))
    most = max((abs(one.contribution) for one in told if one.contribution is not None), default=0.0)
    return [
        LetterLine(one.sentence, SOURCES.get(one.family, OTHER_SOURCE), weight_of(one.contribution, most=most))
        for one in told
    ]


def why_rested(letter: ReasonLetter) -> str | None:
    """Why the account rested that day, marked for translation; None where it did not, or it was not kept."""
    kept = next((line["value"] for line in letter.reasons if line["feature"] == RESTING), None)
    return WHY_RESTED.get(RestReason(kept)) if kept in set(RestReason) else None


def weight_of(contribution: float | None, *, most: float) -> LetterWeight:
    """What a contribution did, beside the weightiest of the letter; None: it is no contribution."""
    if contribution is None:
        return LetterWeight.BY_ITSELF
    is_much = abs(contribution) >= MUCH * most
    if contribution > 0:
        return LetterWeight.MUCH_EARLIER if is_much else LetterWeight.EARLIER
    return LetterWeight.MUCH_LATER if is_much else LetterWeight.LATER


def sources_of(letter: ReasonLetter) -> list[str]:
    """All data that the order looks at, marked for translation, whether or not they weighed.

    Where no place is kept either order may rank the account: a model's looks at all.
    """
    return [SOURCES[family] for family in (OF_RULES if letter.scorer == "rules" else SOURCES)]
