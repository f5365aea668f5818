"""Sealing: what waits is bound once, by any number of schedulers, under the key that signs."""

import threading

import pytest
import sqlalchemy as sa

from models import AuditEntry, AuditSeal
from tests.workbench.domain.records.chain import KEYS, head_of, verified, write_entries, write_seals
from workbench.domain.records import sealing
from workbench.domain.records.sealing import AuditKeys, seal_entries


def test_seal_binds_what_waits_and_nothing_else(session, now):
    (made,) = write_seals(session, 2, now=now)
    write_entries(session, 1, now=now)

    assert made.entries == 2
    state = verified(session)
    assert (state.seals, state.sealed, state.waiting, state.trouble) == (1, 2, 1, None)


def test_seal_without_entries_makes_nothing(session, now):
    assert seal_entries(session, now=now, keys=KEYS) is None
    assert (verified(session).seals, verified(session).trouble) == (0, None)


def test_sealing_again_makes_nothing(session, now):
    write_seals(session, 2, now=now)

    assert seal_entries(session, now=now, keys=KEYS) is None


def test_more_entries_than_one_seal_takes_go_into_the_next(session, now, monkeypatch):
    monkeypatch.setattr(sealing, "SEAL_AT_MOST", 3)
    write_entries(session, 5, now=now)

    sizes = [seal_entries(session, now=now, keys=KEYS).entries for _ in range(2)]

    assert sizes == [3, 2]
    assert verified(session).trouble is None


def test_an_entry_that_commits_late_joins_the_next_seal(session, now):
    late, *_ = write_entries(session, 3, now=now)
    session.execute(sa.update(AuditEntry).where(AuditEntry.id == late).values(seal_id=None))
    hidden = session.get(AuditEntry, late)
    values = {column.key: getattr(hidden, column.key) for column in AuditEntry.__table__.columns}
    session.delete(hidden)
    seal_entries(session, now=now, keys=KEYS)
    session.execute(sa.insert(AuditEntry).values(values))

    second = seal_entries(session, now=now, keys=KEYS)

    assert (second.first_entry_id, second.entries) == (late, 1)
    assert verified(session).trouble is None


def test_the_head_moves_with_every_seal(session, now):
    first, second = write_seals(session, 2, 3, now=now)

    head = head_of(session)
    assert (head["seal_id"], head["seals"], head["entries"], head["hash"]) == (second.id, 2, 5, second.hash)
    assert second.previous_hash == first.hash


def test_no_key_is_kept_in_the_database(session, now):
    (made,) = write_seals(session, 1, now=now)

    assert made.key_id == KEYS.signing_id
    assert len({made.key_id, made.mac, made.hash}) == 3
    assert AuditKeys(["another secret of tests"]).signing_id != KEYS.signing_id


def test_several_schedulers_seal_each_entry_once(database, now):
    with database.writing() as session:
        write_entries(session, 20, now=now)
    gate, failures = threading.Barrier(4), []

    def seal():
        try:
            gate.wait()
            with database.writing() as session:
                seal_entries(session, now=now, keys=KEYS)
        except Exception as wrong:  # noqa: BLE001 - shown by the assertion
            failures.append(wrong)

    threads = [threading.Thread(target=seal) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    with database.reading() as session:
        assert session.scalars(sa.select(AuditSeal.entries)).all() == [20]
        assert verified(session).trouble is None


@pytest.mark.parametrize("zone", ["America/Bogota", "UTC"])
def test_a_seal_set_at_an_instant_of_any_zone_verifies(session, now, zone):
    from zoneinfo import ZoneInfo

    write_seals(session, 1, now=now.astimezone(ZoneInfo(zone)))

    assert verified(session).trouble is None
