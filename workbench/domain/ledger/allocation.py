"""Allocation in one account: what invoices and payments tell, and who gives what to whom while they arrive in order."""

import heapq
from bisect import insort
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import NamedTuple, Protocol

from models.enums import PaymentKind
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
    """Money received, a credit note, or with `reverses` the taking back of either; the amount is not negative.

    `names` and `reverses` are external ids: of the invoice that was meant, and of the payment that bounced.
    """

    id: int
    external_id: str
    amount: int
    known_on: date
    names: str | None = None
    reverses: str | None = None
    kind: PaymentKind = PaymentKind.PAYMENT


class AllocationEntry(NamedTuple):
    """A share of a payment given to an invoice on a day; in a history also taken back, with a negative amount."""

    payment_id: int
    invoice_id: int
    amount: int
    on: date


class Book:
    """The ledger so far. `given` has the shares that stand, by payment; `history` all, also those taken back.

    Args:
        reversed_amounts: What each reversal that applies takes back; the others change nothing.

    """

    def __init__(self, *, reversed_amounts: Mapping[int, int]) -> None:
        self.open_amounts: dict[int, int] = {}
        self.credits: dict[int, int] = {}
        self.given: dict[int, list[AllocationEntry]] = {}
        self.history: list[AllocationEntry] = []
        self._reversed_amounts = reversed_amounts
        self._lines: dict[tuple[PaymentKind, str], list[tuple[int, str | None]]] = {}
        """The lines seen of each receipt, and which invoice each names."""
        self._waiting: dict[tuple[PaymentKind, str], int] = {}
        """What reversals known before their payment will take from it."""
        self._named: dict[str, list[tuple[date, str, int]]] = {}
        """The instalments of each number, oldest due first."""
        self._ages: dict[int, tuple[date, str, int]] = {}
        # Invoices by age. One that was paid leaves when it surfaces, one opened again is pushed again: it may stand
        # here twice, and then its second place finds nothing open.
        self._by_age: list[tuple[date, str, int]] = []
        self._credit_order: deque[int] = deque()

    def add_invoice(self, invoice: AllocatableInvoice) -> None:
        """A new invoice uses the credit there is, the oldest first."""
        age = (invoice.due_on, invoice.external_id, invoice.id)
        insort(self._named.setdefault(invoice.external_id, []), age)
        self._ages[invoice.id] = age
        self.open_amounts[invoice.id] = invoice.amount
        while self.open_amounts[invoice.id] and self._credit_order:
            payment_id = self._credit_order[0]
            credit = self.credits.pop(payment_id, 0)
            left = credit - self._give(payment_id, invoice_id=invoice.id, at_most=credit, on=invoice.known_on)
            if left:
                self.credits[payment_id] = left
            else:
                self._credit_order.popleft()
        heapq.heappush(self._by_age, age)

    def add_payment(self, payment: AllocatablePayment) -> None:
        """To the invoice it names, if that is known, else to the oldest due first; what is left over is credit."""
        left = payment.amount
        if self._reversed_amounts:
            left = self._without_reversed(payment)
        named = self._named.get(payment.names) if payment.names is not None else None
        if named is not None:
            for _, _, invoice_id in named:
                left -= self._give(payment.id, invoice_id=invoice_id, at_most=left, on=payment.known_on)
        else:
            while left and (oldest := self._oldest()) is not None:
                left -= self._give(payment.id, invoice_id=oldest, at_most=left, on=payment.known_on)
        if left:
            self.credits[payment.id] = left
            self._credit_order.append(payment.id)

    def _without_reversed(self, payment: AllocatablePayment) -> int:
        """Its amount less what reversals known before it take."""
        receipt = (payment.kind, payment.external_id)
        self._lines.setdefault(receipt, []).append((payment.id, payment.names))
        taken = min(self._waiting.get(receipt, 0), payment.amount)
        if taken:
            self._waiting[receipt] -= taken
        return payment.amount - taken

    def add_reversal(self, reversal: AllocatablePayment) -> None:
        """Take back what its payment gave: its credit, then its shares, last first. It may come before its payment.

        Of a receipt, the lines of the invoice that the reversal names are taken first.
        """
        wanted = self._reversed_amounts.get(reversal.id, 0)
        if not wanted:
            return
        receipt = (reversal.kind, reversal.reverses or "")
        lines = self._lines.get(receipt, [])
        if reversal.names is not None:
            meant = [one for one, names in lines if names == reversal.names]
            wanted = self._take_lines(meant, wanted, on=reversal.known_on)
        wanted = self._take_lines([one for one, _ in lines], wanted, on=reversal.known_on)
        if wanted:
            self._waiting[receipt] = self._waiting.get(receipt, 0) + wanted

    def _take_lines(self, lines: list[int], wanted: int, *, on: date) -> int:
        """Take back from lines, and tell what is still wanted."""
        for payment_id in reversed(lines):
            wanted -= self._take_credit(payment_id, at_most=wanted)
        shares = sorted((share for one in lines for share in self.given.get(one, ())), key=attrgetter("on"))
        for share in reversed(shares):
            wanted -= self._take_share(share, at_most=wanted, on=on)
        return wanted

    def _take_credit(self, payment_id: int, *, at_most: int) -> int:
        credit = self.credits.pop(payment_id, 0)
        taken = min(credit, at_most)
        if credit > taken:
            self.credits[payment_id] = credit - taken
        return taken

    def _take_share(self, share: AllocationEntry, *, at_most: int, on: date) -> int:
        taken = min(share.amount, at_most)
        if not taken:
            return 0
        shares = self.given[share.payment_id]
        place = shares.index(share)
        if share.amount > taken:
            shares[place] = share._replace(amount=share.amount - taken)
        else:
            del shares[place]
        self.open_amounts[share.invoice_id] += taken
        self.history.append(AllocationEntry(share.payment_id, share.invoice_id, amount=-taken, on=on))
        heapq.heappush(self._by_age, self._ages[share.invoice_id])
        return taken

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
