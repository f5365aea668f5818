"""Verifying the chain of seals: one streamed pass over seals and entries, then the head, then the entries' ids."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import chain, groupby
from operator import attrgetter
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import AuditEntry, AuditHead, AuditSeal
from workbench.domain.records.sealing import (
    ENTRY,
    FIRST_HASH,
    HEAD_ID,
    AuditKeys,
    head_facts,
    missing_ids,
    seal_facts,
    seal_hash,
    unkeyed_hash,
)

AT_A_TIME = 2_000


class ChainTrouble(StrEnum):
    """What is wrong with the chain, the gravest first."""

    SEAL_BROKEN = "seal_broken"
    """A seal does not fit its entries, its own columns or the seal before it."""
    UNREADABLE = "unreadable"
    """A seal or an entry holds what the program never writes, and cannot be read."""
    TAIL_REMOVED = "tail_removed"
    """The chain does not end where its head says."""
    SEALED_OVER = "sealed_over"
    """A seal was set on a chain that did not fit its head at that moment."""
    IDS_MISSING = "ids_missing"
    """Entries were removed before they were sealed."""
    OTHER_KEY = "other_key"
    """The chain is whole, but signed by a key that is not given."""


@dataclass(frozen=True)
class ChainState:
    """What `verify_seals` found. `unkeyed` seals are of an older version; `key_id` is the key that is not given."""

    seals: int
    sealed: int
    waiting: int
    trouble: ChainTrouble | None = None
    broken_seal: int | None = None
    key_id: str | None = None
    unkeyed: int = 0
    signed: bool = True
    missing: int = 0
    head: str | None = None
    sealed_at: datetime | None = None


@dataclass
class _Walk:
    """What is known of the chain up to the last seal that was read. Grows by no row."""

    keys: AuditKeys
    seals: int = 0
    sealed: int = 0
    unkeyed: int = 0
    last: Any = None  # Any: a row of the streamed statement
    broken: tuple[ChainTrouble, int | None] | None = None
    sealed_over: int | None = None
    other_key: str | None = None
    other_key_for_good: str | None = None

    @property
    def hash(self) -> str:
        """The hash that the next seal continues."""
        return FIRST_HASH if self.last is None else str(self.last.seal_hash)

    def take_all(self, session: Session) -> None:
        """Read seals until one is broken. SQLite keeps any text in any column, so that rows may not be readable."""
        try:
            with session.execute(_STREAM) as rows:
                for _, group in groupby(rows, key=attrgetter("seal_id")):
                    if not self.take(group):
                        break
        except (ValueError, TypeError, AttributeError):
            self.broken = (ChainTrouble.UNREADABLE, None if self.last is None else self.last.seal_id)

    def take(self, rows: Iterator[Any]) -> bool:
        """Read one seal with its entries. False ends the walk: the seal is broken."""
        first = next(rows)
        seal = SimpleNamespace(**{name: getattr(first, f"seal_{name}") for name in _SEAL_NAMES})
        told = _Told()
        entries = told.listen(chain([first] if first.id is not None else [], rows))
        is_unkeyed = seal.key_id is None
        hashed = (
            unkeyed_hash(entries, previous=self.hash) if is_unkeyed else seal_hash(seal, entries, previous=self.hash)
        )
        whole = (
            (seal.previous_hash, seal.hash) == (self.hash, hashed)
            and (seal.entries, seal.first_entry_id, seal.last_entry_id) == (told.count, told.first, told.last)
            and (self.unkeyed == self.seals if is_unkeyed else self._is_signed(seal))
        )
        if not whole:
            self.broken = (ChainTrouble.SEAL_BROKEN, seal.id)
            return False
        self._look_at_seam(seal)
        self.seals, self.sealed, self.last = self.seals + 1, self.sealed + told.count, first
        self.unkeyed += is_unkeyed
        return True

    def _is_signed(self, seal: Any) -> bool:
        if not self.keys.is_known(seal.key_id):
            self.other_key = seal.key_id
            return True
        # The hash covers every seal before it, so a signature that holds vouches for those by other keys too.
        self.other_key = None
        return self.keys.is_signed(seal_facts(seal.hash), key_id=seal.key_id, mac=seal.mac)

    def _look_at_seam(self, seal: Any) -> None:
        if seal.found_head is None:
            return
        found = SimpleNamespace(**seal.found_head)
        if not self.ends_at(found):
            self.sealed_over = self.sealed_over or seal.id
        elif not self.keys.is_known(found.key_id):
            self.other_key_for_good = found.key_id
        elif not self.keys.is_signed(head_facts(found), key_id=found.key_id, mac=found.mac):
            self.sealed_over = self.sealed_over or seal.id

    def ends_at(self, head: Any) -> bool:
        """Whether the chain as read so far ends where this head says."""
        if head.mac is None or self.last is None:
            return head.mac is None and self.unkeyed == self.seals
        here = (self.last.seal_id, self.seals, self.sealed, self.last.seal_hash)
        return (head.seal_id, head.seals, head.entries, head.hash) == here


class _Told:
    """Counts what passes."""

    def __init__(self) -> None:
        self.count = 0
        self.first: int | None = None
        self.last: int | None = None

    def listen(self, rows: Iterator[Any]) -> Iterator[Any]:
        for row in rows:
            self.count, self.last = self.count + 1, row.id
            self.first = row.id if self.first is None else self.first
            yield row


def verify_seals(session: Session, *, keys: AuditKeys) -> ChainState:
    """Recompute every seal in order, then compare the end of the chain with its head, and the ids with those given.

    Seals, entries and head are read by one statement, so a seal that is set meanwhile is in all of them or in none.
    """
    before = session.execute(sa.select(*_HEAD).where(AuditHead.id == HEAD_ID)).one_or_none()
    walk = _Walk(keys)
    walk.take_all(session)
    head = walk.last if walk.last is not None else before
    end = SimpleNamespace(**{name: None if head is None else getattr(head, f"head_{name}") for name in _HEAD_NAMES})
    trouble = walk.broken or _trouble_at_end(session, walk, end) or _trouble_inside(walk)
    missing = missing_ids(session) - (end.missing_at_start or 0)
    counts_ids = end.mac is not None or walk.seals == 0  # an older version's seals do not say what was missing before
    if trouble is None and counts_ids and missing and session.get_bind().dialect.name == "sqlite":
        trouble = (ChainTrouble.IDS_MISSING, None)
    other_key = _other_key(walk, end)
    if trouble is None and other_key is not None:
        trouble = (ChainTrouble.OTHER_KEY, None)
    return ChainState(
        seals=walk.seals,
        sealed=walk.sealed,
        waiting=session.scalar(sa.select(sa.func.count()).where(AuditEntry.seal_id.is_(None))) or 0,
        trouble=trouble[0] if trouble else None,
        broken_seal=trouble[1] if trouble else None,
        key_id=other_key,
        unkeyed=walk.unkeyed,
        signed=end.mac is not None or walk.seals == 0,
        missing=missing,
        head=end.hash,
        sealed_at=walk.last.seal_sealed_at if walk.last is not None else None,
    )


def _trouble_at_end(session: Session, walk: _Walk, end: Any) -> tuple[ChainTrouble, int | None] | None:
    forged = walk.keys.is_known(end.key_id) and not walk.keys.is_signed(head_facts(end), key_id=end.key_id, mac=end.mac)
    orphaned = sa.select(AuditEntry.id).where(
        AuditEntry.seal_id.is_not(None), AuditEntry.seal_id.not_in(sa.select(AuditSeal.id))
    )
    if forged or not walk.ends_at(end) or session.scalar(orphaned.limit(1)) is not None:
        return ChainTrouble.TAIL_REMOVED, end.seal_id
    return None


def _trouble_inside(walk: _Walk) -> tuple[ChainTrouble, int | None] | None:
    return None if walk.sealed_over is None else (ChainTrouble.SEALED_OVER, walk.sealed_over)


def _other_key(walk: _Walk, end: Any) -> str | None:
    if end.mac is not None and not walk.keys.is_known(end.key_id):
        return str(end.key_id)
    return walk.other_key or walk.other_key_for_good


_SEAL_NAMES = tuple(column.key for column in AuditSeal.__table__.columns)
_HEAD_NAMES = tuple(column.key for column in AuditHead.__table__.columns)
_HEAD = [column.label(f"head_{column.key}") for column in AuditHead.__table__.columns]
_STREAM = (
    sa.select(*[column.label(f"seal_{column.key}") for column in AuditSeal.__table__.columns], *_HEAD, *ENTRY)
    .select_from(AuditSeal)
    .outerjoin(AuditHead, AuditHead.id == HEAD_ID)
    .outerjoin(AuditEntry, AuditEntry.seal_id == AuditSeal.id)
    .order_by(AuditSeal.id, AuditEntry.id)
    .execution_options(yield_per=AT_A_TIME)
)
