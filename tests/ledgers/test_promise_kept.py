"""A promise on a real account: imported, paid by an imported payment, kept; the payment reversed, judged again."""

from datetime import date

import pytest
import sqlalchemy as sa

from models import Account, Customer
from workbench.domain.promises.standing import promises_as_of
from workbench.domain.standing import recompute_standing

pytestmark = pytest.mark.ledger

TODAY = date(2013, 12, 1)


def stand(ledger, on):
    with ledger.database.writes() as session:
        recompute_standing(session, on=on, today=TODAY)
        session.commit()


def promise_on(ledger, on):
    with ledger.database.reading() as session:
        (line,) = promises_as_of(session, on=on, today=TODAY)
    return line.state.value, line.counted, line.decided_on


def open_amounts(ledger):
    """{customer: what is open}, the largest first."""
    with ledger.database.reading() as session:
        rows = session.execute(
            sa.select(Customer.external_id, Account.open_amount)
            .join(Customer, Customer.id == Account.customer_id)
            .order_by(Account.open_amount.desc(), Customer.external_id)
        )
        return {customer: amount for customer, amount in rows}  # noqa: C416 - rows are no pairs


def test_a_promise_is_kept_by_an_imported_payment_and_judged_again_after_its_reversal(factoring):
    stand(factoring, date(2013, 10, 1))
    customer, owed = next(iter(open_amounts(factoring).items()))
    who, amount = {"customer_external_id": customer, "portfolio": "facturas"}, f"{owed / 100:.2f}"
    factoring.import_rows("interactions", {
        **who, "external_id": "promise", "at": "2013-10-02T10:00:00", "channel": "call", "outcome": "CD-PDP",
        "promise_amount": amount, "promise_due_on": "2013-10-10",
    })  # fmt: skip
    assert promise_on(factoring, date(2013, 10, 3)) == ("open", 0, None)

    factoring.import_rows("payments", {**who, "external_id": "paid", "paid_on": "2013-10-09", "amount": amount})
    stand(factoring, date(2013, 10, 10))
    assert promise_on(factoring, date(2013, 10, 10)) == ("kept", owed, date(2013, 10, 10))
    assert open_amounts(factoring)[customer] == 0

    factoring.import_rows("payments", {
        **who, "external_id": "bounced", "paid_on": "2013-10-15", "amount": amount, "reverses": "paid",
    })  # fmt: skip
    stand(factoring, date(2013, 10, 16))
    assert promise_on(factoring, date(2013, 10, 16)) == ("broken", 0, date(2013, 10, 16))
    assert open_amounts(factoring)[customer] == owed
