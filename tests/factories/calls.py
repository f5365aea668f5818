"""Makers of calls that are on: an attempt or a call of the customer, with the identity confirmed or not."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models import Account, Interaction
from models.enums import Direction
from tests.factories.ledger import make_interaction


def make_call(
    session: Session, account: Account, *, by: int, at: datetime, is_identified: bool = True, **values: Any
) -> Interaction:
    """A call that is on: our own attempt unless said otherwise. `by` is the id of who speaks."""
    attributes = {"identity": ["document", "name"], "identity_at": at.isoformat()} if is_identified else None
    given = {"collector_id": by, "attributes": attributes} | values
    return make_interaction(session, account, at=at, outcome=None, **given)


def make_inbound(session: Session, account: Account, *, by: int, at: datetime, **values: Any) -> Interaction:
    """A call of the customer that somebody answered."""
    return make_call(session, account, by=by, at=at, direction=Direction.INBOUND, **values)
