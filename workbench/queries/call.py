"""The customer's file for a call: identity, debt, promises, payments, holds and the person's own attempt.

A fixed number of queries, whatever the length of the history.
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import (
    Account,
    ContactPoint,
    Customer,
    Hold,
    Interaction,
    Invoice,
    Payment,
    Portfolio,
    Promise,
    User,
    WorkItem,
)
from workbench.access.person import Person
from workbench.kernel.days import day_of
from workbench.kernel.errors import NotVisible
from workbench.kernel.states import by_use, hold_in_force_condition, open_attempt_condition
from workbench.kernel.telephones import unread_texts
from workbench.queries.call_rows import (
    AccountHead,
    AttemptLine,
    CallFile,
    CustomerHead,
    HoldLine,
    InvoiceLine,
    ItemLine,
    OtherAccount,
    PaymentLine,
    PointLine,
    PortfolioHead,
    PromiseLine,
)
from workbench.queries.scope import accounts_answered, accounts_calling_in, accounts_of
from workbench.queries.timeline import timeline

LINES = 200
"""Invoices, promises and payments shown at most; more of them are a page of their own."""


def call_file(
    session: Session, person: Person, *, account_id: int, now: datetime, calling_in: bool = False
) -> CallFile:
    """Everything a call needs of one account and its customer.

    Args:
        session: To look.
        person: Who calls.
        account_id: Within the person's scope.
        now: Aware instant; days are those of the portfolio's zone.
        calling_in: The customer called us: whoever answers serves them.

    Raises:
        NotVisible: The account is not there for this person.

    """
    wanted = (
        sa.select(Account, Customer, Portfolio, User.name)
        .join(Customer, Customer.id == Account.customer_id)
        .join(Portfolio, Portfolio.id == Account.portfolio_id)
        .outerjoin(User, User.id == Account.collector_id)
        .where(Account.id == account_id)
    )
    within = accounts_calling_in(person) if calling_in else accounts_of(person)
    found = session.execute(wanted.where(within)).one_or_none()
    if found is None:  # perhaps they called in, and the person answered
        within, calling_in = accounts_calling_in(person), True
        found = session.execute(wanted.where(accounts_answered(person))).one_or_none()
    if found is None:
        raise NotVisible("account")
    account, customer, portfolio, collector = found
    today = day_of(now, portfolio.timezone)
    return CallFile(
        customer=_customer(customer),
        portfolio=_portfolio(portfolio),
        account=_account(account, collector, today=today),
        points=_points(session, customer.id),
        debts=_debts(session, account.id),
        promises=_promises(session, account.id),
        payments=_payments(session, account.id),
        holds=_holds(session, account, today=today),
        others=_others(session, account, within),
        item=_item(session, customer.id, today=today),
        attempt=_attempt(session, person, customer.id, now=now),
        timeline=timeline(session, person, customer_id=customer.id, calling_in=calling_in),
    )


def _customer(row: Customer) -> CustomerHead:
    return CustomerHead(
        id=row.id,
        external_id=row.external_id,
        name=row.name,
        document=row.document,
        kind=row.kind.value if row.kind else None,
        segment=row.segment,
        city=row.city,
        region=row.region,
        country=row.country,
        timezone=row.timezone,
        language=row.language,
        unread_telephones=unread_texts(row.attributes or {}),
    )


def _portfolio(row: Portfolio) -> PortfolioHead:
    return PortfolioHead(
        id=row.id,
        code=row.code,
        name=row.name,
        creditor=row.creditor,
        currency=row.currency,
        locale=row.locale,
        timezone=row.timezone,
        preset=row.preset,
        promise_horizon_days=row.promise_horizon_days,
        promise_minimum=row.promise_minimum,
        closed_days=tuple(row.closed_days),
        payments_until=row.payments_as_of or row.data_as_of,
        data_age_limit_days=row.data_age_limit_days,
    )


def _account(row: Account, collector: str | None, *, today: date) -> AccountHead:
    return AccountHead(
        id=row.id,
        collector_id=row.collector_id,
        collector=collector,
        open_amount=row.open_amount,
        credit=row.credit,
        overdue_amount=row.overdue_amount,
        disputed_amount=row.disputed_amount,
        open_items=row.open_items,
        overdue_items=row.overdue_items,
        oldest_due_on=row.oldest_due_on,
        last_payment_on=row.last_payment_on,
        last_payment_amount=row.last_payment_amount,
        standing_on=row.standing_on,
        today=today,
    )


def _points(session: Session, customer_id: int) -> tuple[PointLine, ...]:
    rows = session.execute(
        sa.select(
            ContactPoint.id,
            ContactPoint.kind,
            ContactPoint.value,
            ContactPoint.state,
            ContactPoint.extension,
            ContactPoint.belongs_to,
        )
        .where(ContactPoint.customer_id == customer_id)
        .order_by(ContactPoint.kind.desc(), *by_use())
    )
    return tuple(PointLine(*row) for row in rows)


def _debts(session: Session, account_id: int) -> tuple[InvoiceLine, ...]:
    rows = session.execute(
        sa.select(
            Invoice.id,
            Invoice.external_id,
            Invoice.issued_on,
            Invoice.due_on,
            Invoice.amount,
            Invoice.open_amount,
            Invoice.product,
            Invoice.disputed,
        )
        .where(Invoice.account_id == account_id, Invoice.open_amount > 0)
        .order_by(Invoice.due_on, Invoice.external_id)
        .limit(LINES)
    )
    return tuple(InvoiceLine(*row) for row in rows)


def _promises(session: Session, account_id: int) -> tuple[PromiseLine, ...]:
    rows = session.execute(
        sa.select(
            Promise.id,
            Promise.amount,
            Promise.due_on,
            Promise.channel,
            Promise.made_at,
            User.name,
            Promise.state,
            Promise.counted,
            Promise.decided_on,
        )
        .outerjoin(User, User.id == Promise.made_by)
        .where(Promise.account_id == account_id)
        .order_by(Promise.made_at.desc(), Promise.id.desc())
        .limit(LINES)
    )
    return tuple(PromiseLine(*row) for row in rows)


def _payments(session: Session, account_id: int) -> tuple[PaymentLine, ...]:
    rows = session.execute(
        sa.select(
            Payment.id,
            Payment.paid_on,
            Payment.amount,
            Payment.method,
            Payment.channel,
            Payment.reference,
            Payment.reverses_external_id.is_not(None),
            Payment.known_at,
            Payment.kind,
            Payment.cheque_status,
            Payment.known_on,
        )
        .where(Payment.account_id == account_id)
        .order_by(Payment.known_at.desc(), Payment.id.desc())
        .limit(LINES)
    )
    return tuple(PaymentLine(*row) for row in rows)


def _holds(session: Session, account: Account, *, today: date) -> tuple[HoldLine, ...]:
    rows = session.execute(
        sa.select(Hold.kind, Hold.placed_at, Hold.until_on, Hold.account_id.is_(None))
        .where(
            Hold.customer_id == account.customer_id,
            sa.or_(Hold.account_id.is_(None), Hold.account_id == account.id),
            hold_in_force_condition(on=today, today=today),
        )
        .order_by(Hold.placed_at.desc(), Hold.id.desc())
    )
    return tuple(HoldLine(*row) for row in rows)


def _others(session: Session, account: Account, within: sa.ColumnElement[bool]) -> tuple[OtherAccount, ...]:
    rows = session.execute(
        sa.select(
            Account.id,
            Portfolio.name,
            Portfolio.currency,
            Portfolio.locale,
            Account.open_amount,
            Account.overdue_amount,
            Account.credit,
            Account.oldest_due_on,
            User.name,
        )
        .join(Portfolio, Portfolio.id == Account.portfolio_id)
        .outerjoin(User, User.id == Account.collector_id)
        .where(Account.customer_id == account.customer_id, Account.id != account.id, within)
        .order_by(Account.overdue_amount.desc(), Account.id)
    )
    return tuple(OtherAccount(*row) for row in rows)


def _item(session: Session, customer_id: int, *, today: date) -> ItemLine | None:
    row = session.execute(
        sa.select(
            WorkItem.id,
            WorkItem.account_id,
            WorkItem.lane,
            WorkItem.rank,
            WorkItem.state,
            WorkItem.points,
            WorkItem.scorer,
            WorkItem.value,
            WorkItem.days_past_due,
            WorkItem.propensity,
            WorkItem.reasons,
            WorkItem.blocked_by,
            WorkItem.callable,
            WorkItem.callable_from,
            WorkItem.due_at,
            WorkItem.claimed_by,
            WorkItem.claimed_until,
        ).where(WorkItem.customer_id == customer_id, WorkItem.queue_on == today)
    ).one_or_none()
    if row is None:
        return None
    values = row._asdict()
    return ItemLine(**values | {name: tuple(values[name]) for name in ("reasons", "blocked_by")})


def _attempt(session: Session, person: Person, customer_id: int, *, now: datetime) -> AttemptLine | None:
    row = session.execute(
        sa.select(Interaction.id, Interaction.at, Interaction.channel, Interaction.contact_point_id)
        .where(
            Interaction.customer_id == customer_id,
            Interaction.collector_id == person.id,
            open_attempt_condition(now),
        )
        .order_by(Interaction.at.desc(), Interaction.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else AttemptLine(*row)
