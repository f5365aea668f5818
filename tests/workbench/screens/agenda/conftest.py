"""Customers who asked to be called, and promises beside them."""

from datetime import timedelta

import pytest

from models import Account
from tests.factories.ledger import make_interaction
from tests.workbench.screens.desk import place, statements

__all__ = ["place", "statements"]


@pytest.fixture
def agreed(session, now, place):
    """A maker of call-backs asked for yesterday, so many minutes from now."""

    def make(minutes=60, *, name="Marta Rojas", owner="andrea", **values):
        account = session.get_one(Account, place(name=name, owner=owner).account_id)
        return make_interaction(
            session, account, at=now - timedelta(days=1), outcome="CD-VLL",
            callback_at=now + timedelta(minutes=minutes), **values,
        )  # fmt: skip

    return make
