"""Bulk writes land the same rows on both databases."""

import gc
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Customer, Invoice, Portfolio, User
from models.bulk import (
    ROWS_AT_ONCE,
    analyse,
    bulk_insert,
    bulk_read,
    bulk_update,
    bulk_upsert,
    is_among,
    uncollected,
)
from models.enums import CustomerKind
from tests.factories.ledger import make_account, make_customer, make_invoice
from tests.personas import Cast


def _customer(external_id: str, *, now: datetime, **values: object) -> dict[str, object]:
    return {"external_id": external_id, "name": f"Cliente {external_id}", "created_at": now, **values}


def _customers(session: Session) -> list[tuple[object, ...]]:
    columns = (Customer.external_id, Customer.name, Customer.kind, Customer.city)
    return [tuple(row) for row in session.execute(sa.select(*columns).order_by(Customer.external_id))]


def test_bulk_insert_writes_every_column_type(session: Session, cast: Cast, now: datetime) -> None:
    account = make_account(session, cast.consumo, now=now)
    known_at = datetime(2026, 11, 1, 23, 59, 59, 999999, tzinfo=timezone(timedelta(hours=-5)))
    row = {
        "portfolio_id": cast.consumo.id,
        "account_id": account.id,
        "external_id": 'F-1 "ñ"\t\\N',
        "issued_on": date(2026, 11, 1),
        "due_on": date(2026, 12, 1),
        "amount": 12_345_678_901,
        "open_amount": 12_345_678_901,
        "product": None,
        "disputed": True,
        "known_at": known_at,
        "known_on": date(2026, 11, 1),
        "attributes": {"ruta": "12", "año": "2026"},
    }

    inserted = bulk_insert(session.connection(), Invoice, [row])

    assert inserted == 1
    written = session.scalars(sa.select(Invoice)).one()
    assert {name: getattr(written, name) for name in row} == row | {"known_at": known_at.astimezone(UTC)}


def test_bulk_insert_fills_defaults_of_columns_left_out(session: Session, cast: Cast, now: datetime) -> None:
    customer = make_customer(session, now=now)
    row = {"customer_id": customer.id, "portfolio_id": cast.consumo.id, "created_at": now}

    bulk_insert(session.connection(), Account, [row])
    bulk_insert(session.connection(), Customer, [_customer("Z1", now=now)])

    account = session.scalars(sa.select(Account)).one()
    assert (account.ledger_dirty, account.open_amount, account.collector_id) == (True, 0, None)
    made = session.scalars(sa.select(Customer).where(Customer.external_id == "Z1")).one()
    assert (made.attributes, made.search_text) == ({}, "")


def test_bulk_insert_writes_an_absent_object_as_null(session: Session, cast: Cast, now: datetime) -> None:
    account = make_account(session, cast.consumo, now=now)
    row = {
        "portfolio_id": cast.consumo.id,
        "account_id": account.id,
        "external_id": "F1",
        "issued_on": date(2026, 11, 1),
        "due_on": date(2026, 11, 1),
        "amount": 0,
        "open_amount": 0,
        "known_at": now,
        "known_on": now.date(),
        "attributes": None,
    }

    bulk_insert(session.connection(), Invoice, [row])

    assert session.scalar(sa.select(sa.func.count()).where(Invoice.attributes.is_(sa.null()))) == 1


def test_bulk_insert_of_nothing_does_nothing(session: Session) -> None:
    assert bulk_insert(session.connection(), Customer, []) == 0


def test_bulk_insert_refuses_a_naive_instant(session: Session) -> None:
    with pytest.raises(ValueError, match="zone"):
        bulk_insert(session.connection(), Customer, [_customer("A", now=datetime(2026, 1, 1))])  # noqa: DTZ001 - the mistake under test


def test_bulk_upsert_inserts_new_rows_and_updates_known_ones(session: Session, now: datetime) -> None:
    connection = session.connection()
    bulk_insert(connection, Customer, [_customer("A", now=now, kind=CustomerKind.BUSINESS, city="Cali")])
    rows = [
        _customer("A", now=now, name="Otra A", kind=CustomerKind.RESIDENTIAL, city="Lima"),
        _customer("B", now=now, name="B", kind=None, city=None),
    ]

    bulk_upsert(connection, Customer, rows, key=["external_id"], keep=["city", "created_at"])

    assert _customers(session) == [("A", "Otra A", CustomerKind.RESIDENTIAL, "Cali"), ("B", "B", None, None)]


def test_bulk_upsert_leaves_columns_alone_that_were_not_given(session: Session, now: datetime) -> None:
    connection = session.connection()
    bulk_insert(connection, Customer, [_customer("A", now=now, attributes={"a": "1"}, search_text="a")])

    bulk_upsert(connection, Customer, [_customer("A", now=now, name="Otra")], key=["external_id"])

    row = session.scalars(sa.select(Customer)).one()
    assert (row.name, row.attributes, row.search_text) == ("Otra", {"a": "1"}, "a")


def test_bulk_upsert_with_every_column_kept_inserts_only(session: Session, now: datetime) -> None:
    connection = session.connection()
    bulk_insert(connection, Customer, [_customer("A", now=now)])
    rows = [_customer("A", now=now, name="x"), _customer("B", now=now)]

    bulk_upsert(connection, Customer, rows, key=["external_id"], keep=["name", "created_at"])

    assert [row[1] for row in _customers(session)] == ["Cliente A", "Cliente B"]


def test_bulk_upsert_twice_in_one_transaction_works(session: Session, now: datetime) -> None:
    for name in ("uno", "dos"):
        bulk_upsert(session.connection(), Customer, [_customer("A", now=now, name=name)], key=["external_id"])

    assert [row[1] for row in _customers(session)] == ["dos"]


def test_bulk_writes_land_every_row_however_many_go_into_a_statement(session: Session, now: datetime) -> None:
    connection = session.connection()
    names = [f"C{number:03}" for number in range(2 * ROWS_AT_ONCE + 1)]
    new = [f"D{number:03}" for number in range(2 * ROWS_AT_ONCE)]

    bulk_insert(connection, Customer, [_customer(name, now=now) for name in names])
    rows = [_customer(name, now=now, name=f"Otro {name}") for name in (*names, *new)]
    written = bulk_upsert(connection, Customer, rows, key=["external_id"])

    assert written == len(names) + len(new)
    assert [row[:2] for row in _customers(session)] == [(name, f"Otro {name}") for name in (*names, *new)]


def test_bulk_update_sets_columns_by_id(session: Session, cast: Cast, now: datetime) -> None:
    first = make_account(session, cast.consumo, now=now)
    second = make_account(session, cast.consumo, now=now)
    rows = [
        {"id": first.id, "open_amount": 500, "oldest_due_on": date(2026, 10, 1), "ledger_dirty": False},
        {"id": second.id, "open_amount": 700, "oldest_due_on": None, "ledger_dirty": False},
        {"id": 999_999, "open_amount": 1, "oldest_due_on": None, "ledger_dirty": False},
    ]

    bulk_update(session.connection(), Account, rows)

    columns = (Account.open_amount, Account.oldest_due_on, Account.ledger_dirty)
    found = session.execute(sa.select(*columns).order_by(Account.id)).all()
    assert [tuple(row) for row in found] == [(500, date(2026, 10, 1), False), (700, None, False)]


def test_bulk_update_quotes_names_that_are_words_of_sql(session: Session, cast: Cast) -> None:
    bulk_update(session.connection(), User, [{"id": cast.andrea.id, "name": "Andrea %s ?"}])

    assert session.scalar(sa.select(User.name).where(User.id == cast.andrea.id)) == "Andrea %s ?"


def test_is_among_finds_any_number_of_texts(session: Session, now: datetime) -> None:
    connection = session.connection()
    bulk_insert(connection, Customer, [_customer(f"C{n}", now=now) for n in range(10)])
    wanted = ["C3", "C7", 'x"y', *(f"other {n}" for n in range(40_000))]

    found = connection.scalars(
        sa.select(Customer.external_id).where(is_among(connection, Customer.external_id, wanted))
    ).all()

    assert sorted(found) == ["C3", "C7"]


def test_is_among_finds_numbers_and_nothing_in_an_empty_list(session: Session, cast: Cast) -> None:
    connection = session.connection()
    codes = sa.select(Portfolio.code)

    found = connection.scalars(codes.where(is_among(connection, Portfolio.id, [cast.consumo.id]))).all()
    none = connection.scalars(codes.where(is_among(connection, Portfolio.id, []))).all()

    assert (found, none) == (["consumo"], [])


def test_bulk_read_gives_what_the_session_gives(session: Session, cast: Cast, now: datetime) -> None:
    for number in range(3):
        account = make_account(session, cast.consumo, now=now)
        make_invoice(session, account, due_on=now.date(), amount=100 + number)
    columns = (Invoice.id, Invoice.due_on, Invoice.disputed, Invoice.known_at, Invoice.product, Invoice.attributes)
    statement = sa.select(*columns, sa.cast(Invoice.amount, sa.Float)).order_by(Invoice.id)

    read = bulk_read(session.connection(), statement, tuple)

    assert len(read) == 3
    assert read == [tuple(row) for row in session.execute(statement)]


def test_bulk_read_of_nothing_is_empty(session: Session) -> None:
    assert bulk_read(session.connection(), sa.select(Invoice.id).where(sa.false()), tuple) == []


def test_the_collector_is_on_again_after_a_failure() -> None:
    with pytest.raises(ZeroDivisionError), uncollected():
        assert gc.isenabled() / 0

    assert gc.isenabled()


def test_what_was_made_uncollected_is_not_looked_through_as_soon_as_the_collector_is_on() -> None:
    collections: list[str] = []

    def note(phase: str, _about: dict[str, int]) -> None:
        collections.append(phase)

    gc.callbacks.append(note)
    try:
        with uncollected():
            made = [[number] for number in range(20_000)]
        after = [[number] for number in range(10)]
    finally:
        gc.callbacks.remove(note)

    assert (len(made), len(after), collections) == (20_000, 10, [])


def test_what_somebody_froze_stays_frozen() -> None:
    gc.freeze()
    try:
        with uncollected():
            pass
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()


def test_the_collector_stays_off_for_who_had_it_off() -> None:
    with uncollected():
        with uncollected():
            pass
        assert not gc.isenabled()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # on SQLite every row is found by its key
def test_bulk_update_of_a_few_rows_does_not_read_the_whole_table(session: Session, now: datetime) -> None:
    bulk_insert(session.connection(), Customer, [_customer(f"C{number}", now=now) for number in range(5_000)])
    analyse(session.connection(), Customer)
    ids = session.scalars(sa.select(Customer.id).order_by(Customer.id).limit(10)).all()
    read = sa.text("SELECT seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = 'customer'")
    before = session.scalar(read)

    bulk_update(session.connection(), Customer, [{"id": one, "city": "Cali"} for one in ids])

    assert session.scalar(read) == before
