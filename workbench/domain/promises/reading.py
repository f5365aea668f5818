"""Promises and the payments that may count for them, as rows; judging them is the work of the domain."""

from collections.abc import Collection
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Customer, Payment, Portfolio, Promise
from models.bulk import is_among
from models.enums import PaymentKind, PromiseState
from workbench.kernel.states import money_condition


class PromiseRow(NamedTuple):
    """One promise with what judging it needs, and what is stored of it now."""

    id: int
    account_id: int
    zone: str
    amount: int
    due_on: date
    made_at: datetime
    known_on: date
    grace_days: int
    threshold_pct: int
    cancelled_at: datetime | None
    state: PromiseState
    counted: int
    decided_on: date | None


class PromisePaymentRow(NamedTuple):
    """One payment or reversal, as promises see it."""

    account_id: int
    id: int
    external_id: str
    amount: int
    known_at: datetime
    known_on: date
    reverses: str | None
    kind: PaymentKind = PaymentKind.PAYMENT


class PromiseOf(NamedTuple):
    """Whose promise it is, and what never changes of it."""

    account: int
    customer: str
    portfolio: str
    currency: str


def promises_by_account(session: Session, which: sa.ColumnElement[bool]) -> dict[int, list[PromiseRow]]:
    """All promises that meet a condition on `Promise` or `Account`, by account, oldest first."""
    statement = (
        sa.select(
            Promise.id,
            Promise.account_id,
            Portfolio.timezone,
            Promise.amount,
            Promise.due_on,
            Promise.made_at,
            Promise.known_on,
            Promise.grace_days,
            Promise.threshold_pct,
            Promise.cancelled_at,
            Promise.state,
            Promise.counted,
            Promise.decided_on,
        )
        .join(Account, Account.id == Promise.account_id)
        .join(Portfolio, Portfolio.id == Account.portfolio_id)
        .where(which)
        .order_by(Promise.account_id, Promise.made_at, Promise.id)
    )
    rows = map(PromiseRow._make, session.execute(statement))
    return {account: list(group) for account, group in groupby(rows, key=attrgetter("account_id"))}


def payments_by_account(
    session: Session, account_ids: Collection[int], *, until: date
) -> dict[int, list[PromisePaymentRow]]:
    """Money of these accounts known on `until` or before, with reversals, by account; credit notes are none."""
    statement = sa.select(
        Payment.account_id,
        Payment.id,
        Payment.external_id,
        Payment.amount,
        Payment.known_at,
        Payment.known_on,
        Payment.reverses_external_id,
        Payment.kind,
    ).where(
        is_among(session.connection(), Payment.account_id, account_ids), Payment.known_on <= until, money_condition()
    )
    found: dict[int, list[PromisePaymentRow]] = {}
    for row in map(PromisePaymentRow._make, session.execute(statement)):
        found.setdefault(row.account_id, []).append(row)
    return found


def promises_of(session: Session, promise_ids: Collection[int]) -> dict[int, PromiseOf]:
    """Whose promises these are, by promise; customers and portfolios as files name them."""
    statement = (
        sa.select(Promise.id, Account.id, Customer.external_id, Portfolio.code, Portfolio.currency)
        .join(Account, Account.id == Promise.account_id)
        .join(Customer, Customer.id == Account.customer_id)
        .join(Portfolio, Portfolio.id == Account.portfolio_id)
        .where(is_among(session.connection(), Promise.id, promise_ids))
    )
    return {row[0]: PromiseOf(*row[1:]) for row in session.execute(statement)}
