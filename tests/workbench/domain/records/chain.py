"""What the tests of the audit chain write: entries, seals, and what somebody with the database but no key could do."""

import sqlalchemy as sa

from models import AuditEntry, AuditHead, AuditSeal
from workbench.domain.records.audit import Actor, AuditEvent, record
from workbench.domain.records.sealing import AuditKeys, seal_entries
from workbench.domain.records.verifying import verify_seals

KEYS = AuditKeys(["first secret of tests"])
JOB = Actor(None, "prueba")


def write_entries(session, count, *, now):
    """So many entries without a seal; gives their ids."""
    for number in range(count):
        after = {"email": f"a{number}@example.com", "días": [1, None]}
        record(session, AuditEvent.USER_ADDED, actor=JOB, subject=("user", number), now=now, after=after)
        session.flush()  # ids in this order
    return list(session.scalars(sa.select(AuditEntry.id).order_by(AuditEntry.id.desc()).limit(count)))[::-1]


def write_seals(session, *sizes, now, keys=KEYS):
    """A seal per size, over so many entries."""
    made = []
    for size in sizes:
        write_entries(session, size, now=now)
        made.append(seal_entries(session, now=now, keys=keys))
    return made


def verified(session, keys=KEYS):
    """What is found, read from the database anew."""
    session.flush()
    session.expire_all()
    return verify_seals(session, keys=keys)


def cut_tail(session, seal):
    """Remove a seal and its entries."""
    session.execute(sa.delete(AuditEntry).where(AuditEntry.seal_id == seal.id))
    session.execute(sa.delete(AuditSeal).where(AuditSeal.id == seal.id))
    session.expunge_all()


def head_of(session):
    """The head's columns as they are."""
    return dict(session.execute(sa.select(AuditHead.__table__)).mappings().one())


def set_head(session, **values):
    """Write the head past the program."""
    session.execute(sa.update(AuditHead).values(values))
