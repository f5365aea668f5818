"""Given files, their imports and their rejected rows, as far as a person may see them.

A person sees the files they gave and those of the portfolios of their teams; who sees every portfolio sees every file,
and the imports that were started by a command.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from models import ImportRun, Portfolio, RejectedRow, Upload, User
from models.enums import FixState, ImportKind, UploadState
from workbench.access.permissions import Permission
from workbench.access.person import Person
from workbench.kernel.errors import NotVisible
from workbench.queries.scope import portfolios_of

WAITING = (FixState.OPEN, FixState.FIXED)
FAILED = (UploadState.REFUSED, UploadState.CHECKED)
IN_FOLDER = "inbox"
"""The source of files of the watched folder."""


def uploads_of(person: Person) -> sa.ColumnElement[bool]:
    """Condition on `Upload`: given by this person, or of a portfolio of their teams."""
    if person.may(Permission.SEE_ALL_PORTFOLIOS):
        return sa.true()
    own = sa.select(Portfolio.code).where(Portfolio.id.in_(portfolios_of(person)))
    return sa.or_(Upload.given_by == person.id, Upload.portfolio.in_(own))


def upload_for(session: Session, person: Person, upload_id: int) -> Upload:
    """The file, if it exists for this person.

    Raises:
        NotVisible: It is out of scope or does not exist.

    """
    found = session.scalar(sa.select(Upload).where(Upload.id == upload_id, uploads_of(person)))
    if found is None:
        raise NotVisible("upload")
    return found


def is_open_for(person: Person, upload: Upload) -> bool:
    """Whether the person may look into the file; `uploads_of` of one that is at hand and has no portfolio."""
    return person.may(Permission.SEE_ALL_PORTFOLIOS) or upload.given_by == person.id or upload.portfolio is not None


def recent_uploads(session: Session, person: Person, *, limit: int) -> Sequence[Upload]:
    """The files given last."""
    return session.scalars(sa.select(Upload).where(uploads_of(person)).order_by(Upload.id.desc()).limit(limit)).all()


def refused_in_folder(session: Session, person: Person, *, since: datetime) -> Sequence[Upload]:
    """Files of the watched folder that did not come in and that nobody has seen to, the latest first.

    A file whose portfolio is not known is told to everybody who asks. One that came again by that name, or landed by
    another way, is told no more.
    """
    later = aliased(Upload)
    came_again = sa.exists().where(
        later.id > Upload.id,
        sa.or_(
            sa.and_(later.source == Upload.source, later.file_name == Upload.file_name),
            sa.and_(later.sha256 == Upload.sha256, later.state == UploadState.DONE),
        ),
    )
    failed = (Upload.task.is_(None), Upload.trouble.is_not(None), Upload.state.in_(FAILED))
    wanted = sa.select(Upload).where(Upload.source == IN_FOLDER, Upload.given_at >= since, *failed, ~came_again)
    return session.scalars(
        wanted.where(sa.or_(uploads_of(person), Upload.portfolio.is_(None))).order_by(Upload.id.desc())
    ).all()


def rows_to_fix(session: Session, person: Person) -> list[tuple[Upload, int]]:
    """The files with rejected rows that wait for somebody, and how many; the latest file first."""
    counted = (
        sa.select(RejectedRow.upload_id, sa.func.count().label("rows"))
        .where(RejectedRow.state.in_(WAITING))
        .group_by(RejectedRow.upload_id)
        .subquery()
    )
    found = session.execute(
        sa.select(Upload, counted.c.rows)
        .join(counted, counted.c.upload_id == Upload.id)
        .where(uploads_of(person))
        .order_by(Upload.id.desc())
    )
    return [(upload, rows) for upload, rows in found]


@dataclass(frozen=True)
class FixPage:
    """A page of a file's rejected rows, with counts by what is wrong and by state."""

    rows: Sequence[RejectedRow]
    columns: Sequence[tuple[str, int]]
    waiting: int
    fixed: int
    skipped: int
    pages: int


def fix_page(session: Session, upload: Upload, *, column: str, page: int, size: int) -> FixPage:
    """The rejected rows of a file that wait, of one column where one is given."""
    of_file = RejectedRow.upload_id == upload.id
    waiting = sa.and_(of_file, RejectedRow.state.in_(WAITING))
    columns = session.execute(
        sa.select(RejectedRow.column, sa.func.count())
        .where(waiting)
        .group_by(RejectedRow.column)
        .order_by(sa.func.count().desc(), RejectedRow.column)
    )
    by_state = session.execute(sa.select(RejectedRow.state, sa.func.count()).where(of_file).group_by(RejectedRow.state))
    states = {row[0]: row[1] for row in by_state}
    by_column = [(row[0], int(row[1])) for row in columns]
    shown = sa.and_(waiting, RejectedRow.column == column) if column else waiting
    count = dict(by_column).get(column, 0) if column else sum(number for _, number in by_column)
    rows = session.scalars(
        sa.select(RejectedRow)
        .where(shown)
        .order_by(RejectedRow.line, RejectedRow.id)
        .limit(size)
        .offset((page - 1) * size)
    ).all()
    return FixPage(
        rows,
        columns=by_column,
        waiting=sum(number for _, number in by_column),
        fixed=states.get(FixState.FIXED, 0),
        skipped=states.get(FixState.SKIPPED, 0),
        pages=max(1, -(-count // size)),
    )


def rejected_row_for(session: Session, person: Person, row_id: int) -> tuple[RejectedRow, Upload]:
    """A rejected row with its file, if it exists for this person.

    Raises:
        NotVisible: It is out of scope or does not exist.

    """
    found = session.execute(
        sa.select(RejectedRow, Upload)
        .join(Upload, Upload.id == RejectedRow.upload_id)
        .where(RejectedRow.id == row_id, uploads_of(person))
    ).one_or_none()
    if found is None:
        raise NotVisible("row")
    return found[0], found[1]


def rejected_rows(session: Session, upload: Upload) -> Sequence[RejectedRow]:
    """Every rejected row of a file that waits, by line."""
    waiting = sa.and_(RejectedRow.upload_id == upload.id, RejectedRow.state.in_(WAITING))
    return session.scalars(sa.select(RejectedRow).where(waiting).order_by(RejectedRow.line, RejectedRow.id)).all()


def open_rows(session: Session, upload: Upload, *, column: str, limit: int) -> Sequence[RejectedRow]:
    """Rejected rows of a file that nobody corrected yet, of one column where one is given, by line."""
    wanted = sa.select(RejectedRow).where(RejectedRow.upload_id == upload.id, RejectedRow.state == FixState.OPEN)
    if column:
        wanted = wanted.where(RejectedRow.column == column)
    return session.scalars(wanted.order_by(RejectedRow.line, RejectedRow.id).limit(limit)).all()


@dataclass(frozen=True)
class ImportLine:
    """One import: what, whose, when, and what came of it."""

    run: ImportRun
    by: str
    upload: Upload | None
    waiting: int = 0
    """Rejected rows of this kind that somebody may still correct."""


def imports_seen(session: Session, person: Person, *, page: int, size: int) -> tuple[list[ImportLine], int]:
    """A page of the imports, newest first, and how many pages there are."""
    seen = _imports_of(person)
    joined = sa.select(ImportRun.id).outerjoin(Upload, Upload.id == ImportRun.upload_id).where(seen)
    count = session.scalar(sa.select(sa.func.count()).select_from(joined.subquery())) or 0
    wanted = _lines().where(seen).order_by(ImportRun.id.desc()).limit(size).offset((page - 1) * size)
    lines = [_line(*found) for found in session.execute(wanted)]
    return lines, max(1, -(-count // size))


def import_for(session: Session, person: Person, import_id: int) -> ImportLine:
    """An import, if it exists for this person.

    Raises:
        NotVisible: It is out of scope or does not exist.

    """
    row = session.execute(_lines().where(ImportRun.id == import_id, _imports_of(person))).one_or_none()
    if row is None:
        raise NotVisible("import")
    return _line(*row)


def imports_of_upload(session: Session, upload: Upload) -> Sequence[ImportRun]:
    """The imports that a file led to, in order."""
    return session.scalars(sa.select(ImportRun).where(ImportRun.upload_id == upload.id).order_by(ImportRun.id)).all()


@dataclass(frozen=True)
class RejectShare:
    """Of the rows of one kind that a sender sent: how many were read, and how many were rejected."""

    sender: str | None
    kind: ImportKind
    read: int
    rejected: int

    @property
    def share(self) -> float:
        """The part that was rejected."""
        return self.rejected / self.read


def reject_shares(session: Session, person: Person, *, since: datetime) -> list[RejectShare]:
    """By sender and kind, the share of rows that were rejected; the greatest first. What was sent again is left out."""
    rows = session.execute(
        sa.select(Upload.sender, ImportRun.kind, ImportRun.counts)
        .outerjoin(Upload, Upload.id == ImportRun.upload_id)
        .where(
            _imports_of(person),
            ImportRun.started_at >= since,
            ImportRun.finished_at.is_not(None),
            ImportRun.undone_at.is_(None),
            Upload.corrects_id.is_(None),
        )
    )
    sums: dict[tuple[str | None, ImportKind], list[int]] = {}
    for sender, kind, counts in rows:
        found = sums.setdefault((sender, kind), [0, 0])
        found[0] += counts.get("read", 0)
        found[1] += counts.get("rejected", 0)
    shares = [RejectShare(sender, kind, *found) for (sender, kind), found in sums.items() if found[0]]
    return sorted(shares, key=lambda one: (-one.share, -one.read, one.sender or "", one.kind))


def _lines() -> sa.Select[ImportRun, str, Upload, int]:
    waiting = (
        sa.select(sa.func.count())
        .where(
            RejectedRow.upload_id == ImportRun.upload_id,
            RejectedRow.kind == ImportRun.kind,
            RejectedRow.state.in_(WAITING),
        )
        .scalar_subquery()
    )
    return (
        sa.select(ImportRun, User.name, Upload, waiting)
        .outerjoin(Upload, Upload.id == ImportRun.upload_id)
        .outerjoin(User, User.id == ImportRun.actor_id)
    )


def _imports_of(person: Person) -> sa.ColumnElement[bool]:
    if person.may(Permission.SEE_ALL_PORTFOLIOS):
        return sa.true()
    return sa.or_(ImportRun.actor_id == person.id, sa.and_(Upload.id.is_not(None), uploads_of(person)))


def _line(run: ImportRun, name: str | None, upload: Upload | None, waiting: int) -> ImportLine:
    return ImportLine(run, name or (upload.given_by_name if upload else "workbench import"), upload, waiting)
