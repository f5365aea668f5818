"""The audit trail: one entry per change, and seals that show whether an entry was altered later.

Entries are written freely; `seal_entries` binds those not yet sealed by setting their seal's id. An entry whose
transaction commits late simply joins the next seal, so no writer waits for another.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import AuditEntry, AuditSeal

FIRST_HASH = "0" * 64
SEAL_AT_MOST = 5_000


class AuditEvent(StrEnum):
    """What is recorded, in the past tense."""

    OUTCOME_RECORDED = "outcome_recorded"
    PROMISE_TAKEN = "promise_taken"
    PROMISE_CANCELLED = "promise_cancelled"
    HOLD_PLACED = "hold_placed"
    HOLD_LIFTED = "hold_lifted"
    CONTACT_POINT_CHANGED = "contact_point_changed"
    CONSENT_RECORDED = "consent_recorded"
    ITEM_SKIPPED = "item_skipped"
    ITEM_SNOOZED = "item_snoozed"
    ACCOUNTS_REASSIGNED = "accounts_reassigned"
    SCRIPT_DRAFT_SAVED = "script_draft_saved"
    SCRIPT_PUBLISHED = "script_published"
    PORTFOLIO_CHANGED = "portfolio_changed"
    FILE_IMPORTED = "file_imported"
    USER_ADDED = "user_added"
    USER_DISABLED = "user_disabled"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of an event
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_IN_LOCKED = "sign_in_locked"
    POLICY_OVERRIDDEN = "policy_overridden"
    MODEL_TRAINED = "model_trained"
    MODEL_PROMOTED = "model_promoted"
    MODEL_ROLLED_BACK = "model_rolled_back"
    DEMO_LOADED = "demo_loaded"


@dataclass(frozen=True)
class Actor:
    """Who acts: a person (id and e-mail), or a job or command (no id, its name)."""

    id: int | None
    name: str


def record(  # noqa: PLR0913 - one parameter per column of the entry
    session: Session,
    event: AuditEvent,
    *,
    actor: Actor,
    subject: tuple[str, int | None],
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    why: str | None = None,
) -> None:
    """Write one entry for one change.

    Args:
        session: The transaction of the change itself, so that both happen or neither.
        event: What happened.
        actor: Who did it.
        subject: Table and id of what changed; no id where it is many rows.
        now: Aware instant.
        before: The changed values as they were (JSON types; days and instants as ISO text).
        after: The changed values as they are.
        why: The person's reason, where one was asked.

    """
    kind, subject_id = subject
    session.add(
        AuditEntry(
            at=now,
            event=event.value,
            actor_id=actor.id,
            actor=actor.name,
            subject_kind=kind,
            subject_id=subject_id,
            before=before or {},
            after=after or {},
            why=why,
        )
    )


def seal_entries(session: Session, *, now: datetime) -> AuditSeal | None:
    """Seal up to `SEAL_AT_MOST` entries that have no seal yet. Returns the seal, or None where there was nothing.

    Only the leading scheduler calls this: two sealers at once would both continue the same chain, and the unique
    hash lets only one of them commit.
    """
    waiting = sa.select(AuditEntry).where(AuditEntry.seal_id.is_(None)).order_by(AuditEntry.id).limit(SEAL_AT_MOST)
    entries = list(session.scalars(waiting))
    if not entries:
        return None
    previous = session.scalar(sa.select(AuditSeal.hash).order_by(AuditSeal.id.desc()).limit(1)) or FIRST_HASH
    made = AuditSeal(
        sealed_at=now,
        entries=len(entries),
        first_entry_id=entries[0].id,
        last_entry_id=entries[-1].id,
        previous_hash=previous,
        hash=_chain(previous, entries),
    )
    session.add(made)
    session.flush()  # the entries need the seal's id
    session.execute(
        sa.update(AuditEntry).where(AuditEntry.id.in_([entry.id for entry in entries])).values(seal_id=made.id)
    )
    return made


@dataclass(frozen=True)
class ChainState:
    """What `verify_seals` found."""

    seals: int
    sealed: int
    waiting: int
    broken_seal: int | None


def verify_seals(session: Session) -> ChainState:
    """Recompute every seal in order; `broken_seal` is the first whose entries or predecessor do not agree."""
    previous, sealed, count = FIRST_HASH, 0, 0
    waiting = session.scalar(sa.select(sa.func.count()).where(AuditEntry.seal_id.is_(None))) or 0
    for kept in session.scalars(sa.select(AuditSeal).order_by(AuditSeal.id)):
        entries = list(
            session.scalars(sa.select(AuditEntry).where(AuditEntry.seal_id == kept.id).order_by(AuditEntry.id))
        )
        if kept.previous_hash != previous or len(entries) != kept.entries or _chain(previous, entries) != kept.hash:
            return ChainState(count, sealed, waiting, kept.id)
        previous, sealed, count = kept.hash, sealed + len(entries), count + 1
    return ChainState(count, sealed, waiting, None)


def _chain(previous: str, entries: list[AuditEntry]) -> str:
    digest = hashlib.sha256(previous.encode())
    for entry in entries:
        facts = [
            entry.id, entry.at.isoformat(), entry.event, entry.actor_id, entry.actor, entry.subject_kind,
            entry.subject_id, entry.before, entry.after, entry.why,
        ]  # fmt: skip
        digest.update(json.dumps(facts, sort_keys=True, ensure_ascii=True).encode())
    return digest.hexdigest()
