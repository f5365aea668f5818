"""Whose facts are: the customers they name and their accounts in the portfolio, made where facts may make them.

There is one account per customer and portfolio; the first fact opens it.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Customer
from models.bulk import bulk_upsert, is_among
from workbench.domain.imports.engine.cells import BadCell, shown
from workbench.domain.imports.kinds.customers.keys import customer_ids
from workbench.domain.imports.kinds.facts.facts import Facts
from workbench.domain.imports.kinds.facts.places import ImportPortfolio
from workbench.folding import fold_key, search_text, visible
from workbench.kernel.text import N_


@dataclass
class Owners:
    """The customers that facts of one portfolio name, as far as they are known."""

    connection: sa.Connection
    place: ImportPortfolio
    known: "_Known"

    @classmethod
    def find(cls, session: Session, facts: Facts) -> "Owners":
        """Look up the customers and their accounts."""
        connection, place = session.connection(), facts.place
        return cls(connection, place, _known(connection, place, set(facts.customers)))

    def unknown(self, facts: Facts) -> dict[int, BadCell]:
        """Rows of customers nobody knows, by place."""
        if self.known.keys() >= set(facts.customers):
            return {}
        return {
            row: unknown_customer(customer)
            for row, customer in enumerate(facts.customers)
            if customer not in self.known
        }

    def accounts(self, facts: Facts) -> list[int]:
        """The account of every row, 0 for one that is not open yet."""
        nobody = (0, 0)
        return [self.known.get(customer, nobody)[1] for customer in facts.customers]

    def place_facts(self, facts: Facts, *, now: datetime, import_id: int | None) -> list[str]:
        """Give every fact its customer and account, which are made where there are none.

        Args:
            facts: Those that land; their portfolio is written.
            now: Aware instant, for what is made.
            import_id: The import that what is made belongs to.

        Returns:
            The external ids of customers that were made.

        """
        names = _names(facts, self.known)
        if names:
            self.known |= _create_customers(self.connection, names, now=now, import_id=import_id)
        named = {customer: self.known[customer] for customer in facts.customers}
        self.known |= _open_accounts(self.connection, self.place, named, now=now, import_id=import_id)
        found = [self.known[customer] for customer in facts.customers]
        facts.customer_ids = [customer for customer, _ in found]
        facts.account_ids = [account for _, account in found]
        return list(names)


def _names(facts: Facts, known: Container[str]) -> dict[str, str]:
    """Customers nobody knows, with the first name that a row gives them; the sender's key where none does."""
    names: dict[str, str] = {}
    for customer, name in zip(facts.customers, facts.customer_names, strict=True):
        if customer not in known and not names.get(customer):
            names[customer] = name
    return {customer: name or customer for customer, name in names.items()}


def unknown_customer(external_id: str) -> BadCell:
    """Why a row of a customer nobody knows is refused."""
    return BadCell(
        N_("No hay ningún cliente «%(value)s»."), column="customer_external_id", value=shown(visible(external_id))
    )


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
            "external_id_folded": fold_key(external_id),
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
