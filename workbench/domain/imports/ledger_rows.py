"""Rows of invoices and payments: what they say, and what is wrong with them. Nothing here knows the database."""

from collections.abc import Mapping

from models.enums import PaymentMethod
from workbench.domain.imports.cells import BadCell, needed, optional, read_choice, read_day, read_truth
from workbench.domain.imports.fact import Fact, amount_of, known
from workbench.domain.imports.places import Place
from workbench.domain.imports.shape import Shape
from workbench.domain.text import N_


def read_invoice(line: int, cells: Mapping[str, str], *, place: Place, shape: Shape) -> Fact:
    """An invoice. It may be of zero; the day it falls due may be the day it was issued, or before.

    Raises:
        BadCell: The first thing that is wrong with the row.

    """
    issued_on = read_day(needed(cells, "issued_on"), "issued_on")
    amount = amount_of(cells, "amount", place=place, shape=shape)
    if amount < 0:
        raise BadCell("amount", N_("El monto no puede ser negativo."))
    disputed = optional(cells, "disputed")
    known_at, known_on = known(cells, place, day=issued_on)
    return Fact(
        line,
        external_id=needed(cells, "external_id"),
        customer=needed(cells, "customer_external_id"),
        place=place,
        values={
            "issued_on": issued_on,
            "due_on": read_day(needed(cells, "due_on"), "due_on"),
            "amount": amount,
            "product": optional(cells, "product"),
            "disputed": disputed is not None and read_truth(disputed, "disputed"),
            "known_at": known_at,
            "known_on": known_on,
            "attributes": shape.attributes(cells),
        },
        customer_name=optional(cells, "customer_name"),
    )


def read_payment(line: int, cells: Mapping[str, str], *, place: Place, shape: Shape) -> Fact:
    """A payment, or with `reverses` the taking back of one: positive in both cases.

    Raises:
        BadCell: The first thing that is wrong with the row.

    """
    paid_on = read_day(needed(cells, "paid_on"), "paid_on")
    amount = amount_of(cells, "amount", place=place, shape=shape)
    if amount <= 0:
        raise BadCell("amount", N_("El monto de un pago debe ser mayor que cero."))
    external_id, reverses = needed(cells, "external_id"), optional(cells, "reverses")
    if reverses == external_id:
        raise BadCell("reverses", N_("Un pago no puede reversarse a sí mismo."))
    method = optional(cells, "method")
    known_at, known_on = known(cells, place, day=paid_on)
    return Fact(
        line,
        external_id=external_id,
        customer=needed(cells, "customer_external_id"),
        place=place,
        values={
            "paid_on": paid_on,
            "amount": amount,
            "invoice_external_id": optional(cells, "invoice_external_id"),
            "reverses_external_id": reverses,
            "method": read_choice(method, "method", among=PaymentMethod) if method else None,
            "channel": optional(cells, "channel"),
            "reference": optional(cells, "reference"),
            "known_at": known_at,
            "known_on": known_on,
            "attributes": shape.attributes(cells),
        },
    )
