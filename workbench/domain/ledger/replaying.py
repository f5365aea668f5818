"""The ledger of one account: which payment paid which invoice, what is open, and what is left over as credit.

Everything follows from the facts alone, so an account can be replayed at any time and as of any day; docs/ledger.md
tells the rules with examples. Reading the facts and storing the result is the work of `workbench.domain.standing`.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter

from workbench.domain.ledger.allocation import (
    AllocatableInvoice,
    AllocatablePayment,
    AllocationEntry,
    Book,
    InvoiceFact,
    PaymentFact,
)
from workbench.domain.ledger.reversals import UnappliedReversal, match_reversals

__all__ = ["AllocationEntry", "InvoiceFact", "Ledger", "PaymentFact", "replay"]


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a replay found. Amounts are minor units of the portfolio's currency.

    `allocations` are those that stand at the end, at most one per payment and invoice. `history` has every share in the
    order it was given or taken back: its sums up to a day are the state at the close of that day. `open_amounts` has
    every invoice, a paid one with 0; `credits` only the payments with something left over; `taken_back` the reversal
    of each payment that was reversed.
    """

    allocations: tuple[AllocationEntry, ...]
    history: tuple[AllocationEntry, ...]
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


_arrival = attrgetter("known_on", "external_id")


def replay(invoices: Iterable[AllocatableInvoice], payments: Iterable[AllocatablePayment]) -> Ledger:
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
    book = Book(taken_back=reversals.taken_back)
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


def _unpaid(invoices: Iterable[AllocatableInvoice]) -> Ledger:
    """The ledger of an account without payments: every invoice is wholly open."""
    open_amounts = {invoice.id: invoice.amount for invoice in invoices}
    return Ledger((), (), open_amounts=open_amounts, credits={}, taken_back={}, unapplied=())
