"""Which columns a file of each kind must and may have. docs/import.md tells what they mean."""

from models.enums import ImportKind
from workbench.domain.imports.engine.shape import KindColumns

CONSENTS = ("consent_call", "consent_sms", "consent_email", "consent_whatsapp")

_CUSTOMER_OPTIONAL = """
    kind document segment city region country timezone language phone phone_2 email whatsapp address opened_on
"""
_INVOICE_OPTIONAL = "customer_name portfolio currency product disputed kind settles known_at"
_OPEN_ITEM_OPTIONAL = "customer_name portfolio issued_on amount currency product disputed kind"
_PAYMENT_OPTIONAL = """
    invoice_external_id portfolio currency method channel reference reverses cheque_status deposited_on bounced_on
    known_at
"""
_INTERACTION_OPTIONAL = """
    portfolio collector direction duration_s delay_reason promise_amount promise_due_on callback_at note
    known_at
"""

COLUMNS: dict[ImportKind, KindColumns] = {
    ImportKind.CUSTOMERS: KindColumns(
        ImportKind.CUSTOMERS, required=("external_id", "name"), optional=(*_CUSTOMER_OPTIONAL.split(), *CONSENTS)
    ),
    ImportKind.INVOICES: KindColumns(
        ImportKind.INVOICES,
        required=("external_id", "customer_external_id", "issued_on", "due_on", "amount"),
        optional=tuple(_INVOICE_OPTIONAL.split()),
        spared=("issued_on", "due_on", "amount"),  # of a file that only says what is void
        spared_by="kind",
        implied=("amount",),
    ),
    ImportKind.OPEN_ITEMS: KindColumns(
        ImportKind.OPEN_ITEMS,
        required=("external_id", "customer_external_id", "due_on", "open_amount"),
        optional=tuple(_OPEN_ITEM_OPTIONAL.split()),
    ),
    ImportKind.PAYMENTS: KindColumns(
        ImportKind.PAYMENTS,
        required=("external_id", "customer_external_id", "paid_on", "amount"),
        optional=tuple(_PAYMENT_OPTIONAL.split()),
    ),
    ImportKind.INTERACTIONS: KindColumns(
        ImportKind.INTERACTIONS,
        required=("external_id", "customer_external_id", "at", "channel", "outcome"),
        optional=tuple(_INTERACTION_OPTIONAL.split()),
    ),
}
