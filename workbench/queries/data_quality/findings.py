"""What is missing or wrong with the customers a person sees who owe something: counted, listed, and for a file."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, ContactPoint, Customer, CustomerVersion, ImportRun, JobRun, Portfolio, QualityFinding, User
from models.bulk import is_among
from models.enums import PointKind, RunState
from workbench.access.person import Person
from workbench.kernel.states import by_use, in_use_condition
from workbench.queries.scope import accounts_of

PAGE = 50
FILE_ROWS = 100_000
"""Customers in a file at most."""

AFTER_FILES = "data_check_files"
"""The check of data that follows imported and undone files by itself; its period is the instant of the change."""

CHECK_JOBS = ("data_check", "data_check_now", AFTER_FILES)


WITHOUT_DEBT = ("by_hand",)
"""Problems that are listed of customers who owe nothing, too: they are looked at because nobody told of them."""


@dataclass(frozen=True)
class FindingSum:
    """How many of one currency have a problem: accounts, what is open and what is overdue, in minor units."""

    problem: str
    currency: str
    locale: str
    accounts: int
    open_amount: int
    overdue_amount: int


@dataclass(frozen=True)
class FindingRow:
    """One account whose customer has a problem. Amounts are minor units."""

    account_id: int
    customer_id: int
    external_id: str
    name: str
    portfolio: str
    currency: str
    locale: str
    open_amount: int
    overdue_amount: int
    collector: str | None
    brought_by: str | None
    """The file whose import said last what is known of the customer; None where none did."""
    brought_at: datetime | None


@dataclass(frozen=True)
class FileCustomer:
    """A customer as a file of customers has them."""

    id: int
    external_id: str
    name: str
    kind: str | None
    document: str | None
    segment: str | None
    city: str | None
    region: str | None
    country: str | None
    timezone: str | None
    language: str | None
    opened_on: str | None
    reached_at: dict[PointKind, list[str]]
    """Contact points in use by kind, in the order in which they are tried."""


def finding_sums(session: Session, person: Person, *, portfolio_id: int | None = None) -> list[FindingSum]:
    """Every problem of customers who owe something, by currency. One query."""
    rows = session.execute(
        sa.select(
            QualityFinding.problem,
            Portfolio.currency,
            sa.func.min(Portfolio.locale),
            sa.func.count(),
            sa.func.sum(Account.open_amount),
            sa.func.sum(Account.overdue_amount),
        )
        .join(Account, Account.customer_id == QualityFinding.customer_id)
        .join(Portfolio, Portfolio.id == Account.portfolio_id)
        .where(*_owing(person, portfolio_id))
        .group_by(QualityFinding.problem, Portfolio.currency)
        .order_by(QualityFinding.problem, Portfolio.currency)
    )
    return [FindingSum(*row[:4], int(row[4]), int(row[5])) for row in rows]


def finding_rows(
    session: Session, person: Person, problem: str, *, portfolio_id: int | None = None, page: int = 1
) -> tuple[list[FindingRow], int]:
    """One page of the accounts with a problem, most overdue first in each portfolio; and how many pages there are."""
    wanted = (*_owing(person, portfolio_id), QualityFinding.problem == problem)
    joined = sa.join(QualityFinding, Account, Account.customer_id == QualityFinding.customer_id)
    total = session.scalar(sa.select(sa.func.count()).select_from(joined).where(*wanted)) or 0
    rows = session.execute(
        sa.select(
            Account.id,
            Customer.id,
            Customer.external_id,
            Customer.name,
            Portfolio.name,
            Portfolio.currency,
            Portfolio.locale,
            Account.open_amount,
            Account.overdue_amount,
            User.name,
            ImportRun.file_name,
            ImportRun.started_at,
        )
        .select_from(joined)
        .join(Customer, Customer.id == Account.customer_id)
        .join(Portfolio, Portfolio.id == Account.portfolio_id)
        .outerjoin(User, User.id == Account.collector_id)
        .outerjoin(ImportRun, ImportRun.id == sa.func.coalesce(_last_correction(), Customer.import_id))
        .where(*wanted)
        .order_by(Portfolio.code, Account.overdue_amount.desc(), Account.id)
        .limit(PAGE)
        .offset((max(page, 1) - 1) * PAGE)
    )
    found: list[tuple[Any, ...]] = [tuple(row) for row in rows]  # Any: columns of every type
    return [FindingRow(*row) for row in found], -(-total // PAGE)


def finding_customers(
    session: Session, person: Person, problem: str, *, portfolio_id: int | None, limit: int
) -> list[int]:
    """The customers with a problem whose accounts the person sees, each once."""
    owing = (
        sa.select(QualityFinding.customer_id)
        .join(Account, Account.customer_id == QualityFinding.customer_id)
        .where(*_owing(person, portfolio_id), QualityFinding.problem == problem)
        .distinct()
    )
    return list(session.scalars(owing.order_by(QualityFinding.customer_id).limit(limit)))


def _last_correction() -> sa.ScalarSelect[int | None]:
    """The import that last corrected the customer of a row."""
    return (
        sa.select(CustomerVersion.import_id)
        .where(CustomerVersion.customer_id == Customer.id, CustomerVersion.import_id.is_not(None))
        .order_by(CustomerVersion.replaced_at.desc(), CustomerVersion.id.desc())
        .limit(1)
        .correlate(Customer)
        .scalar_subquery()
    )


def file_customers(
    session: Session, person: Person, problem: str, *, portfolio_id: int | None = None
) -> list[FileCustomer]:
    """The customers with a problem, each once, with all that a file of customers tells. Two queries."""
    owing = (
        sa.select(Account.customer_id)
        .join(QualityFinding, QualityFinding.customer_id == Account.customer_id)
        .where(*_owing(person, portfolio_id), QualityFinding.problem == problem)
    )
    rows = session.scalars(
        sa.select(Customer).where(Customer.id.in_(owing)).order_by(Customer.external_id).limit(FILE_ROWS)
    ).all()
    points = _points(session, [row.id for row in rows])
    return [
        FileCustomer(
            id=row.id,
            external_id=row.external_id,
            name=row.name,
            kind=row.kind.value if row.kind else None,
            document=row.document,
            segment=row.segment,
            city=row.city,
            region=row.region,
            country=row.country,
            timezone=row.timezone,
            language=row.language,
            opened_on=row.opened_on.isoformat() if row.opened_on else None,
            reached_at=points.get(row.id, {}),
        )
        for row in rows
    ]


def last_check(session: Session) -> datetime | None:
    """When the check of data last ended."""
    return session.scalar(
        sa.select(sa.func.max(JobRun.finished_at)).where(JobRun.job.in_(CHECK_JOBS), JobRun.state == RunState.DONE)
    )


def is_older_than_files(session: Session) -> bool:
    """Whether a file was imported or taken back since the last check of data began, which tells nothing of it."""
    checked = session.scalar(
        sa.select(sa.func.max(JobRun.started_at)).where(JobRun.job.in_(CHECK_JOBS), JobRun.state == RunState.DONE)
    )
    if checked is None:
        return False
    changed = last_change(session)
    if changed is None or changed < checked:
        return False
    followed = sa.exists().where(
        JobRun.job == AFTER_FILES, JobRun.period == changed.isoformat(), JobRun.state == RunState.DONE
    )
    return not session.scalar(sa.select(followed))


def last_change(session: Session) -> datetime | None:
    """When a file was imported or taken back last."""
    found = session.execute(sa.select(sa.func.max(ImportRun.finished_at), sa.func.max(ImportRun.undone_at))).one()
    return max((instant for instant in found if instant is not None), default=None)


def is_checking(session: Session) -> bool:
    """Whether a check of data is running."""
    running = sa.exists().where(JobRun.job.in_(CHECK_JOBS), JobRun.state == RunState.RUNNING)
    return bool(session.scalar(sa.select(running)))


def _owing(person: Person, portfolio_id: int | None) -> tuple[sa.ColumnElement[bool], ...]:
    within: tuple[sa.ColumnElement[bool], ...] = (
        accounts_of(person),
        sa.or_(Account.open_amount > 0, QualityFinding.problem.in_(WITHOUT_DEBT)),
    )
    return within if portfolio_id is None else (*within, Account.portfolio_id == portfolio_id)


def _points(session: Session, customer_ids: Collection[int]) -> dict[int, dict[PointKind, list[str]]]:
    among = is_among(session.connection(), ContactPoint.customer_id, customer_ids)
    rows = session.execute(
        sa.select(ContactPoint.customer_id, ContactPoint.kind, ContactPoint.value)
        .where(among, in_use_condition())
        .order_by(*by_use())
    )
    found: dict[int, dict[PointKind, list[str]]] = {}
    for customer_id, kind, value in rows:
        found.setdefault(customer_id, {}).setdefault(kind, []).append(value)
    return found
