"""What the ledger of an account is made of: invoices and payments, and the shares that payments give."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from workbench.domain.reversals import ReversiblePayment


class AllocatableInvoice(Protocol):
    """What an invoice must tell: an `InvoiceFact`, or a row that was read with these columns."""

    @property
    def id(self) -> int: ...  # noqa: D102 - a column
    @property
    def external_id(self) -> str: ...  # noqa: D102 - a column
    @property
    def due_on(self) -> date: ...  # noqa: D102 - a column
    @property
    def amount(self) -> int: ...  # noqa: D102 - a column
    @property
    def known_on(self) -> date: ...  # noqa: D102 - a column


class AllocatablePayment(ReversiblePayment, Protocol):
    """What a payment must tell: a `PaymentFact`, or a row that was read with these columns."""

    @property
    def names(self) -> str | None: ...  # noqa: D102 - a column


@dataclass(frozen=True, slots=True)
class InvoiceFact:
    """One item of debt. The amount is in minor units and not negative; `known_on` is the portfolio's local day."""

    id: int
    external_id: str
    due_on: date
    amount: int
    known_on: date


@dataclass(frozen=True, slots=True)
class PaymentFact:
    """Money received or, with `reverses`, taken back; the amount is in minor units and positive in both cases.

    `names` and `reverses` are external ids: of the invoice the payer meant, and of the payment that bounced.
    """

    id: int
    external_id: str
    amount: int
    known_on: date
    names: str | None = None
    reverses: str | None = None


@dataclass(frozen=True, slots=True)
class AllocationEntry:
    """A share of a payment given to an invoice on a day; in a history also taken back, with a negative amount."""

    payment_id: int
    invoice_id: int
    amount: int
    on: date
