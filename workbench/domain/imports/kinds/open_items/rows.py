"""Rows of a list of open items: what is still asked for, and credit that is not applied. Knows no database."""

from datetime import date
from typing import Any

from workbench.domain.imports.engine.amounts import amount_reader, positive_reader
from workbench.domain.imports.engine.cells import BadCell, read_day, read_truth
from workbench.domain.imports.engine.shape import Shape
from workbench.domain.imports.engine.sheet import MISSING, Sheet
from workbench.domain.imports.kinds.facts.facts import Column, Facts
from workbench.domain.imports.kinds.facts.places import ImportPortfolio
from workbench.kernel.days import end_of_day
from workbench.kernel.text import N_

_NEGATIVE = N_("El monto no puede ser negativo.")
_MORE_OPEN = N_("El saldo abierto es mayor que el monto de la factura.")

LISTED = "listed"
"""The column of what is open of an item; it is compared with the ledger and not written."""


def read_open_items(sheet: Sheet, place: ImportPortfolio, shape: Shape, *, on: date) -> list[Facts]:
    """Items, and apart from them credits: rows with a negative amount. All of them are known at the close of the day.

    An item nobody knows amounts to what its row says, else to what is open of it, and was issued then at the latest.
    """
    open_amounts = sheet.read_needed("open_amount", amount_reader(place.decimals))
    amounts = sheet.read("amount", positive_reader(place.decimals, _NEGATIVE, least=0))
    due_on = sheet.read("due_on", read_day)
    issued_on = sheet.read("issued_on", read_day)
    for row, (left, amount, due) in enumerate(zip(open_amounts, amounts, due_on, strict=True)):
        if left is not None and left >= 0 and due is None:
            sheet.refuse(row, BadCell(MISSING, column="due_on"))
        elif left is not None and amount is not None and left > amount:
            sheet.refuse(row, BadCell(_MORE_OPEN, column="open_amount"))
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
    }
    return _apart(Facts.of(sheet, place, values))


def _apart(everything: Facts) -> list[Facts]:
    listed: list[Any] = list(everything.values[LISTED])
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
