"""Which columns a file of each kind must and may have. docs/import.md tells what they mean."""

from dataclasses import dataclass

from models.enums import ImportKind


@dataclass(frozen=True)
class KindColumns:
    """The columns of one kind of file."""

    required: tuple[str, ...]
    optional: tuple[str, ...]

    @property
    def known(self) -> frozenset[str]:
        """Those with a meaning; the rest of a file is kept as attributes."""
        return frozenset(self.required) | frozenset(self.optional)


REJECT_COLUMNS = ("line", "column", "reason")
"""What a rejects file adds. It can be corrected and imported as it is: together, these are not attributes."""

CONSENTS = ("consent_call", "consent_sms", "consent_email", "consent_whatsapp")

COLUMNS: dict[ImportKind, KindColumns] = {
    ImportKind.CUSTOMERS: KindColumns(
        required=("external_id", "name"),
        optional=(
            "kind", "document", "segment", "city", "region", "country", "timezone", "language", "phone", "phone_2",
            "email", "whatsapp", "address", "opened_on", *CONSENTS,
        ),
    ),
    ImportKind.INVOICES: KindColumns(
        required=("external_id", "customer_external_id", "issued_on", "due_on", "amount"),
        optional=("customer_name", "portfolio", "currency", "product", "disputed", "known_at"),
    ),
    ImportKind.PAYMENTS: KindColumns(
        required=("external_id", "customer_external_id", "paid_on", "amount"),
        optional=(
            "invoice_external_id", "portfolio", "currency", "method", "channel", "reference", "reverses", "known_at",
        ),
    ),
    ImportKind.INTERACTIONS: KindColumns(
        required=("external_id", "customer_external_id", "at", "channel", "outcome"),
        optional=(
            "portfolio", "collector", "direction", "duration_s", "delay_reason", "promise_amount", "promise_due_on",
            "note", "known_at",
        ),
    ),
}  # fmt: skip
"""`open_items` is not here: it is not available yet, and asking for it says so."""
