"""What came of an import, in a sentence with its tone; and who did it, by name."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from flask_babel import gettext

from models import ImportRun, Upload
from models.enums import ImportKind
from workbench.domain.uploads import BY_COMMAND, BY_FOLDER
from workbench.queries.company.people import names_signed
from workbench.web.counts import ngettext
from workbench.web.db import get_session

MONEY = frozenset({ImportKind.INVOICES.value, ImportKind.OPEN_ITEMS.value, ImportKind.PAYMENTS.value})
"""Kinds of rows that change what is owed."""


class Came(NamedTuple):
    """A sentence, its tone and its icon."""

    text: str
    tone: str
    icon: str


def came_of(upload: Upload, runs: Sequence[ImportRun], *, totals: Mapping[str, int], moved: bool) -> Came:
    """What an import changed: what counts now or from tonight on, nothing, or nothing any more.

    Args:
        upload: Imported.
        runs: Its imports.
        totals: Rows of all kinds, by what became of them.
        moved: Whether it changed what is owed.

    """
    if runs and all(run.undone_at is not None for run in runs):
        return Came(gettext("Esta importación se deshizo: lo que entró ya no cuenta."), "warn", "arrow-back-up")
    if totals["inserted"] or totals["updated"] or moved:
        waits = any(not upload.reports[kind].get("replayed", True) for kind in upload.kinds if kind in upload.reports)
        if waits:
            text = gettext("Importado. Los saldos y las colas lo cuentan desde esta noche: son muchas cuentas.")
            return Came(text, "ok", "check")
        if not MONEY.intersection(upload.kinds):
            return Came(gettext("Importado. Ya se ve en las fichas de los clientes."), "ok", "check")
        text = gettext(
            "Importado. Los saldos ya lo cuentan y lo que se pagó salió de la cola; lo nuevo entra en la próxima, que "
            "se arma cada noche."
        )
        return Came(text, "ok", "check")
    if totals["rejected"]:
        text = ngettext(
            "No entró nada: %(num)s fila queda por corregir. Los saldos y las colas siguen igual.",
            "No entró nada: %(num)s filas quedan por corregir. Los saldos y las colas siguen igual.",
            totals["rejected"],
        )
        return Came(text, "warn", "alert-triangle")
    return Came(gettext("No había nada nuevo: los saldos y las colas siguen igual."), "", "info-circle")


def names_of(signatures: Collection[str]) -> dict[str, str]:
    """Who signed, as a page says it: a person by name, the watched folder and commands in words."""
    names = names_signed(get_session(), signatures)
    return {one: names.get(one) or _not_a_person(one) for one in signatures}


def _not_a_person(signature: str) -> str:
    if signature == BY_FOLDER:
        return gettext("carpeta vigilada")
    return gettext("línea de órdenes") if signature.startswith(BY_COMMAND) else signature
