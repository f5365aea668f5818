"""What a column of somebody's file can be, in words: one meaning may fill a column of several kinds of rows.

In a sheet with everything, the customer's code is the key of customers and names the customer of invoices and payments.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.enums import ImportKind
from workbench.domain.imports import COLUMNS
from workbench.kernel.text import N_

_C, _I, _O = ImportKind.CUSTOMERS, ImportKind.INVOICES, ImportKind.OPEN_ITEMS
_P, _G = ImportKind.PAYMENTS, ImportKind.INTERACTIONS

ORDER = (_C, _I, _O, _P, _G)
"""In which the kinds of one file are imported: who is named later is there by then."""


@dataclass(frozen=True)
class Field:
    """A meaning: its code, its words, and the column it fills of each kind."""

    code: str
    label: str
    targets: Mapping[ImportKind, str]


_SHARED: tuple[tuple[str, str, dict[ImportKind, str]], ...] = (
    (
        "customer",
        N_("Código del cliente"),
        {_C: "external_id", **dict.fromkeys((_I, _O, _P, _G), "customer_external_id")},
    ),
    ("customer_name", N_("Nombre del cliente"), {_C: "name", _I: "customer_name", _O: "customer_name"}),
    ("invoice", N_("Número de factura"), {_I: "external_id", _O: "external_id", _P: "invoice_external_id"}),
    ("payment", N_("Número de pago"), {_P: "external_id"}),
    ("interaction", N_("Número de gestión"), {_G: "external_id"}),
    ("portfolio", N_("Cartera"), dict.fromkeys((_I, _O, _P, _G), "portfolio")),
    ("currency", N_("Moneda"), dict.fromkeys((_I, _O, _P), "currency")),
    ("issued_on", N_("Fecha de emisión"), dict.fromkeys((_I, _O), "issued_on")),
    ("due_on", N_("Fecha de vencimiento"), dict.fromkeys((_I, _O), "due_on")),
    ("invoice_amount", N_("Valor de la factura"), dict.fromkeys((_I, _O), "amount")),
    ("product", N_("Producto"), dict.fromkeys((_I, _O), "product")),
    ("disputed", N_("En reclamo"), dict.fromkeys((_I, _O), "disputed")),
    ("payment_amount", N_("Valor del pago"), {_P: "amount"}),
    ("payment_channel", N_("Canal del pago"), {_P: "channel"}),
    ("customer_kind", N_("Persona o empresa"), {_C: "kind"}),
    ("invoice_kind", N_("Factura o nota crédito"), {_I: "kind"}),
)
_WORDS = {
    "document": N_("Documento"),
    "segment": N_("Segmento"),
    "city": N_("Ciudad"),
    "region": N_("Departamento o estado"),
    "country": N_("País"),
    "timezone": N_("Zona horaria"),
    "language": N_("Idioma"),
    "phone": N_("Teléfono 1"),
    "phone_2": N_("Teléfono 2"),
    "email": N_("Correo"),
    "whatsapp": N_("WhatsApp"),
    "address": N_("Dirección"),
    "opened_on": N_("Cliente desde"),
    "consent_call": N_("Permite llamadas"),
    "consent_sms": N_("Permite SMS"),
    "consent_email": N_("Permite correo"),
    "consent_whatsapp": N_("Permite WhatsApp"),
    "known_at": N_("Conocido desde"),
    "settles": N_("Factura que salda la nota"),
    "open_amount": N_("Saldo abierto"),
    "paid_on": N_("Fecha del pago"),
    "method": N_("Medio de pago"),
    "reference": N_("Referencia"),
    "reverses": N_("Pago que devuelve"),
    "deposited_on": N_("Consignado el"),
    "bounced_on": N_("Devuelto el"),
    "cheque_status": N_("Estado del cheque"),
    "at": N_("Fecha y hora"),
    "channel": N_("Canal de la gestión"),
    "outcome": N_("Resultado"),
    "collector": N_("Gestor"),
    "direction": N_("Sentido"),
    "duration_s": N_("Duración en segundos"),
    "delay_reason": N_("Motivo del atraso"),
    "promise_amount": N_("Valor de la promesa"),
    "promise_due_on": N_("Fecha de la promesa"),
    "callback_at": N_("Volver a llamar"),
    "note": N_("Observación"),
}


def _catalogue() -> tuple[Field, ...]:
    shared = [Field(code, label, targets) for code, label, targets in _SHARED]
    told = {(kind, column) for field in shared for kind, column in field.targets.items()}
    rest: dict[str, dict[ImportKind, str]] = {}
    for kind, columns in COLUMNS.items():
        for column in (*columns.required, *columns.optional):
            if (kind, column) not in told:
                rest.setdefault(column, {})[kind] = column
    return (*shared, *(Field(name, _WORDS.get(name, name), targets) for name, targets in rest.items()))


FIELDS: Mapping[str, Field] = {field.code: field for field in _catalogue()}
"""Every meaning by its code."""


def fields_of(kinds: Iterable[ImportKind]) -> list[Field]:
    """The meanings that a file with these kinds of rows can have, in order."""
    wanted = set(kinds)
    return [field for field in FIELDS.values() if wanted & field.targets.keys()]


def required_of(kinds: Iterable[ImportKind]) -> list[tuple[ImportKind, Field]]:
    """The meanings without which rows of these kinds cannot land."""
    found = []
    for kind in kinds:
        needed = COLUMNS[kind].required
        found += [(kind, field) for column in needed for field in FIELDS.values() if field.targets.get(kind) == column]
    return found
