"""Keys of erased customers, as keyed hashes: a later file cannot bring the person back without a word.

The secret is in the database, so that whatever reads files finds it and a changed `WORKBENCH_SECRET_KEY` brings nobody
back. It keeps a key from being read; who has the database and the sender's list can still try the list's keys.
"""

import hashlib
import hmac
import secrets
from collections.abc import Collection
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import ErasedKey, ErasureSecret
from models.bulk import is_among
from workbench.folding import fold_key

SECRET_ID = 1


def remember_key(session: Session, external_id: str, *, customer_id: int, on: date) -> None:
    """Keep the hash of a key whose customer is being erased."""
    secret = _secret(session) or _new_secret(session)
    session.merge(ErasedKey(digest=_digest(secret, external_id), customer_id=customer_id, erased_on=on))
    session.flush()


def erased_among(connection: sa.Connection, external_ids: Collection[str]) -> dict[str, date]:
    """Of the keys of a file those whose customer was erased, with the day. Nothing is hashed while nobody was."""
    secret = connection.scalar(sa.select(ErasureSecret.secret)) if external_ids else None
    if secret is None:
        return {}
    digests = {_digest(secret, one): one for one in external_ids}
    erased = sa.select(ErasedKey.digest, ErasedKey.erased_on)
    found = connection.execute(erased.where(is_among(connection, ErasedKey.digest, digests)))
    days = dict(found.all())
    return {one: days[digest] for one in external_ids if (digest := _digest(secret, one)) in days}


def forget_key(session: Session, external_id: str) -> int | None:
    """Let a key be used again. Returns the erased customer it was of; None where it is not a key of one."""
    secret = _secret(session)
    kept = session.get(ErasedKey, _digest(secret, external_id)) if secret else None
    if kept is None:
        return None
    session.delete(kept)
    session.flush()
    return kept.customer_id


def _digest(secret: str, external_id: str) -> str:
    return hmac.new(secret.encode(), fold_key(external_id).encode(), hashlib.sha256).hexdigest()


def _secret(session: Session) -> str | None:
    return session.scalar(sa.select(ErasureSecret.secret).where(ErasureSecret.id == SECRET_ID))


def _new_secret(session: Session) -> str:
    made = ErasureSecret(id=SECRET_ID, secret=secrets.token_hex(32))
    session.add(made)
    session.flush()
    return made.secret
