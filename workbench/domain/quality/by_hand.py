"""Somebody calls whom nobody knows: a person makes a customer by hand, and whoever mends data looks at it later."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, ContactPoint, Customer, Portfolio
from models.enums import PointKind, PointState
from workbench.access.person import Person
from workbench.domain.quality.findings import country_of_portfolio, refresh_findings
from workbench.domain.quality.problems import NOTE_BY_HAND
from workbench.domain.quality.texts import name_problem
from workbench.domain.records import Actor, AuditEvent, record
from workbench.folding import fold_key, search_text
from workbench.kernel.days import day_of
from workbench.kernel.errors import NotVisible, RuleBroken
from workbench.kernel.telephones import read_telephones
from workbench.kernel.text import N_
from workbench.queries.scope import portfolios_of

LONGEST_NAME = 200
LONGEST_NOTE = 1_000


class NotMadeByHand(RuleBroken):
    """What was told does not suffice to know the person again."""

    rule = "quality.by_hand"


@dataclass(frozen=True)
class ToldByHand:
    """What a person who calls told of themselves."""

    name: str
    number: str
    note: str = ""


def why_not_by_hand(told: ToldByHand, country: str | None) -> NotMadeByHand | None:
    """A customer made by hand has a name and one telephone number that exists."""
    if name_problem(told.name, "") is not None or len(told.name.strip()) > LONGEST_NAME:
        return NotMadeByHand(N_("Escriba el nombre de quien llama."))
    if len(told.note) > LONGEST_NOTE:
        return NotMadeByHand(N_("La nota es muy larga."))
    read = read_telephones(told.number, country)
    if not read.telephones:
        return NotMadeByHand(N_("Escriba el número desde el que llama, completo."))
    return None


def make_customer_by_hand(
    session: Session, person: Person, *, portfolio_id: int, told: ToldByHand, now: datetime
) -> Account:
    """Make a customer with an account that owes nothing, so that the call can be kept. The caller commits.

    The same number told again on the same day gives the same account.

    Args:
        session: A write session.
        person: Who answers.
        portfolio_id: The portfolio that the call was for, one of the person's.
        told: What the caller said.
        now: Aware instant.

    Raises:
        NotVisible: The portfolio is not the person's.
        NotMadeByHand: What was told does not suffice.

    """
    portfolio = session.scalar(
        sa.select(Portfolio).where(Portfolio.id == portfolio_id, Portfolio.id.in_(portfolios_of(person)))
    )
    if portfolio is None:
        raise NotVisible("portfolio")
    country = country_of_portfolio(portfolio.preset, portfolio.timezone)
    refused = why_not_by_hand(told, country)
    if refused is not None:
        raise refused
    number = read_telephones(told.number, country).telephones[0].value
    key = f"MANO-{day_of(now, portfolio.timezone):%y%m%d}-{number.removeprefix('+')}"
    known = session.scalar(
        sa.select(Account)
        .join(Customer, Customer.id == Account.customer_id)
        .where(Customer.external_id == key, Account.portfolio_id == portfolio.id)
    )
    return known or _made(session, person, portfolio, told=told, number=number, key=key, now=now)


def _made(  # noqa: PLR0913 - the columns of the rows
    session: Session, person: Person, portfolio: Portfolio, *, told: ToldByHand, number: str, key: str, now: datetime
) -> Account:
    name = " ".join(told.name.split())
    customer = session.scalar(sa.select(Customer).where(Customer.external_id == key))
    if customer is None:
        customer = Customer(
            external_id=key,
            external_id_folded=fold_key(key),
            name=name,
            search_text=search_text(name, None),
            attributes={NOTE_BY_HAND: told.note.strip()},
            created_at=now,
        )
        session.add(customer)
        session.flush()
        session.add(
            ContactPoint(
                customer_id=customer.id,
                kind=PointKind.PHONE,
                value=number,
                state=PointState.UNVERIFIED,
                created_at=now,
            )
        )
    account = Account(customer_id=customer.id, portfolio_id=portfolio.id, created_at=now)
    session.add(account)
    session.flush()
    refresh_findings(session, [customer.id], now=now)
    record(
        session,
        AuditEvent.CUSTOMER_MADE_BY_HAND,
        actor=Actor(person.id, person.email),
        subject=("customer", customer.id),
        now=now,
        after={"portfolio": portfolio.code},
    )
    return account
