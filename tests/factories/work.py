"""Makers of work items and holds. They flush, so that ids are there."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from models import Account, Hold, WorkItem
from models.enums import HoldKind, Lane


def make_item(session: Session, account: Account, *, on: date, **values: Any) -> WorkItem:
    """A ranked item that waits and may be called, in the queue of who owns the account."""
    row = WorkItem(
        **{
            "queue_on": on, "portfolio_id": account.portfolio_id, "account_id": account.id,
            "customer_id": account.customer_id, "collector_id": account.collector_id, "lane": Lane.RANKED, "rank": 1,
            "points": 100.0, "reasons": [{"feature": "base", "value": None, "contribution": 100, "text": "Base"}],
            "open_amount": account.open_amount, "overdue_amount": account.overdue_amount, "days_past_due": 30,
            "callable": True,
        }
        | values
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def make_hold(
    session: Session, customer_id: int, *, kind: HoldKind, now: datetime, known_on: date | None = None, **values: Any
) -> Hold:
    """A hold of the whole customer, known at once and until lifted."""
    row = Hold(
        **{
            "customer_id": customer_id, "kind": kind, "placed_at": now, "known_at": now,
            "known_on": known_on or now.date(),
        }
        | values
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row
