"""Which portfolio a payment or an interaction belongs to when neither the row nor the command says so.

The account of the invoice it names; else the customer's only account. Anything else would be a guess.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Customer, Invoice, Portfolio
from models.bulk import is_among
from workbench.domain.imports.cells import BadCell, optional, shown
from workbench.domain.imports.owners import customer_ids, unknown_customer
from workbench.domain.text import N_

Cells = Mapping[str, str]


@dataclass(frozen=True)
class Whereabouts:
    """Codes of portfolios: by invoice and customer, and by customer, for the rows of one batch."""

    by_invoice: Mapping[tuple[str, str], frozenset[str]]
    by_customer: Mapping[str, frozenset[str]]
    customers: frozenset[str]

    def code_of(self, cells: Cells) -> str:
        """The code of the row's portfolio.

        Raises:
            BadCell: There is none or more than one to choose from, or nobody knows the customer.

        """
        customer = optional(cells, "customer_external_id") or ""
        if customer not in self.customers:
            raise unknown_customer(customer)
        named = self.by_invoice.get((optional(cells, "invoice_external_id") or "", customer), frozenset())
        found = named if len(named) == 1 else self.by_customer.get(customer, frozenset())
        if len(found) == 1:
            return next(iter(found))
        reason = (
            N_("El cliente «%(value)s» tiene varias cuentas: diga la cartera de la fila o use --portfolio.")
            if found
            else N_("El cliente «%(value)s» no tiene cuenta: diga la cartera de la fila o use --portfolio.")
        )
        raise BadCell("portfolio", reason, value=shown(customer))


def whereabouts(session: Session, rows: Iterable[Cells]) -> Whereabouts:
    """Look up the accounts of rows that name no portfolio: three queries, whatever their number."""
    connection = session.connection()
    customers: set[str] = set()
    invoices: set[str] = set()
    for cells in rows:
        customers.add(optional(cells, "customer_external_id") or "")
        invoices.add(optional(cells, "invoice_external_id") or "")
    known = customer_ids(connection, customers)
    accounts = (
        sa.select(Customer.external_id, Portfolio.code)
        .join(Account, Account.customer_id == Customer.id)
        .join(Portfolio, Portfolio.id == Account.portfolio_id)
    )
    by_customer: dict[str, set[str]] = {}
    for customer, code in connection.execute(accounts.where(is_among(connection, Customer.id, list(known.values())))):
        by_customer.setdefault(customer, set()).add(code)
    return Whereabouts(
        by_invoice=_by_invoice(connection, invoices - {""}),
        by_customer={customer: frozenset(codes) for customer, codes in by_customer.items()},
        customers=frozenset(known),
    )


def _by_invoice(connection: sa.Connection, invoices: set[str]) -> dict[tuple[str, str], frozenset[str]]:
    if not invoices:
        return {}
    found: dict[tuple[str, str], set[str]] = {}
    named = (
        sa.select(Invoice.external_id, Customer.external_id, Portfolio.code)
        .join(Account, Account.id == Invoice.account_id)
        .join(Customer, Customer.id == Account.customer_id)
        .join(Portfolio, Portfolio.id == Invoice.portfolio_id)
        .where(Invoice.portfolio_id.in_(sa.select(Portfolio.id)), is_among(connection, Invoice.external_id, invoices))
    )
    for invoice, customer, code in connection.execute(named):
        found.setdefault((invoice, customer), set()).add(code)
    return {key: frozenset(codes) for key, codes in found.items()}
