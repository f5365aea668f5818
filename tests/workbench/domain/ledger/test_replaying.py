from datetime import date, timedelta

import pytest

from models.enums import PaymentKind
from workbench.domain.ledger.allocation import AllocationEntry, InvoiceFact, PaymentFact
from workbench.domain.ledger.replaying import replay
from workbench.domain.ledger.reversals import TakenBack, Unapplied, UnappliedReversal

D1 = date(2026, 3, 1)


def day(number):
    return D1 + timedelta(days=number - 1)


def invoice(number, *, amount=100, due=None, known=1, name=None):
    return InvoiceFact(number, name or f"F{number}", due_on=day(due or number), amount=amount, known_on=day(known))


def payment(number, *, amount, known=2, name=None, names=None, reverses=None, kind=PaymentKind.PAYMENT):
    return PaymentFact(number, name or f"P{number}", amount, day(known), names=names, reverses=reverses, kind=kind)


def given(ledger):
    return {(share.payment_id, share.invoice_id): share.amount for share in ledger.allocations}


def test_a_payment_without_a_name_goes_to_the_oldest_due_first():
    ledger = replay([invoice(1, due=9), invoice(2, due=3), invoice(3, due=5)], [payment(1, amount=150)])

    assert given(ledger) == {(1, 2): 100, (1, 3): 50}
    assert ledger.open_amounts == {1: 100, 2: 0, 3: 50}
    assert (ledger.open_total, ledger.credit, ledger.balance) == (150, 0, 150)


def test_invoices_due_on_one_day_are_paid_by_external_id_by_code_point():
    ledger = replay(
        [invoice(1, due=3, name="b"), invoice(2, due=3, name="B"), invoice(3, due=3, name="ñ")],
        [payment(1, amount=200)],
    )

    assert given(ledger) == {(1, 2): 100, (1, 1): 100}


def test_a_payment_that_names_an_invoice_goes_to_it_alone_and_the_rest_is_credit():
    ledger = replay([invoice(1), invoice(2)], [payment(1, amount=130, names="F2")])

    assert ledger.open_amounts == {1: 100, 2: 0}
    assert ledger.credits == {1: 30}
    assert ledger.balance == 70


def test_a_payment_that_names_a_paid_invoice_is_credit_alone():
    ledger = replay([invoice(1), invoice(2)], [payment(1, amount=100, names="F2"), payment(2, amount=40, names="F2")])

    assert ledger.open_amounts == {1: 100, 2: 0}
    assert ledger.credits == {2: 40}


@pytest.mark.parametrize("names", ["F9", "F3"], ids=["never known", "known later"])
def test_a_payment_that_names_an_invoice_not_known_goes_to_the_oldest(names):
    ledger = replay([invoice(1), invoice(2), invoice(3, known=5)], [payment(1, amount=60, names=names)])

    assert given(ledger) == {(1, 1): 60}


def test_invoices_of_a_day_come_before_its_payments():
    ledger = replay([invoice(1, known=2)], [payment(1, amount=100, known=2, names="F1")])

    assert given(ledger) == {(1, 1): 100}
    assert ledger.allocations == (AllocationEntry(1, 1, amount=100, on=day(2)),)


def test_credit_is_used_by_the_next_invoice_first_come_first_used():
    ledger = replay(
        [invoice(1, amount=50, known=4), invoice(2, amount=60, known=5)],
        [payment(1, amount=80, known=2), payment(2, amount=20, known=3)],
    )

    assert given(ledger) == {(1, 1): 50, (1, 2): 30, (2, 2): 20}
    assert ledger.credits == {}
    assert [share.on for share in ledger.allocations] == [day(4), day(5), day(5)]


def test_credit_waits_for_the_next_invoice_while_others_are_open():
    ledger = replay([invoice(1), invoice(2)], [payment(1, amount=130, names="F1")])

    assert (ledger.open_total, ledger.credit) == (100, 30)


def test_a_reversal_takes_back_what_its_payment_gave_and_its_credit():
    ledger = replay(
        [invoice(1), invoice(2), invoice(3, amount=20, known=3)],
        [payment(1, amount=250), payment(2, amount=250, known=4, reverses="P1")],
    )

    assert ledger.open_amounts == {1: 100, 2: 100, 3: 20}
    assert (ledger.allocations, ledger.credits) == ((), {})
    assert ledger.reversals.taken == {1: (TakenBack(2, 250, day(4)),)}
    assert [(share.invoice_id, share.amount) for share in ledger.history] == [
        (1, 100), (2, 100), (3, 20), (3, -20), (2, -100), (1, -100),
    ]  # fmt: skip


def test_a_reversal_leaves_what_other_payments_gave():
    ledger = replay(
        [invoice(1), invoice(2)],
        [payment(1, amount=100), payment(2, amount=70, known=3), payment(3, amount=100, known=4, reverses="P1")],
    )

    assert given(ledger) == {(2, 2): 70}
    assert ledger.open_amounts == {1: 100, 2: 30}


def test_an_invoice_opened_again_is_the_oldest_again():
    ledger = replay(
        [invoice(1), invoice(2)],
        [payment(1, amount=100), payment(2, amount=100, known=3, reverses="P1"), payment(3, amount=100, known=4)],
    )

    assert given(ledger) == {(3, 1): 100}


def test_credit_of_another_payment_does_not_flow_to_an_invoice_opened_again():
    ledger = replay(
        [invoice(1)],
        [payment(1, amount=100), payment(2, amount=30, known=3), payment(3, amount=100, known=4, reverses="P1")],
    )

    assert (ledger.open_amounts, ledger.credits, ledger.balance) == ({1: 100}, {2: 30}, 70)


@pytest.mark.parametrize("known", [1, 2], ids=["on an earlier day", "on its day, before it by external id"])
def test_a_reversal_known_before_its_payment_lets_it_give_nothing(known):
    ledger = replay(
        [invoice(1)], [payment(1, name="A", amount=60, known=known, reverses="P2"), payment(2, amount=60, known=2)]
    )

    assert (given(ledger), ledger.credits, ledger.open_amounts) == ({}, {}, {1: 100})
    assert ledger.unapplied == ()


@pytest.mark.parametrize(
    ("reversal", "reason"),
    [
        (payment(9, amount=60, known=3, reverses="P7"), Unapplied.UNKNOWN_PAYMENT),
        (payment(9, amount=61, known=3, reverses="P1"), Unapplied.MORE_THAN_LEFT),
        (payment(9, amount=40, known=5, reverses="P2"), Unapplied.ALREADY_REVERSED),
        (payment(9, amount=40, known=5, reverses="P3"), Unapplied.IS_A_REVERSAL),
    ],
    ids=lambda value: getattr(value, "value", ""),
)
def test_a_reversal_that_does_not_fit_is_reported_and_changes_nothing(reversal, reason):
    facts = [payment(1, amount=60), payment(2, amount=40), payment(3, amount=40, known=4, reverses="P2")]

    ledger = replay([invoice(1)], [*facts, reversal])

    assert given(ledger) == given(replay([invoice(1)], facts)) == {(1, 1): 60}
    assert ledger.unapplied == (UnappliedReversal(9, external_id="P9", reason=reason),)


def test_an_invoice_of_nothing_is_never_paid():
    ledger = replay([invoice(1, amount=0), invoice(2)], [payment(1, amount=100)])

    assert given(ledger) == {(1, 2): 100}


def test_an_account_without_facts_has_nothing_open():
    ledger = replay([], [])

    assert (ledger.open_total, ledger.credit, ledger.balance) == (0, 0, 0)


def test_of_two_reversals_of_one_payment_the_first_known_counts():
    facts = [payment(1, amount=40), payment(2, name="Z", amount=40, known=3, reverses="P1")]

    ledger = replay([invoice(1)], [*facts, payment(3, name="A", amount=40, known=4, reverses="P1")])

    assert list(ledger.reversals.amounts) == [2]
    assert ledger.unapplied == (UnappliedReversal(3, external_id="A", reason=Unapplied.ALREADY_REVERSED),)


def test_a_reversal_of_a_part_takes_credit_first_then_the_last_share():
    facts = [payment(1, amount=250), payment(2, amount=120, known=4, reverses="P1")]

    ledger = replay([invoice(1), invoice(2)], facts)

    assert (given(ledger), ledger.credits) == ({(1, 1): 100, (1, 2): 30}, {})
    assert ledger.reversals.left_of(facts[0]) == 130


def test_reversals_of_parts_go_on_until_nothing_is_left():
    facts = [payment(1, amount=100), payment(2, amount=60, known=3, reverses="P1")]
    facts += [payment(3, amount=50, known=4, reverses="P1"), payment(4, amount=40, known=5, reverses="P1")]

    ledger = replay([invoice(1)], facts)

    assert (ledger.open_total, ledger.credits) == (100, {})
    assert ledger.unapplied == (UnappliedReversal(3, external_id="P3", reason=Unapplied.MORE_THAN_LEFT),)


def test_a_reversal_of_a_part_known_first_takes_it_when_the_payment_comes():
    ledger = replay([invoice(1)], [payment(1, amount=80, known=3), payment(2, amount=30, known=2, reverses="P1")])

    assert given(ledger) == {(1, 1): 50}


def test_lines_of_a_receipt_are_taken_back_together_last_first():
    lines = [payment(1, name="R", amount=100, names="F1"), payment(2, name="R", amount=70, names="F2")]

    ledger = replay([invoice(1), invoice(2)], [*lines, payment(3, amount=90, known=3, reverses="R")])

    assert given(ledger) == {(1, 1): 80}


def test_a_reversal_that_names_an_invoice_takes_back_its_line_first():
    lines = [payment(1, name="R", amount=100, names="F1"), payment(2, name="R", amount=70, names="F2")]

    ledger = replay([invoice(1), invoice(2)], [*lines, payment(3, amount=110, known=3, names="F1", reverses="R")])

    assert given(ledger) == {(2, 2): 60}


def test_a_payment_that_names_an_invoice_of_instalments_goes_to_the_oldest_due_of_them():
    instalments = [invoice(1, name="F", due=9), invoice(2, name="F", due=5), invoice(3, due=1)]

    ledger = replay(instalments, [payment(1, amount=150, names="F")])

    assert given(ledger) == {(1, 2): 100, (1, 1): 50}


@pytest.mark.parametrize(("names", "expected"), [("F2", {(1, 2): 40}), (None, {(1, 1): 40})], ids=["named", "oldest"])
def test_a_credit_note_settles_the_invoice_it_names_else_the_oldest(names, expected):
    note = payment(1, amount=40, names=names, kind=PaymentKind.CREDIT_NOTE)

    assert given(replay([invoice(1), invoice(2)], [note])) == expected


def test_a_reversal_takes_back_only_what_is_of_its_kind():
    note = payment(1, name="7", amount=40, kind=PaymentKind.CREDIT_NOTE)

    ledger = replay([invoice(1)], [note, payment(2, name="7", amount=40), payment(3, amount=40, reverses="7")])

    assert given(ledger) == {(1, 1): 40}


def test_what_was_inferred_is_taken_back_before_the_payment_of_the_day_that_takes_its_place():
    inferred = [payment(1, name="Z", amount=100, names="F1", kind=PaymentKind.INFERRED)]
    inferred += [payment(2, name="Y", amount=100, known=3, reverses="Z", kind=PaymentKind.INFERRED)]

    ledger = replay([invoice(1)], [*inferred, payment(3, name="A", amount=100, known=3, names="F1")])

    assert (given(ledger), ledger.credits) == ({(3, 1): 100}, {})


def test_payment_taken_back_on_the_day_of_a_list_is_open_before_the_list_settles_it():
    paid = payment(1, name="P", amount=100, known=2, names="F1")
    back = payment(2, name="R", amount=100, known=5, reverses="P")
    listed = payment(3, name="Z", amount=250, known=5, names="F1", kind=PaymentKind.INFERRED)

    ledger = replay([invoice(1, amount=250)], [paid, back, listed])

    assert (ledger.open_total, ledger.credit) == (0, 0)


def test_the_example_of_the_docs():
    invoices = [
        invoice(1, due=10, known=1), invoice(2, amount=80, due=20, known=1), invoice(3, amount=50, due=30, known=9),
    ]  # fmt: skip
    payments = [
        payment(1, amount=90, known=5, names="F2"), payment(2, amount=30, known=7),
        payment(3, amount=90, known=12, reverses="P1"),
    ]  # fmt: skip

    def at_close_of(number):
        ledger = replay(
            [fact for fact in invoices if fact.known_on <= day(number)],
            [fact for fact in payments if fact.known_on <= day(number)],
        )
        return list(ledger.open_amounts.values()), ledger.credit

    assert [at_close_of(number) for number in (1, 5, 7, 9, 12)] == [
        ([100, 80], 0), ([100, 0], 10), ([70, 0], 10), ([70, 0, 40], 0), ([70, 80, 50], 0),
    ]  # fmt: skip
