"""Files that people or the watched folder give to the product: their bytes, how they are read, what becomes of them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId, Id, one_of
from models.enums import FixState, ImportKind, UploadState, UploadTask


class Upload(Base):
    """A file on its way: received, mapped, checked, imported. Its bytes are in `UploadPart` until `kept_until`."""

    __tablename__ = "upload"
    __table_args__ = (sa.Index(None, "task", "asked_at"),)

    id: Mapped[Id]
    file_name: Mapped[str]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int]
    source: Mapped[str] = mapped_column(sa.String(10), comment="screen, inbox")
    given_by: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"), index=True)
    given_by_name: Mapped[str] = mapped_column(comment="the person's name at that moment, or that of the folder")
    given_at: Mapped[datetime] = mapped_column(index=True)
    kept_until: Mapped[datetime] = mapped_column(comment="from then on the bytes and the rows to correct are deleted")
    state: Mapped[UploadState] = mapped_column(one_of(UploadState, name="state"))
    task: Mapped[UploadTask | None] = mapped_column(
        one_of(UploadTask, name="task"), comment="what waits to be done or is being done in the background"
    )
    asked_at: Mapped[datetime | None] = mapped_column(comment="since when the task waits")
    round: Mapped[int] = mapped_column(default=0, comment="counts the tasks of this file; names the job's period")
    done: Mapped[int] = mapped_column(default=0, comment="rows of the task that are done")
    total: Mapped[int | None]
    portfolio: Mapped[str | None] = mapped_column(index=True, comment="code of the portfolio of rows that name none")
    sender: Mapped[str | None] = mapped_column(comment="under which name its columns are remembered")
    fingerprint: Mapped[str | None] = mapped_column(sa.String(64), comment="of its header, see `SenderMapping`")
    kinds: Mapped[list[Any]] = mapped_column(default=list, comment="kinds of rows it brings, in the order of import")
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict, comment="how it is read, as a mapping file says it")
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict, comment="questions a person has answered with yes")
    reports: Mapped[dict[str, Any]] = mapped_column(default=dict, comment="by kind, the report of check or import")
    trouble: Mapped[dict[str, Any] | None] = mapped_column(
        sa.JSON(none_as_null=True), comment="{text, values}: why the last task was refused"
    )
    corrects_id: Mapped[int | None] = mapped_column(
        BigId, sa.ForeignKey("upload.id"), comment="the upload whose rejected rows this one brings corrected"
    )


class UploadPart(Base):
    """A piece of an uploaded file. Pieces are in the database, because any machine may import the file."""

    __tablename__ = "upload_part"

    upload_id: Mapped[int] = mapped_column(
        BigId, sa.ForeignKey("upload.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes]


class SenderMapping(Base):
    """How the files of one sender are read: recognised by their header, remembered when a person accepted it."""

    __tablename__ = "sender_mapping"
    __table_args__ = (sa.UniqueConstraint("name"), sa.Index(None, "fingerprint"))

    id: Mapped[Id]
    name: Mapped[str]
    fingerprint: Mapped[str] = mapped_column(sa.String(64), comment="SHA-256 of the header's names")
    header: Mapped[list[Any]]
    kinds: Mapped[list[Any]]
    mapping: Mapped[dict[str, Any]] = mapped_column(comment="as a mapping file says it")
    portfolio: Mapped[str | None] = mapped_column(comment="code of the portfolio of rows that name none")
    made_by: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"))
    used: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime]


class RejectedRow(Base):
    """A row of an upload that did not land: corrected on the screen, sent again, or left out."""

    __tablename__ = "rejected_row"
    __table_args__ = (sa.Index(None, "upload_id", "state", "line"),)

    id: Mapped[Id]
    upload_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("upload.id", ondelete="CASCADE"))
    kind: Mapped[ImportKind] = mapped_column(one_of(ImportKind, name="kind"))
    line: Mapped[int]
    external_id: Mapped[str]
    column: Mapped[str]
    reason: Mapped[str]
    values: Mapped[dict[str, Any]] = mapped_column(comment="what fills the reason")
    header: Mapped[list[Any]] = mapped_column(comment="the file's column names")
    texts: Mapped[list[Any]] = mapped_column(comment="the row as it stands in the file, corrected where a person did")
    state: Mapped[FixState] = mapped_column(one_of(FixState, name="state"), default=FixState.OPEN)


class ReplacedRow(Base):
    """Values that an import replaced in a row that was there before, so that the import can be undone.

    One row per write: where an import wrote the same row twice, the first of its rows has the oldest values.
    """

    __tablename__ = "replaced_row"
    __table_args__ = (sa.Index(None, "table_name", "row_id"),)

    id: Mapped[Id]
    import_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("import_run.id"), index=True)
    table_name: Mapped[str] = mapped_column(sa.String(40))
    row_id: Mapped[int]
    values: Mapped[dict[str, Any]] = mapped_column(comment="by column, what stood there before")
