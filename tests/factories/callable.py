"""A customer who may be called: an account with something overdue, a number, and consent to calls."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from models import Account, Consent, Portfolio
from models.enums import Channel
from tests.factories.ledger import make_account, make_phone


def make_callable(session: Session, portfolio: Portfolio, *, now: datetime, today: date, **values: Any) -> Account:
    """An account of 1,000.00 overdue for 30 days, owned by nobody, whose customer agreed to be called."""
    account = make_account(
        session, portfolio, now=now,
        **{
            "open_amount": 1_000_00, "overdue_amount": 1_000_00, "open_items": 1, "overdue_items": 1,
            "oldest_due_on": today - timedelta(days=30), "standing_on": today,
        } | values,
    )  # fmt: skip
    make_phone(session, account.customer_id, now=now)
    session.add(
        Consent(
            customer_id=account.customer_id, channel=Channel.CALL, granted=True, source="file",
            known_at=now - timedelta(days=90),
        )
    )  # fmt: skip
    session.flush()
    return account
