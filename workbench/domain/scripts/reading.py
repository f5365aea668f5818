"""What a script may say of an account: read with the same five queries however much there is to say."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, ContactPoint, Customer, Interaction, Invoice, Portfolio, Promise
from models.enums import CustomerKind, PointKind, PromiseState
from workbench.kernel.errors import NotVisible
from workbench.kernel.states import by_use, in_use_condition


@dataclass(frozen=True)
class Item:
    """One open invoice that may be asked for. `amount` is what is open, in minor units."""

    external_id: str
    product: str | None
    due_on: date
    amount: int


@dataclass(frozen=True)
class NewestPromise:
    """The newest promise of an account."""

    amount: int
    due_on: date
    state: PromiseState


@dataclass(frozen=True)
class ScriptFacts:
    """An account as a script speaks of it. Items are oldest first; disputed ones are not asked for and left out.

    `credit` is what payments left over, in minor units: it is taken off whatever is asked for.
    """

    account_id: int
    customer: Customer
    portfolio: Portfolio
    phone: str | None
    credit: int
    items: tuple[Item, ...]
    promise: NewestPromise | None
    last_outcome: str | None

    @property
    def is_business(self) -> bool:
        """Whether the customer is a company, which is called by its whole name."""
        return self.customer.kind is CustomerKind.BUSINESS

    @property
    def zone(self) -> str:
        """Where the customer is, else where the portfolio is."""
        return self.customer.timezone or self.portfolio.timezone

    def overdue(self, today: date) -> tuple[Item, ...]:
        """The items due before today."""
        return tuple(item for item in self.items if item.due_on < today)


def script_facts(session: Session, account_id: int) -> ScriptFacts:
    """The facts of an account that was already fetched through its reader's scope.

    Raises:
        NotVisible: There is no such account.

    """
    row = session.execute(
        sa.select(Customer, Portfolio, Account.credit)
        .join(Account, Account.customer_id == Customer.id)
        .join(Portfolio, Portfolio.id == Account.portfolio_id)
        .where(Account.id == account_id)
    ).one_or_none()
    if row is None:
        raise NotVisible("account")
    customer, portfolio, credit = row
    return ScriptFacts(
        account_id=account_id,
        customer=customer,
        portfolio=portfolio,
        phone=_phone(session, customer.id),
        credit=credit,
        items=_items(session, account_id),
        promise=_promise(session, account_id),
        last_outcome=_last_outcome(session, account_id),
    )


def _phone(session: Session, customer_id: int) -> str | None:
    """The number a payment link would go to: verified before unverified, then the sender's order."""
    return session.scalar(
        sa.select(ContactPoint.value)
        .where(
            ContactPoint.customer_id == customer_id,
            ContactPoint.kind == PointKind.PHONE,
            in_use_condition(),
        )
        .order_by(*by_use())
        .limit(1)
    )


def _items(session: Session, account_id: int) -> tuple[Item, ...]:
    wanted = (
        sa.select(Invoice.external_id, Invoice.product, Invoice.due_on, Invoice.open_amount)
        .where(Invoice.account_id == account_id, Invoice.open_amount > 0, Invoice.disputed.is_(sa.false()))
        .order_by(Invoice.due_on, Invoice.external_id)
    )
    return tuple(Item(*row) for row in session.execute(wanted))


def _promise(session: Session, account_id: int) -> NewestPromise | None:
    """The newest promise; one that was cancelled never stood."""
    wanted = (
        sa.select(Promise.amount, Promise.due_on, Promise.state)
        .where(Promise.account_id == account_id, Promise.state != PromiseState.CANCELLED)
        .order_by(Promise.made_at.desc(), Promise.id.desc())
        .limit(1)
    )
    row = session.execute(wanted).one_or_none()
    return None if row is None else NewestPromise(*row)


def _last_outcome(session: Session, account_id: int) -> str | None:
    return session.scalar(
        sa.select(Interaction.outcome_code)
        .where(Interaction.account_id == account_id, Interaction.outcome_code.is_not(None))
        .order_by(Interaction.at.desc(), Interaction.id.desc())
        .limit(1)
    )
