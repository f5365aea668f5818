"""How payments land, and when the taking back of one is refused."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Payment
from models.bulk import is_among
from workbench.domain.imports.cells import BadCell, shown
from workbench.domain.imports.fact import Fact
from workbench.domain.imports.landing import FactTable
from workbench.domain.text import N_

_TOLD_BY = {
    "paid_on": "paid_on",
    "amount": "amount",
    "invoice_external_id": "invoice_external_id",
    "reverses_external_id": "reverses",
    "method": "method",
    "channel": "channel",
    "reference": "reference",
    "known_at": "known_at",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """The payment that a reversal names."""

    account_id: int
    amount: int
    is_reversal: bool


def may_reverse(payment: Taken | None, *, account_id: int, amount: int, names: str) -> BadCell | None:
    """A reversal takes back the whole of a payment of its own account; another amount is refused.

    A payment that is not known yet may still come: the ledger waits for it. Returns why not, or None.
    """
    if payment is None:
        return None
    if payment.is_reversal:
        return BadCell("reverses", N_("«%(value)s» es a su vez una reversión."), value=shown(names))
    if payment.account_id != account_id:
        return BadCell("reverses", N_("El pago «%(value)s» es de otra cuenta."), value=shown(names))
    if payment.amount != amount:
        return BadCell("amount", N_("Una reversión lleva el monto entero del pago «%(value)s»."), value=shown(names))
    return None


def check_reversals(session: Session, facts: Sequence[Fact]) -> list[tuple[Fact, BadCell]]:
    """The reversals of a batch that are refused, judged by the payments of the database and of the batch itself."""
    reversals = [fact for fact in facts if fact.values["reverses_external_id"]]
    if not reversals:
        return []
    known = _named(session, reversals)
    known |= {
        (fact.place.id, fact.external_id): Taken(
            fact.account_id, fact.values["amount"], is_reversal=bool(fact.values["reverses_external_id"])
        )
        for fact in facts
    }
    refused = []
    for fact in reversals:
        names = fact.values["reverses_external_id"]
        bad = may_reverse(
            known.get((fact.place.id, names)), account_id=fact.account_id, amount=fact.values["amount"], names=names
        )
        if bad is not None:
            refused.append((fact, bad))
    return refused


def _named(session: Session, reversals: Sequence[Fact]) -> dict[tuple[int | None, str], Taken]:
    connection = session.connection()
    columns = (
        Payment.portfolio_id, Payment.external_id, Payment.account_id, Payment.amount, Payment.reverses_external_id,
    )  # fmt: skip
    rows = connection.execute(
        sa.select(*columns).where(
            Payment.portfolio_id.in_({fact.place.id for fact in reversals}),
            is_among(connection, Payment.external_id, [fact.values["reverses_external_id"] for fact in reversals]),
        )
    )
    return {
        (portfolio_id, external_id): Taken(account_id, amount, is_reversal=reverses is not None)
        for portfolio_id, external_id, account_id, amount, reverses in rows
    }


PAYMENTS = FactTable(
    table=Payment,
    name="payment",
    portfolio_id=Payment.portfolio_id,
    external_id=Payment.external_id,
    select=sa.select(
        Payment.id, Payment.external_id, Payment.account_id, Payment.paid_on, Payment.amount,
        Payment.invoice_external_id, Payment.reverses_external_id, Payment.method, Payment.channel, Payment.reference,
        Payment.known_at, Payment.known_on, Payment.attributes,
        Payment.import_id,
    ),
    told_by=_TOLD_BY,
    event="paid_on",
)  # fmt: skip
