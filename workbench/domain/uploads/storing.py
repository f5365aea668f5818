"""Keeping the bytes of a given file in the database, piece by piece, until it is imported and a while after."""

import hashlib
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Database, RejectedRow, Upload, UploadPart
from models.enums import UploadState
from workbench.domain.records import Actor
from workbench.domain.uploads.errors import UploadRefused
from workbench.kernel.errors import RuleBroken
from workbench.kernel.text import N_

KEPT_FOR = timedelta(days=30)
"""How long the bytes of a file and its rows to correct are kept."""

PIECE = 1 << 20
"""Bytes of a piece: so much of the file is in memory at a time."""

_NAME_LENGTH = 120
_UNSAFE = re.compile(r"[^\w .()\-]")


def receive(  # noqa: PLR0913 - what is known of a file that comes in
    session: Session,
    pieces: Iterable[bytes],
    *,
    name: str,
    actor: Actor,
    now: datetime,
    source: str = "screen",
    portfolio: str | None = None,
    corrects_id: int | None = None,
) -> Upload:
    """Keep a file. The caller commits.

    Args:
        session: A write session.
        pieces: The bytes, in pieces of at most `PIECE`.
        name: As the sender's machine calls the file.
        actor: Who gives it.
        now: Aware instant.
        source: `screen` or `inbox`.
        portfolio: Code of the portfolio of rows that name none.
        corrects_id: The upload whose rejected rows it brings corrected.

    Raises:
        UploadRefused: It is empty.

    """
    first, rest = _begun(pieces)
    if not first:
        raise UploadRefused(N_("%(file)s está vacío."), file=safe_name(name))
    upload = _new(name, actor, source, now=now)
    upload.portfolio, upload.corrects_id = portfolio, corrects_id
    _store(session, upload, chain([first], rest))
    return upload


def keep_refused(  # noqa: PLR0913 - what is known of a file that comes in
    session: Session,
    pieces: Iterable[bytes],
    *,
    name: str,
    actor: Actor,
    now: datetime,
    source: str,
    refused: RuleBroken,
) -> Upload:
    """Keep a file, an empty one too, that could not be read, with the reason. The caller commits.

    The arguments are those of `receive`; `refused` says why.
    """
    upload = _new(name, actor, source, now=now)
    upload.state, upload.trouble = UploadState.REFUSED, trouble_of(refused)
    _store(session, upload, pieces)
    return upload


def trouble_of(refused: RuleBroken) -> dict[str, Any]:  # Any: JSON
    """Why a file was refused, as it is kept with it."""
    return {"text": refused.reason, "values": kept_values(refused.values), "rule": refused.rule}


def kept_values(values: Mapping[str, object]) -> dict[str, str | int]:
    """What fills a sentence, as JSON keeps it: counts as numbers, which each language writes its own way."""
    return {name: value if isinstance(value, int) else str(value) for name, value in values.items()}


def _new(name: str, actor: Actor, source: str, *, now: datetime) -> Upload:
    return Upload(
        file_name=safe_name(name),
        sha256="",
        size=0,
        source=source,
        given_by=actor.id,
        given_by_name=actor.name,
        given_at=now,
        kept_until=now + KEPT_FOR,
        state=UploadState.RECEIVED,
    )


def _store(session: Session, upload: Upload, pieces: Iterable[bytes]) -> None:
    """Write the file and its bytes."""
    session.add(upload)
    session.flush()  # the pieces carry its id
    digest = hashlib.sha256()
    for position, piece in enumerate(pieces):
        digest.update(piece)
        upload.size += len(piece)
        session.execute(sa.insert(UploadPart).values(upload_id=upload.id, position=position, content=piece))
    upload.sha256 = digest.hexdigest()


def _begun(pieces: Iterable[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first piece, empty where there is none, and those after it."""
    rest = iter(pieces)
    return next(rest, b""), rest


def safe_name(name: str) -> str:
    """The last part of a file's name, without what a file system or a page could take for something else."""
    last = re.split(r"[\\/]", name)[-1].strip()
    return _UNSAFE.sub("_", last)[-_NAME_LENGTH:].lstrip(".") or "archivo"


@contextmanager
def as_file(database: Database, upload_id: int) -> Iterator[Path]:
    """The kept bytes as a file of the given name, for as long as the block runs.

    Raises:
        UploadRefused: The bytes are deleted already.

    """
    with tempfile.TemporaryDirectory(prefix="upload-") as folder:
        with database.reading() as session:
            name = session.get_one(Upload, upload_id).file_name
            path = Path(folder) / name
            positions = session.scalars(
                sa.select(UploadPart.position).where(UploadPart.upload_id == upload_id).order_by(UploadPart.position)
            ).all()
            if not positions:
                raise UploadRefused(N_("%(file)s ya se borró: suéltelo otra vez."), file=name)
            with path.open("wb") as file:
                for position in positions:
                    file.write(session.scalars(_piece(upload_id, position)).one())
        yield path


def _piece(upload_id: int, position: int) -> sa.Select[bytes]:
    return sa.select(UploadPart.content).where(UploadPart.upload_id == upload_id, UploadPart.position == position)


def forget_uploads(session: Session, *, now: datetime) -> int:
    """Delete the bytes and the rows to correct of files that were kept long enough. Returns of how many files."""
    old = session.scalars(
        sa.select(Upload.id).where(
            Upload.kept_until < now,
            Upload.task.is_(None),
            sa.or_(
                sa.exists().where(UploadPart.upload_id == Upload.id),
                sa.exists().where(RejectedRow.upload_id == Upload.id),
            ),
        )
    ).all()
    for table in (UploadPart, RejectedRow):
        session.execute(sa.delete(table).where(table.upload_id.in_(old)))
    return len(old)
