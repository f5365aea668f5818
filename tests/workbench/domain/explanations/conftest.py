"""An account of consumo in today's queue, and people."""

from datetime import date, timedelta

import pytest

from tests.factories.ledger import make_account, make_customer, make_invoice
from tests.factories.work import make_item

TODAY = date(2026, 11, 18)
REASONS = [
    {"feature": "days_past_due", "value": 47, "contribution": -1.5, "text": "x"},
    {"feature": "kept", "value": 3, "contribution": 0.5, "text": "x"},
    {"feature": "answers", "value": 0.6, "contribution": 2.0, "text": "x"},
    {"feature": "rest", "value": None, "contribution": 0.25, "text": "x"},
    {"feature": "usual", "value": None, "contribution": -1.0, "text": "x"},
]


@pytest.fixture
def account(session, cast, now):
    """Of Marta Rojas, 47 days late; the item says why."""
    customer = make_customer(session, now=now, name="Marta Rojas")
    found = make_account(
        session, cast.consumo, now=now, customer_id=customer.id, collector_id=cast.andrea.id, open_amount=300_000_00,
        overdue_amount=300_000_00, oldest_due_on=TODAY - timedelta(days=47),
    )  # fmt: skip
    make_invoice(session, found, due_on=TODAY - timedelta(days=47), amount=300_000_00)
    return found


@pytest.fixture
def item(session, account):
    """The account's place in today's queue, by a model."""
    return make_item(session, account, on=TODAY, scorer="model", reasons=REASONS, days_past_due=47)
