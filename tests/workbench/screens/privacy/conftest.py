"""Marta Zorro, who owes nothing, as people see her data."""

import pytest

from tests.factories.held import make_known_customer


@pytest.fixture
def account(session, cast, now):
    """Her account in consumo."""
    return make_known_customer(session, cast, now=now)


@pytest.fixture
def here(account):
    """The address of her data."""
    return f"/clientes/{account.customer_id}"
