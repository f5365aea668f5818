"""Standing on real ledgers against a computation straight from the files, to the cent."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from models import Account, Allocation, Customer, Invoice, Payment
from tests.ledgers.by_hand import balances, read
from workbench.domain.standing import recompute_standing

pytestmark = pytest.mark.ledger

# Tests go from the one to the other, so that ledgers are replayed once for each.
TODAY = date(2011, 1, 3)
MIDDLE = date(2008, 7, 1)


def stand(ledger, on, *, today=TODAY):
    with ledger.database.writes() as session:
        report = recompute_standing(session, on=on, today=today, commit=session.commit)
        session.commit()
    return report


def cents(amount):
    return int(amount * 100)


def stored(ledger):
    """{customer: {...}} in the form of `by_hand.balances`, in cents."""
    with ledger.database.reading() as session:
        accounts = session.execute(
            sa.select(
                Customer.external_id, Account.id, Account.open_amount, Account.credit, Account.overdue_amount,
                Account.oldest_due_on,
            ).join(Customer, Customer.id == Account.customer_id)
        )  # fmt: skip
        items = {}
        for account_id, key, left in session.execute(
            sa.select(Invoice.account_id, Invoice.external_id, Invoice.open_amount)
        ):
            items.setdefault(account_id, {})[key] = left
        return {
            customer: {
                "open": left, "credit": credit, "overdue": overdue, "oldest": oldest and oldest.isoformat(),
                "items": items.get(account_id, {}),
            }
            for customer, account_id, left, credit, overdue, oldest in accounts
        }  # fmt: skip


def by_hand(ledger, on):
    """The same from the files; invoices and accounts that are not known yet have nothing open."""
    unknown = {row["external_id"]: row for row in read(ledger.folder / "invoices.csv.gz")}
    found = {}
    for customer, sums in balances(ledger.folder, before=on.isoformat()).items():
        money = {name: cents(sums[name]) for name in ("open", "credit", "overdue")}
        items = {key: cents(left) for key, left in sums["items"].items()}
        found[customer] = {**money, "oldest": sums["oldest"], "items": items}
        for key in items:
            unknown.pop(key)
    nothing = {"open": 0, "credit": 0, "overdue": 0, "oldest": None}
    for key, row in unknown.items():
        found.setdefault(row["customer_external_id"], {**nothing, "items": {}})["items"][key] = 0
    for row in read(ledger.folder / "payments.csv.gz"):
        found.setdefault(row["customer_external_id"], {**nothing, "items": {}})
    return found


def test_balances_of_the_fines_equal_those_computed_from_the_files(fines):
    stand(fines, TODAY)

    assert stored(fines) == by_hand(fines, TODAY)


def test_overpaid_fines_are_those_of_the_files(fines, size):
    stand(fines, TODAY)

    with fines.database.reading() as session:
        overpaid = session.execute(
            sa.select(sa.func.count(), sa.func.sum(Account.credit)).where(Account.credit > 0)
        ).one()

    assert tuple(overpaid) == {"whole": (882, cents(Decimal("16222.00"))), "sample": (3, 15_17)}[size]


def test_every_cent_of_every_payment_is_allocated_or_credit(fines):
    stand(fines, TODAY)

    with fines.database.reading() as session:
        received = session.scalar(sa.select(sa.func.sum(Payment.amount)))
        allocated = session.scalar(sa.select(sa.func.sum(Allocation.amount)))
        credit = session.scalar(sa.select(sa.func.sum(Account.credit)))
        billed = session.scalar(sa.select(sa.func.sum(Invoice.amount)))
        left = session.scalar(sa.select(sa.func.sum(Account.open_amount)))
        given = sa.select(sa.func.sum(Allocation.amount)).where(Allocation.payment_id == Payment.id).scalar_subquery()
        overdrawn = session.scalar(sa.select(sa.func.count()).where(given > Payment.amount))

    assert (received, billed) == (allocated + credit, allocated + left)
    assert overdrawn == 0


def test_no_row_of_the_fines_is_lost_and_payments_told_again_replay_nothing(fines):
    files = {kind: read(fines.folder / f"{kind}.csv.gz") for kind in fines.reports}
    stand(fines, TODAY)
    before = stored(fines)

    again = fines.import_file("payments")

    assert {kind: report.inserted for kind, report in fines.reports.items()} == {
        kind: len(rows) for kind, rows in files.items()
    }
    assert again.unchanged == len(files["payments"])
    assert (stand(fines, TODAY).replayed, stored(fines) == before) == (0, True)


def test_balances_of_an_earlier_day_equal_those_computed_from_the_files(fines):
    stand(fines, MIDDLE)

    assert stored(fines) == by_hand(fines, MIDDLE)


def test_a_day_later_only_news_is_replayed(fines):
    news = {"invoices": "issued_on", "payments": "paid_on"}
    told = {
        row["customer_external_id"]
        for kind, day in news.items()
        for row in read(fines.folder / f"{kind}.csv.gz")
        if row[day] == MIDDLE.isoformat()
    }
    stand(fines, MIDDLE)

    assert stand(fines, MIDDLE + timedelta(days=1)).replayed == len(told)


@pytest.mark.parametrize("on", [date(2013, 9, 1), date(2012, 8, 15)])
def test_balances_of_the_businesses_equal_those_computed_from_the_files(factoring, on):
    stand(factoring, on, today=date(2013, 9, 1) + timedelta(days=30))

    assert stored(factoring) == by_hand(factoring, on)
