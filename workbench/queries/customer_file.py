"""One customer outside a call: the accounts that a person sees of them, and what they allowed by channel."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Consent, ContactPoint, Customer, Portfolio
from models.enums import Channel, PointKind
from workbench.access.person import Person
from workbench.kernel.errors import NotVisible
from workbench.queries.finding.matching import FoundMatch, seen_by, visible_customers
from workbench.queries.finding.search import Found, found_rows
from workbench.queries.finding.statements import STANDING
from workbench.queries.scope import portfolios_of


@dataclass(frozen=True)
class ConsentLine:
    """What counts of a channel: the latest word of the customer. Without a channel it is said of all."""

    channel: Channel | None
    granted: bool
    known_at: datetime
    source: str


def customer_with_accounts(session: Session, person: Person, customer_id: int) -> Found:
    """A customer with the accounts that the person sees; of one that was merged, the one that stands for it.

    Raises:
        NotVisible: They are out of scope or do not exist.

    """
    seen = seen_by(person)
    standing = session.scalar(sa.select(STANDING).where(Customer.id == customer_id))
    if standing is None or not visible_customers(session, seen, {standing}):
        raise NotVisible("customer")
    return found_rows(session, seen, [FoundMatch(standing, ())])[0]


def former_keys(session: Session, customer_id: int) -> list[str]:
    """The sender's keys of those who were merged into a customer."""
    wanted = sa.select(Customer.external_id).where(Customer.merged_into_id == customer_id).order_by(Customer.id)
    return list(session.scalars(wanted))


def consents_of(session: Session, customer_id: int) -> list[ConsentLine]:
    """The latest word of a customer for each channel."""
    rows = session.execute(
        sa.select(Consent.channel, Consent.granted, Consent.known_at, Consent.source)
        .where(Consent.customer_id == customer_id)
        .order_by(Consent.known_at, Consent.id)
    )
    latest = {row.channel: ConsentLine(*row) for row in rows}
    return sorted(latest.values(), key=lambda line: line.channel or "")


def own_portfolios(session: Session, person: Person) -> list[tuple[int, str]]:
    """Id and name of the portfolios that a person works, by name."""
    wanted = sa.select(Portfolio.id, Portfolio.name).where(Portfolio.id.in_(portfolios_of(person)))
    return [(id_, name) for id_, name in session.execute(wanted.order_by(Portfolio.name))]


def point_with(session: Session, *, account_id: int, number: str) -> int | None:
    """The telephone of an account's customer that ends with what was told; the first of several."""
    digits = "".join(filter(str.isdigit, number))
    wanted = (
        sa.select(ContactPoint.id, ContactPoint.value)
        .join(Account, Account.customer_id == ContactPoint.customer_id)
        .where(Account.id == account_id, ContactPoint.kind.in_((PointKind.PHONE, PointKind.WHATSAPP)))
        .order_by(ContactPoint.kind, ContactPoint.id)
    )
    same = [id_ for id_, value in session.execute(wanted) if digits and _ends_alike(value, digits)]
    return same[0] if same else None


def _ends_alike(value: str, digits: str) -> bool:
    own = "".join(filter(str.isdigit, value))
    return own.endswith(digits) or (len(digits) > SHORTEST and digits.endswith(own[-SHORTEST:]))


SHORTEST = 8
"""The last digits that two ways of writing one number have in common: what stands before them may be a code."""
