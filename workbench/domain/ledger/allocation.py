"""Allocation in one account: what invoices and payments tell, and who gives what to whom while they arrive in order."""

import heapq
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from workbench.domain.ledger.reversals import ReversiblePayment


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


class AllocationEntry(NamedTuple):
    """A share of a payment given to an invoice on a day; in a history also taken back, with a negative amount."""

    payment_id: int
    invoice_id: int
    amount: int
    on: date


class Book:
    """The ledger so far. `given` has the shares that stand, by payment; `history` all, also those taken back."""

    def __init__(self, *, taken_back: Mapping[int, int]) -> None:
        self.open_amounts: dict[int, int] = {}
        self.credits: dict[int, int] = {}
        self.given: dict[int, list[AllocationEntry]] = {}
        self.history: list[AllocationEntry] = []
        self._reversal_of = taken_back
        self._payment_of = {reversal_id: payment_id for payment_id, reversal_id in taken_back.items()}
        self._reversals_seen: set[int] = set()
        self._invoice_ids: dict[str, int] = {}
        self._ages: dict[int, tuple[date, str, int]] = {}
        # Invoices by age. One that was paid leaves when it surfaces, one opened again is pushed again: it may stand
        # here twice, and then its second place finds nothing open.
        self._by_age: list[tuple[date, str, int]] = []
        self._credit_order: deque[int] = deque()

    def add_invoice(self, invoice: AllocatableInvoice) -> None:
        """A new invoice uses the credit there is, the oldest first."""
        self._invoice_ids[invoice.external_id] = invoice.id
        self._ages[invoice.id] = (invoice.due_on, invoice.external_id, invoice.id)
        self.open_amounts[invoice.id] = invoice.amount
        while self.open_amounts[invoice.id] and self._credit_order:
            payment_id = self._credit_order[0]
            credit = self.credits.pop(payment_id, 0)
            left = credit - self._give(payment_id, invoice_id=invoice.id, at_most=credit, on=invoice.known_on)
            if left:
                self.credits[payment_id] = left
            else:
                self._credit_order.popleft()
        heapq.heappush(self._by_age, self._ages[invoice.id])

    def add_payment(self, payment: AllocatablePayment) -> None:
        """To the invoice it names, if that is known, else to the oldest due first; what is left over is credit."""
        if self._reversal_of.get(payment.id) in self._reversals_seen:
            return
        left = payment.amount
        named = self._invoice_ids.get(payment.names) if payment.names is not None else None
        if named is not None:
            left -= self._give(payment.id, invoice_id=named, at_most=left, on=payment.known_on)
        else:
            while left and (oldest := self._oldest()) is not None:
                left -= self._give(payment.id, invoice_id=oldest, at_most=left, on=payment.known_on)
        if left:
            self.credits[payment.id] = left
            self._credit_order.append(payment.id)

    def add_reversal(self, reversal: AllocatablePayment) -> None:
        """Take back what its payment gave: its credit, then its shares, last first. It may come before its payment."""
        self._reversals_seen.add(reversal.id)
        payment_id = self._payment_of.get(reversal.id)
        if payment_id is None:
            return
        self.credits.pop(payment_id, None)
        for share in reversed(self.given.pop(payment_id, [])):
            self.open_amounts[share.invoice_id] += share.amount
            self.history.append(
                AllocationEntry(payment_id, share.invoice_id, amount=-share.amount, on=reversal.known_on)
            )
            heapq.heappush(self._by_age, self._ages[share.invoice_id])

    def _oldest(self) -> int | None:
        while self._by_age:
            invoice_id = self._by_age[0][2]
            if self.open_amounts[invoice_id]:
                return invoice_id
            heapq.heappop(self._by_age)
        return None

    def _give(self, payment_id: int, *, invoice_id: int, at_most: int, on: date) -> int:
        amount = min(at_most, self.open_amounts[invoice_id])
        if amount:
            share = AllocationEntry(payment_id, invoice_id, amount, on)
            self.open_amounts[invoice_id] -= amount
            self.given.setdefault(payment_id, []).append(share)
            self.history.append(share)
        return amount
