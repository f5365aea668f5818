"""Two customers that are one person, with something of everything."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from models import Account, Assignment, Consent, Customer, Hold, ReasonLetter, ReviewRequest
from models.enums import Channel, HoldKind, PointKind, PointState, RequestKind
from tests.factories.ledger import make_account, make_customer, make_interaction, make_invoice, make_payment, make_phone
from tests.factories.promises import make_promise
from tests.factories.work import make_item

SHARED = "+573008451260"


@dataclass
class Two:
    """The customers and their accounts."""

    one: Customer
    other: Customer
    account: Account
    same_portfolio: Account
    phone_id: int
    """The shared number, as the other customer has it."""


@pytest.fixture
def two(session, cast, now):
    """María twice in one portfolio: one of Andrea's, one of Luis's; they share a number."""
    one = make_customer(session, now=now, external_id="C-10447", name="María Fernanda Ríos", document="CC 52.418.903")
    other = make_customer(
        session,
        now=now,
        external_id="S-8821",
        name="MARIA F RIOS",
        document="52418903",
        city="Cali",
        search_text="maria f rios 52418903",
    )
    account, same = (
        make_account(session, cast.consumo, now=now, customer_id=who.id, collector_id=whose.id)
        for who, whose in ((one, cast.andrea), (other, cast.luis))
    )
    make_phone(session, one.id, now=now, value=SHARED)
    shared = make_phone(session, other.id, now=now, value=SHARED, state=PointState.SUPPRESSED)
    make_phone(session, other.id, now=now, kind=PointKind.EMAIL, value="mfrios@correo.co", state=PointState.UNVERIFIED)
    make_phone(session, other.id, now=now, value="+576015550138", extension="12", belongs_to="oficina")
    for row in (account, same):
        make_invoice(session, row, due_on=now.date() - timedelta(days=40), amount=500_00)
        make_payment(session, row, paid_on=now.date() - timedelta(days=20), amount=100_00)
        make_item(session, row, on=now.date(), collector_id=row.collector_id)
        session.add(Assignment(account_id=row.id, collector_id=row.collector_id, from_at=now - timedelta(days=90)))
    _what_was_said(session, other, same, now=now, phone_id=shared.id)
    session.flush()
    return Two(one, other, account, same, shared.id)


def _what_was_said(session, customer, account, *, now, phone_id):
    day = now.date() - timedelta(days=10)
    at = now - timedelta(days=10)
    make_interaction(session, account, at=at, outcome="NC-NCT", contact_point_id=phone_id)
    make_promise(session, account, made_at=at, due_on=now.date(), amount=50_00)
    session.add_all(
        [
            Consent(customer_id=customer.id, channel=Channel.SMS, granted=False, known_at=at, source="person"),
            Consent(customer_id=customer.id, channel=Channel.EMAIL, granted=True, known_at=at, source="import"),
            Hold(customer_id=customer.id, kind=HoldKind.VULNERABLE, placed_at=at, known_at=at, known_on=day),
            Hold(
                customer_id=customer.id, account_id=account.id, kind=HoldKind.REVIEW, placed_at=at, known_at=at,
                known_on=day, until_on=day,
            ),
            ReasonLetter(
                account_id=account.id, customer_id=customer.id, made_on=day, made_at=at, made_by_name="Luis",
                language="es", days_past_due=30, reasons=[], answer_due_on=day, law="",
            ),
            ReviewRequest(
                account_id=account.id, customer_id=customer.id, kind=RequestKind.EXPLANATION, received_on=day,
                due_on=day, law="", recorded_at=at,
            ),
        ]
    )  # fmt: skip
