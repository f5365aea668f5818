"""Customers of consumo who owe, of Andrea unless said otherwise."""

from datetime import timedelta

import pytest

from models import Consent
from models.enums import Channel
from tests.factories.ledger import make_account, make_customer, make_invoice, make_phone
from tests.workbench.screens.desk import statements

__all__ = ["owe", "statements"]


@pytest.fixture
def owe(session, cast, now):
    def make(name="María Fernanda Ríos", *, phone="+573008451260", owner="andrea", portfolio="consumo", **values):
        customer = make_customer(session, now=now, name=name, **values)
        make_phone(session, customer.id, now=now, value=phone)
        session.add(
            Consent(customer_id=customer.id, channel=Channel.CALL, granted=True, source="contrato", known_at=now)
        )
        due = now.date() - timedelta(days=40)
        account = make_account(
            session, getattr(cast, portfolio), now=now, customer_id=customer.id, open_amount=800_00,
            overdue_amount=500_00, collector_id=getattr(cast, owner).id if owner else None, ledger_dirty=False,
            oldest_due_on=due, standing_on=now.date(), open_items=1, overdue_items=1,
        )  # fmt: skip
        make_invoice(session, account, due_on=due, amount=500_00)
        return account

    return make
