"""How the files of a sender are read, remembered under a name and recognised by the header of the next file."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import SenderMapping, Upload


def recognise(session: Session, fingerprint: str) -> SenderMapping | None:
    """What was remembered of a file with this header; of several senders', what was used last."""
    return session.scalar(
        sa.select(SenderMapping)
        .where(SenderMapping.fingerprint == fingerprint)
        .order_by(SenderMapping.used_at.desc(), SenderMapping.id.desc())
        .limit(1)
    )


def sender_named(session: Session, name: str) -> SenderMapping | None:
    """What was remembered under a name."""
    return session.scalar(sa.select(SenderMapping).where(SenderMapping.name == name))


def senders(session: Session) -> Sequence[SenderMapping]:
    """Everything remembered, the most used first."""
    return session.scalars(sa.select(SenderMapping).order_by(SenderMapping.used.desc(), SenderMapping.name)).all()


def remember(session: Session, upload: Upload, header: Sequence[str], *, now: datetime) -> None:
    """Keep how this file is read under its sender's name, in place of what was kept under it before."""
    if not upload.sender or not upload.fingerprint:
        return
    kept: dict[str, Any] = {
        "fingerprint": upload.fingerprint,
        "header": list(header),
        "kinds": upload.kinds,
        "mapping": upload.mapping,
        "portfolio": upload.portfolio,
        "used_at": now,
    }
    known = sender_named(session, upload.sender)
    if known is None:
        session.add(SenderMapping(name=upload.sender, made_by=upload.given_by, **kept))
        return
    for name, value in kept.items():
        setattr(known, name, value)


def count_use(session: Session, upload: Upload, *, now: datetime) -> None:
    """Note that a remembered mapping was used for an import."""
    if upload.sender:
        session.execute(
            sa.update(SenderMapping)
            .where(SenderMapping.name == upload.sender, SenderMapping.fingerprint == upload.fingerprint)
            .values(used=SenderMapping.used + 1, used_at=now)
        )
