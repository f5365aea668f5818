"""The ledger of one account: which payment paid which invoice, what is open, and what is left over as credit.

Everything follows from the facts alone, so an account can be replayed at any time and as of any day; docs/ledger.md
tells the rules with examples. Reading the facts and storing the result is the work of `workbench.domain.standing`.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter

from models.enums import PaymentKind
from workbench.domain.ledger.allocation import (
    AllocatableInvoice,
    AllocatablePayment,
    AllocationEntry,
    Book,
    InvoiceFact,
    PaymentFact,
)
from workbench.domain.ledger.reversals import NO_REVERSALS, Reversals, UnappliedReversal, match_reversals

__all__ = ["AllocationEntry", "InvoiceFact", "Ledger", "PaymentFact", "replay"]


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a replay found. Amounts are minor units of the portfolio's currency.

    `allocations` are those that stand at the end, at most one per payment and invoice. `history` has every share in the
    order it was given or taken back: its sums up to a day are the state at the close of that day. `open_amounts` has
    every invoice, a paid one with 0; `credits` only the payments with something left over; `reversals` what was
    taken back of which payment.
    """

    allocations: tuple[AllocationEntry, ...]
    history: tuple[AllocationEntry, ...]
    open_amounts: Mapping[int, int]
    credits: Mapping[int, int]
    reversals: Reversals

    @property
    def unapplied(self) -> tuple[UnappliedReversal, ...]:
        """Reversals that changed nothing."""
        return self.reversals.unapplied

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


_invoice_arrival = attrgetter("known_on", "external_id", "due_on")
_payment_arrival = attrgetter("known_on", "external_id", "id")


def replay(invoices: Iterable[AllocatableInvoice], payments: Iterable[AllocatablePayment]) -> Ledger:
    """Facts take effect day by day: invoices before payments, then by external id, by code point.

    A payment that names an invoice known by then goes to it alone, of its instalments to the oldest due first; one that
    names none, or none known yet, goes to the oldest due first (ties by external id). Credit notes go where payments
    would. What a list let infer, and its taking back, comes before the other payments of its day and after that day's
    reversals, which open again what the list settles. What is left over is credit, which the next invoices use, first
    come, first used. A reversal takes back its amount: of its payment's credit, then of its allocations, last first;
    one that was known first takes it from the payment when that comes. A reversal that cannot be applied is reported
    and changes nothing.

    Facts may be given in any order. Only those given are seen: the state at a day is the replay of what was known by
    then. Time is O(n log n) in facts and allocations.
    """
    arrived = sorted(payments, key=_payment_arrival)
    if not arrived:
        return _unpaid(invoices)
    listed = {payment.known_on for payment in arrived if payment.kind is PaymentKind.INFERRED}
    if listed:
        arrived.sort(key=lambda payment: (payment.known_on, payment.known_on in listed and _turn(payment)))
    waiting = deque(sorted(invoices, key=_invoice_arrival))
    reversals = match_reversals(arrived)
    book = Book(reversed_amounts=reversals.amounts)
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
        reversals=reversals,
    )


def _turn(payment: AllocatablePayment) -> int:
    """On a day of a list: first what reversals open again, then what the list settles of it, then the payments."""
    if payment.kind is PaymentKind.INFERRED:
        return 1
    return 0 if payment.reverses is not None else 2


def _unpaid(invoices: Iterable[AllocatableInvoice]) -> Ledger:
    """The ledger of an account without payments: every invoice is wholly open."""
    open_amounts = {invoice.id: invoice.amount for invoice in invoices}
    return Ledger((), (), open_amounts=open_amounts, credits={}, reversals=NO_REVERSALS)
