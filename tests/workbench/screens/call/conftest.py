"""Fixtures of the desk, and of a call that is on."""

import pytest
import sqlalchemy as sa

from models import ContactPoint
from models.enums import Channel
from tests.workbench.screens.desk import place, statements
from workbench.domain.calls import IdentityDatum, confirm_identity, start_attempt
from workbench.domain.queue import claim_item
from workbench.domain.scripts.lifecycle import load_starters

__all__ = ["call", "identified", "number_of", "opened", "place", "script", "shown", "statements"]


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
def opened(client, place, cast, session, now):
    """Andrea's item of the day, taken as `abrir` does: the item and the address of its call."""
    item = place()
    claim_item(session, cast.person("andrea"), item_id=item.id, now=now)
    return item, f"/llamada/{item.account_id}"


@pytest.fixture
def call(opened, number_of, cast, session, now):
    """The same with the attempt started."""
    item, address = opened
    start_attempt(
        session, cast.person("andrea"), account_id=item.account_id, contact_point_id=number_of(item).id,
        channel=Channel.CALL, now=now,
    )  # fmt: skip
    return item, address


@pytest.fixture
def shown(client):
    """Have the amounts of an account shown, which is for seconds and recorded; the page as it is then."""

    def show(item):
        address = f"/llamada/{item.account_id}"
        client.post(f"{address}/montos", client.get(address).form(f"{address}/montos"))
        return client.get(address)

    return show


@pytest.fixture
def identified(call, cast, session, now):
    """The same with the identity confirmed."""
    item, address = call
    data = {IdentityDatum.NAME, IdentityDatum.DOCUMENT}
    confirm_identity(session, cast.person("andrea"), account_id=item.account_id, confirmed=data, known=data, now=now)
    return item, address
