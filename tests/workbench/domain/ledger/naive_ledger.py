"""The ledger computed a second time, the slow and obvious way: amounts as unit coins, one list, no index.

Written from docs/ledger.md, without looking at `workbench.domain.ledger.replaying`.
"""

from dataclasses import dataclass, field
from itertools import count


@dataclass
class NaiveInvoice:
    fact: object
    coins: list = field(default_factory=list)  # of each minor unit that was paid: when it was given, and its payment

    @property
    def open(self):
        return self.fact.amount - len(self.coins)


class NaiveBook:
    def __init__(self, invoices, payments):
        self.turns = count()
        self.known, self.credit, self.lines, self.owed = [], [], [], {}
        taken = bounced(payments)
        arrivals = [(fact.known_on, 1, fact.external_id, fact.due_on.toordinal(), fact) for fact in invoices]
        listed = {fact.known_on for fact in payments if fact.kind == "inferred"}
        arrivals += [(fact.known_on, turn(fact, listed), fact.external_id, fact.id, fact) for fact in payments]
        for _, place, *_, fact in sorted(arrivals, key=lambda arrival: arrival[:4]):
            if place == 1:
                self.bill(fact)
            elif fact.reverses is None:
                self.receive(fact)
            elif fact.id in taken:
                self.take_back(fact)

    def bill(self, fact):
        invoice = NaiveInvoice(fact)
        self.known.append(invoice)
        while invoice.open and self.credit:
            invoice.coins.append((next(self.turns), self.credit.pop(0)))

    def receive(self, payment):
        self.lines.append(payment)
        receipt = (payment.kind, payment.external_id)
        less = min(self.owed.get(receipt, 0), payment.amount)
        self.owed[receipt] = self.owed.get(receipt, 0) - less
        coins = [payment.id] * (payment.amount - less)
        named = [invoice for invoice in self.known if invoice.fact.external_id == payment.names]
        for invoice in sorted(named or self.known, key=lambda one: (one.fact.due_on, one.fact.external_id)):
            while coins and invoice.open:
                invoice.coins.append((next(self.turns), coins.pop()))
        self.credit += coins

    def take_back(self, reversal):
        receipt = (reversal.kind, reversal.reverses)
        lines = [line for line in self.lines if (line.kind, line.external_id) == receipt]
        meant = [line.id for line in lines if reversal.names is not None and line.names == reversal.names]
        for _ in range(reversal.amount):
            if not (self.take_coin(meant) or self.take_coin([line.id for line in lines])):
                self.owed[receipt] = self.owed.get(receipt, 0) + 1

    def take_coin(self, ids):
        """Take one minor unit back: from the credit of these payments, else what they gave last."""
        given = [(coin, invoice) for invoice in self.known for coin in invoice.coins if coin[1] in ids]
        for one in reversed(ids):
            if one in self.credit:
                self.credit.remove(one)
                return True
        if given:
            coin, invoice = max(given, key=lambda pair: pair[0])
            invoice.coins.remove(coin)
        return bool(given)


def naive_ledger(invoices, payments):
    """Returns (allocations {(payment, invoice): amount}, open {invoice: amount}, credits {payment: amount})."""
    book = NaiveBook(invoices, payments)
    pairs = [(payment, invoice.fact.id) for invoice in book.known for _, payment in invoice.coins]
    return tally(pairs), {invoice.fact.id: invoice.open for invoice in book.known}, tally(book.credit)


def turn(payment, listed):
    if payment.kind == "inferred":
        return 3
    return 2 if payment.reverses is not None and payment.known_on in listed else 4


def bounced(payments):
    """The reversals that count: each at most what is left of the receipt it names."""
    left, found = {}, set()
    for payment in payments:
        if payment.reverses is None:
            receipt = (payment.kind, payment.external_id)
            left[receipt] = left.get(receipt, 0) + payment.amount
    for bounce in sorted(payments, key=lambda fact: (fact.known_on, fact.external_id, fact.id)):
        receipt = (bounce.kind, bounce.reverses)
        if bounce.reverses is not None and bounce.amount <= left.get(receipt, 0):
            left[receipt] -= bounce.amount
            found.add(bounce.id)
    return found


def tally(things):
    return {thing: things.count(thing) for thing in things}
