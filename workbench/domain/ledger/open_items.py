"""What a list of open items says of one account: which items were settled, and what was settled wrongly before.

A sender who tells only what is open tells nothing of payments. What is no longer asked for was paid, or given up: the
difference is inferred. docs/ledger.md, "Lists of open items", has the rule with an example. Pure.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeVar

from models.enums import PaymentKind
from workbench.domain.ledger.allocation import AllocatableInvoice, AllocatablePayment
from workbench.domain.ledger.replaying import Ledger, replay

Row = TypeVar("Row", bound=AllocatablePayment)


class InferredSettlement(NamedTuple):
    """What is inferred to have been paid of the items of a number."""

    names: str
    amount: int


class InferredBack(NamedTuple):
    """How much of an inferred settlement, by its external id, is taken back."""

    reverses: str
    names: str | None
    amount: int


@dataclass(frozen=True, slots=True)
class ListedAccount:
    """What a list asks of an account: by number what is open, and what it leaves as credit to be applied.

    Of the numbers in `untold` the list says something that cannot be read: they stay as they are.
    """

    open_amounts: Mapping[str, int]
    credit: int = 0
    untold: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Number:
    """One number of the account's invoices: what is open here, and what gave the rest."""

    due_on: date
    open_amount: int = 0
    inferred: int = 0
    guessed: int = 0
    """Paid by payments that did not name it."""


def settled_by_list(
    invoices: Sequence[AllocatableInvoice], payments: Sequence[AllocatablePayment], listed: ListedAccount
) -> tuple[list[InferredSettlement], list[InferredBack]]:
    """What a list makes of an account: settlements to infer and earlier ones to take back.

    Of a number that asks for more than is open here, what was inferred before is taken back, up to the difference. One
    that asks for less was paid by the difference; the oldest due first. Of these differences, as much is left as the
    account has credit that the list does not know, and as payments that named nothing went to other items than the
    sender's: so that what the account owes in all is what the list says. Where the sender still has credit that here
    went to an item that is settled, that item was paid by somebody else, and the credit is free again. What payments
    paid by name is believed, even where the list still asks for it.

    Args:
        invoices: of one account, known at the close of the day of the list.
        payments: of the same account, known then.
        listed: what the list says.
    """
    ledger = replay(invoices, payments)
    numbers = _numbers(ledger, invoices, payments)
    backs: list[InferredBack] = []
    gaps: list[tuple[date, str, int]] = []
    slack = ledger.credit - listed.credit
    for name, number in numbers.items():
        if name in listed.untold:
            continue
        gap = number.open_amount - listed.open_amounts.get(name, 0)
        if gap > 0:
            gaps.append((number.due_on, name, gap))
        elif gap < 0:
            backs += take_back(_inferred_of(ledger, payments, name), -gap)
            slack += min(max(-gap - number.inferred, 0), number.guessed)
    settled: dict[str, int] = defaultdict(int)
    budget = sum(gap for *_, gap in gaps) - slack
    most = {name: gap for _, name, gap in gaps}
    for part in (most, {name: numbers[name].guessed for name in most}):
        for _, name, _ in sorted(gaps):
            amount = max(min(part[name], budget), 0)
            settled[name] += amount
            budget -= amount
    return [InferredSettlement(name, amount) for name, amount in settled.items() if amount], backs


def take_back(inferred: Iterable[tuple[Row, int]], wanted: int) -> list[InferredBack]:
    """Take back of inferred settlements what is wanted, the last first.

    Args:
        inferred: settlements, oldest first, each with what stands of it.
        wanted: at most so much.
    """
    backs = []
    for payment, left in reversed(list(inferred)):
        amount = min(left, wanted)
        if amount > 0:
            backs.append(InferredBack(payment.external_id, payment.names, amount))
            wanted -= amount
    return backs


def standing_inferred(ledger: Ledger, payments: Iterable[Row]) -> list[tuple[Row, int]]:
    """The inferred settlements of an account of which something stands, by the day they are known, and how much."""
    rows = [
        (payment, ledger.reversals.left_of(payment))
        for payment in payments
        if payment.kind is PaymentKind.INFERRED and payment.reverses is None
    ]
    return sorted((one for one in rows if one[1]), key=lambda one: (one[0].known_on, one[0].external_id))


def _inferred_of(
    ledger: Ledger, payments: Sequence[AllocatablePayment], name: str
) -> list[tuple[AllocatablePayment, int]]:
    return [one for one in standing_inferred(ledger, payments) if one[0].names == name]


def _numbers(
    ledger: Ledger, invoices: Sequence[AllocatableInvoice], payments: Sequence[AllocatablePayment]
) -> dict[str, _Number]:
    by_id = {payment.id: payment for payment in payments}
    name_of: dict[int, str] = {}
    found: dict[str, _Number] = {}
    for invoice in invoices:
        name_of[invoice.id] = invoice.external_id
        number = found.setdefault(invoice.external_id, _Number(invoice.due_on))
        number.due_on = min(number.due_on, invoice.due_on)
        number.open_amount += ledger.open_amounts[invoice.id]
    given: dict[tuple[str, int], int] = defaultdict(int)
    for share in ledger.allocations:
        given[name_of[share.invoice_id], share.payment_id] += share.amount
    for (name, payment_id), amount in given.items():
        payment = by_id[payment_id]
        if payment.kind is PaymentKind.INFERRED:
            found[name].inferred += amount
        elif payment.names != name:
            found[name].guessed += amount
    return found
