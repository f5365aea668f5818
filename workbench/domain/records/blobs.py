"""Blobs: bytes kept once under their SHA-256. Bytes that no longer have that hash are not given out."""

import hashlib
from datetime import datetime

from sqlalchemy.orm import Session

from models import Blob


def keep_blob(session: Session, content: bytes, *, media_type: str, now: datetime) -> str:
    """Keep bytes, 10 MB at most, and give the SHA-256 they are found by. What is there stays, unless it is damaged."""
    sha256 = hashlib.sha256(content).hexdigest()
    kept = session.get(Blob, sha256)
    if kept is None:
        session.add(Blob(sha256=sha256, media_type=media_type, size=len(content), content=content, created_at=now))
    elif not is_whole(kept.content, sha256):
        kept.content, kept.size = content, len(content)
    session.flush()  # what names it by its hash has to find it
    return sha256


def read_blob(session: Session, sha256: str) -> bytes | None:
    """The bytes kept under a hash; None where there are none, or others than were kept."""
    kept = session.get(Blob, sha256)
    return kept.content if kept is not None and is_whole(kept.content, sha256) else None


def is_whole(content: bytes, sha256: str) -> bool:
    """Whether these are the bytes that were kept under the hash."""
    return hashlib.sha256(content).hexdigest() == sha256
