"""Verifying: whatever somebody with the database and without the key changes is found, and where."""

import tracemalloc
from datetime import timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from models import AuditEntry, AuditHead, AuditSeal
from tests.conftest import NOW
from tests.workbench.domain.records.chain import (
    KEYS,
    cut_tail,
    head_of,
    set_head,
    verified,
    write_entries,
    write_seals,
)
from workbench.domain.records.sealing import ENTRY, AuditKeys, seal_entries, seal_hash, unkeyed_hash
from workbench.domain.records.verifying import ChainTrouble

OTHER = AuditKeys(["second secret of tests"])


@pytest.mark.parametrize(
    "change",
    [
        {"at": NOW - timedelta(days=1)},
        {"event": "signed_in"},
        {"actor": "otra persona"},
        {"actor_id": None, "actor": "prueba "},
        {"subject_kind": "account"},
        {"subject_id": 99},
        {"before": {"x": 1}},
        {"after": {}},
        {"why": "porque sí"},
        {"id": 1_000},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_change_of_any_column_of_an_entry_is_found(session, now, change):
    first, second, _ = write_seals(session, 2, 2, 2, now=now)

    session.execute(sa.update(AuditEntry).where(AuditEntry.id == second.last_entry_id).values(change))

    state = verified(session)
    assert (state.trouble, state.broken_seal) == (ChainTrouble.SEAL_BROKEN, second.id)
    assert state.seals == first.id


@pytest.mark.parametrize("column", ["sealed_at", "entries", "first_entry_id", "last_entry_id", "previous_hash", "mac"])
def test_a_change_of_any_column_of_a_seal_is_found(session, now, column):
    _, second, _ = write_seals(session, 2, 2, 2, now=now)
    new = {"sealed_at": now - timedelta(hours=1), "previous_hash": "1" * 64, "mac": "1" * 64}.get(column, 77)

    session.execute(sa.update(AuditSeal).where(AuditSeal.id == second.id).values({column: new}))

    state = verified(session)
    assert (state.trouble, state.broken_seal) == (ChainTrouble.SEAL_BROKEN, second.id)


def test_removing_inserting_and_moving_an_entry_of_a_seal_is_found(session, now):
    first, second = write_seals(session, 2, 2, now=now)
    last = sa.select(sa.func.max(AuditEntry.id)).scalar_subquery()
    changes = [
        sa.delete(AuditEntry).where(AuditEntry.id == first.last_entry_id),
        sa.update(AuditEntry).where(AuditEntry.id == first.last_entry_id).values(seal_id=second.id),
        sa.insert(AuditEntry).from_select(
            [column.key for column in ENTRY] + ["seal_id"],
            sa.select(last + 1, *ENTRY[1:], sa.literal(first.id)).where(AuditEntry.id == first.last_entry_id),
        ),
    ]
    for change in changes:
        with session.begin_nested() as undone:
            session.execute(change)
            assert verified(session).broken_seal == first.id
            undone.rollback()
    assert verified(session).trouble is None


def test_a_seal_made_anew_without_the_key_is_found(session, now):
    (made,) = write_seals(session, 2, now=now)
    session.execute(sa.update(AuditEntry).values(actor="otra persona"))
    rows = session.execute(sa.select(*ENTRY).order_by(AuditEntry.id)).all()
    forged = seal_hash(SimpleNamespace(**vars(made)), rows, previous=made.previous_hash)

    session.execute(sa.update(AuditSeal).values(hash=forged))
    set_head(session, hash=forged)

    assert (verified(session).trouble, verified(session).broken_seal) == (ChainTrouble.SEAL_BROKEN, made.id)


def test_a_keyed_seal_cannot_pass_as_one_of_the_version_before(session, now):
    (made,) = write_seals(session, 1, now=now)
    hashed = unkeyed_hash(session.execute(sa.select(*ENTRY)), previous=made.previous_hash)

    session.execute(sa.update(AuditSeal).values(key_id=None, mac=None, hash=hashed))

    assert verified(session).trouble is ChainTrouble.TAIL_REMOVED


@pytest.mark.parametrize("cut", [1, 2])
def test_a_tail_that_is_cut_off_is_found_with_its_entries(session, now, cut):
    seals = write_seals(session, 2, 2, 2, now=now)
    last = seals[-1].id

    for seal in reversed(seals[-cut:]):
        cut_tail(session, seal)

    assert (verified(session).trouble, verified(session).broken_seal) == (ChainTrouble.TAIL_REMOVED, last)


@pytest.mark.both
def test_removing_the_whole_chain_is_found(session, now):
    for seal in write_seals(session, 2, 2, now=now)[::-1]:
        cut_tail(session, seal)

    assert verified(session).trouble is ChainTrouble.TAIL_REMOVED


@pytest.mark.parametrize("emptied", [True, False])
def test_removing_the_head_or_turning_it_back_is_found(session, now, emptied):
    first, second = write_seals(session, 2, 2, now=now)
    cut_tail(session, second)

    if emptied:
        session.execute(sa.delete(AuditHead))
    else:
        set_head(session, seal_id=first.id, seals=1, entries=2, hash=first.hash)

    assert verified(session).trouble is ChainTrouble.TAIL_REMOVED


def test_a_seal_set_after_the_tail_was_cut_off_does_not_hide_it(session, now):
    cut_tail(session, write_seals(session, 2, 2, now=now)[-1])

    after, _ = write_seals(session, 2, 2, now=now)

    state = verified(session)
    assert (state.trouble, state.broken_seal) == (ChainTrouble.SEALED_OVER, after.id)
    assert state.seals == 3


@pytest.mark.both
def test_entries_removed_before_their_seal_are_found_where_ids_are_given_once(session, now, database):
    write_seals(session, 2, now=now)
    *_, last = write_entries(session, 3, now=now)

    session.execute(sa.delete(AuditEntry).where(AuditEntry.id == last))
    write_seals(session, 1, now=now)

    state = verified(session)
    assert state.missing == 1
    assert state.trouble is (ChainTrouble.IDS_MISSING if database.is_sqlite else None)


def test_a_transaction_that_is_undone_leaves_nothing_missing_on_sqlite(database, now):
    with database.writing() as session:
        write_seals(session, 1, now=now)
    with database.writes() as session:
        write_entries(session, 2, now=now)
        session.rollback()
    with database.writing() as session:
        write_seals(session, 1, now=now)

    with database.reading() as session:
        assert verified(session).trouble is None


def test_another_key_is_told_apart_from_a_change(session, now):
    write_seals(session, 2, 2, now=now)

    state = verified(session, OTHER)

    assert (state.trouble, state.broken_seal, state.key_id) == (ChainTrouble.OTHER_KEY, None, KEYS.signing_id)
    assert state.seals == 2


def test_a_change_under_another_key_is_still_a_change(session, now):
    first, _ = write_seals(session, 2, 2, now=now)

    session.execute(sa.update(AuditEntry).where(AuditEntry.id == first.first_entry_id).values(actor="otra"))

    assert verified(session, OTHER).broken_seal == first.id


def test_a_key_that_was_changed_with_the_former_one_given_goes_on_without_a_word(session, now):
    both = AuditKeys(["second secret of tests", "first secret of tests"])
    write_seals(session, 2, now=now)
    write_seals(session, 2, now=now, keys=both)

    assert verified(session, both).trouble is None
    assert verified(session, OTHER).trouble is None, "the new key vouches for all that came before"
    assert verified(session).trouble is ChainTrouble.OTHER_KEY


def test_a_key_that_was_changed_without_the_former_one_is_told_until_it_is_given(session, now):
    write_seals(session, 2, now=now)
    write_seals(session, 2, now=now, keys=OTHER)

    state = verified(session, OTHER)

    assert (state.trouble, state.key_id) == (ChainTrouble.OTHER_KEY, KEYS.signing_id)
    both = AuditKeys(["second secret of tests", "first secret of tests"])
    assert verified(session, both).trouble is None


def test_a_tail_cut_off_while_the_key_was_unknown_is_found_once_it_is_given(session, now):
    cut_tail(session, write_seals(session, 2, 2, now=now)[-1])
    write_seals(session, 2, now=now, keys=OTHER)

    both = AuditKeys(["second secret of tests", "first secret of tests"])
    assert verified(session, both).trouble is ChainTrouble.SEALED_OVER


@pytest.mark.both
def test_a_chain_turned_back_to_an_older_copy_shows_in_the_head_and_where_ids_are_given_once(session, now, database):
    (first,) = write_seals(session, 2, now=now)
    copied, older = head_of(session), first.hash
    (second,) = write_seals(session, 2, now=now)
    newer = second.hash
    assert verified(session).head == newer

    cut_tail(session, session.get(AuditSeal, second.id))
    set_head(session, **copied)

    state = verified(session)
    assert state.head == older
    assert state.trouble is (ChainTrouble.IDS_MISSING if database.is_sqlite else None)


@pytest.mark.long
def test_a_long_chain_is_verified_in_little_memory(session, now):
    row = {"at": now, "event": "signed_in", "actor": "x" * 200, "subject_kind": "user", "before": {}, "after": {}}
    session.execute(sa.insert(AuditEntry), [row] * 20_000)
    while seal_entries(session, now=now, keys=KEYS):
        pass
    session.commit()
    session.expunge_all()

    tracemalloc.start()
    state = verified(session)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (state.sealed, state.trouble) == (20_000, None)
    assert peak < 12_000_000


@pytest.mark.parametrize(
    "change", ["audit_entry SET before = '{'", "audit_entry SET at = 'x'", "audit_seal SET mac = x'00ff'"]
)
def test_what_cannot_be_read_as_a_row_is_said_and_ends_nothing(session, now, change):
    if session.get_bind().dialect.name != "sqlite":
        return  # PostgreSQL keeps nothing in a column that is not of its type
    first, second = write_seals(session, 2, 2, now=now)
    which = f"seal_id = {second.id}" if change.startswith("audit_entry") else f"id = {second.id}"

    session.execute(sa.text(f"UPDATE {change} WHERE {which}"))

    state = verified(session)
    assert state.trouble is ChainTrouble.UNREADABLE
    assert state.broken_seal in {None, first.id}  # rows are fetched many at a time


def test_entries_removed_with_every_seal_and_the_head_leave_their_numbers(session, now):
    write_seals(session, 2, 2, now=now)
    for table in (AuditEntry, AuditSeal, AuditHead):
        session.execute(sa.delete(table))
    session.expunge_all()

    state = verified(session)
    assert state.missing == 4
    assert state.trouble is (ChainTrouble.IDS_MISSING if session.get_bind().dialect.name == "sqlite" else None)
