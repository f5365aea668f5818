"""The kinds of rows that files bring, in words."""

from collections.abc import Mapping

from flask_babel import gettext

from models.enums import ImportKind
from workbench.kernel.text import N_

KIND_NAMES: Mapping[ImportKind, str] = {
    ImportKind.INVOICES: N_("Facturas"),
    ImportKind.OPEN_ITEMS: N_("Saldos del día"),
    ImportKind.PAYMENTS: N_("Pagos"),
    ImportKind.CUSTOMERS: N_("Clientes"),
    ImportKind.INTERACTIONS: N_("Gestiones"),
}


def kind_name(kind: str) -> str:
    """The name of a kind of rows."""
    return gettext(KIND_NAMES[ImportKind(kind)])
