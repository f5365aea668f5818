"""Which reversals an import refuses. One whose payment is not known yet lands, and the ledger judges it later."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Customer, Payment
from models.bulk import is_among
from models.enums import PaymentKind
from workbench.domain.imports.engine.cells import BadCell, shown
from workbench.domain.imports.kinds.facts.facts import Facts
from workbench.kernel.merged import sender_id
from workbench.kernel.text import N_


@dataclass(frozen=True, slots=True)
class Taken:
    """The payment that a reversal names: the amounts of its lines by the invoice that each names.

    `taken` is what other reversals take back of it.
    """

    customer: str
    lines: Mapping[str | None, int]
    is_reversal: bool
    taken: int = 0


def why_not(payment: Taken | None, *, customer: str, amount: int, invoice: str | None, names: str) -> BadCell | None:
    """A reversal takes back a payment of its own account or a part of it, at most what is left of it.

    One that names the invoice of a line takes back that line. A payment that is not known yet may still come: the
    ledger waits for it. Returns why not, or None.
    """
    if payment is None:
        return None
    value = shown(names)
    if payment.is_reversal:
        return BadCell(N_("«%(value)s» es a su vez una reversa."), column="reverses", value=value)
    if payment.customer != customer:
        return BadCell(N_("El pago «%(value)s» es de otra cuenta."), column="reverses", value=value)
    whole = sum(payment.lines.values())
    line = whole if invoice is None else payment.lines.get(invoice, whole)
    if amount > min(line, whole - payment.taken):
        reason = N_("Una reversa lleva a lo sumo lo que queda del pago «%(value)s».")
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
    taken = _taken_before(session, facts, reversals)
    refused: dict[int, BadCell] = {}
    for row in reversals:
        bad = _judged(facts, row, known, taken)
        if bad is not None:
            refused[row] = bad
        else:
            taken[reverses[row], facts.customers[row]] += amounts[row]
    return refused


_Key = tuple[str, str]  # number and customer
# By key: the amounts of the lines by the invoice that each names, and whether it is a reversal.
_Lines = dict[_Key, dict[str | None, tuple[int, bool]]]


def _judged(facts: Facts, row: int, known: _Lines, taken: Mapping[_Key, int]) -> BadCell | None:
    names, customer = facts.values["reverses_external_id"][row], facts.customers[row]
    lines, owner = known.get((names, customer)), customer
    if lines is None and not facts.place.numbers_per_customer:
        owner, lines = next(((other, found) for (number, other), found in known.items() if number == names), ("", None))
    payment = None
    if lines:
        payment = Taken(
            owner,
            {invoice: amount for invoice, (amount, _) in lines.items()},
            is_reversal=any(back for _, back in lines.values()),
            taken=taken.get((names, owner), 0),
        )
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
        .where(
            Payment.portfolio_id == facts.place.id,
            Payment.kind == PaymentKind.PAYMENT,
            is_among(connection, Payment.external_id, external_ids),
        )
    )
    found: _Lines = {}
    for number, customer, invoice, amount, reverses in rows:
        found.setdefault((number, customer), {})[invoice] = (amount, reverses is not None)
    return found


def _taken_before(session: Session, facts: Facts, reversals: Iterable[int]) -> defaultdict[_Key, int]:
    """What stored reversals take back, but for those that the batch tells again."""
    taken: defaultdict[_Key, int] = defaultdict(int)
    if facts.place.id is None:
        return taken
    connection = session.connection()
    told = {(facts.external_ids[row], facts.customers[row]) for row in reversals}
    rows = connection.execute(
        sa.select(Payment.external_id, Customer.external_id, Payment.reverses_external_id, Payment.amount)
        .join(Account, Account.id == Payment.account_id)
        .join(Customer, Customer.id == Account.customer_id)
        .where(
            Account.portfolio_id == facts.place.id,
            Payment.kind == PaymentKind.PAYMENT,
            Payment.reverses_external_id.is_not(None),
            is_among(connection, Customer.external_id, {customer for _, customer in told}),
        )
    )
    for number, customer, reverses, amount in rows:
        if reverses is not None and (number, customer) not in told:
            taken[reverses, customer] += amount
    return taken
