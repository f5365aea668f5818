"""Which rows are of a customer: their own, and those of customers that were merged into them."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from models import (
    Account,
    AuditEntry,
    Consent,
    ContactPoint,
    Customer,
    Erasure,
    FactVersion,
    Hold,
    Interaction,
    Invoice,
    Payment,
    Promise,
    ReasonLetter,
    ReplacedRow,
    ReviewRequest,
    WorkItem,
)

Condition = sa.ColumnElement[bool]


def people_of(customer_id: int) -> sa.Select[int]:
    """The ids of a customer: their own, and those of customers that were merged into them."""
    return sa.select(Customer.id).where(sa.or_(Customer.id == customer_id, Customer.merged_into_id == customer_id))


def by_customer(table: Any) -> Callable[[int], Condition]:  # Any: a class with the column
    """Rows that name their customer."""
    return lambda customer_id: table.customer_id.in_(people_of(customer_id))


def by_account(table: Any) -> Callable[[int], Condition]:  # Any: a class with the column
    """Rows that name their account."""
    return lambda customer_id: table.account_id.in_(_accounts(customer_id))


def _accounts(customer_id: int) -> sa.Select[int]:
    return sa.select(Account.id).where(Account.customer_id.in_(people_of(customer_id)))


def facts_of(customer_id: int) -> Condition:
    """Earlier values of facts name their fact by table and id."""
    accounts = _accounts(customer_id)
    return sa.or_(
        *(
            sa.and_(FactVersion.kind == name, FactVersion.fact_id.in_(sa.select(fact.id).where(within)))
            for name, fact, within in (
                ("invoice", Invoice, Invoice.account_id.in_(accounts)),
                ("payment", Payment, Payment.account_id.in_(accounts)),
                ("interaction", Interaction, Interaction.customer_id.in_(people_of(customer_id))),
            )
        )
    )


def audited_of(customer_id: int) -> Condition:
    """Entries whose subject is a row of the customer."""
    own = sa.and_(AuditEntry.subject_kind == "customer", AuditEntry.subject_id.in_(people_of(customer_id)))
    of_rows = (
        sa.and_(
            AuditEntry.subject_kind == table.__tablename__,
            AuditEntry.subject_id.in_(sa.select(table.id).where(table.customer_id.in_(people_of(customer_id)))),
        )
        for table in (Interaction, Promise, WorkItem, ReasonLetter, ReviewRequest, Erasure)
    )
    of_accounts = sa.and_(AuditEntry.subject_kind == "account", AuditEntry.subject_id.in_(_accounts(customer_id)))
    return sa.or_(own, of_accounts, *of_rows)


def replaced_of(customer_id: int) -> Condition:
    """What imports replaced in rows of the customer: they are named by table and id."""
    by_themselves: list[tuple[Any, Condition]] = [(Customer, Customer.id.in_(people_of(customer_id)))]
    by_themselves += [(Account, Account.customer_id.in_(people_of(customer_id)))]
    of_people = (ContactPoint, Consent, Hold, Interaction, Promise)
    by_themselves += [(one, by_customer(one)(customer_id)) for one in of_people]
    by_themselves += [(one, by_account(one)(customer_id)) for one in (Invoice, Payment)]
    return sa.or_(
        *(
            sa.and_(
                ReplacedRow.table_name == table.__tablename__, ReplacedRow.row_id.in_(sa.select(table.id).where(own))
            )
            for table, own in by_themselves
        )
    )


def names_key(texts: Any, customer_id: int) -> Condition:  # Any: a JSON column
    """Rows of a file, as JSON, in which a cell is the key of the customer."""
    cell = sa.literal('"').concat(Customer.external_id).concat('"')
    text = sa.cast(texts, sa.String)
    named = sa.func.replace(text, cell, "") != text
    return sa.exists().where(Customer.id.in_(people_of(customer_id)), named)
