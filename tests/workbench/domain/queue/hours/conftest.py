"""Customers who answer at hours of their own, and a history of calls to them."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories.callable import make_callable
from tests.factories.ledger import make_customer, make_interaction

TODAY = datetime(2026, 11, 18, tzinfo=UTC).date()
NINE, FIVE = 14, 22


@pytest.fixture
def people(session, cast, now):
    """Morning and evening answer at their hour only; their debts are alike. Fifteen weeks of calls at both hours."""

    def make(name: str, *, answers: int | None, overdue: int):
        customer = make_customer(session, now=now, external_id=name)
        account = make_callable(
            session, cast.consumo, now=now, today=TODAY, customer_id=customer.id, collector_id=cast.andrea.id,
            overdue_amount=overdue, open_amount=overdue,
        )  # fmt: skip
        for week in range(2, 17):
            for days, hour in ((0, NINE), (2, FIVE)):
                at = datetime(2026, 11, 18, hour, tzinfo=UTC) - timedelta(weeks=week, days=days)
                make_interaction(session, account, at=at, outcome="CD-NCP" if hour == answers else "NC-NCT")
        return account

    made = {
        "evening": make("evening", answers=FIVE, overdue=9_000_00),
        "morning": make("morning", answers=NINE, overdue=800_00),
        "usual": make("usual", answers=NINE, overdue=700_00),
        "nobody": make("nobody", answers=None, overdue=600_00),
    }
    session.flush()
    return made
