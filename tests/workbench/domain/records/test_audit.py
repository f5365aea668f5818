"""The audit trail: one entry per change. Seals are in test_sealing.py."""

import sqlalchemy as sa

from models import AuditEntry
from workbench.domain.records.audit import Actor, AuditEvent, record

JOB = Actor(None, "prueba")


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


def test_events_are_named_in_alphabetical_order():
    assert [event.name for event in AuditEvent] == sorted(event.name for event in AuditEvent)
