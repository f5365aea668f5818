"""Blobs: bytes kept once under their SHA-256."""

import hashlib
from datetime import datetime

from sqlalchemy.orm import Session

from models import Blob


def keep_blob(session: Session, content: bytes, *, media_type: str, now: datetime) -> str:
    """Keep bytes, 10 MB at most, and give the SHA-256 they are found by; what is there already stays."""
    sha256 = hashlib.sha256(content).hexdigest()
    if session.get(Blob, sha256) is None:
        session.add(Blob(sha256=sha256, media_type=media_type, size=len(content), content=content, created_at=now))
        session.flush()  # what names it by its hash has to find it
    return sha256
