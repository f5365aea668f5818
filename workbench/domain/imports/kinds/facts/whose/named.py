"""Payments that name an invoice of another customer: they land in their own account, and the report says so."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Invoice
from models.bulk import is_among
from workbench.domain.imports.engine.report import Warnings
from workbench.domain.imports.kinds.facts.facts import Facts
from workbench.kernel.text import N_

_OTHERS = N_(
    "Pagos que nombran una factura de otro cliente: %(count)s; van a la cuenta de quien pagó "
    "(el primero, línea %(line)s)."
)


def tell_invoices_of_others(session: Session, inserted: Facts, warnings: Warnings) -> None:
    """Warn of new payments whose invoice is known and is of other customers only."""
    named = inserted.values["invoice_external_id"]
    if not any(named) or inserted.place.numbers_per_customer:
        return
    connection = session.connection()
    rows = connection.execute(
        sa.select(Invoice.external_id, Invoice.account_id).where(
            Invoice.portfolio_id == inserted.place.id,
            is_among(connection, Invoice.external_id, set(filter(None, named))),
        )
    )
    owner = dict(rows.all())
    lines = [
        line
        for line, invoice, account_id in zip(inserted.lines, named, inserted.account_ids, strict=True)
        if owner.get(invoice, account_id) != account_id
    ]
    if lines:
        warnings.add(_OTHERS, count=len(lines), line=lines[0])
