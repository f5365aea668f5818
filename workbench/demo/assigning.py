"""Assignments of the made-up accounts with their periods, which import files do not have."""

from collections.abc import Iterable, Mapping
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Assignment, Customer, Portfolio, User
from models.bulk import bulk_insert, bulk_update, is_among
from workbench.demo.files import in_chunks
from workbench.demo.identity import Row
from workbench.kernel.days import start_of_day


def assign_accounts(session: Session, rows: Iterable[Row]) -> int:
    """Write each account's assignments, replacing those it has, and who has it now. Returns how many were written.

    Args:
        session: A write session.
        rows: As `company.assignments_of` gives them; days are in the portfolio's zone.

    """
    connection = session.connection()
    accounts = _accounts(session)
    users = dict(session.execute(sa.select(User.email, User.id)).all())
    zones = dict(session.execute(sa.select(Portfolio.code, Portfolio.timezone)).all())
    session.execute(sa.delete(Assignment).where(is_among(connection, Assignment.account_id, accounts.values())))
    written = 0
    for chunk in in_chunks(rows):
        made = [_assignment(row, accounts, users=users, zones=zones) for row in chunk if _key(row) in accounts]
        bulk_insert(connection, Assignment, made)
        current = [one for one in made if one["until_at"] is None]
        bulk_update(
            connection, Account, [{"id": one["account_id"], "collector_id": one["collector_id"]} for one in current]
        )
        written += len(made)
    return written


def _accounts(session: Session) -> dict[tuple[str, str], int]:
    query = sa.select(Customer.external_id, Portfolio.code, Account.id).select_from(Account)
    joined = query.join(Customer, Account.customer_id == Customer.id).join(
        Portfolio, Account.portfolio_id == Portfolio.id
    )
    return {(customer, code): id_ for customer, code, id_ in session.execute(joined)}


def _assignment(
    row: Row, accounts: Mapping[tuple[str, str], int], *, users: Mapping[str, int], zones: Mapping[str, str]
) -> dict[str, object]:
    zone = zones[row["portfolio"]]
    return {
        "account_id": accounts[_key(row)],
        "collector_id": users.get(row["collector"]),
        "from_at": start_of_day(date.fromisoformat(row["from_on"]), zone),
        "until_at": start_of_day(date.fromisoformat(row["until_on"]), zone) if row["until_on"] else None,
        "assigned_by": None,
    }


def _key(row: Row) -> tuple[str, str]:
    return row["customer_external_id"], row["portfolio"]
