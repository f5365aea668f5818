"""Checking and importing given files in the background, one after the other, with progress that a screen follows.

A process that is killed leaves the task of its file as it is: whoever takes it over does it again. A check saves
nothing, and an import goes on with the import that was cut off.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Database, ImportRun, Portfolio, RejectedRow, Upload
from models.bulk import bulk_insert
from models.enums import ImportKind, UploadState, UploadTask
from workbench.domain.imports import (
    Foreseen,
    ImportReport,
    ImportTerms,
    Reject,
    SeenChange,
    customers_named,
    import_file,
    imports_at_work,
    parse_mapping,
)
from workbench.domain.records import Actor
from workbench.domain.uploads.answers import COMPLETE, LOOKED_AT, held_back_of, known_customers
from workbench.domain.uploads.resent import Resent, is_of_rejects, mark_resent, resent_rows
from workbench.domain.uploads.senders import count_use
from workbench.domain.uploads.storing import as_file, kept_values, trouble_of
from workbench.kernel.errors import RuleBroken

TOLD_EVERY_SECONDS = 0.5
"""How often progress is written while a file is at work."""

REJECTS_KEPT = 20_000
"""Rejected rows of a file that can be corrected on the screen."""

CHANGES_SHOWN = 50


@dataclass(frozen=True)
class UploadJob:
    """A file that waits: its id, what is to be done, and the round that names the job's period."""

    upload_id: int
    task: UploadTask
    round: int

    @property
    def period(self) -> str:
        """What the run is for, as run records name it."""
        return f"{self.upload_id}.{self.round}"


class TaskStopped(Exception):
    """Somebody cancelled the file while it was checked."""


def next_waiting(session: Session) -> UploadJob | None:
    """The file that has waited longest; one whose kind somebody imports by a command waits for that to end."""
    waiting = sa.select(Upload).where(Upload.task.is_not(None)).order_by(Upload.asked_at, Upload.id)
    for upload in session.scalars(waiting):
        if upload.task is None or (upload.task is UploadTask.IMPORT and _is_held_up(session, upload)):
            continue
        return UploadJob(upload.id, upload.task, upload.round)
    return None


def _is_held_up(session: Session, upload: Upload) -> bool:
    at_work = imports_at_work(session, map(ImportKind, upload.kinds))
    return any(run.upload_id != upload.id for run in at_work)


def give_up(session: Session, job: UploadJob, text: str) -> None:
    """End a task that failed by a defect or lost its process too often; the file keeps what was done."""
    upload = session.get(Upload, job.upload_id)
    if upload is not None and upload.task is job.task and upload.round == job.round:
        upload.task, upload.trouble = None, {"text": text, "values": {}}


def run_task(database: Database, job: UploadJob, *, timezone: str, now: datetime) -> dict[str, int]:
    """Check or import one file. Returns counts for the record of the run.

    Args:
        database: Where rows land.
        job: Which file, and what to do.
        timezone: The company's zone.
        now: Aware instant.

    """
    try:
        return _Task(database, job, timezone=timezone, now=now).run()
    except TaskStopped:
        return {}
    except RuleBroken as refused:
        with database.writing() as session:
            upload = session.get_one(Upload, job.upload_id)
            upload.task, upload.state = None, UploadState.REFUSED
            upload.trouble = trouble_of(refused)
        return {"refused": 1}


@dataclass
class KeptRejects:
    """Keeps the rejected rows of one kind, to be corrected on the screen."""

    upload_id: int
    kind: ImportKind
    told: set[tuple[int, str, str]] = field(default_factory=set)
    """Line, column and reason of the rows that are kept, of earlier kinds of the file too: a row is corrected once."""
    again: int = 0
    """Rows that an earlier kind of the file keeps already, for the same reason."""
    header: list[str] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)

    def begin(self, header: Sequence[str]) -> None:
        """The header of the file."""
        self.header = list(header)

    def add(self, reject: Reject, row: Sequence[str]) -> None:
        """One row that did not land."""
        wrong = (reject.line, reject.column, reject.reason)
        if wrong in self.told:
            self.again += 1
            return
        if len(self.rows) >= REJECTS_KEPT:
            return
        self.told.add(wrong)
        self.rows.append(
            {
                "upload_id": self.upload_id,
                "kind": self.kind,
                "line": reject.line,
                "external_id": reject.external_id,
                "column": reject.column,
                "reason": reject.reason,
                "values": kept_values(reject.values),
                "header": self.header,
                "texts": [str(text) for text in row],
            }
        )


class _Task:
    """One task of one file."""

    def __init__(self, database: Database, job: UploadJob, *, timezone: str, now: datetime) -> None:
        self.database, self.job, self.timezone, self.now = database, job, timezone, now
        self.is_check = job.task is UploadTask.CHECK
        self.told_at = monotonic()
        self.base = 0
        self.kinds = 1
        self.foreseen = Foreseen() if self.is_check else None
        with database.reading() as session:
            upload = session.get_one(Upload, job.upload_id)
            session.expunge(upload)
        self.upload = upload

    def run(self) -> dict[str, int]:
        """All kinds of the file, one after the other."""
        upload = self.upload
        kinds = [ImportKind(kind) for kind in upload.kinds]
        self.kinds = len(kinds)
        reports: list[ImportReport] = []
        rejects: list[KeptRejects] = []
        counted_before: dict[str, dict[str, Any]] = {}
        told: set[tuple[int, str, str]] = set()
        before = self._balances()
        with as_file(self.database, upload.id) as path:
            if self.is_check:
                counted = self._count_customers(path, kinds)
            for kind in kinds:
                kept = KeptRejects(upload.id, kind, told)
                ended = self._ended(kind)
                terms = self._terms(kept, dry_run=self.is_check or ended is not None)
                reports.append(import_file(self.database, kind, path, terms=terms))
                rejects.append(kept)
                if ended is not None:
                    counted_before[kind.value] = {**ended.counts, "import_id": ended.id}
                self.base += reports[-1].read
            resent = self._resent(path, rejects)
        with self.database.writing() as session:
            row = session.get_one(Upload, upload.id)
            row.reports = {
                one.kind.value: {
                    **report_as_json(one),
                    **counted_before.get(one.kind.value, {}),
                    "rejected_before": kept.again,
                }
                for one, kept in zip(reports, rejects, strict=True)
            }
            row.reports["balances"] = before
            row.state = UploadState.CHECKED if self.is_check else UploadState.DONE
            row.task, row.trouble = None, None
            if self.is_check:
                row.answers = {**row.answers, "customers": counted}
            else:
                self._keep_rejects(session, rejects)
                mark_resent(session, resent, upload_id=upload.id)
                count_use(session, row, now=self.now)
        rejected = sum(one.rejected for one in reports) - sum(kept.again for kept in rejects)
        return {"rows": sum(one.read for one in reports), "rejected": rejected}

    def _resent(self, path: Path, rejects: Sequence[KeptRejects]) -> Resent:
        """The rejected rows of other files that this one brought again; none in a check, which lands nothing."""
        if self.is_check or not any(is_of_rejects(kept.header) for kept in rejects):
            return {}
        again = {row["line"] for kept in rejects for row in kept.rows}
        return resent_rows(path, parse_mapping(self.upload.mapping), rejected=again)

    def _ended(self, kind: ImportKind) -> ImportRun | None:
        """The import of this kind, where it ended before a process was killed: only its rejects are read again."""
        if self.is_check:
            return None
        mine = sa.and_(
            ImportRun.upload_id == self.upload.id, ImportRun.kind == kind, ImportRun.finished_at.is_not(None)
        )
        with self.database.reading() as session:
            return session.scalar(sa.select(ImportRun).where(mine).order_by(ImportRun.id.desc()).limit(1))

    def _terms(self, kept: KeptRejects, *, dry_run: bool) -> ImportTerms:
        upload = self.upload
        return ImportTerms(
            now=self.now,
            actor=Actor(upload.given_by, upload.given_by_name),
            timezone=self.timezone,
            portfolio=upload.portfolio,
            mapping=parse_mapping(upload.mapping),
            dry_run=dry_run,
            complete=bool(upload.answers.get(COMPLETE)),
            progress=self._tell,
            rejects=kept,
            upload_id=upload.id,
            only=self._only(),
            held_back=held_back_of(upload, kept.kind),
            foreseen=self.foreseen,
        )

    def _only(self) -> frozenset[str] | None:
        """Codes of the portfolios that whoever gave the file may touch, with those that the file itself makes."""
        told = self.upload.answers.get("only")
        if told is None:
            return None
        mine = sa.select(ImportRun.id).where(ImportRun.upload_id == self.upload.id)
        with self.database.reading() as session:
            made = session.scalars(sa.select(Portfolio.code).where(Portfolio.import_id.in_(mine))).all()
        foreseen = self.foreseen.portfolios if self.foreseen is not None else ()
        return frozenset({*told, *made, *foreseen})

    def _tell(self, done: int, total: int | None = None) -> None:
        """Write how far the task is, now and then; stop where the file was cancelled meanwhile."""
        if monotonic() - self.told_at < TOLD_EVERY_SECONDS:
            return
        self.told_at = monotonic()
        whole = None if total is None else total * self.kinds
        mine = sa.and_(Upload.id == self.upload.id, Upload.task == self.job.task, Upload.round == self.job.round)
        with self.database.writing() as session:
            written = sa.update(Upload).where(mine).values(done=self.base + done, total=whole).returning(Upload.id)
            if session.scalar(written) is None and self.is_check:
                raise TaskStopped

    def _keep_rejects(self, session: Session, rejects: Sequence[KeptRejects]) -> None:
        session.execute(sa.delete(RejectedRow).where(RejectedRow.upload_id == self.upload.id))
        for kept in rejects:
            bulk_insert(session.connection(), RejectedRow, kept.rows)

    def _count_customers(self, path: Path, kinds: Sequence[ImportKind]) -> dict[str, int]:
        named: list[str] = []
        for kind in kinds:
            named += customers_named(path, kind, parse_mapping(self.upload.mapping), limit=LOOKED_AT)
        with self.database.reading() as session:
            return known_customers(session, named, portfolio=self.upload.portfolio)

    def _balances(self) -> dict[str, int]:
        """What is owed less credit, by currency, of the portfolios that whoever imports may touch."""
        only = self.upload.answers.get("only")
        within = sa.true() if only is None else Portfolio.code.in_(only)
        with self.database.reading() as session:
            rows = session.execute(
                sa.select(Portfolio.currency, sa.func.sum(Account.open_amount - Account.credit))
                .join(Account, Account.portfolio_id == Portfolio.id)
                .where(within)
                .group_by(Portfolio.currency)
            )
            return {currency: int(amount) for currency, amount in rows}


def report_as_json(report: ImportReport) -> dict[str, Any]:
    """What a screen shows of a report: counts, warnings and changes as they can be translated later."""
    warned = report.warnings
    return {
        **report.counts(),
        "import_id": report.import_id,
        "replayed": report.replayed,
        "left_out": report.left_out_count,
        "doubted": report.doubted,
        "warnings": [
            {
                "text": text,
                "values": kept_values({**values, "count": warned.counts[text], "names": warned.listed(text)}),
            }
            for text, values in warned.examples.items()
        ],
        "changes": [_change(one) for one in report.changes[:CHANGES_SHOWN]],
        "rejects": [_reject(one) for one in report.rejects[:CHANGES_SHOWN]],
    }


def _change(one: SeenChange) -> dict[str, Any]:
    told = {"table": one.table, "id": one.external_id, "column": one.column}
    why, values = one.doubt or (None, {})
    return {**told, "before": _shown(one.before), "after": _shown(one.after), "why": why, "values": values}


def _reject(one: Reject) -> dict[str, Any]:
    told = {"line": one.line, "id": one.external_id, "column": one.column}
    return {**told, "text": one.reason, "values": kept_values(one.values)}


def _shown(value: Any) -> Any:  # Any: a column's value, and what JSON keeps of it
    return value if value is None or isinstance(value, bool | int | str) else str(value)
