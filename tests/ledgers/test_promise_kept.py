"""A promise on a real account: recorded, paid by an imported payment, kept; the payment reversed, judged again."""

from datetime import date

import pytest
import sqlalchemy as sa

from models import Account, Customer
from workbench.domain.promise_standing import promises_as_of
from workbench.domain.standing import recompute_standing

pytestmark = pytest.mark.ledger

TODAY = date(2011, 1, 3)


def stand(ledger, on):
    with ledger.database.writes() as session:
        recompute_standing(session, on=on, today=TODAY, commit=session.commit)
        session.commit()


def promise_on(ledger, on):
    with ledger.database.reading() as session:
        (line,) = promises_as_of(session, on=on, today=TODAY)
    return line.state.value, line.counted, line.decided_on


def open_amount_of(ledger, customer):
    with ledger.database.reading() as session:
        return session.scalar(
            sa.select(Account.open_amount)
            .join(Customer, Customer.id == Account.customer_id)
            .where(Customer.external_id == customer)
        )


def test_a_promise_is_kept_by_an_imported_payment_and_judged_again_after_its_reversal(fines):
    who = {"customer_external_id": "A10001", "portfolio": "multas"}
    stand(fines, date(2010, 12, 1))
    owed = open_amount_of(fines, "A10001")
    fines.import_rows("interactions", {
        **who, "external_id": "promise-1", "at": "2010-12-02T10:00:00", "channel": "call", "outcome": "CD-PDP",
        "promise_amount": f"{owed / 100:.2f}", "promise_due_on": "2010-12-10",
    })  # fmt: skip
    assert promise_on(fines, date(2010, 12, 3)) == ("open", 0, None)

    fines.import_rows(
        "payments", {**who, "external_id": "paid-1", "paid_on": "2010-12-09", "amount": f"{owed / 100:.2f}"}
    )
    stand(fines, date(2010, 12, 10))
    assert promise_on(fines, date(2010, 12, 10)) == ("kept", owed, date(2010, 12, 10))
    assert open_amount_of(fines, "A10001") == 0

    fines.import_rows("payments", {
        **who, "external_id": "bounced-1", "paid_on": "2010-12-15", "amount": f"{owed / 100:.2f}", "reverses": "paid-1",
    })  # fmt: skip
    stand(fines, date(2010, 12, 16))
    assert promise_on(fines, date(2010, 12, 16)) == ("broken", 0, date(2010, 12, 16))
    assert open_amount_of(fines, "A10001") == owed
