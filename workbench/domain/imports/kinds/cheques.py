"""The life of a cheque: received, deposited, bounced. What bounces is taken back by a reversal of its own."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Payment
from models.bulk import bulk_insert, is_among
from models.enums import ChequeState, PaymentKind, PaymentMethod
from workbench.domain.imports.engine.cells import BadCell, shown
from workbench.domain.imports.kinds.facts.facts import Facts
from workbench.domain.imports.kinds.facts.landing import Landed
from workbench.kernel.days import day_of, end_of_day
from workbench.kernel.text import N_

_BOUNCED = N_("El cheque «%(value)s» ya fue devuelto: si se deposita otra vez, lleva otro número.")
BOUNCED_SUFFIX = "/bounced"
"""Ends the number of the reversal that a bounced cheque brings."""


def refused_cheques(facts: Facts) -> dict[int, BadCell]:
    """Rows that bring a bounced cheque back to life, by place."""
    status = facts.values["cheque_status"]
    first = next((known for known in facts.known if known is not None), None)
    if first is None or "cheque_status" not in first._fields:  # the file says nothing of it
        return {}
    return {
        row: BadCell(_BOUNCED, column="cheque_status", value=shown(facts.external_ids[row]))
        for row, known in enumerate(facts.known)
        if known is not None and known.cheque_status is ChequeState.BOUNCED and status[row] is not ChequeState.BOUNCED
    }


def bounce_cheques(session: Session, landed: Landed, *, now: datetime, import_id: int | None) -> int:
    """Take back the cheques that bounced, once each. Returns the sum in minor units.

    A cheque bounces on the day its row says, else on the day the file tells of it; never before it was money.

    Args:
        session: The batch's transaction.
        landed: What became of the payments.
        now: When the file tells it.
        import_id: Of this import.

    """
    bounced = [row for facts in (landed.inserted, landed.updated) for row in _bounced(facts, now)]
    if not bounced:
        return 0
    connection = session.connection()
    known = connection.execute(
        sa.select(Payment.account_id, Payment.external_id, Payment.invoice_external_id).where(
            is_among(connection, Payment.account_id, {row["account_id"] for row in bounced}),
            Payment.reverses_external_id.is_not(None),
        )
    )
    there = {tuple(row) for row in known}
    new = [
        {**row, "import_id": import_id}
        for row in bounced
        if (row["account_id"], row["external_id"], row["invoice_external_id"]) not in there
    ]
    bulk_insert(connection, Payment, new)
    return sum(row["amount"] for row in new)


def _bounced(facts: Facts, now: datetime) -> Iterable[dict[str, Any]]:  # Any: values of every column type
    values, zone = facts.values, facts.place.zone
    for row, status in enumerate(values["cheque_status"]):
        if status is not ChequeState.BOUNCED:
            continue
        told = values["bounced_on"][row]
        on = max(told or day_of(now, zone), values["known_on"][row])
        yield {
            "portfolio_id": facts.place.id,
            "account_id": facts.account_ids[row],
            "kind": PaymentKind.PAYMENT,
            "external_id": f"{facts.external_ids[row]}{BOUNCED_SUFFIX}",
            "paid_on": on,
            "amount": values["amount"][row],
            "invoice_external_id": values["invoice_external_id"][row],
            "reverses_external_id": facts.external_ids[row],
            "method": PaymentMethod.CHEQUE,
            "known_at": end_of_day(on, zone),
            "known_on": on,
        }
