"""The standing of accounts at a day: balances, what is overdue, days past due, and the states of promises.

Nothing here is typed by a person and no fact is changed: everything can be computed again, for any day, from invoices,
payments and promises. docs/ledger.md tells what each figure means.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Invoice
from models.bulk import bulk_update, is_among
from workbench.domain.ledger import InvoiceRow, Replayed, UnappliedReversal, forget, locked_accounts, replay_stale
from workbench.domain.promises import judge_accounts
from workbench.kernel.days import known_until

ACCOUNTS_AT_ONCE = 2_000
"""Accounts in one transaction: a tenth of a second or two, so that who saves meanwhile hardly waits on SQLite."""


class Progress(Protocol):
    """Told after every part how many accounts are done."""

    def __call__(self, done: int, total: int) -> None:
        """So many are done, of so many."""


@dataclass
class StandingReport:
    """What was done. `unapplied` are reversals that fit no payment: somebody should look at them."""

    accounts: int = 0
    replayed: int = 0
    promises_changed: int = 0
    unapplied: list[UnappliedReversal] = field(default_factory=list)

    def add(self, other: "StandingReport") -> None:
        """Count in what another part did."""
        self.accounts += other.accounts
        self.replayed += other.replayed
        self.promises_changed += other.promises_changed
        self.unapplied.extend(other.unapplied)


def recompute_standing(  # noqa: PLR0913 - what, for when, and how it is followed
    session: Session,
    *,
    on: date,
    today: date,
    portfolio_id: int | None = None,
    commit: Callable[[], None] = lambda: None,
    progress: Progress | None = None,
) -> StandingReport:
    """Compute the standing of all accounts at a day. Ledgers are replayed only where facts or the day call for it.

    Safe to repeat and to interrupt: every part is whole by itself.

    Args:
        session: a write session.
        on: the day of the standing; the state at a day is what was known at the close of the day before.
        today: the clock's day; for it, what was known today counts at once.
        portfolio_id: only this portfolio.
        commit: called after every part of `ACCOUNTS_AT_ONCE` accounts; usually `session.commit`.
        progress: told how far the work is.
    """
    in_scope = sa.true() if portfolio_id is None else Account.portfolio_id == portfolio_id
    ids = session.scalars(sa.select(Account.id).where(in_scope).order_by(Account.id)).all()
    report = StandingReport()
    for start in range(0, len(ids), ACCOUNTS_AT_ONCE):
        part = ids[start : start + ACCOUNTS_AT_ONCE]
        report.add(_recompute(session, part, on=on, until=known_until(on, today)))
        commit()
        if progress is not None:
            progress(start + len(part), len(ids))
    return report


def refresh_accounts(session: Session, account_ids: Sequence[int], *, on: date, today: date) -> StandingReport:
    """Compute the standing of some accounts: at once after a payment, a promise or an import.

    All their promises are judged, also those decided long ago: a correction may have changed what was promised.

    Args:
        session: a write session; rows of these accounts in it are expired, so that they are read again.
        account_ids: the accounts; those that are not there are passed over.
        on: the day of the standing.
        today: the clock's day.
    """
    report = StandingReport()
    ids = sorted(set(account_ids))
    for start in range(0, len(ids), ACCOUNTS_AT_ONCE):
        part = ids[start : start + ACCOUNTS_AT_ONCE]
        report.add(_recompute(session, part, on=on, until=known_until(on, today), touched=part))
    return report


def dirty_accounts(session: Session) -> Sequence[int]:
    """Ids of the accounts whose facts changed since their ledger was replayed."""
    return session.scalars(sa.select(Account.id).where(Account.ledger_dirty).order_by(Account.id)).all()


def _recompute(
    session: Session, account_ids: Sequence[int], *, on: date, until: date, touched: Sequence[int] = ()
) -> StandingReport:
    rows = locked_accounts(session, account_ids)
    replayed = replay_stale(session, rows, until=until)
    connection = session.connection()
    connection.execute(_figures_update(connection, account_ids, on=on, until=until))
    bulk_update(connection, Account, _figures_as_reported(replayed, on=on))
    changed = judge_accounts(session, account_ids, on=on, until=until, touched=replayed.accounts.union(touched))
    forget(session, {row.id for row in rows})
    return StandingReport(
        accounts=len(rows),
        replayed=len(replayed.accounts),
        promises_changed=changed,
        unapplied=replayed.unapplied,
    )


def _figures_update(connection: sa.Connection, account_ids: Sequence[int], *, on: date, until: date) -> sa.Update:
    # The same accounts are named three times, so that each table is read by its index.
    these, items, figured = (
        is_among(connection, column, account_ids) for column in (Account.id, Invoice.account_id, Account.id)
    )
    asked_for = sa.not_(Invoice.disputed)
    overdue = sa.and_(asked_for, Invoice.due_on < on)
    figures = (
        sa.select(
            Account.id.label("account_id"),
            _sum(Invoice.open_amount, where=Invoice.id.is_not(None)).label("open_amount"),
            _sum(Invoice.open_amount, where=overdue).label("overdue_amount"),
            _sum(Invoice.open_amount, where=Invoice.disputed).label("disputed_amount"),
            sa.func.count(Invoice.id).label("open_items"),
            _sum(sa.literal(1), where=overdue).label("overdue_items"),
            sa.func.min(sa.case((asked_for, Invoice.due_on))).label("oldest_due_on"),
        )
        .join(Invoice, sa.and_(Invoice.account_id == Account.id, Invoice.open_amount > 0, items), isouter=True)
        .where(figured)
        .group_by(Account.id)
        .subquery()
    )
    computed = {column.name: column for column in figures.c if column.name != "account_id"}
    return (
        sa.update(Account)
        .where(these, Account.id == figures.c.account_id)
        .values(**computed, standing_on=on, ledger_until=until, ledger_dirty=False)
    )


def _sum(amount: sa.SQLColumnExpression[int], *, where: sa.SQLColumnExpression[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((where, amount), else_=0)), 0)


def _figures_as_reported(replayed: Replayed, *, on: date) -> list[dict[str, Any]]:  # Any: values of every column type
    """The figures of accounts with an invoice corrected after the day, from what it said on that day."""
    return [{"id": account_id, **_figures(rows, on=on)} for account_id, rows in replayed.as_reported.items()]


def _figures(invoices: Iterable[InvoiceRow], *, on: date) -> dict[str, Any]:  # Any: values of every column type
    items = [row for row in invoices if row.open_amount]
    asked_for = [row for row in items if not row.disputed]
    overdue = [row for row in asked_for if row.due_on < on]
    return {
        "open_amount": sum(row.open_amount for row in items),
        "overdue_amount": sum(row.open_amount for row in overdue),
        "disputed_amount": sum(row.open_amount for row in items if row.disputed),
        "open_items": len(items),
        "overdue_items": len(overdue),
        "oldest_due_on": min((row.due_on for row in asked_for), default=None),
    }
