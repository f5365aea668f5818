"""The letter of reasons: what the order looked at for one account, and what each thing did, in the customer's words.

A letter is made once and kept; what is printed is put into words from what was kept, in either language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Customer, Portfolio, ReasonLetter, WorkItem
from models.enums import Lane
from workbench.access.person import Person
from workbench.domain.queue import ItemFacts, ReasonSentence, told_reasons
from workbench.domain.records import Actor, AuditEvent, record
from workbench.kernel.days import day_of
from workbench.kernel.text import N_

LANGUAGES = ("es", "en")
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

SOURCES: Mapping[str, str] = {
    "arrears": N_("sus facturas y cuándo vencieron"),
    "habit": N_("cuándo pagó sus facturas anteriores"),
    "size": N_("el monto de sus facturas"),
    "paying": N_("sus pagos"),
    "tenure": N_("desde cuándo es cliente"),
    "promises": N_("sus promesas de pago y si se cumplieron"),
    "reach": N_("si contestó las llamadas anteriores"),
    "response": N_("qué pasó después de hablar con usted"),
    "notices": N_("los avisos que se le enviaron"),
    "dispute": N_("sus reclamos abiertos"),
    "phone": N_("los teléfonos que tenemos de usted"),
    "agreed": N_("lo que acordó en llamadas anteriores"),
}
OTHER_SOURCE = N_("los datos de su cuenta")
OF_RULES = ("arrears", "size", "paying", "promises", "phone", "reach", "agreed")
OF_MODEL = (
    "arrears", "habit", "size", "paying", "tenure", "promises", "reach", "response", "notices", "dispute",
)  # fmt: skip
"""What each kind of order looks at, whatever it found."""


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

    An account that was never in a queue has a letter too: it says so.

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
    item = session.scalar(
        sa.select(WorkItem)
        .where(WorkItem.account_id == account.id, WorkItem.queue_on <= day_of(now, portfolio.timezone))
        .order_by(WorkItem.queue_on.desc())
        .limit(1)
    )
    letter = ReasonLetter(
        account_id=account.id,
        customer_id=account.customer_id,
        made_on=day_of(now, portfolio.timezone),
        made_at=now,
        made_by=person.id,
        made_by_name=person.name,
        language=letter_language(customer.language, portfolio.locale),
        queue_on=item.queue_on if item else None,
        lane=item.lane.value if item else None,
        scorer=item.scorer if item else None,
        value=item.value if item else None,
        days_past_due=item.days_past_due if item else 0,
        reasons=[{key: one[key] for key in ("feature", "value", "contribution")} for one in item.reasons]
        if item
        else [],
    )
    session.add(letter)
    session.flush()
    after = {"account": account.id, "language": letter.language}
    actor = Actor(person.id, person.email)
    record(session, AuditEvent.LETTER_MADE, actor=actor, subject=("reason_letter", letter.id), now=now, after=after)
    return letter


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


def weight_of(contribution: float | None, *, most: float) -> LetterWeight:
    """What a contribution did, beside the weightiest of the letter; None: it is no contribution."""
    if contribution is None:
        return LetterWeight.BY_ITSELF
    is_much = abs(contribution) >= MUCH * most
    if contribution > 0:
        return LetterWeight.MUCH_EARLIER if is_much else LetterWeight.EARLIER
    return LetterWeight.MUCH_LATER if is_much else LetterWeight.LATER


def sources_of(letter: ReasonLetter) -> list[str]:
    """All data that the order looks at, marked for translation, whether or not they weighed."""
    return [SOURCES[family] for family in (OF_MODEL if letter.scorer == "model" else OF_RULES)]
