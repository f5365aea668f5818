"""Customers of consumo with and without what is needed, checked."""

from datetime import timedelta

import pytest

from models import DuplicatePair
from models.enums import PointKind
from tests.factories.ledger import make_account, make_customer, make_phone
from workbench.domain.quality import find_duplicates, propose_duplicates, refresh_findings


@pytest.fixture
def owe(session, cast, now):
    """A maker of customers who owe in a portfolio; reached by telephone unless said otherwise."""

    def make(name, *, portfolio="consumo", phone="+573008451260", email=None, owner="andrea", **values):
        customer = make_customer(session, now=now, name=name, **values)
        if phone:
            make_phone(session, customer.id, now=now, value=phone)
        if email:
            make_phone(session, customer.id, now=now, kind=PointKind.EMAIL, value=email)
        return make_account(
            session, getattr(cast, portfolio), now=now, customer_id=customer.id, open_amount=800_00,
            overdue_amount=500_00, collector_id=getattr(cast, owner).id, ledger_dirty=False,
            oldest_due_on=now.date() - timedelta(days=40), standing_on=now.date(),
        )  # fmt: skip

    return make


@pytest.fixture
def check(session, now):
    """Check the data of everybody, as the job does."""

    def act(*accounts):
        refresh_findings(session, [account.customer_id for account in accounts], now=now)
        propose_duplicates(session, find_duplicates(session), now=now)
        session.commit()

    return act


@pytest.fixture
def pair(session, owe, check):
    """María twice, proposed: with Andrea and with Luis."""
    one = owe("María Fernanda Ríos", document="CC 52.418.903", external_id="C-10447", city="Bogotá")
    other = owe("Maria Fernanda Rios", document="52418903", owner="luis", email="mf@correo.co", external_id="S-8821")
    check(one, other)
    return session.query(DuplicatePair).one()
