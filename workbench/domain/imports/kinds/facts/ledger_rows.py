"""Rows of invoices and payments: what they say, and what is wrong with them. Nothing here knows the database."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from models.enums import ChequeState, InvoiceKind, PaymentMethod
from workbench.domain.imports.engine.amounts import amount_reader, positive_reader
from workbench.domain.imports.engine.cells import BadCell, choice_reader, read_day, read_truth
from workbench.domain.imports.engine.shape import Shape
from workbench.domain.imports.engine.sheet import MISSING, Sheet
from workbench.domain.imports.kinds.facts.facts import Column, Facts, known_from_day
from workbench.domain.imports.kinds.facts.places import ImportPortfolio
from workbench.domain.imports.kinds.invoice_kinds import read_kind
from workbench.domain.imports.kinds.words import CHEQUE_STATES, METHODS
from workbench.kernel.days import day_of, end_of_day
from workbench.kernel.text import N_

Value = TypeVar("Value")

_NOT_POSITIVE = N_(
    "El monto de un pago debe ser mayor que cero y dice «%(value)s»: la devolución de un pago va "
    "positiva, con el número del pago en «reverses»."
)
_EMPTY_NOTE = N_("Una nota crédito no puede ser de cero: escriba su monto o quite la fila.")
_REVERSES_ITSELF = N_(
    "Un pago no puede reversarse a sí mismo: dé otro número a la fila y deje en «reverses» el del pago."
)
_NO_CHEQUE = N_(
    "Solo un cheque tiene estado, día de depósito y día de devolución: escriba cheque en «method» o "
    "deje vacíos esos datos."
)
_NOT_BOUNCED = N_("Un cheque con día de devolución está devuelto: escriba bounced en «cheque_status» o quite ese día.")


def read_invoices(sheet: Sheet, place: ImportPortfolio, shape: Shape) -> list[Facts]:
    """Invoices, and apart from them credit notes: rows of that kind, or with a negative amount.

    An invoice may be of zero, and a void one is; the day it falls due may be the day it was issued, or before. What is
    voided needs no more than its number and customer.
    """
    kinds = sheet.read("kind", read_kind)
    are_void = [kind is InvoiceKind.VOID for kind in kinds]
    issued_on = needed_but(sheet, "issued_on", read_day, spared=are_void)
    amounts = needed_but(sheet, "amount", amount_reader(place.decimals), spared=are_void)
    are_notes = [
        kind is InvoiceKind.CREDIT_NOTE or (amount is not None and amount < 0)
        for kind, amount in zip(kinds, amounts, strict=True)
    ]
    if not any(are_notes) and not any(kinds):
        days = (issued_on, sheet.read_needed("due_on", read_day))
        return [Facts.of(sheet, place, _invoice_values(sheet, place, shape, days=days, amounts=amounts))]
    spared = [is_note or is_void for is_note, is_void in zip(are_notes, are_void, strict=True)]
    due_on = needed_but(sheet, "due_on", read_day, spared=spared)
    signed = [0 if is_void else amount for is_void, amount in zip(are_void, amounts, strict=True)]
    settles = sheet.read("settles", str)
    _check_notes(sheet, amounts, are_notes)
    values = _invoice_values(sheet, place, shape, days=(issued_on, due_on), amounts=signed)
    told = zip(are_void, are_notes, issued_on, due_on, strict=True)
    wholly = [is_void and not is_note and not (issued and due) for is_void, is_note, issued, due in told]
    everything = Facts.of(sheet, place, {**values, "note": are_notes, "settles": settles, "wholly": wholly})
    return _apart(everything)


def _invoice_values(
    sheet: Sheet, place: ImportPortfolio, shape: Shape, *, days: tuple[Column, Column], amounts: Column
) -> dict[str, Column]:
    issued_on, due_on = days
    return {
        "issued_on": issued_on,
        "due_on": due_on,
        "amount": amounts,
        "product": sheet.read("product", str),
        "disputed": sheet.read("disputed", read_truth, empty=False),
        **known_from_day(sheet, place, issued_on),
        "attributes": shape.attributes(sheet),
    }


def needed_but(
    sheet: Sheet, column: str, reader: Callable[[str], Value], *, spared: Sequence[bool]
) -> list[Value | None]:
    """The values of a column that every row needs but those that are spared."""
    if not any(spared):
        return [*sheet.read_needed(column, reader)]
    values = sheet.read(column, reader)
    for row, (text, is_spared) in enumerate(zip(sheet.texts(column), spared, strict=True)):
        if not text and not is_spared:
            sheet.refuse(row, BadCell(MISSING, column=column))
    return values


def _check_notes(sheet: Sheet, amounts: Column, are_notes: Sequence[bool]) -> None:
    """A credit note gives something. It may settle the invoice of its own number: they are series of their own."""
    for row, (is_note, amount) in enumerate(zip(are_notes, amounts, strict=True)):
        if is_note and amount == 0:
            sheet.refuse(row, BadCell(_EMPTY_NOTE, column="amount"))


def _apart(everything: Facts) -> list[Facts]:
    """Invoices and credit notes, each with the columns of its table."""
    are_notes, settles = everything.values.pop("note"), everything.values["settles"]
    everything.voids = everything.values.pop("wholly")
    invoices = everything.take(row for row, is_note in enumerate(are_notes) if not is_note)
    del invoices.values["settles"]
    notes = everything.take(row for row, is_note in enumerate(are_notes) if is_note)
    notes.values = credit_values(notes.values)
    notes.are_credits = True
    return [facts for facts in (invoices, notes) if len(facts)] if settles else [invoices]


def credit_values(values: dict[str, Column]) -> dict[str, Column]:
    """The columns of credit notes, from those of their rows; the product is kept as an attribute."""
    products = values.get("product") or [None] * len(values["amount"])
    attributes = [
        {**(told or {}), "product": product} if product else told
        for told, product in zip(values["attributes"], products, strict=True)
    ]
    return {
        "paid_on": values["issued_on"],
        "amount": [abs(amount) for amount in values["amount"]],
        "invoice_external_id": values["settles"],
        "known_at": values["known_at"],
        "known_on": values["known_on"],
        "attributes": attributes,
    }


def read_payments(sheet: Sheet, place: ImportPortfolio, shape: Shape) -> Facts:
    """Payments, or with `reverses` the taking back of one: positive in both cases. A cheque has a life of its own."""
    paid_on = sheet.read_needed("paid_on", read_day)
    amount = positive_reader(place.decimals, _NOT_POSITIVE)
    reverses = sheet.read("reverses", str)
    for row, (own, other) in enumerate(zip(sheet.texts("external_id"), reverses, strict=True)):
        if own == other:
            sheet.refuse(row, BadCell(_REVERSES_ITSELF, column="reverses"))
    methods = sheet.read("method", choice_reader(PaymentMethod, METHODS))
    cheques = _cheques(sheet, methods)
    values: dict[str, Column] = {
        "paid_on": paid_on,
        "amount": sheet.read_needed("amount", amount),
        "invoice_external_id": sheet.read("invoice_external_id", str),
        "reverses_external_id": reverses,
        "method": methods,
        "channel": sheet.read("channel", str),
        "reference": sheet.read("reference", str),
        **cheques,
        **_known(sheet, place, paid_on, methods=methods, deposited_on=cheques["deposited_on"]),
        "attributes": shape.attributes(sheet),
    }
    return Facts.of(sheet, place, values)


def _cheques(sheet: Sheet, methods: Column) -> dict[str, Column]:
    """How far cheques have come. A day of bouncing without a status says that the cheque bounced."""
    readers: dict[str, Callable[[str], Any]] = {  # Any: values of the columns
        "cheque_status": choice_reader(ChequeState, CHEQUE_STATES),
        "deposited_on": read_day,
        "bounced_on": read_day,
    }
    found: dict[str, list[Any]] = {name: list(sheet.read(name, reader)) for name, reader in readers.items()}
    if not any(map(any, found.values())):
        return dict(found)
    status, deposited, bounced = found.values()
    for row, method in enumerate(methods):
        if method is not PaymentMethod.CHEQUE and (status[row] or deposited[row] or bounced[row]):
            sheet.refuse(row, BadCell(_NO_CHEQUE, column="method"))
        elif bounced[row] and status[row] not in {None, ChequeState.BOUNCED}:
            sheet.refuse(row, BadCell(_NOT_BOUNCED, column="cheque_status"))
        elif bounced[row]:
            status[row] = ChequeState.BOUNCED
        elif deposited[row] and status[row] is None:
            status[row] = ChequeState.DEPOSITED
    return dict(found)


def _known(
    sheet: Sheet, place: ImportPortfolio, paid_on: Column, *, methods: Column, deposited_on: Column
) -> dict[str, list[Any]]:  # Any: instants and days
    """When payments became known. A cheque is no money before it is deposited, or before its date where that is open.

    So what a file says of when a cheque was known, which is the day on which it was received, moves nothing forward.
    """
    if PaymentMethod.CHEQUE not in methods:
        return known_from_day(sheet, place, paid_on)
    days = [deposited or day for deposited, day in zip(deposited_on, paid_on, strict=True)]
    found = known_from_day(sheet, place, days)
    for row, day in enumerate(days):
        known_at = found["known_at"][row]
        if methods[row] is PaymentMethod.CHEQUE and day and known_at and day_of(known_at, place.zone) < day:
            found["known_at"][row], found["known_on"][row] = end_of_day(day, place.zone), day
    return found
