"""A copy of all that is held on a customer: rows of every table that leads to them, for paper and as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, AuditEntry, Customer, Outcome, Portfolio
from workbench.access.person import Person
from workbench.domain.privacy.belonging import audited_of
from workbench.domain.privacy.held import HELD, HeldTable
from workbench.domain.records import Actor, AuditEvent, record
from workbench.kernel.errors import RuleBroken
from workbench.kernel.text import N_
from workbench.queries.scope import accounts_of

SCHEMA = 1
Row = Mapping[str, Any]  # Any: columns of every type


class CopyRefused(RuleBroken):
    """A copy is whole or it is not given."""

    rule = "privacy.copy"


@dataclass(frozen=True)
class CustomerCopy:
    """All that is held. `parts` has the rows by the name of their part, in the order of `HELD`."""

    made_at: datetime
    customer: Row
    parts: Mapping[str, Sequence[Row]]
    portfolios: Mapping[int, Row]
    """By account: code, name, creditor, contact, currency, locale and zone of its portfolio."""
    outcomes: Mapping[str, tuple[str, str]]
    """By code: the outcome in Spanish and in English."""


def everything_about(session: Session, customer: Customer, *, now: datetime) -> CustomerCopy:
    """Read every row that leads to a customer: one query a table."""
    rows = {held.key: _rows(session, held, customer.id) for held in HELD}
    people = rows.pop("customer")
    (own,) = [one for one in people if one["id"] == customer.id]
    rows = {"merged_customers": [one for one in people if one["id"] != customer.id], **rows}
    codes = {row["outcome_code"] for row in rows["interactions"]} - {None}
    labels = sa.select(Outcome.code, Outcome.label_es, Outcome.label_en).where(Outcome.code.in_(codes))
    return CustomerCopy(
        made_at=now,
        customer=own,
        parts=rows,
        portfolios=_portfolios(session, customer.id),
        outcomes={code: (spanish, english) for code, spanish, english in session.execute(labels)},
    )


def held_counts(session: Session, customer_id: int) -> dict[str, int]:
    """How many rows of each part are held on a customer: one query."""
    counts = [
        sa.select(sa.func.count()).select_from(held.table).where(held.of(customer_id)).scalar_subquery().label(held.key)
        for held in HELD
        if held.table is not Customer
    ]
    merged = sa.select(sa.func.count()).where(Customer.merged_into_id == customer_id).scalar_subquery()
    counts.insert(0, merged.label("merged_customers"))
    return dict(session.execute(sa.select(*counts)).mappings().one())


def sealed_reasons(session: Session, customer_id: int) -> int:
    """How many reasons that people wrote stand in the audit trail about a customer: an erasure cannot change them."""
    told = (
        sa.select(sa.func.count()).select_from(AuditEntry).where(audited_of(customer_id), AuditEntry.why.is_not(None))
    )
    return session.scalar(told) or 0


def as_json(copy: CustomerCopy) -> dict[str, Any]:  # Any: JSON
    """The copy with stable names: money in minor units with its currency, days and instants as ISO 8601."""
    parts = {key: [_plain(row) for row in rows] for key, rows in copy.parts.items()}
    for account in parts["accounts"]:
        account["portfolio"] = dict(copy.portfolios[account["id"]])
    return {"schema": SCHEMA, "made_at": copy.made_at.isoformat(), "customer": _plain(copy.customer), **parts}


def sees_all(session: Session, person: Person, customer_id: int) -> bool:
    """Whether a person sees every account of a customer."""
    hidden = sa.select(Account.id).where(Account.customer_id == customer_id, sa.not_(accounts_of(person)))
    return session.scalar(hidden.limit(1)) is None


def make_copy(session: Session, person: Person, *, customer: Customer, form: str, now: datetime) -> CustomerCopy:
    """Read all that is held to hand it over, and write who did so. One audit entry.

    Args:
        session: A write session; the caller commits.
        person: Who hands it over; they see the customer.
        customer: Whose data it is.
        form: paper or json.
        now: Aware instant.

    Raises:
        CopyRefused: The customer has accounts that the person does not see.

    """
    if not sees_all(session, person, customer.id):
        raise CopyRefused(N_("El cliente tiene cuentas en carteras que usted no ve. Pida la copia a quien administra."))
    actor = Actor(person.id, person.email)
    note_copy(session, customer.id, actor=actor, form=form, now=now)
    return everything_about(session, customer, now=now)


def note_copy(session: Session, customer_id: int, *, actor: Actor, form: str, now: datetime) -> None:
    """Write who took a copy of a customer's data. One audit entry."""
    record(
        session, AuditEvent.DATA_COPIED, actor=actor, subject=("customer", customer_id), now=now, after={"form": form}
    )


def _rows(session: Session, held: HeldTable, customer_id: int) -> list[Row]:
    table: Any = held.table.__table__  # Any: SQLAlchemy gives it as any selectable
    columns = [column for column in table.columns if column.key not in held.inside]
    found = session.execute(sa.select(*columns).where(held.of(customer_id)).order_by(*table.primary_key.columns))
    return [dict(row) for row in found.mappings()]


def _portfolios(session: Session, customer_id: int) -> dict[int, Row]:
    wanted = (
        Portfolio.code, Portfolio.name, Portfolio.creditor, Portfolio.contact, Portfolio.currency, Portfolio.locale,
        Portfolio.timezone,
    )  # fmt: skip
    found = session.execute(
        sa.select(Account.id, *wanted)
        .join(Portfolio, Portfolio.id == Account.portfolio_id)
        .where(Account.customer_id == customer_id)
    )
    names = [column.key for column in wanted]
    return {account_id: dict(zip(names, values, strict=True)) for account_id, *values in found}


def _plain(row: Row) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
