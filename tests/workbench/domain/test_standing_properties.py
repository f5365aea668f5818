"""Whatever the facts and the way through the days, the stored standing equals a naive computation of that day."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import Account, Allocation, Invoice, Payment
from models.bulk import bulk_insert
from models.enums import PaymentKind
from tests.factories.ledger import make_account
from tests.workbench.domain.ledger.naive_ledger import naive_ledger
from workbench.domain.ledger.allocation import InvoiceFact, PaymentFact
from workbench.domain.standing import recompute_standing

D1 = date(2026, 1, 1)
LAST = D1 + timedelta(days=30)
offsets = st.integers(0, 9)


@st.composite
def account_facts(draw):
    invoices = [
        {
            "external_id": f"F{number}", "amount": draw(st.integers(0, 30)), "disputed": draw(st.booleans()),
            "due_on": D1 + timedelta(days=draw(offsets)), "known_on": D1 + timedelta(days=draw(offsets)),
        }
        for number in range(draw(st.integers(0, 4)))
    ]  # fmt: skip
    payments = []
    for number in range(draw(st.integers(0, 6))):
        taken_back = draw(st.sampled_from([None, None, *payments]))
        most = taken_back["amount"] if taken_back else 40
        payments.append(
            {
                "external_id": f"P{number}", "amount": draw(st.integers(1, most)),
                "kind": taken_back["kind"] if taken_back else draw(st.sampled_from(PaymentKind)),
                "known_on": D1 + timedelta(days=draw(offsets)),
                "invoice_external_id": draw(st.sampled_from([None, "F0", "F1"])),
                "reverses_external_id": taken_back and taken_back["external_id"],
            }
        )  # fmt: skip
    return invoices, payments


@pytest.fixture
def write(database, session, cast, now):
    """Replaces all facts by those of some accounts; returns the accounts' ids."""

    def run(accounts):
        for table in (Allocation, Invoice, Payment, Account):
            session.execute(sa.delete(table))
        ids = []
        for number, (invoices, payments) in enumerate(accounts):
            account = make_account(session, cast.consumo, now=now)
            ids.append(account.id)
            base = {"portfolio_id": cast.consumo.id, "account_id": account.id}
            bulk_insert(session.connection(), Invoice, [
                {**base, **row, "external_id": f"{number}{row['external_id']}", "issued_on": D1, "open_amount": 0,
                 "known_at": datetime.combine(row["known_on"], time(), UTC)} for row in invoices
            ])  # fmt: skip
            bulk_insert(session.connection(), Payment, [
                {**base, **row, "external_id": f"{number}{row['external_id']}", "paid_on": row["known_on"],
                 "invoice_external_id": row["invoice_external_id"] and f"{number}{row['invoice_external_id']}",
                 "reverses_external_id": row["reverses_external_id"] and f"{number}{row['reverses_external_id']}",
                 "known_at": datetime.combine(row["known_on"], time(), UTC)} for row in payments
            ])  # fmt: skip
        return ids

    return run


def naive_figures(session, account_id, on):
    """What the account should stand at, from its facts."""
    rows = session.execute(sa.select(Invoice).where(Invoice.account_id == account_id, Invoice.known_on < on)).scalars()
    disputed, invoices = {}, []
    for row in rows:
        invoices.append(InvoiceFact(row.id, row.external_id, row.due_on, row.amount, row.known_on))
        disputed[row.id] = row.disputed
    payments = [
        PaymentFact(
            row.id,
            row.external_id,
            row.amount,
            row.known_on,
            row.invoice_external_id,
            row.reverses_external_id,
            row.kind,
        )
        for row in session.scalars(sa.select(Payment).where(Payment.account_id == account_id, Payment.known_on < on))
    ]
    shares, left, credit = naive_ledger(invoices, payments)
    due = {fact.id: fact.due_on for fact in invoices}
    asked = [one for one, amount in left.items() if amount and not disputed[one]]
    late = [one for one in asked if due[one] < on]
    return {
        "open_amount": sum(left.values()),
        "credit": sum(credit.values()),
        "overdue_amount": sum(left[one] for one in late),
        "disputed_amount": sum(amount for one, amount in left.items() if disputed[one]),
        "open_items": sum(amount > 0 for amount in left.values()),
        "overdue_items": len(late),
        "oldest_due_on": min((due[one] for one in asked), default=None),
        "standing_on": on,
        "ledger_dirty": False,
        "shares": shares,
    }


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    accounts=st.lists(account_facts(), min_size=1, max_size=4),
    days=st.lists(st.integers(1, 12), min_size=1, max_size=3),
)
def test_the_stored_standing_is_that_of_the_facts(session, write, accounts, days):
    ids = write(accounts)

    for offset in days:
        on = D1 + timedelta(days=offset)
        recompute_standing(session, on=on, today=LAST)

        for account_id in ids:
            expected = naive_figures(session, account_id, on)
            account = session.get_one(Account, account_id)
            rows = session.scalars(sa.select(Allocation).where(Allocation.account_id == account_id))
            shares = {(row.payment_id, row.invoice_id): row.amount for row in rows}
            found = {name: getattr(account, name) for name in expected if name != "shares"} | {"shares": shares}
            assert found == expected
