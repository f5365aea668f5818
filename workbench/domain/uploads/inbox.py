"""The watched folder: a finished file is taken, recognised, imported, and put into `done` or `failed` with a report.

A file is finished when two looks find the same size and time. It is moved into `working` before it is read, so that it
is taken once; a file whose bytes were imported from the folder before is not imported again. It is recognised by its
header, else by the name of a sender with which its own name begins, else by what looking at it tells without a doubt.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Database, SenderMapping, Upload
from models.enums import UploadState, UploadTask
from workbench.domain.imports import Inspection, Translate, inspect_file, mapping_as_dict
from workbench.domain.records import Actor
from workbench.domain.uploads.errors import UploadRefused
from workbench.domain.uploads.senders import recognise, senders
from workbench.domain.uploads.steps import ask_import
from workbench.domain.uploads.storing import PIECE, keep_refused, receive
from workbench.kernel.errors import RuleBroken
from workbench.kernel.text import N_

SOURCE = "inbox"
"""Of uploads that the folder gave."""

BY_FOLDER = "inbox"
"""How the folder signs what it gives."""

ACTOR = Actor(id=None, name=BY_FOLDER)
WORKING, DONE, FAILED = "working", "done", "failed"
ALREADY = "already-imported"
_UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart", ".swp")


@dataclass
class Inbox:
    """One watched folder.

    Args:
        folder: Where senders drop their files.
        locale: Of the company, for reading and for reports.
        translate: Puts a text of ours into the operator's language.

    """

    folder: Path
    locale: str
    translate: Translate
    seen: dict[str, tuple[int, float]] = field(default_factory=dict)

    def look(self, database: Database, *, now: datetime) -> int:
        """Take the finished files and settle those that are imported. Returns how many were taken."""
        for name in (WORKING, DONE, FAILED):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self._settle(database, now=now)
        taken = 0
        for path in self._finished():
            own = self.folder / WORKING / secrets.token_hex(8)
            own.mkdir()
            path.rename(own / path.name)
            taken += 1
        if taken:
            self._settle(database, now=now)
        return taken

    def _finished(self) -> Iterator[Path]:
        """Files that have not changed since the last look."""
        now_there: dict[str, tuple[int, float]] = {}
        for path in sorted(self.folder.iterdir()):
            if not path.is_file() or path.name.startswith((".", "~$")) or path.suffix.lower() in _UNFINISHED:
                continue
            stat = path.stat()
            now_there[path.name] = (stat.st_size, stat.st_mtime)
        for name, size_and_time in now_there.items():
            if self.seen.get(name) == size_and_time:
                yield self.folder / name
        self.seen = now_there

    def _settle(self, database: Database, *, now: datetime) -> None:
        """Begin the import of files that were taken, and put away those whose import is over."""
        for path in sorted((self.folder / WORKING).glob("*/*")):
            with database.reading() as session:
                upload = _upload_of(session, path)
            if upload is None:
                self._begin(database, path, now=now)
            elif upload.task is None:
                self._put_away(path, upload)

    def _begin(self, database: Database, path: Path, *, now: datetime) -> None:
        try:
            seen = inspect_file(path, locale=self.locale)
            with database.writing() as session:
                with path.open("rb") as file:
                    pieces = iter(lambda: file.read(PIECE), b"")
                    upload = receive(session, pieces, name=path.name, actor=ACTOR, now=now, source=SOURCE)
                before = _imported_before(session, upload)
                if before is not None:
                    text = N_("Este mismo archivo ya se importó el %(day)s: no se importa otra vez.")
                    raise UploadRefused(text, rule=ALREADY, day=before.given_at.date().isoformat())
                _recognise(session, path, upload, seen=seen)
                upload.answers = {**upload.answers, "inbox": path.parent.name}
                upload.state = UploadState.CHECKED
                ask_import(upload, now=now, is_ours=True)
        except RuleBroken as refused:
            if refused.rule != ALREADY:
                _keep_refused(database, path, refused, now=now)
            where = DONE if refused.rule == ALREADY else FAILED
            self._write(path, where, [self.translate(refused.reason, refused.values)])

    def _put_away(self, path: Path, upload: Upload) -> None:
        """Move the file out of the way, with what became of it beside."""
        is_done = upload.state is UploadState.DONE
        self._write(path, DONE if is_done else FAILED, list(self._lines(upload)))

    def _lines(self, upload: Upload) -> Iterator[str]:
        if upload.trouble:
            yield self.translate(upload.trouble["text"], upload.trouble["values"])
        for kind in upload.kinds:
            report = upload.reports.get(kind)
            if report is None:
                continue
            counts = {name: report[name] for name in ("read", "inserted", "updated", "unchanged", "rejected")}
            text = N_(
                "%(kind)s: %(read)s filas leídas, %(inserted)s nuevas, %(updated)s corregidas, %(unchanged)s sin "
                "cambios, %(rejected)s rechazadas."
            )
            yield self.translate(text, {"kind": kind, **counts})
            for one in report["warnings"]:
                yield self.translate(one["text"], one["values"])
            for one in report["rejects"]:
                yield f"{one['line']}: {self.translate(one['text'], one['values'])}"

    def _write(self, path: Path, where: str, lines: list[str]) -> None:
        moved = _free(self.folder / where / path.name)
        moved.with_name(f"{moved.name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
        path.rename(moved)
        path.parent.rmdir()


def _keep_refused(database: Database, path: Path, refused: RuleBroken, *, now: datetime) -> None:
    """Keep a file that could not be read with the reason: screens tell of it, and its columns can be chosen there."""
    with database.writing() as session, path.open("rb") as file:
        pieces = iter(lambda: file.read(PIECE), b"")
        keep_refused(session, pieces, name=path.name, actor=ACTOR, now=now, source=SOURCE, refused=refused)


def _recognise(session: Session, path: Path, upload: Upload, *, seen: Inspection) -> None:
    """Find out how the file is read.

    Raises:
        RuleBroken: Nothing is known of it and looking at it leaves a doubt.

    """
    known = recognise(session, seen.fingerprint) or _by_name(session, path.name)
    if known is not None:
        upload.kinds, upload.mapping = known.kinds, known.mapping
        upload.portfolio, upload.sender = known.portfolio, known.name
    else:
        for guess in seen.open_guesses:
            raise guess.refusal(path.name)
        if not seen.kinds or seen.missing:
            text = N_("No se reconoce %(file)s: impórtelo una vez desde Datos y se recordará cómo se lee.")
            raise UploadRefused(text, file=path.name)
        upload.kinds, upload.mapping = [kind.value for kind in seen.kinds], mapping_as_dict(seen.mapping)
    upload.fingerprint = seen.fingerprint


def _upload_of(session: Session, path: Path) -> Upload | None:
    """The upload of a file that was taken before; its own folder tells which."""
    found = session.scalars(sa.select(Upload).where(Upload.source == SOURCE).order_by(Upload.id.desc()).limit(1_000))
    return next((one for one in found if one.answers.get("inbox") == path.parent.name), None)


def _imported_before(session: Session, upload: Upload) -> Upload | None:
    return session.scalar(
        sa.select(Upload)
        .where(
            Upload.sha256 == upload.sha256,
            Upload.source == SOURCE,
            Upload.id != upload.id,
            sa.or_(Upload.state == UploadState.DONE, Upload.task == UploadTask.IMPORT),
        )
        .limit(1)
    )


def _by_name(session: Session, name: str) -> SenderMapping | None:
    """The sender with whose name the file's name begins; the longest name prevails."""
    plain = name.lower()
    found = [one for one in senders(session) if plain.startswith(one.name.lower())]
    return max(found, key=lambda one: len(one.name), default=None)


def _free(path: Path) -> Path:
    """A name that is not taken yet."""
    free, number = path, 1
    while free.exists():
        free = path.with_name(f"{path.stem}.{number}{path.suffix}")
        number += 1
    return free
