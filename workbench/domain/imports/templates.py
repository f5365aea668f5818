"""Templates to fill in: the header of a kind of files and a row as an example, which an import leaves out."""

from models.enums import ImportKind
from workbench.domain.imports.kinds.table import available_kind

_SPANISH = {
    "external_id": "EJEMPLO-1",
    "name": "Ejemplo: borre esta fila",
    "customer_name": "Ejemplo: borre esta fila",
    "document": "900123456-7",
    "segment": "mayorista",
    "city": "Bogotá",
    "region": "Cundinamarca",
    "country": "CO",
    "timezone": "America/Bogota",
    "language": "es",
    "address": "Calle 10 # 20-30",
    "product": "crédito de consumo",
    "note": "Pidió que se le llame por la tarde",
}
_ENGLISH = {
    "external_id": "EXAMPLE-1",
    "name": "Example: delete this row",
    "customer_name": "Example: delete this row",
    "document": "12-3456789",
    "segment": "wholesale",
    "city": "Miami",
    "region": "Florida",
    "country": "US",
    "timezone": "America/New_York",
    "language": "en",
    "address": "10 Main Street",
    "product": "consumer loan",
    "note": "Asked to be called in the afternoon",
}
_COMMON = {
    "customer_external_id": "C-17",
    "invoice_external_id": "F-1001",
    "phone": "+57 300 123 4567",
    "email": "ana@example.com",
    "opened_on": "2024-05-20",
    "issued_on": "2026-10-01",
    "due_on": "2026-11-01",
    "paid_on": "2026-11-10",
    "amount": "185000.00",
    "open_amount": "85000.00",
    "currency": "COP",
    "portfolio": "principal",
    "disputed": "false",
    "method": "transfer",
    "at": "2026-11-05T15:20:00",
    "channel": "call",
    "outcome": "CD-PDP",
    "direction": "outbound",
    "collector": "luz@example.com",
    "promise_amount": "100000.00",
    "promise_due_on": "2026-11-15",
    **dict.fromkeys(("consent_call", "consent_sms", "consent_email", "consent_whatsapp"), "true"),
}
_OF_KIND = {ImportKind.CUSTOMERS: {"kind": "business"}, ImportKind.PAYMENTS: {"channel": ""}}


def template(kind: ImportKind, locale: str = "es") -> list[list[str]]:
    """The header and an example of a kind of files, in Spanish or English.

    The example's key tells that it is one: where it is left in the file, an import leaves it out.

    Raises:
        FileRefused: The kind is not available yet.

    """
    columns = available_kind(kind).columns
    names = [*columns.required, *columns.optional]
    words = {**_COMMON, **(_ENGLISH if locale.startswith("en") else _SPANISH)}
    words |= _OF_KIND.get(kind, {})
    return [names, [words.get(name, "") for name in names]]
