"""Properties of the ledger under any order of events, against a second, naive computation."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from models.enums import PaymentKind
from tests.workbench.domain.ledger.naive_ledger import naive_ledger
from workbench.domain.ledger.allocation import InvoiceFact, PaymentFact
from workbench.domain.ledger.replaying import replay

days = st.dates(date(2026, 1, 1), date(2026, 1, 9))
amounts = st.integers(min_value=1, max_value=40)
letters = st.sampled_from("AZaz0é")
kinds = st.sampled_from(PaymentKind)


class AnyOrderOfEvents(RuleBasedStateMachine):
    """Facts arrive in any order, with any days; the ledger must not mind."""

    def __init__(self):
        super().__init__()
        self.invoices, self.payments = [], []

    def _key(self, kind, letter):
        return f"{letter}{kind}{len(self.invoices) + len(self.payments)}"

    @rule(due_on=days, known_on=days, amount=st.integers(0, 40), letter=letters)
    def add_invoice(self, due_on, known_on, amount, letter):
        number = len(self.invoices) + 1
        self.invoices.append(InvoiceFact(number, self._key("F", letter), due_on, amount, known_on))

    @rule(due_on=days, amount=st.integers(0, 40), data=st.data())
    def add_instalment(self, due_on, amount, data):
        if self.invoices:
            first = data.draw(st.sampled_from(self.invoices))
            if due_on not in {fact.due_on for fact in self.invoices if fact.external_id == first.external_id}:
                number = len(self.invoices) + 1
                self.invoices.append(InvoiceFact(number, first.external_id, due_on, amount, first.known_on))

    @rule(known_on=days, amount=amounts, letter=letters, kind=kinds, data=st.data())
    def add_payment(self, known_on, amount, letter, kind, data):
        names = data.draw(st.sampled_from([None, "nothing", *(fact.external_id for fact in self.invoices)]))
        number = len(self.payments) + 1
        self.payments.append(PaymentFact(number, self._key("P", letter), amount, known_on, names=names, kind=kind))

    @rule(amount=amounts, data=st.data())
    def add_line(self, amount, data):
        receipts = [fact for fact in self.payments if fact.reverses is None]
        if receipts:
            first = data.draw(st.sampled_from(receipts))
            names = data.draw(st.sampled_from([None, *(fact.external_id for fact in self.invoices)]))
            line = replace(first, id=len(self.payments) + 1, amount=amount, names=names)
            self.payments.append(line)

    @rule(known_on=days, letter=letters, less=st.integers(-1, 20), kind=kinds, data=st.data())
    def add_reversal(self, known_on, letter, less, kind, data):
        reverses, amount = data.draw(
            st.sampled_from([("nothing", 5), *((fact.external_id, fact.amount) for fact in self.payments)])
        )
        names = data.draw(st.sampled_from([None, None, *(fact.external_id for fact in self.invoices)]))
        number, key, amount = len(self.payments) + 1, self._key("R", letter), max(amount - less, 1)
        self.payments.append(PaymentFact(number, key, amount, known_on, names=names, reverses=reverses, kind=kind))

    @invariant()
    def every_cent_is_somewhere(self):
        ledger = replay(self.invoices, self.payments)
        lines = defaultdict(list)
        for payment in self.payments:
            if payment.reverses is None:
                lines[payment.kind, payment.external_id].append(payment)
        for receipt in lines.values():
            ids = [payment.id for payment in receipt]
            given = sum(share.amount for share in ledger.allocations if share.payment_id in ids)
            credit = sum(ledger.credits.get(one, 0) for one in ids)
            assert given + credit == sum(ledger.reversals.left_of(payment) for payment in receipt)
        for invoice in self.invoices:
            paid = sum(share.amount for share in ledger.allocations if share.invoice_id == invoice.id)
            assert 0 <= ledger.open_amounts[invoice.id] == invoice.amount - paid

    @invariant()
    def a_second_computation_agrees(self):
        ledger = replay(self.invoices, self.payments)
        shares = {(share.payment_id, share.invoice_id): share.amount for share in ledger.allocations}
        assert (shares, ledger.open_amounts, ledger.credits) == naive_ledger(self.invoices, self.payments)
        assert len(shares) == len(ledger.allocations)

    @invariant()
    def the_order_in_which_facts_are_given_does_not_matter(self):
        assert replay(self.invoices[::-1], self.payments[::-1]) == replay(self.invoices, self.payments)

    @invariant()
    def history_up_to_a_day_is_the_ledger_of_that_day(self):
        whole = replay(self.invoices, self.payments)
        for offset in range(9):
            until = date(2026, 1, 1) + timedelta(days=offset)
            then = replay(
                [fact for fact in self.invoices if fact.known_on <= until],
                [fact for fact in self.payments if fact.known_on <= until],
            )
            assert then.history == tuple(share for share in whole.history if share.on <= until)


TestAnyOrderOfEvents = AnyOrderOfEvents.TestCase
TestAnyOrderOfEvents.settings = settings(max_examples=60, stateful_step_count=25)
