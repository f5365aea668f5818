"""How each kind of fact is kept: its table, the columns that are compared, and which column of a file tells each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from models import Interaction, Invoice, Payment, Promise
from models.enums import ImportKind, PaymentKind
from workbench.domain.imports.engine.shape import Shape
from workbench.domain.imports.kinds.values import Values

KNOWN = ("known_at", "known_on")


def _nothing(_old: Values, _final: Values) -> Values:
    return {}


@dataclass(frozen=True)
class FactTable:
    """How one kind of fact is kept.

    Args:
        table: Its table; `name` is what `FactVersion.kind` calls it.
        reported_by: Every column that is compared, but for `account_id`, `known_on` and `attributes`, and which
            column of a file tells it.
        event: The column of the day or instant it happened.
        moves: Other columns that say from when it counts.
        kind: Of payments, the kind that is kept so.
        part: The column that tells apart the facts of one number and account: lines of a receipt, instalments.
        shared: Columns that those have in common.
        elsewhere: Columns that are compared but kept in the table of promises.
        beside: Columns that are not compared and that `settled` or `corrected` look at.
        settled: Values that stand whatever the row says, from the old values and the new ones.
        corrected: What a correction changes beside the values, from the same.

    """

    table: type[Invoice] | type[Payment] | type[Interaction]
    name: str
    reported_by: Mapping[str, str]
    event: str
    moves: tuple[str, ...] = ()
    kind: PaymentKind | None = None
    part: str | None = None
    shared: tuple[str, ...] = ()
    elsewhere: Mapping[str, InstrumentedAttribute[Any]] = field(default_factory=dict)
    beside: Mapping[str, InstrumentedAttribute[Any]] = field(default_factory=dict)
    settled: Callable[[Values, Values], Values] = _nothing
    corrected: Callable[[Values, Values], Values] = _nothing

    def told(self, shape: Shape) -> tuple[str, ...]:
        """The compared columns that a file speaks about; `attributes` where it has extra columns."""
        spoken = [name for name, reported_by in self.reported_by.items() if reported_by in shape.present]
        return (*spoken, "attributes") if shape.extras else tuple(spoken)

    def rows(
        self, names: Sequence[str], *more: sa.Label[Any]
    ) -> sa.Select[*tuple[Any, ...]]:  # Any: columns of every type
        """Rows with these columns, by these names, and `more` behind them."""
        others = {**self.elsewhere, **self.beside}
        columns = [others[name].label(name) if name in others else getattr(self.table, name) for name in names]
        columns += more
        selected = sa.select(*columns).select_from(self.table)
        if self.kind is not None:
            selected = selected.where(Payment.kind == self.kind)
        return selected.outerjoin(Promise, Promise.interaction_id == self.table.id) if self.elsewhere else selected


def _open_amount(old: Values, final: Values) -> Values:
    """A correction moves the open amount by the difference, within 0 and the new amount; the replay decides later."""
    moved = old["open_amount"] + final["amount"] - old["amount"]
    return {"open_amount": min(max(moved, 0), final["amount"])}


def _cancelled_promise(old: Values, final: Values) -> Values:
    """A cancelled promise keeps its amount and day where the file has none: that is no correction."""
    if old["promise_cancelled_at"] is None or final["promise_amount"] is not None:
        return {}
    return {name: old[name] for name in ("promise_amount", "promise_due_on")}


TABLES: dict[ImportKind, FactTable] = {
    ImportKind.INVOICES: FactTable(
        table=Invoice,
        name="invoice",
        reported_by={name: name for name in ("issued_on", "due_on", "amount", "product", "disputed", "known_at")},
        event="issued_on",
        part="due_on",
        beside={"open_amount": Invoice.open_amount},
        corrected=_open_amount,
    ),
    ImportKind.PAYMENTS: FactTable(
        table=Payment,
        name="payment",
        reported_by={
            **{name: name for name in ("paid_on", "amount", "invoice_external_id")},
            "reverses_external_id": "reverses",
            **{name: name for name in ("method", "channel", "reference", "known_at")},
            **{name: name for name in ("cheque_status", "deposited_on", "bounced_on")},
        },
        event="paid_on",
        moves=("method", "deposited_on"),
        kind=PaymentKind.PAYMENT,
        part="invoice_external_id",
        shared=("paid_on",),
    ),
    ImportKind.INTERACTIONS: FactTable(
        table=Interaction,
        name="interaction",
        reported_by={
            **{name: name for name in ("at", "known_at", "channel", "direction")},
            "outcome_code": "outcome",
            "collector_id": "collector",
            "collector_text": "collector",
            **{name: name for name in ("duration_s", "delay_reason", "note", "promise_amount", "promise_due_on")},
            "callback_at": "callback_at",
        },
        event="at",
        elsewhere={"promise_amount": Promise.amount, "promise_due_on": Promise.due_on},
        beside={"promise_cancelled_at": Promise.cancelled_at},
        settled=_cancelled_promise,
    ),
}


CREDIT_NOTES = FactTable(
    table=Payment,
    name="payment",
    reported_by={"paid_on": "issued_on", "amount": "amount", "invoice_external_id": "settles", "known_at": "known_at"},
    event="paid_on",
    kind=PaymentKind.CREDIT_NOTE,
    part="invoice_external_id",
    shared=("paid_on",),
)
"""Credit notes of a file of invoices. They stand beside the payments, because they lessen debts as payments do."""


class ControlSum(NamedTuple):
    """What facts add to the ledger, in minor units: by the close of a day, and from later days on."""

    now: int
    later: int


def control_sum(values: Mapping[str, Sequence[Any]], *, on: date) -> ControlSum:
    """What facts add to the ledger, from their columns: a reversal is subtracted; interactions have no money.

    A fact counts in the ledger from the day on which it is known: a cheque that is dated ahead, only from its day.
    """
    amounts: Sequence[int] = values.get("amount", ())
    if not amounts:
        return ControlSum(0, 0)
    back = values.get("reverses_external_id") or [None] * len(amounts)
    total = sum(amounts) - 2 * sum(amount for amount, names in zip(amounts, back, strict=True) if names)
    days: Sequence[date] = values["known_on"]
    if max(days) <= on:
        return ControlSum(total, 0)
    rows = zip(amounts, back, days, strict=True)
    later = sum(-amount if names else amount for amount, names, day in rows if day > on)
    return ControlSum(total - later, later)
