"""Fixtures of the desk, and of a call that is on."""

import pytest
import sqlalchemy as sa

from models import ContactPoint
from tests.workbench.screens.desk import place, statements
from workbench.domain.scripts.lifecycle import load_starters

__all__ = ["call", "identified", "number_of", "opened", "place", "script", "statements"]


@pytest.fixture
def script(session, now):
    """The starter scripts."""
    load_starters(session, now=now)


@pytest.fixture
def number_of(session):
    """The number of an item's customer."""

    def find(item) -> ContactPoint:
        return session.scalars(sa.select(ContactPoint).where(ContactPoint.customer_id == item.customer_id)).one()

    return find


@pytest.fixture
def opened(client, place):
    """Andrea's item of the day, taken, and its page open in her browser: the item and its address."""
    item = place()
    client.get("/cola")
    client.post(f"/llamada/{item.account_id}/abrir")
    client.get(f"/llamada/{item.account_id}")
    return item, f"/llamada/{item.account_id}"


@pytest.fixture
def call(client, opened, number_of):
    """The same with the attempt started."""
    item, address = opened
    client.post(f"{address}/intento", {"punto": number_of(item).id})
    client.get(address)
    return item, address


@pytest.fixture
def identified(client, call):
    """The same with the identity confirmed."""
    item, address = call
    client.post(f"{address}/identidad", {"dato": ["name", "document"]})
    client.get(address)
    return item, address
