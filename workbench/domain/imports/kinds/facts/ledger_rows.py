"""Rows of invoices and payments: what they say, and what is wrong with them. Nothing here knows the database."""

from models.enums import PaymentMethod
from workbench.domain.imports.engine.amounts import positive_reader
from workbench.domain.imports.engine.cells import BadCell, choice_reader, read_day, read_truth
from workbench.domain.imports.engine.shape import Shape
from workbench.domain.imports.engine.sheet import Sheet
from workbench.domain.imports.kinds.facts.facts import Column, Facts, amounts_locale, known_from_day
from workbench.domain.imports.kinds.facts.places import ImportPortfolio
from workbench.kernel.text import N_

_NEGATIVE = N_("El monto no puede ser negativo.")
_NOT_POSITIVE = N_("El monto de un pago debe ser mayor que cero.")


def read_invoices(sheet: Sheet, place: ImportPortfolio, shape: Shape) -> Facts:
    """Invoices. One may be of zero; the day it falls due may be the day it was issued, or before."""
    issued_on = sheet.read_needed("issued_on", read_day)
    due_on = sheet.read_needed("due_on", read_day)
    amount = positive_reader(place.decimals, amounts_locale(shape, place), _NEGATIVE, least=0)
    values: dict[str, Column] = {
        "issued_on": issued_on,
        "due_on": due_on,
        "amount": sheet.read_needed("amount", amount),
        "product": sheet.read("product", str),
        "disputed": sheet.read("disputed", read_truth, empty=False),
        **known_from_day(sheet, place, issued_on),
        "attributes": shape.attributes(sheet),
    }
    return Facts.of(sheet, place, values)


def read_payments(sheet: Sheet, place: ImportPortfolio, shape: Shape) -> Facts:
    """Payments, or with `reverses` the taking back of one: positive in both cases."""
    paid_on = sheet.read_needed("paid_on", read_day)
    amount = positive_reader(place.decimals, amounts_locale(shape, place), _NOT_POSITIVE)
    reverses = sheet.read("reverses", str)
    for row, (own, other) in enumerate(zip(sheet.texts("external_id"), reverses, strict=True)):
        if own == other:
            sheet.refuse(row, BadCell(N_("Un pago no puede reversarse a sí mismo."), column="reverses"))
    values: dict[str, Column] = {
        "paid_on": paid_on,
        "amount": sheet.read_needed("amount", amount),
        "invoice_external_id": sheet.read("invoice_external_id", str),
        "reverses_external_id": reverses,
        "method": sheet.read("method", choice_reader(PaymentMethod)),
        "channel": sheet.read("channel", str),
        "reference": sheet.read("reference", str),
        **known_from_day(sheet, place, paid_on),
        "attributes": shape.attributes(sheet),
    }
    return Facts.of(sheet, place, values)
