"""Whose facts are: the customers they name and their accounts in the portfolio, made where facts may make them.

There is one account per customer and portfolio; the first fact opens it. What comes for the key of a customer that was
merged into another lands in the account that came along, and counts for the other.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Customer
from models.bulk import bulk_upsert, is_among
from workbench.domain.imports.engine.cells import BadCell, shown
from workbench.domain.imports.kinds.customers.erased import erased_keys
from workbench.domain.imports.kinds.customers.keys import customer_ids
from workbench.domain.imports.kinds.facts.facts import Facts
from workbench.domain.imports.kinds.facts.places import ImportPortfolio
from workbench.folding import fold_key, search_text, visible
from workbench.kernel.merged import NOT_MERGED
from workbench.kernel.text import N_


@dataclass
class Owners:
    """The customers that facts of one portfolio name, as far as they are known."""

    connection: sa.Connection
    place: ImportPortfolio
    known: "_Known"
    erased: dict[str, BadCell] = field(default_factory=dict)
    """Keys whose customer was erased, with the reason that their rows are refused with."""

    @classmethod
    def find(cls, session: Session, facts: Facts) -> "Owners":
        """Look up the customers and their accounts."""
        connection, place, named = session.connection(), facts.place, set(facts.customers)
        known = _known(connection, place, named)
        return cls(connection, place, known, erased_keys(session, named - known.keys(), column="customer_external_id"))

    def refused(self, facts: Facts, *, creates: bool, foreseen: Container[str] = ()) -> dict[int, BadCell]:
        """Rows of customers who were erased, and, where unknown ones are not made, of those nobody knows; by place.

        `foreseen` are customers whom a dry run of the same file would have made before.
        """
        if not creates:
            return {row: bad for row, bad in self.unknown(facts).items() if facts.customers[row] not in foreseen}
        if not self.erased:
            return {}
        return {row: self.erased[one] for row, one in enumerate(facts.customers) if one in self.erased}

    def unknown(self, facts: Facts) -> dict[int, BadCell]:
        """Rows of customers nobody knows, by place."""
        if self.known.keys() >= set(facts.customers):
            return {}
        return {
            row: self.erased.get(customer) or unknown_customer(customer)
            for row, customer in enumerate(facts.customers)
            if customer not in self.known
        }

    def accounts(self, facts: Facts) -> list[int]:
        """The account of every row, 0 for one that is not open yet."""
        nobody = Owner(0, 0)
        return [self.known.get(customer, nobody).account for customer in facts.customers]

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
        facts.customer_ids = [owner.customer for owner in found]
        facts.account_ids = [owner.account for owner in found]
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
        N_("No hay ningún cliente «%(value)s»: cárguelo antes o corrija el código."),
        column="customer_external_id",
        value=shown(visible(external_id)),
    )


class Owner(NamedTuple):
    """A customer that a row names: the one it counts for, and the account in the portfolio, 0 where there is none yet.

    `merged_from`: the id of the customer that the key names, where a person merged that one into another.
    """

    customer: int
    account: int
    merged_from: int = NOT_MERGED


_Known = dict[str, Owner]


def _known(connection: sa.Connection, place: ImportPortfolio, customers: Iterable[str]) -> _Known:
    wanted = (
        sa.select(Customer.external_id, Customer.id, Customer.merged_into_id, sa.func.coalesce(Account.id, 0))
        .outerjoin(
            Account,
            sa.and_(
                Account.customer_id == Customer.id, Account.portfolio_id == place.id, Account.merged_from == NOT_MERGED
            ),
        )
        .where(is_among(connection, Customer.external_id, customers))
    )
    rows = connection.execute(wanted).all()
    merged = {customer: into for _, customer, into, _ in rows if into is not None}
    opened = _merged_accounts(connection, place, merged) if merged else {}
    return {
        external_id: Owner(customer, account)
        if into is None
        else Owner(into, opened.get(customer, 0), merged_from=customer)
        for external_id, customer, into, account in rows
    }


def _merged_accounts(connection: sa.Connection, place: ImportPortfolio, merged: Mapping[int, int]) -> dict[int, int]:
    """The accounts that merged customers brought along to who stands for them, by the id they had."""
    brought = sa.select(Account.merged_from, Account.id).where(
        is_among(connection, Account.customer_id, set(merged.values())),
        Account.portfolio_id == place.id,
        Account.merged_from != NOT_MERGED,
    )
    return dict(connection.execute(brought).all())


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
    return {external_id: Owner(customer, 0) for external_id, customer in customer_ids(connection, names).items()}


def _open_accounts(
    connection: sa.Connection, place: ImportPortfolio, known: _Known, *, now: datetime, import_id: int | None
) -> _Known:
    """Open the accounts that are missing."""
    missing = [external_id for external_id, owner in known.items() if not owner.account]
    rows = [
        {
            "customer_id": known[one].customer,
            "portfolio_id": place.id,
            "merged_from": known[one].merged_from,
            "created_at": now,
            "import_id": import_id,
        }
        for one in missing
    ]
    key = ["customer_id", "portfolio_id", "merged_from"]
    bulk_upsert(connection, Account, rows, key=key, keep=["created_at", "import_id"])
    return known | _known(connection, place, missing) if missing else known
