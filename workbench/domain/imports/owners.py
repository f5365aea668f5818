"""Whose a fact is: the customer it names and their account in its portfolio, made where a fact may make them.

There is one account per customer and portfolio; the first fact opens it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Customer
from models.bulk import bulk_upsert, is_among
from workbench.domain.imports.cells import BadCell, shown
from workbench.domain.imports.fact import Fact
from workbench.domain.imports.places import Place
from workbench.domain.text import N_
from workbench.folding import search_text


@dataclass(frozen=True)
class Owners:
    """Facts whose account is known, those whose customer is not, and the customers that were made."""

    placed: list[Fact]
    refused: list[tuple[Fact, BadCell]]
    created: list[str]


def place_facts(
    session: Session, facts: Sequence[Fact], *, creates: bool, now: datetime, import_id: int | None
) -> Owners:
    """Give every fact its customer and account.

    Args:
        session: The batch's transaction; the facts' portfolios are written.
        facts: Of one kind.
        creates: Whether an unknown customer is made from the row; otherwise the row is refused.
        now: Aware instant, for what is made.
        import_id: The import that what is made belongs to.

    """
    by_place: dict[Place, list[Fact]] = {}
    for fact in facts:
        by_place.setdefault(fact.place, []).append(fact)
    found = Owners([], refused=[], created=[])
    for place, own in by_place.items():
        known = _known(session.connection(), place, {fact.customer for fact in own})
        if creates:
            names = {fact.customer: fact.customer_name for fact in reversed(own) if fact.customer not in known}
            found.created.extend(names)
            known |= _create_customers(session.connection(), names, now=now, import_id=import_id)
        _open_accounts(session.connection(), place, known, now=now, import_id=import_id)
        for fact in own:
            owner = known.get(fact.customer)
            if owner is None:
                found.refused.append((fact, unknown_customer(fact.customer)))
            else:
                fact.customer_id, fact.account_id = owner
                found.placed.append(fact)
    return found


def unknown_customer(external_id: str) -> BadCell:
    """Why a row of a customer nobody knows is refused."""
    return BadCell("customer_external_id", N_("No hay ningún cliente «%(value)s»."), value=shown(external_id))


def customer_ids(connection: sa.Connection, external_ids: Iterable[str]) -> dict[str, int]:
    """The ids of the customers that are there, by external id: one query."""
    wanted = sa.select(Customer.external_id, Customer.id)
    rows = connection.execute(wanted.where(is_among(connection, Customer.external_id, external_ids)))
    return dict(rows.tuples().all())


# By a customer's external id: their id and that of their account in the portfolio, 0 where there is none yet.
_Known = dict[str, tuple[int, int]]


def _known(connection: sa.Connection, place: Place, customers: Iterable[str]) -> _Known:
    wanted = (
        sa.select(Customer.external_id, Customer.id, sa.func.coalesce(Account.id, 0))
        .outerjoin(Account, sa.and_(Account.customer_id == Customer.id, Account.portfolio_id == place.id))
        .where(is_among(connection, Customer.external_id, customers))
    )
    return {external_id: (customer, account) for external_id, customer, account in connection.execute(wanted)}


def _create_customers(
    connection: sa.Connection, names: Mapping[str, str | None], *, now: datetime, import_id: int | None
) -> _Known:
    if not names:
        return {}
    rows = [_new_customer(one, name or one, now=now, import_id=import_id) for one, name in names.items()]
    bulk_upsert(connection, Customer, rows, key=["external_id"], keep=list(rows[0]))
    return {external_id: (customer, 0) for external_id, customer in customer_ids(connection, names).items()}


def _open_accounts(
    connection: sa.Connection, place: Place, known: _Known, *, now: datetime, import_id: int | None
) -> None:
    """Open the accounts that are missing, and note them."""
    missing = [external_id for external_id, (_, account) in known.items() if not account]
    rows = [
        {"customer_id": known[one][0], "portfolio_id": place.id, "created_at": now, "import_id": import_id}
        for one in missing
    ]
    bulk_upsert(connection, Account, rows, key=["customer_id", "portfolio_id"], keep=["created_at", "import_id"])
    if missing:
        known |= _known(connection, place, missing)


def _new_customer(
    external_id: str, name: str, *, now: datetime, import_id: int | None
) -> dict[str, Any]:  # Any: a row holds values of every column type
    return {
        "external_id": external_id,
        "name": name,
        "search_text": search_text(name, None),
        "created_at": now,
        "import_id": import_id,
    }
