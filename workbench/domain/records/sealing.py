"""Sealing: audit entries are bound into a chain of seals, signed with a key that the database does not hold.

A seal's hash covers the hash of the seal before it, the seal's own columns and every entry in it; its MAC signs the
hash. `audit_head` names the last seal and is signed anew with each. An entry whose transaction commits late joins the
next seal, so no writer waits for another. What the chain shows and what it cannot show is told in docs/operations.md.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models import AuditEntry, AuditHead, AuditSeal

FIRST_HASH = "0" * 64
SEAL_AT_MOST = 5_000
HEAD_ID = 1


class AuditKeys:
    """The keys of the chain: the first signs, all of them verify. A key is known in the database by its id only."""

    def __init__(self, secrets: Sequence[str]) -> None:
        """Derive a key from each secret, newest first."""
        keys = [hmac.digest(secret.encode(), b"workbench audit chain", "sha256") for secret in secrets]
        self._by_id = {hmac.new(key, b"id", "sha256").hexdigest()[:16]: key for key in keys}
        self.signing_id = next(iter(self._by_id))

    def sign(self, facts: Sequence[Any]) -> str:
        """The MAC of these facts by the first key."""
        return self._mac(self.signing_id, facts)

    def is_known(self, key_id: str | None) -> bool:
        """Whether a MAC by this key can be verified."""
        return key_id in self._by_id

    def is_signed(self, facts: Sequence[Any], *, key_id: str | None, mac: str | None) -> bool:
        """Whether this is the MAC of these facts by a key that is known."""
        return (
            key_id is not None
            and mac is not None
            and self.is_known(key_id)
            and hmac.compare_digest(self._mac(key_id, facts).encode(), mac.encode())
        )

    def _mac(self, key_id: str, facts: Sequence[Any]) -> str:
        return hmac.new(self._by_id[key_id], canonical(facts), "sha256").hexdigest()


class EntryFacts(Protocol):
    """The columns of an entry that its seal covers, under the names a row of `ENTRY` has."""

    id: int
    at: datetime
    event: str
    actor_id: int | None
    actor: str
    subject_kind: str
    subject_id: int | None
    before: Any
    after: Any
    why: str | None


ENTRY = (
    AuditEntry.id,
    AuditEntry.at,
    AuditEntry.event,
    AuditEntry.actor_id,
    AuditEntry.actor,
    AuditEntry.subject_kind,
    AuditEntry.subject_id,
    AuditEntry.before,
    AuditEntry.after,
    AuditEntry.why,
)


def canonical(facts: Sequence[Any]) -> bytes:
    """One line of JSON that is the same for the same facts on every machine and database."""
    return json.dumps(facts, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def seal_hash(
    seal: Any, entries: Iterable[EntryFacts], *, previous: str
) -> str:  # Any: a seal, or a row of its columns
    """The hash of a keyed seal over its own columns, its entries and the hash before it."""
    own = [
        previous,
        seal.id,
        _instant(seal.sealed_at),
        seal.entries,
        seal.first_entry_id,
        seal.last_entry_id,
        seal.key_id,
        seal.found_head,
    ]
    digest = hashlib.sha256(canonical(own))
    for entry in entries:
        digest.update(canonical([_instant(entry.at) if name == "at" else getattr(entry, name) for name in _NAMES]))
    return digest.hexdigest()


def unkeyed_hash(entries: Iterable[EntryFacts], *, previous: str) -> str:
    """The hash of a seal of a version that sealed without a key."""
    digest = hashlib.sha256(previous.encode())
    for entry in entries:
        facts = [entry.at.isoformat() if name == "at" else getattr(entry, name) for name in _NAMES]
        digest.update(json.dumps(facts, sort_keys=True, ensure_ascii=True).encode())
    return digest.hexdigest()


def seal_facts(hashed: str) -> list[Any]:
    """What a seal's MAC signs."""
    return ["seal", hashed]


def head_facts(head: Any) -> list[Any]:  # Any: the head, or what a seal keeps of one
    """What the head's MAC signs."""
    return ["head", head.seal_id, head.seals, head.entries, head.hash, head.missing_at_start]


def seal_entries(session: Session, *, now: datetime, keys: AuditKeys) -> AuditSeal | None:
    """Seal up to `SEAL_AT_MOST` entries that have no seal yet. Returns the seal, or None where there was nothing.

    Any number of schedulers may call this at once: they wait for each other at the head, and the second finds the
    entries sealed. Where the head does not fit what is there, the seal keeps the head as it was found, so that
    `verify_seals` goes on finding it. Unkeyed seals of an older version are taken under the head at the first call.
    """
    head = _locked_head(session)
    last = session.scalar(sa.select(AuditSeal).order_by(AuditSeal.id.desc()).limit(1))
    waiting = sa.select(*ENTRY).where(AuditEntry.seal_id.is_(None)).order_by(AuditEntry.id).limit(SEAL_AT_MOST)
    entries = session.execute(waiting).all()
    fits = _fits(head, last, keys)
    if head.mac is None and last is not None and fits:
        _move_head(session, head, last, fits=fits, keys=keys)
    if entries:
        made = _seal(session, entries, last=last, found=None if fits else _kept(head), now=now, keys=keys)
        _move_head(session, head, made, fits=fits, keys=keys)
        return made
    return None


def missing_ids(session: Session) -> int:
    """How many entry ids were given and have no row: on SQLite none but by removal, on PostgreSQL also by rollbacks."""
    if session.get_bind().dialect.name == "sqlite":
        given = sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'audit_entry'")
    else:
        given = sa.text("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM audit_entry_id_seq")
    there = session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) or 0
    return (session.scalar(given) or 0) - there


def _locked_head(session: Session) -> AuditHead:
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    empty = {"id": HEAD_ID, "seals": 0, "entries": 0, "missing_at_start": 0}
    session.execute(insert(AuditHead).values(empty).on_conflict_do_nothing())
    return session.scalars(
        sa.select(AuditHead).where(AuditHead.id == HEAD_ID).with_for_update().execution_options(populate_existing=True)
    ).one()


def _fits(head: AuditHead, last: AuditSeal | None, keys: AuditKeys) -> bool:
    """Whether the chain may be continued without a remark."""
    if head.mac is None:
        return last is None or last.key_id is None
    signed = keys.is_signed(head_facts(head), key_id=head.key_id, mac=head.mac)
    return signed and last is not None and (head.seal_id, head.hash) == (last.id, last.hash)


def _kept(head: AuditHead) -> dict[str, Any]:
    names = ("seal_id", "seals", "entries", "hash", "missing_at_start", "key_id", "mac")
    return {name: getattr(head, name) for name in names}


def _seal(  # noqa: PLR0913 - what a seal is made of
    session: Session,
    entries: Sequence[Any],
    *,
    last: AuditSeal | None,
    found: dict[str, Any] | None,
    now: datetime,
    keys: AuditKeys,
) -> AuditSeal:
    made = AuditSeal(
        sealed_at=now,
        entries=len(entries),
        first_entry_id=entries[0].id,
        last_entry_id=entries[-1].id,
        previous_hash=last.hash if last is not None else FIRST_HASH,
        hash=f"pending {uuid4()}",
        key_id=keys.signing_id,
        found_head=found,
    )
    session.add(made)
    session.flush()  # the hash covers the seal's id, and the entries need it
    made.hash = seal_hash(made, entries, previous=made.previous_hash)
    made.mac = keys.sign(seal_facts(made.hash))
    ids = [entry.id for entry in entries]
    session.execute(sa.update(AuditEntry).where(AuditEntry.id.in_(ids)).values(seal_id=made.id))
    return made


def _move_head(session: Session, head: AuditHead, last: AuditSeal, *, fits: bool, keys: AuditKeys) -> None:
    if head.mac is None or not fits:
        session.flush()
        whole = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(AuditSeal.entries), 0))
        head.seals, entries = session.execute(whole.select_from(AuditSeal)).one()
        head.entries = int(entries)
        if fits and last.key_id is None:
            head.missing_at_start = missing_ids(session)  # whatever an older version's database lacks already
    else:
        head.seals, head.entries = head.seals + 1, head.entries + last.entries
    head.seal_id, head.hash, head.key_id = last.id, last.hash, keys.signing_id
    head.mac = keys.sign(head_facts(head))
    session.flush()


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


_NAMES = tuple(column.key for column in ENTRY)
