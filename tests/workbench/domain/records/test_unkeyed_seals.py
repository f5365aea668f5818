"""Seals of a database of the version before, which sealed without a key: verified as they were, and signed once."""

import hashlib
import json

import pytest
import sqlalchemy as sa

from migrations import runner
from models import AuditEntry, AuditSeal
from tests.workbench.domain.records.chain import KEYS, head_of, verified, write_seals
from workbench.domain.records.sealing import seal_entries
from workbench.domain.records.verifying import ChainTrouble

BEFORE = "0004"
ENTRIES = [
    {"id": 1, "event": "user_added", "actor": "María", "subject_id": 7, "before": {}, "after": {"x": "é"}, "why": None},
    {"id": 2, "event": "signed_in", "actor": "a@b.co", "subject_id": 7, "before": {}, "after": {}, "why": "prueba"},
    {"id": 3, "event": "signed_in", "actor": "a@b.co", "subject_id": 8, "before": {}, "after": {}, "why": None},
]
AT = {"sqlite": "2026-11-01 15:00:00.000250", "postgresql": "2026-11-01 15:00:00.000250+00:00"}


def _hash(previous, entries):
    """The rule of the version before, written down here so that it stays what it was."""
    digest = hashlib.sha256(previous.encode())
    for one in entries:
        facts = [
            one["id"], "2026-11-01T15:00:00.000250+00:00", one["event"], None, one["actor"], "user",
            one["subject_id"], one["before"], one["after"], one["why"],
        ]  # fmt: skip
        digest.update(json.dumps(facts, sort_keys=True, ensure_ascii=True).encode())
    return digest.hexdigest()


@pytest.fixture
def upgraded(database):
    """A database of the version before with two seals and an entry that waits, brought up to this one."""
    runner.downgrade(database.url, to=BEFORE)
    first = _hash("0" * 64, ENTRIES[:1])
    second = _hash(first, ENTRIES[1:2])
    at = AT[database.engine.dialect.name]
    with database.engine.begin() as connection:
        for number, previous, made in ((1, "0" * 64, first), (2, first, second)):
            connection.execute(
                sa.text("INSERT INTO audit_seal VALUES (:id, :at, 1, :id, :id, :previous, :hash)"),
                {"id": number, "at": at, "previous": previous, "hash": made},
            )
        for one, seal in zip(ENTRIES, (1, 2, None), strict=True):
            values = {name: json.dumps(value) if isinstance(value, dict) else value for name, value in one.items()}
            connection.execute(
                sa.text(
                    "INSERT INTO audit_entry (id, at, event, actor, subject_kind, subject_id, before, after, why,"
                    " seal_id) VALUES (:id, :at, :event, :actor, 'user', :subject_id, :before, :after, :why, :seal)"
                ),
                values | {"at": at, "seal": seal},
            )
        if not database.is_sqlite:
            connection.execute(sa.text("SELECT setval('audit_entry_id_seq', 3), setval('audit_seal_id_seq', 2)"))
    runner.upgrade(database.url)
    return database


@pytest.fixture
def chain(upgraded):
    with upgraded.writes() as session:
        yield session
        session.rollback()


def test_unkeyed_seals_verify_and_are_told_as_not_signed(chain):
    state = verified(chain)

    assert (state.seals, state.unkeyed, state.waiting, state.trouble, state.signed) == (2, 2, 1, None, False)


def test_the_first_seal_signs_what_was_there(chain, now):
    made = seal_entries(chain, now=now, keys=KEYS)

    state = verified(chain)
    assert (state.seals, state.unkeyed, state.waiting, state.trouble, state.signed) == (3, 2, 0, None, True)
    assert made.found_head is None


def test_unkeyed_seals_are_signed_though_nothing_waits(chain, now):
    chain.execute(sa.update(AuditEntry).where(AuditEntry.seal_id.is_(None)).values(seal_id=None))
    chain.execute(sa.delete(AuditEntry).where(AuditEntry.seal_id.is_(None)))

    assert seal_entries(chain, now=now, keys=KEYS) is None

    assert (verified(chain).signed, verified(chain).trouble, head_of(chain)["seals"]) == (True, None, 2)


def test_a_change_below_unkeyed_seals_is_found(chain, now):
    write_seals(chain, 1, now=now)

    chain.execute(sa.update(AuditEntry).where(AuditEntry.id == 2).values(why="otra"))

    assert (verified(chain).trouble, verified(chain).broken_seal) == (ChainTrouble.SEAL_BROKEN, 2)


def test_unkeyed_seals_made_anew_after_the_first_keyed_one_are_found(chain, now):
    (keyed,) = write_seals(chain, 1, now=now)
    chain.execute(sa.update(AuditEntry).where(AuditEntry.id == 2).values(why="otra"))
    first = _hash("0" * 64, ENTRIES[:1])

    chain.execute(
        sa.update(AuditSeal).where(AuditSeal.id == 2).values(hash=_hash(first, [ENTRIES[1] | {"why": "otra"}]))
    )

    assert (verified(chain).trouble, verified(chain).broken_seal) == (ChainTrouble.SEAL_BROKEN, keyed.id)


def test_going_back_leaves_what_the_version_before_can_verify(upgraded, now):
    with upgraded.writing() as session:
        write_seals(session, 2, now=now)

    runner.downgrade(upgraded.url, to=BEFORE)

    with upgraded.engine.connect() as connection:
        seals = connection.execute(sa.text("SELECT id FROM audit_seal ORDER BY id")).scalars().all()
        waiting = connection.scalar(sa.text("SELECT count(*) FROM audit_entry WHERE seal_id IS NULL"))
    assert (seals, waiting) == ([1, 2], 3)
    runner.upgrade(upgraded.url)
    with upgraded.writing() as session:
        seal_entries(session, now=now, keys=KEYS)
        assert (verified(session).seals, verified(session).trouble) == (3, None)
