"""The audit trail: entries, seals, and what verification finds."""

import sqlalchemy as sa

from models import AuditEntry, AuditSeal
from workbench.domain.records.audit import Actor, AuditEvent, record, seal_entries, verify_seals

JOB = Actor(None, "prueba")


def _entry(session, now, number=1):
    record(
        session, AuditEvent.USER_ADDED, actor=JOB, subject=("user", number), now=now, after={"email": "a@example.com"}
    )


def test_record_writes_one_entry_with_who_what_and_when(session, now):
    record(
        session, AuditEvent.PORTFOLIO_CHANGED, actor=JOB, subject=("portfolio", 7), now=now,
        before={"capacity": 80}, after={"capacity": 90}, why="temporada",
    )  # fmt: skip

    entry = session.scalars(sa.select(AuditEntry)).one()
    assert (entry.event, entry.actor, entry.subject_kind, entry.subject_id) == (
        "portfolio_changed", "prueba", "portfolio", 7,
    )  # fmt: skip
    assert (entry.before, entry.after, entry.why, entry.at) == ({"capacity": 80}, {"capacity": 90}, "temporada", now)


def test_seal_binds_what_waits_and_nothing_else(session, now):
    _entry(session, now)
    _entry(session, now)

    made = seal_entries(session, now=now)
    _entry(session, now)

    assert made.entries == 2
    state = verify_seals(session)
    assert (state.seals, state.sealed, state.waiting, state.broken_seal) == (1, 2, 1, None)


def test_seal_without_entries_makes_nothing(session, now):
    assert seal_entries(session, now=now) is None


def test_verify_finds_an_entry_that_was_altered(session, now):
    _entry(session, now)
    made = seal_entries(session, now=now)

    session.execute(sa.update(AuditEntry).values(actor="otra persona"))
    session.expire_all()

    assert verify_seals(session).broken_seal == made.id


def test_verify_finds_an_entry_that_was_removed(session, now):
    _entry(session, now)
    _entry(session, now)
    first = seal_entries(session, now=now)
    _entry(session, now)
    seal_entries(session, now=now)

    session.execute(sa.delete(AuditEntry).where(AuditEntry.id == first.last_entry_id))

    assert verify_seals(session).broken_seal == first.id


def test_verify_finds_a_seal_that_was_replaced(session, now):
    _entry(session, now)
    seal_entries(session, now=now)
    _entry(session, now)
    second = seal_entries(session, now=now)

    session.execute(sa.update(AuditSeal).where(AuditSeal.id == second.id).values(previous_hash="1" * 64))
    session.expire_all()

    assert verify_seals(session).broken_seal == second.id
