"""Operations: audit entries and seals, job runs and requests, leases, imports, idempotency keys and blobs."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId, Id, one_of
from models.enums import ImportKind, RunState


class AuditSeal(Base):
    """A hash over a set of audit entries, chained to the seal before it, and its MAC by a key outside the database.

    A seal without `key_id` was made by a version that sealed without a key.
    """

    __tablename__ = "audit_seal"

    id: Mapped[Id]
    sealed_at: Mapped[datetime]
    entries: Mapped[int]
    first_entry_id: Mapped[int]
    last_entry_id: Mapped[int]
    previous_hash: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True, comment="SHA-256 over the previous hash and the entries in order")
    key_id: Mapped[str | None] = mapped_column(comment="which key made the MAC; the key itself is never kept")
    mac: Mapped[str | None] = mapped_column(comment="HMAC-SHA256 of the hash")
    found_head: Mapped[dict[str, Any] | None] = mapped_column(
        sa.JSON(none_as_null=True), comment="the head as it was found, where it did not fit what came before"
    )


class AuditHead(Base):
    """Where the chain ends: one row, signed anew with every seal, so that a tail that is cut off is missed."""

    __tablename__ = "audit_head"

    id: Mapped[Id]
    seal_id: Mapped[int | None] = mapped_column(comment="the last seal; no foreign key, for it outlives its removal")
    seals: Mapped[int] = mapped_column(default=0)
    entries: Mapped[int] = mapped_column(default=0, comment="sealed entries")
    hash: Mapped[str | None] = mapped_column(comment="of the last seal")
    missing_at_start: Mapped[int] = mapped_column(default=0, comment="entry ids without a row when the head was made")
    key_id: Mapped[str | None]
    mac: Mapped[str | None] = mapped_column(comment="null until the first seal")


class AuditEntry(Base):
    """Who changed what, from what to what, and why. Written freely; sealed a minute later by its seal's id."""

    __tablename__ = "audit_entry"
    # SQLite would give the id of a removed last entry again, and nothing would be missing.
    __table_args__ = (sa.Index(None, "subject_kind", "subject_id"), {"sqlite_autoincrement": True})

    id: Mapped[Id]
    at: Mapped[datetime] = mapped_column(index=True)
    event: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"), index=True)
    actor: Mapped[str] = mapped_column(comment="the person's e-mail at that moment, or the job or command")
    subject_kind: Mapped[str]
    subject_id: Mapped[int | None] = mapped_column(BigId)
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    why: Mapped[str | None]
    seal_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("audit_seal.id"), index=True)


class JobRun(Base):
    """One run of a job for one period. The unique pair is what keeps a job from running twice."""

    __tablename__ = "job_run"
    __table_args__ = (sa.UniqueConstraint("job", "period"),)

    id: Mapped[Id]
    job: Mapped[str]
    period: Mapped[str] = mapped_column(comment="the day, hour or minute the run is for")
    state: Mapped[RunState] = mapped_column(one_of(RunState, name="state"))
    attempt: Mapped[int] = mapped_column(default=1)
    host: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(index=True)
    beat_at: Mapped[datetime] = mapped_column(comment="a run without a beat for long has died")
    finished_at: Mapped[datetime | None]
    step: Mapped[str | None]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    error: Mapped[str | None]


class JobRequest(Base):
    """A job that a person asked for on a screen. The scheduler runs it; its `JobRun` has the same job and period."""

    __tablename__ = "job_request"
    __table_args__ = (sa.UniqueConstraint("job", "period"),)

    id: Mapped[Id]
    job: Mapped[str]
    period: Mapped[str] = mapped_column(comment="that of its run: the instant it was asked for")
    asked_at: Mapped[datetime]
    asked_by: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"))


class Lease(Base):
    """The scheduler that leads and its last heartbeat, for display.

    The lock itself is the database's or the file system's.
    """

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    since: Mapped[datetime]
    beat_at: Mapped[datetime]


class ImportRun(Base):
    """One file that was imported; its rows carry this id."""

    __tablename__ = "import_run"

    id: Mapped[Id]
    kind: Mapped[ImportKind] = mapped_column(one_of(ImportKind, name="kind"))
    file_name: Mapped[str]
    sha256: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(comment="null: still running, or cut off")
    cut_off_at: Mapped[datetime | None] = mapped_column(comment="when it was noticed that it had been cut off")
    actor_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"))
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    touched: Mapped[list[Any] | None] = mapped_column(
        comment="accounts whose standing is to be computed at its end; null: too many, they wait for the night"
    )


class IdempotencyKey(Base):
    """A form or call that has been served: the same key again gets the same answer and changes nothing."""

    __tablename__ = "idempotency_key"

    key: Mapped[str] = mapped_column(primary_key=True, comment="scope and the sender's key")
    used_at: Mapped[datetime] = mapped_column(index=True)
    request_sha256: Mapped[str]
    answer: Mapped[dict[str, Any]]


class Blob(Base):
    """Bytes by their hash, 10 MB at most: receipts, evidence, printed papers, model artefacts."""

    __tablename__ = "blob"
    __table_args__ = (sa.CheckConstraint("size BETWEEN 0 AND 10485760", name="size"),)

    sha256: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    media_type: Mapped[str]
    size: Mapped[int]
    content: Mapped[bytes]
    created_at: Mapped[datetime]
