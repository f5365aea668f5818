"""Payments and credit notes that a file brings take the place of what lists of open items let infer of them."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from models.enums import PaymentKind
from workbench.domain.imports.kinds.facts.facts import Facts
from workbench.domain.imports.kinds.facts.tables import FactTable
from workbench.domain.ledger import GaveWay, give_way, payment_rows


def replace_inferred(
    session: Session,
    inserted: Facts,
    table: FactTable,
    *,
    import_id: int | None,
    before: Mapping[tuple[int, str], int],
) -> GaveWay:
    """Take back what was inferred where a new row explains it. Returns what was taken back.

    Args:
        session: The batch's transaction.
        inserted: New payments or credit notes.
        table: How they are kept.
        import_id: Of this import.
        before: What earlier batches of a dry run took back, as `GaveWay.taken`.

    """
    if not len(inserted):
        return GaveWay()
    accounts = {row.account_id for row in payment_rows(session, set(inserted.account_ids), kind=PaymentKind.INFERRED)}
    if not accounts:
        return GaveWay()
    new = set(zip(inserted.account_ids, inserted.external_ids, strict=True))
    rows = [
        row
        for row in payment_rows(session, accounts, kind=table.kind)
        if row.reverses is None and (row.account_id, row.external_id) in new
    ]
    return give_way(session, rows, zone=inserted.place.zone, import_id=import_id, before=before)
