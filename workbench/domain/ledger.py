"""The ledger of one account: which payment paid which invoice, what is open, and what is left over as credit.

Everything follows from the facts alone, so an account can be replayed at any time and as of any day; docs/ledger.md
tells the rules with examples. Reading the facts and storing the result is the work of `workbench.domain.standing`.
"""

import heapq
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from workbench.domain.reversals import PaymentRow, UnappliedReversal, match_reversals


class Invoice(Protocol):
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


class Payment(PaymentRow, Protocol):
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
class Allocation:
    """A share of a payment given to an invoice on a day; in a history also taken back, with a negative amount."""

    payment_id: int
    invoice_id: int
    amount: int
    on: date


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a replay found. Amounts are minor units of the portfolio's currency.

    `allocations` are those that stand at the end, at most one per payment and invoice. `history` has every share in the
    order it was given or taken back: its sums up to a day are the state at the close of that day. `open_amounts` has
    every invoice, a paid one with 0; `credits` only the payments with something left over; `taken_back` the reversal
    of each payment that was reversed.
    """

    allocations: tuple[Allocation, ...]
    history: tuple[Allocation, ...]
    open_amounts: Mapping[int, int]
    credits: Mapping[int, int]
    taken_back: Mapping[int, int]
    unapplied: tuple[UnappliedReversal, ...]

    @property
    def open_total(self) -> int:
        """The sum of the open items; credit does not lessen it."""
        return sum(self.open_amounts.values())

    @property
    def credit(self) -> int:
        """What payments left over and no invoice has used yet."""
        return sum(self.credits.values())

    @property
    def balance(self) -> int:
        """The sum of the open items less the credit; negative where the customer is owed money."""
        return self.open_total - self.credit


def replay(invoices: Iterable[Invoice], payments: Iterable[Payment]) -> Ledger:
    """Facts take effect day by day: invoices before payments, then by external id, by code point.

    A payment that names an invoice known by then goes to it alone; one that names none, or none known yet, goes to the
    oldest due first (ties by external id). What is left over is credit, which the next invoices use, first come, first
    used. A reversal takes back the whole of its payment: its credit, then its allocations, last first. A payment whose
    reversal was known first gives nothing. A reversal that cannot be applied is reported and changes nothing.

    Facts may be given in any order. Only those given are seen: the state at a day is the replay of what was known by
    then. Time is O(n log n) in facts and allocations.
    """
    arrived = sorted(payments, key=_arrival)
    if not arrived:
        return _unpaid(invoices)
    waiting = deque(sorted(invoices, key=_arrival))
    reversals = match_reversals(arrived)
    book = _Book(taken_back=reversals.taken_back)
    for payment in arrived:
        while waiting and waiting[0].known_on <= payment.known_on:
            book.add_invoice(waiting.popleft())
        if payment.reverses is None:
            book.add_payment(payment)
        else:
            book.add_reversal(payment)
    for invoice in waiting:
        book.add_invoice(invoice)
    return Ledger(
        allocations=tuple(given for shares in book.given.values() for given in shares),
        history=tuple(book.history),
        open_amounts=book.open_amounts,
        credits=book.credits,
        taken_back=reversals.taken_back,
        unapplied=reversals.unapplied,
    )


def _unpaid(invoices: Iterable[Invoice]) -> Ledger:
    """Most accounts never paid: the same answer as a replay, without one."""
    open_amounts = {invoice.id: invoice.amount for invoice in invoices}
    return Ledger((), (), open_amounts=open_amounts, credits={}, taken_back={}, unapplied=())


def _arrival(fact: Invoice | Payment) -> tuple[date, str]:
    return fact.known_on, fact.external_id


class _Book:
    """The account while its facts arrive in order."""

    def __init__(self, *, taken_back: Mapping[int, int]) -> None:
        self.open_amounts: dict[int, int] = {}
        self.credits: dict[int, int] = {}
        self.given: dict[int, list[Allocation]] = {}
        self.history: list[Allocation] = []
        self._reversal_of = taken_back
        self._payment_of = {reversal_id: payment_id for payment_id, reversal_id in taken_back.items()}
        self._reversals_seen: set[int] = set()
        self._invoice_ids: dict[str, int] = {}
        self._ages: dict[int, tuple[date, str, int]] = {}
        # Invoices by age. One that was paid leaves when it surfaces, one opened again is pushed again: it may stand
        # here twice, and then its second place finds nothing open.
        self._by_age: list[tuple[date, str, int]] = []
        self._credit_order: deque[int] = deque()

    def add_invoice(self, invoice: Invoice) -> None:
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

    def add_payment(self, payment: Payment) -> None:
        if self._reversal_of.get(payment.id) in self._reversals_seen:
            return
        left = payment.amount
        named = self._invoice_ids.get(payment.names) if payment.names is not None else None
        target = self._oldest() if named is None else named
        while left and target is not None:
            left -= self._give(payment.id, invoice_id=target, at_most=left, on=payment.known_on)
            target = self._oldest() if named is None else None
        if left:
            self.credits[payment.id] = left
            self._credit_order.append(payment.id)

    def add_reversal(self, reversal: Payment) -> None:
        self._reversals_seen.add(reversal.id)
        payment_id = self._payment_of.get(reversal.id)
        if payment_id is None:
            return
        self.credits.pop(payment_id, None)
        for share in reversed(self.given.pop(payment_id, [])):
            self.open_amounts[share.invoice_id] += share.amount
            self.history.append(Allocation(payment_id, share.invoice_id, amount=-share.amount, on=reversal.known_on))
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
            share = Allocation(payment_id, invoice_id, amount=amount, on=on)
            self.open_amounts[invoice_id] -= amount
            self.given.setdefault(payment_id, []).append(share)
            self.history.append(share)
        return amount
