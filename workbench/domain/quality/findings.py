"""Checking customers: what is missing or wrong is kept by customer, so that a screen can count it."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, ContactPoint, Customer, JobRun, Portfolio, QualityFinding, Upload
from models.bulk import bulk_insert, bulk_read, is_among
from models.enums import UploadTask
from workbench.domain.quality.problems import (
    NOTE_BY_HAND,
    TELEPHONE_COLUMNS,
    CheckedCustomer,
    CheckedPoint,
    problems_of,
)
from workbench.kernel.money import country_of_zone
from workbench.queries.data_quality.findings import CHECK_JOBS, last_change

AT_ONCE = 5_000
MOST_CUSTOMERS = 100_000
"""Checking so many takes about a minute; with more, it is left to the night and to who asks for it."""

_UNREAD = (*TELEPHONE_COLUMNS, "email")


def country_of_portfolio(preset: str, timezone: str) -> str | None:
    """The country whose rules a portfolio's customers have who tell none: that of its policy, else of its zone."""
    code = preset.partition("-")[0]
    return code if len(code) == 2 else country_of_zone(timezone)


def refresh_findings(session: Session, customer_ids: Sequence[int], *, now: datetime) -> int:
    """Check customers again and write what changed. Returns how many findings they have now.

    Args:
        session: A write session; the caller commits.
        customer_ids: Whom to check; of merged ones nothing is found.
        now: Aware instant.

    """
    connection = session.connection()
    wanted = {
        (one, problem.value)
        for one, customer in checked_customers(session, customer_ids).items()
        for problem in problems_of(customer)
    }
    among = is_among(connection, QualityFinding.customer_id, customer_ids)
    rows = connection.execute(sa.select(QualityFinding.customer_id, QualityFinding.problem).where(among))
    kept = {(customer_id, problem) for customer_id, problem in rows}
    for problem, gone in _by_problem(kept - wanted).items():
        connection.execute(
            sa.delete(QualityFinding).where(
                QualityFinding.problem == problem, is_among(connection, QualityFinding.customer_id, gone)
            )
        )
    bulk_insert(
        connection,
        QualityFinding,
        [{"customer_id": one, "problem": problem, "found_at": now} for one, problem in sorted(wanted - kept)],
    )
    return len(wanted)


def customers_to_check(session: Session) -> list[int]:
    """Everybody there is to check: who has an account, and who has findings."""
    wanted = sa.union(sa.select(Account.customer_id), sa.select(QualityFinding.customer_id))
    return sorted(session.scalars(wanted))


def batches_of(customer_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Customers as they are checked together, each batch in a transaction of its own."""
    return (customer_ids[start : start + AT_ONCE] for start in range(0, len(customer_ids), AT_ONCE))


def checked_customers(session: Session, customer_ids: Collection[int]) -> dict[int, CheckedCustomer]:
    """Customers as the check sees them, without merged and erased ones: three queries, whatever their number."""
    connection = session.connection()
    columns = (
        Customer.id, Customer.external_id, Customer.name, Customer.document, Customer.kind, Customer.country,
        Customer.timezone, Customer.attributes,
    )  # fmt: skip
    rows = bulk_read(
        connection,
        sa.select(*columns).where(
            is_among(connection, Customer.id, customer_ids),
            Customer.merged_into_id.is_(None),
            Customer.erased_at.is_(None),
        ),
        tuple,
    )
    points, homes = _points(connection, customer_ids), _homes(connection, customer_ids)
    return {
        customer_id: CheckedCustomer(
            external_id=external_id,
            name=name,
            document=document,
            kind=kind,
            country=country,
            home_country=homes.get(customer_id),
            timezone=timezone,
            unread={name: str(attributes[name]) for name in _UNREAD if attributes.get(name)},
            points=points.get(customer_id, ()),
            note=attributes.get(NOTE_BY_HAND),
        )
        for customer_id, external_id, name, document, kind, country, timezone, attributes in rows
    }


def _points(connection: sa.Connection, customer_ids: Collection[int]) -> dict[int, list[CheckedPoint]]:
    columns = (ContactPoint.customer_id, ContactPoint.kind, ContactPoint.value, ContactPoint.state)
    wanted = sa.select(*columns).where(is_among(connection, ContactPoint.customer_id, customer_ids))
    found: dict[int, list[CheckedPoint]] = defaultdict(list)
    for customer_id, *point in bulk_read(connection, wanted.order_by(ContactPoint.position, ContactPoint.id), tuple):
        found[customer_id].append(CheckedPoint(*point))
    return found


def _homes(connection: sa.Connection, customer_ids: Collection[int]) -> dict[int, str | None]:
    """The country of a portfolio of each customer's; of several, the first."""
    wanted = (
        sa.select(Account.customer_id, Portfolio.preset, Portfolio.timezone)
        .join(Portfolio, Portfolio.id == Account.portfolio_id)
        .where(is_among(connection, Account.customer_id, customer_ids))
        .order_by(Account.id.desc())
    )
    rows: list[tuple[int, str, str]] = bulk_read(connection, wanted, tuple)
    return {customer_id: country_of_portfolio(preset, timezone) for customer_id, preset, timezone in rows}


def _by_problem(findings: Collection[tuple[int, str]]) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for customer_id, problem in findings:
        found[problem].append(customer_id)
    return found


def change_to_check(session: Session) -> datetime | None:
    """The instant of the last import or undoing that no check of data began after; None where there is nothing to do.

    While files wait to be imported nothing is checked: one check follows all of them.
    """
    changed = last_change(session)
    if changed is None:
        return None
    began_after = sa.exists().where(JobRun.job.in_(CHECK_JOBS), JobRun.started_at > changed)
    waiting = sa.exists().where(Upload.task == UploadTask.IMPORT)
    too_many = sa.exists().where(Customer.id > MOST_CUSTOMERS)
    is_due = session.scalar(sa.select(sa.not_(sa.or_(began_after, waiting, too_many))))
    return changed if is_due else None
