"""Which reversals an import refuses. One whose payment is not known yet lands, and the ledger judges it later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Payment
from models.bulk import is_among
from workbench.domain.imports.engine.cells import BadCell, shown
from workbench.domain.imports.kinds.facts.facts import Facts
from workbench.kernel.text import N_


@dataclass(frozen=True, slots=True)
class Taken:
    """The payment that a reversal names."""

    account_id: int
    amount: int
    is_reversal: bool


def why_not(payment: Taken | None, *, account_id: int, amount: int, names: str) -> BadCell | None:
    """A reversal takes back the whole of a payment of its own account; another amount is refused.

    A payment that is not known yet may still come: the ledger waits for it. Returns why not, or None.
    """
    if payment is None:
        return None
    value = shown(names)
    if payment.is_reversal:
        return BadCell(N_("«%(value)s» es a su vez una reversa."), column="reverses", value=value)
    if payment.account_id != account_id:
        return BadCell(N_("El pago «%(value)s» es de otra cuenta."), column="reverses", value=value)
    if payment.amount != amount:
        reason = N_("Una reversa lleva el monto entero del pago «%(value)s».")
        return BadCell(reason, column="amount", value=value)
    return None


def refused_reversals(session: Session, facts: Facts) -> dict[int, BadCell]:
    """The reversals that are refused, by place, judged by the payments of the database and of the file itself."""
    reverses = facts.values["reverses_external_id"]
    reversals = [row for row, names in enumerate(reverses) if names]
    if not reversals:
        return {}
    amounts = facts.values["amount"]
    known = _named(session, facts, [reverses[row] for row in reversals])
    known |= {
        key: Taken(facts.account_ids[row], amounts[row], is_reversal=reverses[row] is not None)
        for row, key in enumerate(facts.external_ids)
    }
    judged = {row: _judged(facts, row, known) for row in reversals}
    return {row: bad for row, bad in judged.items() if bad is not None}


def _judged(facts: Facts, row: int, known: Mapping[str, Taken]) -> BadCell | None:
    names = facts.values["reverses_external_id"][row]
    account_id, amount = facts.account_ids[row], facts.values["amount"][row]
    return why_not(known.get(names), account_id=account_id, amount=amount, names=names)


def _named(session: Session, facts: Facts, external_ids: Sequence[str]) -> dict[str, Taken]:
    connection = session.connection()
    rows = connection.execute(
        sa.select(Payment.external_id, Payment.account_id, Payment.amount, Payment.reverses_external_id).where(
            Payment.portfolio_id == facts.place.id, is_among(connection, Payment.external_id, external_ids)
        )
    )
    return {
        external_id: Taken(account_id, amount, is_reversal=reverses is not None)
        for external_id, account_id, amount, reverses in rows
    }
