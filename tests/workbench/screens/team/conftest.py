"""A month of consumo and of microcredito, small enough to count by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories.ledger import make_account, make_interaction, make_payment
from tests.factories.promises import make_promise
from tests.workbench.screens.desk import statements

__all__ = ["statements"]

AT = datetime(2026, 11, 4, 15, tzinfo=UTC)


@pytest.fixture
def month(session, cast, now):
    """Customers of a portfolio: each was tried twice by `who`, promised 100.00, and paid that and 40.00 much later."""

    def make(who="andrea", *, customers=1):
        portfolio = cast.microcredito if who == "sara" else cast.consumo
        collector_id = getattr(cast, who).id
        for _ in range(customers):
            account = make_account(session, portfolio, now=now)
            make_interaction(session, account, at=AT, outcome="NC-NCT", collector_id=collector_id)
            talk = make_interaction(
                session, account, at=AT + timedelta(hours=1), outcome="CD-PDP", collector_id=collector_id
            )
            make_promise(
                session, account, amount=100_00, due_on=date(2026, 11, 6), made_at=talk.at, interaction_id=talk.id
            )
            make_payment(session, account, paid_on=date(2026, 11, 6), amount=100_00)
            alone = make_account(session, portfolio, now=now)
            make_payment(session, alone, paid_on=date(2026, 11, 16), amount=300_00)

    return make
