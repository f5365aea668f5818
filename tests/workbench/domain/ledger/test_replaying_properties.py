"""Properties of the ledger under any order of events, against a second, naive computation."""

from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.workbench.domain.ledger.naive_ledger import naive_ledger
from workbench.domain.ledger.allocation import InvoiceFact, PaymentFact
from workbench.domain.ledger.replaying import replay

days = st.dates(date(2026, 1, 1), date(2026, 1, 9))
amounts = st.integers(min_value=1, max_value=40)
letters = st.sampled_from("AZaz0é")


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

    @rule(known_on=days, amount=amounts, letter=letters, data=st.data())
    def add_payment(self, known_on, amount, letter, data):
        names = data.draw(st.sampled_from([None, "nothing", *(fact.external_id for fact in self.invoices)]))
        number = len(self.payments) + 1
        self.payments.append(PaymentFact(number, self._key("P", letter), amount, known_on, names=names))

    @rule(known_on=days, letter=letters, wrong_by=st.sampled_from([0, 0, 0, 1]), data=st.data())
    def add_reversal(self, known_on, letter, wrong_by, data):
        reverses, amount = data.draw(
            st.sampled_from([("nothing", 5), *((fact.external_id, fact.amount) for fact in self.payments)])
        )
        number, key = len(self.payments) + 1, self._key("R", letter)
        self.payments.append(PaymentFact(number, key, amount + wrong_by, known_on, reverses=reverses))

    @invariant()
    def every_cent_is_somewhere(self):
        ledger = replay(self.invoices, self.payments)
        for payment in self.payments:
            given = sum(share.amount for share in ledger.allocations if share.payment_id == payment.id)
            counts = payment.reverses is None and payment.id not in ledger.taken_back
            assert given + ledger.credits.get(payment.id, 0) == (payment.amount if counts else 0)
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
