"""Balances of a period: aging, sales, and what is owed as it was known then."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models import Account
from models.enums import PaymentKind
from tests.factories.ledger import make_account, make_invoice, make_payment
from workbench.domain.performance.receivables import bucket_of, count_receivables, counted_back
from workbench.domain.standing import recompute_standing

SINCE, BEFORE = date(2026, 11, 1), date(2026, 11, 27)
LONG_AGO = date(2026, 1, 1)


@pytest.fixture
def counted(session):
    """Counts the receivables of all accounts, in pesos."""

    def run(since=SINCE, before=BEFORE, today=BEFORE):
        accounts = dict.fromkeys(session.scalars(sa.select(Account.id)), (None, "COP"))
        return count_receivables(session, accounts, since=since, before=before, today=today)

    return run


@pytest.fixture
def account(session, cast, now):
    return make_account(session, cast.consumo, now=now)


@pytest.mark.parametrize(
    ("days", "bucket"),
    [
        (-5, "aging_current"), (0, "aging_current"), (1, "aging_1_30"), (30, "aging_1_30"), (31, "aging_31_60"),
        (60, "aging_31_60"), (61, "aging_61_90"), (91, "aging_91_120"), (120, "aging_91_120"), (121, "aging_121_180"),
        (180, "aging_121_180"), (181, "aging_181"), (4000, "aging_181"),
    ],
)  # fmt: skip
def test_bucket_by_days_past_due(days, bucket):
    assert bucket_of(days) == bucket


@pytest.mark.both
def test_aging_is_of_the_days_past_due_at_the_end(session, account, counted):
    for late, amount in ((0, 4_00), (30, 1_00), (31, 2_00)):
        make_invoice(session, account, due_on=BEFORE - timedelta(days=late), amount=amount, issued_on=LONG_AGO)

    found = counted().total["COP"]

    assert found.aging == {"aging_current": 4_00, "aging_1_30": 1_00, "aging_31_60": 2_00}
    assert (found.begin, found.end, found.weighted, found.at_risk) == (7_00, 7_00, 92_00, 7_00)


@pytest.mark.both
@pytest.mark.parametrize("stands", [True, False], ids=["from what is stored", "from facts"])
def test_balances_are_those_known_then(session, account, counted, stands):
    make_invoice(session, account, due_on=date(2026, 10, 1), amount=100_00, issued_on=LONG_AGO)
    make_payment(session, account, paid_on=date(2026, 11, 10), amount=30_00)
    make_payment(session, account, paid_on=date(2026, 12, 2), amount=70_00)
    if stands:
        recompute_standing(session, on=BEFORE, today=date(2026, 12, 31))

    found = counted().total["COP"]

    assert (found.begin, found.end, found.late, found.cured) == (100_00, 70_00, 1, 0)


@pytest.mark.both
def test_what_is_still_to_be_known_is_not_counted_in_a_period_that_runs(session, account, counted):
    make_invoice(session, account, due_on=date(2026, 11, 20), amount=100_00, issued_on=LONG_AGO)
    make_payment(session, account, paid_on=date(2026, 11, 29), amount=100_00)

    found = counted(before=date(2026, 12, 1), today=date(2026, 11, 27)).total["COP"]

    assert (found.end, found.aging) == (100_00, {"aging_1_30": 100_00})


@pytest.mark.both
def test_sales_are_invoices_less_credit_notes_known_in_the_period(session, account, counted):
    make_invoice(session, account, due_on=date(2026, 12, 1), amount=100_00, issued_on=date(2026, 11, 3))
    make_invoice(session, account, due_on=date(2026, 12, 1), amount=900_00, issued_on=LONG_AGO)
    note = {"amount": 20_00, "kind": PaymentKind.CREDIT_NOTE}
    make_payment(session, account, paid_on=date(2026, 11, 4), **note)
    make_payment(session, account, paid_on=date(2026, 11, 5), amount=50_00)

    assert counted().total["COP"].sold == 80_00


@pytest.mark.both
def test_account_with_nothing_overdue_left_is_cured(session, account, counted):
    make_invoice(session, account, due_on=date(2026, 10, 1), amount=100_00, issued_on=LONG_AGO)
    make_payment(session, account, paid_on=date(2026, 11, 10), amount=100_00)

    found = counted()

    assert (found.total["COP"].late, found.total["COP"].cured, found.open_at_first) == (1, 1, {account.id})


@pytest.mark.parametrize(
    ("owed", "days"),
    [(0, 0.0), (130, 13.0), (260, 26.0), (260 + 155, 26 + 15.5), (260 + 310, 57.0), (571, None)],
)
def test_count_back_takes_months_off_newest_first(owed, days):
    sales = {date(2026, 11, 3): 200, date(2026, 11, 20): 60, date(2026, 10, 9): 310}

    assert counted_back(owed, sales, before=BEFORE) == days
