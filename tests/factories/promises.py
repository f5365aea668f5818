"""Maker of promises. It flushes, so that ids are there."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from models import Account, Promise
from tests.factories.ledger import make_interaction


def make_promise(
    session: Session, account: Account, *, amount: int, due_on: date, made_at: datetime, **values: Any
) -> Promise:
    """A promise taken in a call of its own, known on the UTC day it was made."""
    if "interaction_id" not in values:
        values["interaction_id"] = make_interaction(session, account, at=made_at, outcome="CD-PDP").id
    row = Promise(
        **{
            "account_id": account.id, "customer_id": account.customer_id, "amount": amount, "due_on": due_on,
            "made_at": made_at, "known_at": made_at, "known_on": made_at.date(), "grace_days": 3, "threshold_pct": 95,
        }
        | values
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row
