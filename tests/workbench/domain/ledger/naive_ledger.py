"""The ledger computed a second time, the slow and obvious way: amounts as unit coins, one list, no index.

Written from docs/ledger.md, without looking at `workbench.domain.ledger.replaying`.
"""

from dataclasses import dataclass, field


@dataclass
class NaiveInvoice:
    fact: object
    paid_by: list = field(default_factory=list)  # the payment of each minor unit

    @property
    def open(self):
        return self.fact.amount - len(self.paid_by)


def naive_ledger(invoices, payments):
    """Returns (allocations {(payment, invoice): amount}, open {invoice: amount}, credits {payment: amount})."""
    arrivals = sorted(
        [(fact.known_on, "1 invoice", fact.external_id, fact) for fact in invoices]
        + [(fact.known_on, "2 payment", fact.external_id, fact) for fact in payments],
        key=lambda arrival: arrival[:3],
    )
    taken_back = bounced(payments)
    known, credit, bounces_seen = [], [], set()
    for _, kind, _, fact in arrivals:
        if kind == "1 invoice":
            invoice = NaiveInvoice(fact)
            known.append(invoice)
            while invoice.open and credit:
                invoice.paid_by.append(credit.pop(0))
        elif fact.id in taken_back.values():
            bounces_seen.add(fact.id)
            original = next(payment for payment, bounce in taken_back.items() if bounce == fact.id)
            credit = [coin for coin in credit if coin != original]
            for invoice in known:
                invoice.paid_by = [coin for coin in invoice.paid_by if coin != original]
        elif fact.reverses is None and taken_back.get(fact.id) not in bounces_seen:
            credit += _pay(fact, known)
    open_amounts = {invoice.fact.id: invoice.open for invoice in known}
    pairs = [(coin, invoice.fact.id) for invoice in known for coin in invoice.paid_by]
    return _count(pairs), open_amounts, _count(credit)


def _pay(payment, known):
    coins = [payment.id] * payment.amount
    named = [invoice for invoice in known if invoice.fact.external_id == payment.names]
    by_age = sorted(known, key=lambda invoice: (invoice.fact.due_on, invoice.fact.external_id))
    for invoice in named or by_age:
        while coins and invoice.open:
            invoice.paid_by.append(coins.pop())
    return coins


def bounced(payments):
    found = {}
    for bounce in sorted(payments, key=lambda fact: (fact.known_on, fact.external_id)):
        for payment in payments:
            fits = bounce.reverses == payment.external_id and bounce.amount == payment.amount
            if fits and payment.reverses is None and payment.id not in found:
                found[payment.id] = bounce.id
    return found


def _count(things):
    return {thing: things.count(thing) for thing in things}
