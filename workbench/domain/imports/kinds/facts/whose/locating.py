"""Which portfolio a payment or an interaction belongs to when neither the row nor the command says so.

The account of the invoice it names; else the customer's only account. Anything else would be a guess.
"""

from collections.abc import Collection, Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Customer, Invoice, Portfolio
from models.bulk import is_among
from workbench.domain.imports.engine.cells import BadCell, shown
from workbench.domain.imports.engine.sheet import Sheet
from workbench.domain.imports.engine.terms import Foreseen, foreseen_hash
from workbench.domain.imports.kinds.customers.keys import customer_ids
from workbench.domain.imports.kinds.facts.whose.owners import unknown_customer
from workbench.kernel.merged import sender_id
from workbench.kernel.text import N_

_SEVERAL = N_("El cliente «%(value)s» tiene varias cuentas: diga la cartera de la fila o al importar.")
_NONE = N_("El cliente «%(value)s» no tiene cuenta: diga la cartera de la fila o al importar.")


def whereabouts(
    session: Session, sheet: Sheet, rows: Iterable[int], *, foreseen: Foreseen | None
) -> dict[int, str | BadCell]:
    """The portfolio's code of each of these rows, or why there is none: three queries, whatever their number.

    `foreseen` is what a dry run of the same file would have made before: customers with their portfolios, invoices.
    """
    connection = session.connection()
    customers, invoices = sheet.texts("customer_external_id"), sheet.texts("invoice_external_id")
    wanted = list(rows)
    known = customer_ids(connection, {customers[row] for row in wanted})
    by_customer = _by_customer(connection, known.values())
    by_invoice = _by_invoice(connection, {invoices[row] for row in wanted} - {""})
    made, facts = (foreseen.accounts, foreseen.facts) if foreseen is not None else ({}, set[int]())
    found: dict[int, str | BadCell] = {}
    for row in wanted:
        customer, invoice = customers[row], invoices[row]
        owned = {*by_customer.get(customer, ()), *made.get(customer, ())}
        brought = {code for code in owned if facts and foreseen_hash(code, invoice, customer) in facts}
        found[row] = code_of(
            customer,
            is_known=customer in known or customer in made,
            named={*by_invoice.get((invoice, customer), ()), *brought},
            owned=owned,
        )
    return found


def code_of(customer: str, *, is_known: bool, named: Collection[str], owned: Collection[str]) -> str | BadCell:
    """The portfolio of the customer's invoice that the row names, else of their only account.

    Args:
        customer: As the row names them.
        is_known: Whether there is such a customer.
        named: Portfolios in which an invoice of that key and customer is.
        owned: Portfolios in which the customer has an account.

    """
    if not is_known:
        return unknown_customer(customer)
    found = named if len(named) == 1 else owned
    if len(found) == 1:
        return next(iter(found))
    return BadCell(_SEVERAL if found else _NONE, column="portfolio", value=shown(customer))


def _by_customer(connection: sa.Connection, customers: Iterable[int]) -> Mapping[str, set[str]]:
    standing = sa.select(sa.func.coalesce(Customer.merged_into_id, Customer.id)).where(
        is_among(connection, Customer.id, customers)
    )
    owned = (
        sa.select(Customer.external_id, Portfolio.code)
        .join(Account, sender_id() == Customer.id)
        .join(Portfolio, Portfolio.id == Account.portfolio_id)
        .where(Account.customer_id.in_(standing))
    )
    found: dict[str, set[str]] = {}
    for customer, code in connection.execute(owned):
        found.setdefault(customer, set()).add(code)
    return found


def _by_invoice(connection: sa.Connection, invoices: Collection[str]) -> Mapping[tuple[str, str], set[str]]:
    if not invoices:
        return {}
    named = (
        sa.select(Invoice.external_id, Customer.external_id, Portfolio.code)
        .join(Portfolio, Portfolio.id == Invoice.portfolio_id)
        .join(Account, Account.id == Invoice.account_id)
        .join(Customer, Customer.id == sender_id())
        .where(is_among(connection, Invoice.external_id, invoices))
    )
    found: dict[tuple[str, str], set[str]] = {}
    for invoice, customer, code in connection.execute(named):
        found.setdefault((invoice, customer), set()).add(code)
    return found
