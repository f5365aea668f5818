"""Which reversals an import refuses. One whose payment is not known yet lands, and the ledger judges it later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Customer, Payment
from models.bulk import is_among
from workbench.domain.imports.engine.cells import BadCell, shown
from workbench.domain.imports.kinds.facts.facts import Facts
from workbench.kernel.merged import sender_id
from workbench.kernel.text import N_


@dataclass(frozen=True, slots=True)
class Taken:
    """The payment that a reversal names: the amounts of its lines by the invoice that each names."""

    customer: str
    lines: Mapping[str | None, int]
    is_reversal: bool


def why_not(payment: Taken | None, *, customer: str, amount: int, invoice: str | None, names: str) -> BadCell | None:
    """A reversal takes back the whole of a payment of its own account, or the whole of the line it names.

    A payment that is not known yet may still come: the ledger waits for it. Returns why not, or None.
    """
    if payment is None:
        return None
    value = shown(names)
    if payment.is_reversal:
        return BadCell(N_("«%(value)s» es a su vez una reversa."), column="reverses", value=value)
    if payment.customer != customer:
        return BadCell(N_("El pago «%(value)s» es de otra cuenta."), column="reverses", value=value)
    if amount not in {sum(payment.lines.values()), payment.lines.get(invoice)}:
        reason = N_("Una reversa lleva el monto entero del pago «%(value)s».")
        return BadCell(reason, column="amount", value=value)
    return None


def refused_reversals(session: Session, facts: Facts) -> dict[int, BadCell]:
    """The reversals that are refused, by place, judged by the payments of the database and of the file itself."""
    reverses = facts.values["reverses_external_id"]
    reversals = [row for row, names in enumerate(reverses) if names]
    if not reversals:
        return {}
    known = _named(session, facts, [reverses[row] for row in reversals])
    invoices, amounts = facts.values["invoice_external_id"], facts.values["amount"]
    for row, number in enumerate(facts.external_ids):
        lines = known.setdefault((number, facts.customers[row]), {})
        lines[invoices[row]] = (amounts[row], reverses[row] is not None)
    judged = {row: _judged(facts, row, known) for row in reversals}
    return {row: bad for row, bad in judged.items() if bad is not None}


# By number and customer: the amounts of the lines by the invoice that each names, and whether it is a reversal.
_Lines = dict[tuple[str, str], dict[str | None, tuple[int, bool]]]


def _judged(facts: Facts, row: int, known: _Lines) -> BadCell | None:
    names, customer = facts.values["reverses_external_id"][row], facts.customers[row]
    lines, owner = known.get((names, customer)), customer
    if lines is None and not facts.place.numbers_per_customer:
        owner, lines = next(((other, found) for (number, other), found in known.items() if number == names), ("", None))
    payment = None
    if lines:
        amounts = {invoice: amount for invoice, (amount, _) in lines.items()}
        payment = Taken(owner, amounts, is_reversal=any(back for _, back in lines.values()))
    amount, invoice = facts.values["amount"][row], facts.values["invoice_external_id"][row]
    return why_not(payment, customer=customer, amount=amount, invoice=invoice, names=names)


def _named(session: Session, facts: Facts, external_ids: Sequence[str]) -> _Lines:
    if facts.place.id is None:
        return {}
    connection = session.connection()
    rows = connection.execute(
        sa.select(
            Payment.external_id,
            Customer.external_id,
            Payment.invoice_external_id,
            Payment.amount,
            Payment.reverses_external_id,
        )
        .join(Account, Account.id == Payment.account_id)
        .join(Customer, Customer.id == sender_id())
        .where(Payment.portfolio_id == facts.place.id, is_among(connection, Payment.external_id, external_ids))
    )
    found: _Lines = {}
    for number, customer, invoice, amount, reverses in rows:
        found.setdefault((number, customer), {})[invoice] = (amount, reverses is not None)
    return found
