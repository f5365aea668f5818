"""Rows of a list of open items: what is still asked for, and credit that is not applied. Knows no database."""

from datetime import date
from typing import Any

from models.enums import InvoiceKind
from workbench.domain.imports.engine.amounts import amount_reader
from workbench.domain.imports.engine.cells import BadCell, read_day, read_truth
from workbench.domain.imports.engine.shape import Shape
from workbench.domain.imports.engine.sheet import MISSING, Sheet
from workbench.domain.imports.kinds.facts.facts import Column, Facts
from workbench.domain.imports.kinds.facts.places import ImportPortfolio
from workbench.domain.imports.kinds.invoice_kinds import read_kind
from workbench.kernel.days import end_of_day
from workbench.kernel.text import N_

_NEGATIVE = N_("El monto de una factura de la lista no puede ser negativo y dice «%(value)s»: escríbalo positivo.")
_MORE_OPEN = N_(
    "El saldo abierto (%(left)s) es mayor que el monto de la factura (%(amount)s): corrija el que esté mal."
)

WHOLLY = "wholly"
LISTED = "listed"
"""The column of what is open of an item; it is compared with the ledger and not written."""


def read_open_items(sheet: Sheet, place: ImportPortfolio, shape: Shape, *, on: date) -> list[Facts]:
    """Items, and apart from them credits: rows with a negative amount. All of them are known at the close of the day.

    An item nobody knows amounts to what its row says, else to what is open of it, and was issued then at the latest.
    """
    open_amounts = _open_amounts(sheet, place)
    amounts = sheet.read("amount", amount_reader(place.decimals))
    due_on = sheet.read("due_on", read_day)
    issued_on = sheet.read("issued_on", read_day)
    kinds = sheet.read("kind", read_kind)
    wholly = [kind is InvoiceKind.VOID and due is None for kind, due in zip(kinds, due_on, strict=True)]
    for row, (left, amount, due) in enumerate(zip(open_amounts, amounts, due_on, strict=True)):
        if left is not None and left >= 0 and due is None and not wholly[row]:
            sheet.refuse(row, BadCell(MISSING, column="due_on"))
        elif left is not None and left >= 0 and amount is not None and amount < 0:
            sheet.refuse(row, BadCell(_NEGATIVE, column="amount", value=sheet.texts("amount")[row]))
        elif left is not None and left >= 0 and amount is not None and left > amount:
            told = {name: sheet.texts(column)[row] for name, column in (("left", "open_amount"), ("amount", "amount"))}
            sheet.refuse(row, BadCell(_MORE_OPEN, column="open_amount", **told))
    count, known_at = len(sheet), end_of_day(on, place.zone)
    values: dict[str, Column] = {
        "issued_on": [issued or min(due or on, on) for issued, due in zip(issued_on, due_on, strict=True)],
        "due_on": due_on,
        "amount": [left if amount is None else amount for left, amount in zip(open_amounts, amounts, strict=True)],
        "product": sheet.read("product", str),
        "disputed": sheet.read("disputed", read_truth, empty=False),
        "known_at": [known_at] * count,
        "known_on": [on] * count,
        "attributes": shape.attributes(sheet),
        LISTED: open_amounts,
        WHOLLY: wholly,
    }
    return _apart(Facts.of(sheet, place, values))


def _open_amounts(sheet: Sheet, place: ImportPortfolio) -> list[int]:
    """What is open of each row: below zero of a credit note, however its sender writes it; nothing of a void one."""
    open_amounts = sheet.read_needed("open_amount", amount_reader(place.decimals))
    kinds = sheet.read("kind", read_kind)
    if not any(kinds):
        return open_amounts
    return [left if left is None else _signed(left, kind) for left, kind in zip(open_amounts, kinds, strict=True)]


def _signed(left: int, kind: InvoiceKind | None) -> int:
    if kind is InvoiceKind.CREDIT_NOTE:
        return -abs(left)
    return 0 if kind is InvoiceKind.VOID else left


def _apart(everything: Facts) -> list[Facts]:
    listed: list[Any] = list(everything.values[LISTED])
    everything.voids = everything.values.pop(WHOLLY)
    items = everything.take(row for row, left in enumerate(listed) if left >= 0)
    credits_ = everything.take(row for row, left in enumerate(listed) if left < 0)
    credits_.are_credits = True
    values = credits_.values
    credits_.values = {
        "paid_on": values["issued_on"],
        "amount": [-left for left in values[LISTED]],
        "invoice_external_id": [None] * len(credits_),
        "known_at": values["known_at"],
        "known_on": values["known_on"],
        "attributes": values["attributes"],
        LISTED: values[LISTED],
    }
    return [items, credits_]
