"""Marta Zorro, who owes nothing, and people."""

from datetime import date

import pytest

from tests.factories.held import make_known_customer

TODAY = date(2026, 11, 18)


@pytest.fixture
def account(session, cast, now):
    """Her account in consumo."""
    return make_known_customer(session, cast, now=now)


@pytest.fixture
def customer(session, account):
    """Marta Zorro."""
    from models import Customer

    return session.get_one(Customer, account.customer_id)
