"""The one table of the kinds that can be imported; a new kind is a row here."""

from collections.abc import Mapping
from typing import Any

from models.enums import ImportKind
from workbench.domain.imports.engine.batches import RowKind
from workbench.domain.imports.engine.errors import FileRefused
from workbench.domain.imports.kinds.customers.handling import CustomerImport
from workbench.domain.imports.kinds.facts.handling import FactImport
from workbench.domain.imports.kinds.open_items.handling import OpenItemsImport
from workbench.kernel.text import N_

KINDS: Mapping[ImportKind, RowKind[Any]] = {  # Any: rows of each kind
    ImportKind.CUSTOMERS: CustomerImport(),
    ImportKind.INVOICES: FactImport(ImportKind.INVOICES),
    ImportKind.PAYMENTS: FactImport(ImportKind.PAYMENTS),
    ImportKind.INTERACTIONS: FactImport(ImportKind.INTERACTIONS),
    ImportKind.OPEN_ITEMS: OpenItemsImport(),
}


def available_kind(kind: ImportKind) -> RowKind[Any]:  # Any: as above
    """The kind of rows to import.

    Raises:
        FileRefused: It is not available yet.

    """
    if kind not in KINDS:
        raise FileRefused(N_("Importar %(kind)s todavía no está disponible."), kind=kind.value)
    return KINDS[kind]
