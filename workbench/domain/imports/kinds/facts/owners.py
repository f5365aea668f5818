"""Whose facts are: the customers they name and their accounts in the portfolio, made where facts may make them.

There is one account per customer and portfolio; the first fact opens it.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Customer
from models.bulk import bulk_upsert, is_among
from workbench.domain.imports.engine.cells import BadCell, shown
from workbench.domain.imports.kinds.customers.erased import erased_keys
from workbench.domain.imports.kinds.customers.keys import customer_ids
from workbench.domain.imports.kinds.facts.facts import Facts
from workbench.domain.imports.kinds.facts.places import ImportPortfolio
from workbench.folding import search_text
from workbench.kernel.text import N_


@dataclass
class Owners:
    """Customers that were made, and the facts whose customer nobody knows, by place."""

    created: list[str] = field(default_factory=list)
    refused: dict[int, BadCell] = field(default_factory=dict)


def place_facts(session: Session, facts: Facts, *, creates: bool, now: datetime, import_id: int | None) -> Owners:
    """Give every fact its customer and account; those of unknown customers get neither and are refused.

    Args:
        session: The batch's transaction; the facts' portfolio is written.
        facts: Filled in.
        creates: Whether an unknown customer is made from the row.
        now: Aware instant, for what is made.
        import_id: The import that what is made belongs to.

    """
    connection, place = session.connection(), facts.place
    owners = Owners()
    known = _known(connection, place, set(facts.customers))
    erased = erased_keys(session, set(facts.customers) - known.keys(), column="customer_external_id")
    names = _names(facts, known.keys() | erased.keys()) if creates else {}
    if names:
        owners.created = list(names)
        known |= _create_customers(connection, names, now=now, import_id=import_id)
    known = _open_accounts(connection, place, known, now=now, import_id=import_id)
    nobody = (0, 0)
    found = [known.get(customer, nobody) for customer in facts.customers]
    facts.customer_ids = [customer for customer, _ in found]
    facts.account_ids = [account for _, account in found]
    if nobody in found:
        owners.refused = {
            row: erased.get(facts.customers[row]) or unknown_customer(facts.customers[row])
            for row, owner in enumerate(found)
            if owner == nobody
        }
    return owners


def _names(facts: Facts, known: Container[str]) -> dict[str, str]:
    """Customers nobody knows, with the first name that a row gives them; the sender's key where none does."""
    names: dict[str, str] = {}
    for customer, name in zip(facts.customers, facts.customer_names, strict=True):
        if customer not in known and not names.get(customer):
            names[customer] = name
    return {customer: name or customer for customer, name in names.items()}


def unknown_customer(external_id: str) -> BadCell:
    """Why a row of a customer nobody knows is refused."""
    return BadCell(N_("No hay ningún cliente «%(value)s»."), column="customer_external_id", value=shown(external_id))


# By a customer's external id: their id and that of their account in the portfolio, 0 where there is none yet.
_Known = dict[str, tuple[int, int]]


def _known(connection: sa.Connection, place: ImportPortfolio, customers: Iterable[str]) -> _Known:
    wanted = (
        sa.select(Customer.external_id, Customer.id, sa.func.coalesce(Account.id, 0))
        .outerjoin(Account, sa.and_(Account.customer_id == Customer.id, Account.portfolio_id == place.id))
        .where(is_among(connection, Customer.external_id, customers))
    )
    rows = connection.execute(wanted).all()
    return {external_id: (customer, account) for external_id, customer, account in rows}


def _create_customers(
    connection: sa.Connection, names: Mapping[str, str], *, now: datetime, import_id: int | None
) -> _Known:
    rows = [
        {
            "external_id": external_id,
            "name": name,
            "search_text": search_text(name, None),
            "created_at": now,
            "import_id": import_id,
        }
        for external_id, name in names.items()
    ]
    bulk_upsert(connection, Customer, rows, key=["external_id"], keep=list(rows[0]))
    return {external_id: (customer, 0) for external_id, customer in customer_ids(connection, names).items()}


def _open_accounts(
    connection: sa.Connection, place: ImportPortfolio, known: _Known, *, now: datetime, import_id: int | None
) -> _Known:
    """Open the accounts that are missing."""
    missing = [external_id for external_id, (_, account) in known.items() if not account]
    rows = [
        {"customer_id": known[one][0], "portfolio_id": place.id, "created_at": now, "import_id": import_id}
        for one in missing
    ]
    bulk_upsert(connection, Account, rows, key=["customer_id", "portfolio_id"], keep=["created_at", "import_id"])
    return known | _known(connection, place, missing) if missing else known
