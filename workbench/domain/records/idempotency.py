"""Idempotency: the answer to a request is kept under its key, so the same request sent again changes nothing.

The key is scope and the sender's own key; the fingerprint is a SHA-256 over what was sent. Both functions belong in the
transaction of the change itself. Two equal requests at once are kept apart by a lock that the caller takes before
`kept_answer`, or by the primary key: the second cannot commit.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models import IdempotencyKey
from workbench.kernel.errors import RuleBroken
from workbench.kernel.text import N_


class KeyReused(RuleBroken):
    """The key was used for a request with other content."""

    rule = "idempotency.key"

    def __init__(self) -> None:
        super().__init__(N_("Este formulario ya se guardó con otros datos. Vuelva a abrirlo."))


def kept_answer(session: Session, key: str, *, fingerprint: str) -> dict[str, Any] | None:
    """The answer that was given under this key; None where the key is new.

    Raises:
        KeyReused: The key was used with another fingerprint.

    """
    kept = session.get(IdempotencyKey, key)
    if kept is None:
        return None
    if kept.request_sha256 != fingerprint:
        raise KeyReused
    return dict(kept.answer)


def keep_answer(session: Session, key: str, *, fingerprint: str, answer: Mapping[str, Any], now: datetime) -> None:
    """Keep the answer (JSON types) under a key that has none yet."""
    session.add(IdempotencyKey(key=key, used_at=now, request_sha256=fingerprint, answer=dict(answer)))
