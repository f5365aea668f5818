"""The life of a cheque: received, deposited, bounced. What bounces is taken back by a reversal of its own."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Payment
from models.bulk import bulk_insert, bulk_update, is_among
from models.enums import ChequeState, PaymentKind, PaymentMethod
from workbench.domain.imports.engine.cells import BadCell, shown
from workbench.domain.imports.kinds.facts.facts import Facts
from workbench.domain.imports.kinds.facts.landing import Landed
from workbench.domain.imports.kinds.facts.tables import ControlSum
from workbench.domain.imports.kinds.values import Values
from workbench.kernel.days import end_of_day
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


def bounce_cheques(session: Session, landed: Landed, *, import_id: int | None) -> ControlSum:
    """Take back the cheques that bounced, once each, by what other reversals leave of them.

    A cheque bounces on the day its row says, else on the day the file tells of it; never before it was money. A row
    that corrects the cheque corrects what is taken back too.

    Args:
        session: The batch's transaction.
        landed: What became of the payments.
        import_id: Of this import.

    Returns:
        What more is taken back, in minor units: by the close of the day, and later.

    """
    bounced = [row for facts in (landed.inserted, landed.updated) for row in _bounced(facts, landed.on)]
    if not bounced:
        return ControlSum(0, 0)
    connection = session.connection()
    book = _Bounces(_stored(connection, [row for row, _ in bounced]))
    for row, is_told in bounced:
        book.take(row, is_told=is_told)
    bulk_insert(connection, Payment, [{**row, "import_id": import_id} for row in book.new])
    bulk_update(connection, Payment, book.changed)
    return book.sum(landed.on)


class _Bounces:
    """What cheques that bounced leave to be taken back, one after the other."""

    def __init__(self, stored: Iterable[sa.Row[*tuple[Any, ...]]]) -> None:  # Any: columns of every type
        self.new: list[Values] = []
        self.changed: list[Values] = []
        self._sums: list[tuple[int, date]] = []
        self._left: Counter[tuple[int, str]] = Counter()
        self._known = {}
        for one in stored:
            is_reversal = one.reverses_external_id is not None
            number = one.reverses_external_id if is_reversal else one.external_id
            self._left[one.account_id, number] += -one.amount if is_reversal else one.amount
            self._known[one.account_id, one.external_id, one.invoice_external_id] = one

    def take(self, row: Values, *, is_told: bool) -> None:
        """Take a line of a cheque back; `is_told`: the row says on which day it bounced."""
        account_id, number = row["account_id"], row["reverses_external_id"]
        old = self._known.get((account_id, row["external_id"], row["invoice_external_id"]))
        taken = old.amount if old else 0
        amount = min(row["amount"], self._left[account_id, number] + taken)
        if amount <= 0:
            return
        self._left[account_id, number] -= amount - taken
        if old is None:
            self.new.append({**row, "amount": amount})
            self._sums.append((amount, row["known_on"]))
            return
        days = {name: row[name] if is_told else getattr(old, name) for name in ("paid_on", "known_at", "known_on")}
        self._sums += [(-taken, old.known_on), (amount, days["known_on"])]
        if (amount, days["known_on"]) != (taken, old.known_on):
            self.changed.append({"id": old.id, "amount": amount, **days})

    def sum(self, on: date) -> ControlSum:
        """What more is taken back by the close of a day, and later."""
        later = sum(amount for amount, day in self._sums if day > on)
        return ControlSum(sum(amount for amount, _ in self._sums) - later, later)


def _stored(
    connection: sa.Connection, bounced: Sequence[Values]
) -> Sequence[sa.Row[*tuple[Any, ...]]]:  # Any: as above
    """These cheques with every reversal of their accounts."""
    numbers = {row["reverses_external_id"] for row in bounced}
    names = ("id", "account_id", "external_id", "invoice_external_id", "reverses_external_id", "amount")
    columns = [getattr(Payment, name) for name in (*names, "paid_on", "known_at", "known_on")]
    return connection.execute(
        sa.select(*columns).where(
            is_among(connection, Payment.account_id, {row["account_id"] for row in bounced}),
            Payment.kind == PaymentKind.PAYMENT,
            sa.or_(Payment.reverses_external_id.is_not(None), is_among(connection, Payment.external_id, numbers)),
        )
    ).all()


def _bounced(facts: Facts, today: date) -> Iterable[tuple[Values, bool]]:
    """The reversals of cheques that bounced, each with whether its row says on which day."""
    values, zone = facts.values, facts.place.zone
    for row, status in enumerate(values["cheque_status"]):
        if status is not ChequeState.BOUNCED:
            continue
        told = values["bounced_on"][row]
        on = max(told or today, values["known_on"][row])
        yield (
            {
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
            },
            told is not None,
        )
