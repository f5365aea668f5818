"""Lets a session read rows again after a bulk write that did not go through it."""

from sqlalchemy.orm import Session

from models import Account, Invoice, Promise

_ACCOUNT_OF: dict[type, str] = {Account: "id", Invoice: "account_id", Promise: "account_id"}


def forget(session: Session, account_ids: set[int]) -> None:
    """Rows of these accounts that the session holds are read again when they are next used.

    Call it after a bulk write, which has sent what was pending. A row already forgotten has nothing to look at.
    """
    for held in list(session.identity_map.values()):
        column = _ACCOUNT_OF.get(type(held))
        if column is not None and held.__dict__.get(column) in account_ids:
            session.expire(held)
