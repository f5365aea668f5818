"""Finding a customer by name, document, telephone or invoice: only what the person may see, and why it matched."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, ContactPoint, Customer, Invoice, Portfolio, User
from models.enums import PointKind
from workbench.access.person import Person
from workbench.folding import fold
from workbench.kernel.merged import NOT_MERGED
from workbench.queries.scope import accounts_calling_in, accounts_of, portfolios_of

LIMIT = 20
LEAST_DIGITS = 5
"""Shorter numbers match too many telephones to be of use."""

LEAST_LETTERS = 2


class Matched(StrEnum):
    """What of a customer was found."""

    INVOICE = "invoice"
    PHONE = "phone"
    NAME = "name"
    """The name or the document."""


@dataclass(frozen=True)
class Found:
    """One account of a customer that was found. Amounts are minor units. `text` is what matched."""

    account_id: int
    customer_id: int
    name: str
    document: str | None
    city: str | None
    portfolio: str
    currency: str
    locale: str
    overdue_amount: int
    open_amount: int
    collector: str | None
    matched: Matched
    text: str


def search(session: Session, person: Person, text: str, *, limit: int = LIMIT, calling_in: bool = False) -> list[Found]:
    """Accounts whose customer's name, document, telephone or invoice holds what was typed.

    Words may come in any order and in part, without accents; of a number any part. Invoices come first, then
    telephones, then names; each account once. At most five queries.

    Args:
        session: To look.
        person: Who searches.
        text: As typed.
        limit: Accounts at most.
        calling_in: Somebody calls in: all of the person's portfolios are searched, not only their own accounts.

    """
    within = accounts_calling_in(person) if calling_in else accounts_of(person)
    found: dict[int, tuple[Matched, str]] = {}
    for matched, candidates in _ways(person, text):
        for account_id, shown in session.execute(candidates.where(within).limit(limit)):
            found.setdefault(account_id, (matched, shown))
    return _accounts(session, dict(list(found.items())[:limit]))


def _ways(person: Person, text: str) -> Iterator[tuple[Matched, sa.Select[int, str]]]:
    typed, folded = text.strip(), fold(text)
    digits = "".join(letter for letter in typed if letter.isdigit())
    if len(typed) >= LEAST_DIGITS:
        yield Matched.INVOICE, _by_invoice(person, typed)
    if len(digits) >= LEAST_DIGITS:
        yield Matched.PHONE, _by_phone(digits)
    if len(folded) >= LEAST_LETTERS:
        yield Matched.NAME, _by_name(folded)
        yield Matched.NAME, _by_former_name(folded)


def _by_invoice(person: Person, typed: str) -> sa.Select[int, str]:
    return (
        sa.select(Account.id, Invoice.external_id)
        .join(Account, Account.id == Invoice.account_id)
        .where(Invoice.portfolio_id.in_(portfolios_of(person)), Invoice.external_id == typed)
    )


def _by_phone(digits: str) -> sa.Select[int, str]:
    return (
        sa.select(Account.id, ContactPoint.value)
        .join(Account, Account.customer_id == ContactPoint.customer_id)
        .where(
            ContactPoint.kind.in_((PointKind.PHONE, PointKind.WHATSAPP)),
            ContactPoint.value.contains(digits, autoescape=True),
        )
    )


def _by_name(folded: str) -> sa.Select[int, str]:
    words = [Customer.search_text.contains(word, autoescape=True) for word in folded.split()]
    return (
        sa.select(Account.id, Customer.name)
        .join(Customer, Customer.id == Account.customer_id)
        .where(*words)
        .order_by(Account.open_amount == 0, Customer.search_text, Account.id)
    )


def _by_former_name(folded: str) -> sa.Select[int, str]:
    """Accounts of a customer that was merged into another, by the name or key it had."""
    words = [
        sa.or_(Customer.search_text.contains(word, autoescape=True), sa.func.lower(Customer.external_id) == word)
        for word in folded.split()
    ]
    return (
        sa.select(Account.id, Customer.name)
        .join(Customer, Customer.id == Account.merged_from)
        .where(Account.merged_from != NOT_MERGED, *words)
        .order_by(Account.open_amount == 0, Customer.search_text, Account.id)
    )


def _accounts(session: Session, found: dict[int, tuple[Matched, str]]) -> list[Found]:
    rows = session.execute(
        sa.select(
            Account.id,
            Customer.id,
            Customer.name,
            Customer.document,
            Customer.city,
            Portfolio.name,
            Portfolio.currency,
            Portfolio.locale,
            Account.overdue_amount,
            Account.open_amount,
            User.name,
        )
        .join(Customer, Customer.id == Account.customer_id)
        .join(Portfolio, Portfolio.id == Account.portfolio_id)
        .outerjoin(User, User.id == Account.collector_id)
        .where(Account.id.in_(found))
    )
    by_id = {row[0]: Found(*row, *found[row[0]]) for row in rows}
    return [by_id[account_id] for account_id in found]
