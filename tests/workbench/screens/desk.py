"""A customer who may be called now, with an invoice, a number and an item in today's queue."""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models import Consent, WorkItem
from models.enums import Channel
from tests.factories.ledger import make_account, make_customer, make_invoice, make_phone
from tests.factories.work import make_item

TODAY = date(2026, 11, 18)


@pytest.fixture
def place(session, now, cast):
    """A maker of items of consumo; andrea's unless said otherwise."""

    def make(*, owner="andrea", name="Marta Rojas", invoices=1, consent=True, **values) -> WorkItem:
        customer = make_customer(session, now=now, name=name, document="52418903", city="Bogotá")
        account = make_account(
            session, cast.consumo, now=now, customer_id=customer.id,
            collector_id=getattr(cast, owner).id if owner else None, open_amount=invoices * 300_000_00,
            overdue_amount=invoices * 300_000_00, open_items=invoices, overdue_items=invoices,
            oldest_due_on=TODAY - timedelta(days=47), standing_on=TODAY, ledger_dirty=False,
        )  # fmt: skip
        for number in range(invoices):
            make_invoice(session, account, due_on=TODAY - timedelta(days=47 - number), amount=300_000_00)
        make_phone(session, customer.id, now=now)
        if consent:
            session.add(
                Consent(
                    customer_id=customer.id, channel=Channel.CALL, granted=True, source="file",
                    known_at=now - timedelta(days=90),
                )
            )  # fmt: skip
        return make_item(session, account, on=TODAY, **values)

    return make


@pytest.fixture
def statements(database):
    """A block that counts what is asked of the database: the SELECTs sent inside it."""

    @contextmanager
    def listen():
        sent = []

        def note(_connection, _cursor, text, *_told):
            if text.lstrip().upper().startswith("SELECT"):
                sent.append(text)

        sa.event.listen(database.engine, "before_cursor_execute", note)
        yield sent
        sa.event.remove(database.engine, "before_cursor_execute", note)

    return listen
