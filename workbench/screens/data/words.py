"""Words of Datos: kinds of rows, states of files, readings that a person chooses between."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from babel.numbers import get_decimal_symbol
from flask_babel import get_locale, gettext

from models import Upload
from models.enums import ImportKind, UploadState, UploadTask
from workbench.domain.uploads import FIELDS
from workbench.kernel.text import N_
from workbench.web.formats import far_day
from workbench.web.import_words import KIND_NAMES
from workbench.web.money import format_money

KINDS = {
    ImportKind.INVOICES: (KIND_NAMES[ImportKind.INVOICES], "file-invoice", N_("número, vencimiento, valor")),
    ImportKind.OPEN_ITEMS: (KIND_NAMES[ImportKind.OPEN_ITEMS], "calendar-dollar", N_("solo lo que está abierto hoy")),
    ImportKind.PAYMENTS: (KIND_NAMES[ImportKind.PAYMENTS], "cash", N_("también reversos")),
    ImportKind.CUSTOMERS: (KIND_NAMES[ImportKind.CUSTOMERS], "users", N_("datos y contactos")),
    ImportKind.INTERACTIONS: (KIND_NAMES[ImportKind.INTERACTIONS], "phone", N_("de otro sistema")),
}
"""By kind: its name, its icon, what it has."""

GUESSES = {
    "sheet": N_("¿Qué hoja leemos?"),
    "header_row": N_("¿En qué fila están los nombres?"),
    "encoding": N_("¿Con qué letras está escrito?"),
    "delimiter": N_("¿Qué separa las columnas?"),
    "day_formats": N_("¿Cómo leemos las fechas?"),
    "decimal": N_("¿Cuál es el signo decimal?"),
}
FOUND = {
    "sheet": N_("Hoja"),
    "header_row": N_("Fila de los nombres"),
    "encoding": N_("Letras"),
    "delimiter": N_("Separador"),
    "leave_out": N_("Filas que no cuentan"),
    "locale": N_("Formato"),
}
READINGS = {
    "dd/mm/yyyy": N_("día/mes/año"),
    "mm/dd/yyyy": N_("mes/día/año"),
    "yyyy-mm-dd": N_("año-mes-día"),
    ",": N_("coma: 1.234,56"),
    ".": N_("punto: 1,234.56"),
    "windows-1252": N_("Windows, la de Excel en español"),
    "cp850": N_("DOS, la de programas antiguos"),
}
DELIMITERS = {",": N_("coma"), ";": N_("punto y coma"), "tab": N_("tabulador"), "|": N_("barra vertical")}
DAY_ORDERS = {"d": READINGS["dd/mm/yyyy"], "m": READINGS["mm/dd/yyyy"], "y": READINGS["yyyy-mm-dd"]}
DECIMALS = {",": READINGS[","], ".": READINGS["."]}
CHANGED = {
    "attributes": N_("Otros datos"),
    "outcome_code": N_("Resultado"),
    "collector_id": N_("Gestor"),
    "collector_text": N_("Gestor"),
    "reverses_external_id": N_("Pago que devuelve"),
    "promise_amount": N_("Valor de la promesa"),
}
"""Columns of ours that have another name than in files."""
AMOUNTS = frozenset({"amount", "promise_amount"})
COLUMNS = {"customer": N_("Cliente"), "invoice": N_("Factura"), "payment": N_("Pago"), "interaction": N_("Gestión")}


def question(what: str) -> str:
    """What a person is asked where two readings of a file fit; `what` is a guess's: `decimal`, `columns.amount`."""
    if what in GUESSES:
        return gettext(GUESSES[what])
    place, _, column = what.rpartition(".")
    kinds = [one for one in ImportKind if one.value in place.split(".")] or list(ImportKind)
    return gettext("¿Qué columna es «%(name)s»?", name=column_name(column, kinds).partition(",")[0])


def reading_name(what: str, value: str) -> str:
    """A reading that was found or is offered, in words; sheets and columns have their own names."""
    known = DELIMITERS if what == "delimiter" else READINGS
    return gettext(known[value]) if value in known else value


def reading_words(reads: str) -> str:
    """What a cell would be by one reading, «02/03/2026» = 2026-03-02, with the day or the figure as people write it."""
    text, is_read, value = reads.rpartition(" = ")
    if not is_read:
        return reads
    try:
        return f"{text} = {far_day(date.fromisoformat(value))}"
    except ValueError:
        return f"{text} = {value.replace('.', get_decimal_symbol(get_locale()))}"


def column_name(code: str, kinds: Sequence[str]) -> str:
    """The words of a column of ours in rows of these kinds; the same column is another thing in another kind."""
    if not code:
        return gettext("Toda la fila")
    wanted = {ImportKind(kind) for kind in kinds}
    labels = [
        gettext(field.label)
        for field in FIELDS.values()
        if any(kind in wanted and column == code for kind, column in field.targets.items())
    ]
    return ", ".join(labels) or code


def changed_name(column: str, kind: str) -> str:
    """The words of a column of ours that a change is in."""
    return gettext(CHANGED[column]) if column in CHANGED else column_name(column, [kind])


def value_words(column: str, value: Any, currency: str) -> str:  # Any: JSON
    """A value of a change as it is shown: amounts in the currency, days in words; other data are not spelt out."""
    if value is None or column == "attributes":
        return "—"
    if column in AMOUNTS and isinstance(value, int):
        return format_money(value, currency)
    if isinstance(value, bool):
        return gettext("sí") if value else gettext("no")
    if column.endswith("_on"):
        try:
            return str(far_day(date.fromisoformat(str(value))))
        except ValueError:
            pass
    return str(value)


def state_of(upload: Upload, to_fix: int = 0) -> tuple[str, str]:
    """How far a file is, in a word, and its tone."""
    if upload.task is UploadTask.IMPORT:
        return gettext("importando"), "accent"
    if upload.task is UploadTask.CHECK:
        return gettext("revisando"), "accent"
    if upload.trouble and upload.state is UploadState.CHECKED:
        return gettext("no terminó"), "bad"
    if upload.state is UploadState.DONE:
        return (gettext("%(n)s por corregir", n=to_fix), "warn") if to_fix else (gettext("listo"), "ok")
    words: dict[UploadState, tuple[str, str]] = {
        UploadState.RECEIVED: (gettext("sin columnas"), ""),
        UploadState.CHECKED: (gettext("revisado"), "info"),
        UploadState.REFUSED: (gettext("no se pudo leer"), "bad"),
        UploadState.CANCELLED: (gettext("cancelado"), ""),
    }
    return words[upload.state]


def inserted(reports: dict[str, Any]) -> int:  # Any: JSON
    """New rows of all kinds of a file."""
    return sum(one["inserted"] for one in reports.values() if isinstance(one, dict) and "inserted" in one)
