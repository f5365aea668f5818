"""Payments that name an invoice of another customer, or one nobody knows: they land, and the report says so."""

from collections import defaultdict
from collections.abc import Container

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Invoice
from models.bulk import is_among
from workbench.domain.imports.engine.report import Warnings
from workbench.domain.imports.engine.terms import foreseen_hash
from workbench.domain.imports.kinds.facts.facts import Facts
from workbench.kernel.text import N_

_OTHERS = N_(
    "Pagos que nombran una factura de otro cliente: %(count)s; van a la cuenta de quien pagó "
    "(el primero, línea %(line)s)."
)
_UNKNOWN = N_(
    "Pagos que nombran una factura que no está cargada: %(count)s; abonan lo más antiguo (el primero, línea %(line)s)."
)
_NOTES_OF_OTHERS = N_(
    "Notas crédito que nombran una factura de otro cliente: %(count)s; rebajan lo que debe el cliente de la nota "
    "(la primera, línea %(line)s)."
)
_NOTES_OF_UNKNOWN = N_(
    "Notas crédito que nombran una factura que no está cargada: %(count)s; rebajan lo más antiguo que se deba "
    "(la primera, línea %(line)s)."
)


def tell_invoices_of_others(session: Session, inserted: Facts, warnings: Warnings, *, brought: Container[int]) -> None:
    """Warn of new payments or credit notes whose invoice is of other customers only, or is not known.

    Rows of places in `brought` name an invoice that their own file brought, which a dry run may have taken back.
    """
    named = [None if row in brought else one for row, one in enumerate(inserted.values["invoice_external_id"])]
    if not any(named):
        return
    connection = session.connection()
    rows = connection.execute(
        sa.select(Invoice.external_id, Invoice.account_id).where(
            Invoice.portfolio_id == inserted.place.id,
            is_among(connection, Invoice.external_id, set(filter(None, named))),
        )
    )
    owners = defaultdict(set)
    for invoice, account_id in rows:
        owners[invoice].add(account_id)
    others: list[int] = []
    unknown: list[int] = []
    for line, one, account_id in zip(inserted.lines, named, inserted.account_ids, strict=True):
        if one and account_id not in owners[one]:
            is_of_another = owners[one] and not inserted.place.numbers_per_customer
            (others if is_of_another else unknown).append(line)
    texts = (_NOTES_OF_OTHERS, _NOTES_OF_UNKNOWN) if inserted.are_credits else (_OTHERS, _UNKNOWN)
    for text, lines in zip(texts, (others, unknown), strict=True):
        if lines:
            warnings.add(text, count=len(lines), line=lines[0])


def fact_hash(facts: Facts, row: int, number: str) -> int:
    """What a fact of a row's customer with this number is foreseen by."""
    return foreseen_hash(facts.place.code, number, facts.customers[row])
