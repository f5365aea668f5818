"""Imports that were cut off: found by their lock, marked as such, told in the audit, and their accounts refreshed.

A row of `import_run` that is not finished and that no process holds was cut off. What its batches wrote is whole; what
was missing is the end: the standing of the accounts it touched, the mark that it is over, and its audit entry.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import ImportRun
from models.enums import ImportKind
from workbench.domain.imports.engine.under_way import forget_lock, is_locked, is_under_way
from workbench.domain.queue import drop_settled
from workbench.domain.records import Actor, AuditEvent, record
from workbench.domain.standing import refresh_accounts


@dataclass
class CutOffImports:
    """Imports that were cut off, and the accounts whose standing they left as it was."""

    files: list[str] = field(default_factory=list)
    accounts: set[int] = field(default_factory=set)
    has_more: bool = False
    """One of them touched more accounts than it noted: they wait for the nightly standing."""


def cut_off_imports(session: Session, *, but: int | None = None) -> list[ImportRun]:
    """Imports that are not finished and that no process runs any more, oldest first; without the one of `but`."""
    unfinished = sa.select(ImportRun).where(ImportRun.finished_at.is_(None)).order_by(ImportRun.id)
    return [run for run in session.scalars(unfinished) if run.id != but and not is_under_way(session, run.id)]


def cut_off_of_file(session: Session, kind: ImportKind, *, sha256: str, upload_id: int | None) -> ImportRun | None:
    """The import of this same file that was cut off and not closed since: importing the file again goes on with it.

    Its row is locked until the transaction ends, so that only one process goes on with it.
    """
    if not sha256:
        return None
    same = sa.and_(
        ImportRun.kind == kind,
        ImportRun.sha256 == sha256,
        ImportRun.upload_id == upload_id if upload_id is not None else ImportRun.upload_id.is_(None),
        ImportRun.finished_at.is_(None),
    )
    run = session.scalar(sa.select(ImportRun).where(same).order_by(ImportRun.id.desc()).limit(1).with_for_update())
    return None if run is None or is_locked(session, run.id) else run


def close_cut_off(session: Session, *, actor: Actor, now: datetime, but: int | None = None) -> CutOffImports:
    """Mark the imports that were cut off as finished, with one audit entry each that says what landed.

    The caller refreshes the accounts, in this transaction or as part of the import that begins with it.

    Args:
        session: A write session.
        actor: Who notices, for the audit entry.
        now: When it was noticed.
        but: An import that is gone on with and stays open.

    """
    closed = CutOffImports()
    for run in cut_off_imports(session, but=but):
        closed.files.append(run.file_name)
        closed.accounts.update(run.touched or ())
        closed.has_more = closed.has_more or run.touched is None
        run.finished_at, run.cut_off_at = now, now
        told = {"kind": run.kind.value, "file": run.file_name, "sha256": run.sha256, **run.counts}
        record(session, AuditEvent.IMPORT_CUT_OFF, actor=actor, subject=("import_run", run.id), now=now, after=told)
        forget_lock(session, run.id)
    return closed


def settle_cut_off(session: Session, *, actor: Actor, now: datetime, today: date) -> CutOffImports:
    """Close the imports that were cut off and bring the accounts they touched up to date."""
    closed = close_cut_off(session, actor=actor, now=now)
    bring_up_to_date(session, closed.accounts, today=today, now=now)
    return closed


def bring_up_to_date(session: Session, accounts: set[int], *, today: date, now: datetime) -> None:
    """An import takes effect: balances, promises, and who left today's queue."""
    if accounts:
        refresh_accounts(session, sorted(accounts), on=today, today=today)
        drop_settled(session, sorted(accounts), today=today, now=now)
