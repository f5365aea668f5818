"""The standing of accounts in the database: figures, what is replayed and what is not, and days that move."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models import Account, Allocation, FactVersion, Invoice, Payment
from tests.factories.ledger import make_account, make_invoice, make_payment
from tests.factories.promises import make_promise
from tests.workbench.domain.statements import counted
from workbench.domain import standing as standing_module
from workbench.domain.standing import dirty_accounts, recompute_standing, refresh_accounts

D1 = date(2026, 11, 2)


def day(number):
    return D1 + timedelta(days=number - 1)


@pytest.fixture
def account(session, cast, now):
    return make_account(session, cast.consumo, now=now)


@pytest.fixture
def recompute(session):
    def run(on, *, today=30, **options):
        return recompute_standing(session, on=day(on), today=day(today), **options)

    return run


def figures(account):
    return {
        "open": account.open_amount, "credit": account.credit, "overdue": account.overdue_amount,
        "disputed": account.disputed_amount, "items": account.open_items, "overdue_items": account.overdue_items,
        "oldest": account.oldest_due_on, "paid": (account.last_payment_on, account.last_payment_amount),
    }  # fmt: skip


def shares(session, account):
    rows = session.scalars(sa.select(Allocation).where(Allocation.account_id == account.id)).all()
    return {(row.payment_id, row.invoice_id): row.amount for row in rows}


def told(fact, kind, *, replaced_on, now, **values):
    """What an importer keeps of a fact it corrects: all its columns as they were."""
    before = {
        "invoice": ("account_id", "issued_on", "due_on", "amount", "disputed", "known_on"),
        "payment": ("account_id", "paid_on", "amount", "invoice_external_id", "reverses_external_id", "known_on"),
    }[kind]
    was = {name: getattr(fact, name) for name in before} | values
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in was.items()}
    return FactVersion(kind=kind, fact_id=fact.id, replaced_at=now, replaced_on=replaced_on, values=plain)


def test_standing_of_an_account_with_open_paid_overdue_and_disputed_items(session, account, recompute):
    make_invoice(session, account, due_on=day(2), amount=100)
    make_invoice(session, account, due_on=day(3), amount=200)
    make_invoice(session, account, due_on=day(9), amount=400, issued_on=day(1))
    make_invoice(session, account, due_on=day(1), amount=800, disputed=True)
    named = make_invoice(session, account, due_on=day(1), amount=50)
    make_payment(session, account, paid_on=day(4), amount=70, invoice_external_id=named.external_id)

    report = recompute(6)

    assert figures(account) == {
        "open": 1500, "credit": 20, "overdue": 300, "disputed": 800, "items": 4, "overdue_items": 2,
        "oldest": day(2), "paid": (day(4), 70),
    }  # fmt: skip
    assert (account.standing_on, account.ledger_until, account.ledger_dirty) == (day(6), day(5), False)
    assert (report.accounts, report.replayed, report.unapplied) == (1, 1, [])


def test_an_item_is_overdue_the_day_after_it_falls_due(session, account, recompute):
    make_invoice(session, account, due_on=day(5), amount=100, issued_on=day(1))

    recompute(5)
    assert (account.overdue_amount, account.oldest_due_on) == (0, day(5))

    recompute(6)
    assert (account.overdue_amount, account.overdue_items) == (100, 1)


def test_an_account_without_facts_stands_at_nothing(account, recompute):
    account.open_amount, account.credit, account.oldest_due_on, account.last_payment_on = 5, 5, day(1), day(1)

    recompute(5)

    assert figures(account) == {
        "open": 0, "credit": 0, "overdue": 0, "disputed": 0, "items": 0, "overdue_items": 0, "oldest": None,
        "paid": (None, None),
    }  # fmt: skip


def test_what_is_known_later_has_nothing_open_and_pays_nothing(session, account, recompute):
    early = make_invoice(session, account, due_on=day(1), amount=100)
    late = make_invoice(session, account, due_on=day(2), amount=50, known_on=day(5))
    make_payment(session, account, paid_on=day(2), amount=30, known_on=day(5))

    recompute(5)
    assert (early.open_amount, late.open_amount, account.open_amount, account.last_payment_on) == (100, 0, 100, None)

    recompute(6)
    assert (early.open_amount, late.open_amount, account.open_amount, account.last_payment_on) == (70, 50, 120, day(2))


def test_facts_of_the_clocks_own_day_count_at_once(session, account, recompute):
    make_invoice(session, account, due_on=day(1), amount=100)
    make_payment(session, account, paid_on=day(5), amount=30)

    recompute(5, today=6)
    assert (account.open_amount, account.ledger_until) == (100, day(4))

    recompute(5, today=5)
    assert (account.open_amount, account.ledger_until) == (70, day(5))


def test_moving_to_an_earlier_day_goes_back(session, account, recompute):
    invoice = make_invoice(session, account, due_on=day(1), amount=100)
    make_payment(session, account, paid_on=day(4), amount=100)
    recompute(9)
    assert (account.open_amount, invoice.open_amount, len(shares(session, account))) == (0, 0, 1)

    recompute(4)

    assert (account.open_amount, invoice.open_amount, shares(session, account)) == (100, 100, {})
    assert figures(account)["paid"] == (None, None)


def test_a_reversal_opens_again_what_its_payment_paid(session, account, recompute):
    invoice = make_invoice(session, account, due_on=day(1), amount=100)
    payment = make_payment(session, account, paid_on=day(2), amount=130)
    recompute(5)
    assert (account.open_amount, account.credit) == (0, 30)

    make_payment(session, account, paid_on=day(6), amount=130, reverses_external_id=payment.external_id)
    recompute(9)

    assert (account.open_amount, account.credit, invoice.open_amount) == (100, 0, 100)
    assert (shares(session, account), figures(account)["paid"]) == ({}, (None, None))


def test_a_reversal_that_fits_nothing_is_reported(session, account, recompute):
    reversal = make_payment(session, account, paid_on=day(2), amount=130, reverses_external_id="not there")

    (unapplied,) = recompute(5).unapplied

    assert (unapplied.payment_id, unapplied.reason.value) == (reversal.id, "unknown_payment")


def test_only_accounts_with_news_are_replayed(session, account, cast, now, recompute):
    other = make_account(session, cast.consumo, now=now)
    make_invoice(session, account, due_on=day(1), amount=100)
    make_invoice(session, other, due_on=day(1), amount=100)
    make_payment(session, other, paid_on=day(6), amount=10)
    assert recompute(5).replayed == 2

    assert recompute(6).replayed == 0
    assert recompute(7).replayed == 1
    assert recompute(7).replayed == 0
    assert (account.open_amount, other.open_amount) == (100, 90)

    account.ledger_dirty = True
    assert recompute(7).replayed == 1
    assert list(shares(session, other).values()) == [10]


def test_a_correction_is_seen_from_the_day_it_was_made(session, account, recompute, now):
    invoice = make_invoice(session, account, due_on=day(3), amount=60)
    session.add(told(invoice, "invoice", replaced_on=day(5), now=now, amount=100, due_on=day(8), disputed=False))

    recompute(5)
    assert figures(account) | {"paid": None} == {
        "open": 100, "credit": 0, "overdue": 0, "disputed": 0, "items": 1, "overdue_items": 0, "oldest": day(8),
        "paid": None,
    }  # fmt: skip
    assert invoice.open_amount == 60

    recompute(6)
    assert (account.open_amount, account.overdue_amount, account.oldest_due_on) == (60, 60, day(3))


def test_of_two_corrections_the_earlier_tells_what_was_known_first(session, account, recompute, now):
    invoice = make_invoice(session, account, due_on=day(1), amount=60)
    session.add(told(invoice, "invoice", replaced_on=day(7), now=now, amount=80))
    session.add(told(invoice, "invoice", replaced_on=day(4), now=now, amount=100))

    found = []
    for on in (4, 5, 7, 8):
        recompute(on)
        found.append(account.open_amount)

    assert found == [100, 80, 80, 60]


def test_a_corrected_payment_pays_what_it_said_then(session, account, recompute, now):
    first = make_invoice(session, account, due_on=day(1), amount=60)
    second = make_invoice(session, account, due_on=day(2), amount=60)
    payment = make_payment(session, account, paid_on=day(2), amount=40, invoice_external_id=second.external_id)
    session.add(told(payment, "payment", replaced_on=day(5), now=now, amount=25, invoice_external_id=None))

    recompute(5)
    assert (first.open_amount, second.open_amount, account.last_payment_amount) == (35, 60, 25)

    recompute(6)
    assert (first.open_amount, second.open_amount, account.last_payment_amount) == (60, 20, 40)


def test_promises_are_judged_with_the_standing(session, account, recompute, now):
    promise = make_promise(session, account, amount=100, due_on=day(5), made_at=now - timedelta(days=16))
    make_payment(session, account, paid_on=day(4), amount=100)

    assert recompute(5).promises_changed == 1
    assert (promise.state.value, promise.decided_on) == ("kept", day(5))


def test_promises_go_back_with_the_standing_and_are_not_there_before_they_are_known(session, account, recompute, now):
    promise = make_promise(session, account, amount=100, due_on=day(5), made_at=now - timedelta(days=16))
    make_payment(session, account, paid_on=day(4), amount=100)

    found = []
    for on in (20, 1, 4, 20):
        recompute(on)
        found.append((promise.state.value, promise.counted, promise.decided_on))

    assert found == [("kept", 100, day(5)), ("open", 0, None), ("open", 0, None), ("kept", 100, day(5))]


def test_a_broken_promise_is_in_grace_again_on_an_earlier_day_without_any_fact_between(
    session, account, recompute, now
):
    promise = make_promise(session, account, amount=100, due_on=day(5), made_at=now - timedelta(days=16))
    recompute(20)
    assert promise.state.value == "broken"

    recompute(6)

    assert (promise.state.value, promise.decided_on) == ("in_grace", None)


def test_standing_can_be_limited_to_a_portfolio(session, account, cast, now, recompute):
    other = make_account(session, cast.microcredito, now=now)
    make_invoice(session, account, due_on=day(1), amount=100)
    make_invoice(session, other, due_on=day(1), amount=100)

    assert recompute(5, portfolio_id=cast.microcredito.id).accounts == 1
    assert (account.open_amount, other.open_amount) == (0, 100)


def test_standing_works_in_parts_and_commits_each(session, cast, now, recompute, monkeypatch):
    monkeypatch.setattr(standing_module, "ACCOUNTS_AT_ONCE", 2)
    for _ in range(5):
        make_invoice(session, make_account(session, cast.consumo, now=now), due_on=day(1), amount=100)
    commits, steps = [], []

    report = recompute(5, commit=lambda: commits.append(1), progress=lambda done, total: steps.append((done, total)))

    assert (len(commits), steps) == (3, [(2, 5), (4, 5), (5, 5)])
    assert report.accounts == 5
    assert session.scalar(sa.select(sa.func.sum(Account.open_amount))) == 500


def test_standing_deletes_no_fact(session, account, recompute):
    make_invoice(session, account, due_on=day(1), amount=100)
    make_payment(session, account, paid_on=day(2), amount=100)

    for on in (9, 1, 5):
        recompute(on)

    assert session.scalar(sa.select(sa.func.count(Invoice.id))) == 1
    assert session.scalar(sa.select(sa.func.count(Payment.id))) == 1


def test_refresh_accounts_brings_some_accounts_up_to_date(session, account, cast, now):
    other = make_account(session, cast.consumo, now=now)
    for one in (account, other):
        make_invoice(session, one, due_on=day(1), amount=100)

    report = refresh_accounts(session, [account.id, account.id, 999_999], on=day(5), today=day(5))

    assert (report.accounts, account.open_amount, other.open_amount) == (1, 100, 0)
    assert dirty_accounts(session) == [other.id]


def test_refresh_accounts_judges_a_promise_again_that_was_corrected(session, account, now):
    promise = make_promise(session, account, amount=100, due_on=day(5), made_at=now - timedelta(days=16))
    make_payment(session, account, paid_on=day(4), amount=60)
    refresh_accounts(session, [account.id], on=day(20), today=day(20))
    assert promise.state.value == "partial"

    promise.amount = 60
    refresh_accounts(session, [account.id], on=day(20), today=day(20))

    assert promise.state.value == "kept"


def test_standing_asks_the_same_number_of_queries_for_one_account_and_for_three(session, cast, now, recompute):
    def add_account():
        account = make_account(session, cast.consumo, now=now)
        make_invoice(session, account, due_on=day(1), amount=100)
        make_payment(session, account, paid_on=day(2), amount=130)
        make_promise(session, account, amount=100, due_on=day(5), made_at=now)

    add_account()
    with counted(session) as one:
        recompute(5)
    session.execute(sa.update(Account).values(ledger_dirty=True))
    add_account()
    add_account()

    with counted(session) as three:
        recompute(5)

    assert len(three) <= len(one)
