"""What a list of open items makes of an account."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from models.enums import PaymentKind
from workbench.domain.ledger.allocation import InvoiceFact, PaymentFact
from workbench.domain.ledger.open_items import InferredBack, InferredSettlement, ListedAccount, settled_by_list
from workbench.domain.ledger.replaying import replay

D1 = date(2026, 3, 1)


def invoice(number, *, amount=100, name=None):
    due_on = D1 + timedelta(days=number)
    return InvoiceFact(number, name or f"F{number}", due_on=due_on, amount=amount, known_on=D1)


def payment(number, *, amount, names=None, kind=PaymentKind.PAYMENT, reverses=None):
    known_on = D1 + timedelta(days=number)
    return PaymentFact(number, f"P{number}", amount, known_on, names=names, reverses=reverses, kind=kind)


def inferred(number, **values):
    return payment(number, kind=PaymentKind.INFERRED, **values)


def settled(invoices, payments, listed, **more):
    return settled_by_list(invoices, payments, ListedAccount(listed, **more))


def test_what_is_gone_from_the_list_is_settled_and_the_rest_stays():
    assert settled([invoice(1), invoice(2)], [], {"F2": 100}) == ([InferredSettlement("F1", 100)], [])


def test_item_that_asks_for_less_is_settled_in_part():
    assert settled([invoice(1)], [], {"F1": 30}) == ([InferredSettlement("F1", 70)], [])


def test_known_payments_are_not_inferred_again():
    assert settled([invoice(1), invoice(2)], [payment(1, amount=60, names="F1")], {"F1": 40, "F2": 100}) == ([], [])


def test_item_that_is_back_takes_back_what_was_inferred_last_first():
    facts = [inferred(1, amount=60, names="F1"), inferred(2, amount=40, names="F1")]

    assert settled([invoice(1)], facts, {"F1": 50}) == (
        [],
        [InferredBack("P2", "F1", 40), InferredBack("P1", "F1", 10)],
    )


def test_what_was_taken_back_before_is_not_taken_back_again():
    facts = [inferred(1, amount=60, names="F1"), inferred(2, amount=60, reverses="P1", names="F1")]

    assert settled([invoice(1)], facts, {"F1": 100}) == ([], [])


def test_payment_by_name_is_believed_though_the_list_still_asks():
    assert settled([invoice(1)], [payment(1, amount=100, names="F1")], {"F1": 100}) == ([], [])


def test_payment_that_named_nothing_and_went_to_another_item_is_not_inferred_a_second_time():
    assert settled([invoice(1), invoice(2)], [payment(1, amount=100)], {"F1": 100}) == ([], [])


def test_credit_that_the_list_has_applied_is_not_inferred():
    facts = [payment(1, amount=140, names="F1")]

    assert settled([invoice(1), invoice(2)], facts, {"F2": 60}) == ([], [])
    assert settled([invoice(1), invoice(2)], facts, {"F2": 60}, credit=40) == ([InferredSettlement("F2", 40)], [])


def test_row_that_cannot_be_read_leaves_its_item_as_it_is():
    found = settled([invoice(1), invoice(2)], [], {}, untold=frozenset({"F1"}))

    assert found == ([InferredSettlement("F2", 100)], [])


def test_instalments_of_one_number_count_together():
    instalments = [invoice(1, name="F"), invoice(2, name="F")]

    assert settled(instalments, [], {"F": 100}) == ([InferredSettlement("F", 100)], [])


names = st.sampled_from(["F1", "F2", "F3"])


@settings(max_examples=300)
@given(
    amounts=st.lists(st.integers(1, 50), min_size=3, max_size=3),
    paid=st.lists(st.tuples(st.integers(1, 60), st.none() | names), max_size=4),
    lists=st.lists(st.dictionaries(names, st.integers(1, 50)), min_size=1, max_size=3),
)
def test_lists_never_make_credit_and_leave_what_they_ask_for_unless_payments_say_less(amounts, paid, lists):
    invoices = [invoice(number, amount=amount) for number, amount in enumerate(amounts, start=1)]
    facts = [payment(number, amount=amount, names=name) for number, (amount, name) in enumerate(paid, start=1)]
    credit = replay(invoices, facts).credit

    for number, asked in enumerate(lists, start=10):
        listed = {one.external_id: min(asked.get(one.external_id, 0), one.amount) for one in invoices}
        settlements, backs = settled(invoices, facts, listed)
        facts += [
            inferred(number * 10 + place, amount=one.amount, names=one.names) for place, one in enumerate(settlements)
        ]
        facts += [
            inferred(number * 10 + 5 + place, amount=one.amount, names=one.names, reverses=one.reverses)
            for place, one in enumerate(backs)
        ]
        ledger = replay(invoices, facts)

        assert ledger.unapplied == ()
        assert ledger.credit == credit
        if not paid:
            assert {one.external_id: ledger.open_amounts[one.id] for one in invoices} == listed
        assert settled(invoices, facts, listed)[0] == []
