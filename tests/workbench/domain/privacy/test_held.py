"""Every table is told of: what it holds on a customer and what an erasure does to it, or that it holds nothing."""

import sqlalchemy as sa

from models import Base, Customer
from workbench.domain.privacy import HELD, NAMES, NOT_HELD


def leads_to_customer(table, seen=frozenset()):
    """Whether a row of a table can be followed to a customer by foreign keys."""
    targets = {key.column.table for key in table.foreign_keys} - {table, *seen}
    return any(one.name == "customer" or leads_to_customer(one, seen | {table}) for one in targets)


def test_every_table_is_held_or_says_what_it_holds_instead():
    held = {one.table.__tablename__ for one in HELD}

    assert held & NOT_HELD.keys() == set()
    assert set(Base.metadata.tables) == held | NOT_HELD.keys()
    assert all(NOT_HELD.values())


def test_every_table_that_leads_to_a_customer_is_held():
    held = {one.table.__tablename__ for one in HELD}

    leading = {name for name, table in Base.metadata.tables.items() if leads_to_customer(table)}

    assert leading - held == set()
    assert "contact_point_event" in leading


def test_every_text_of_a_held_table_is_replaced_or_named_as_kept():
    untold = [
        f"{one.table.__tablename__}.{column.key}"
        for one in HELD
        for column in one.table.__table__.columns
        if isinstance(column.type, sa.String | sa.JSON | sa.LargeBinary) and not isinstance(column.type, sa.Enum)
        if column.key not in one.becomes and column.key not in one.kept
        if not (one.earlier and column.key == "values")
    ]

    assert untold == [], "say in held.py what an erasure does to these"


def test_what_is_named_is_there():
    for one in HELD:
        columns = set(one.table.__table__.columns.keys())
        assert {*one.becomes, *one.kept, *one.inside} <= columns, one.key
        assert one.becomes.keys() & one.kept == set(), one.key


def test_every_part_of_a_copy_has_a_name():
    assert ["merged_customers", *(one.key for one in HELD[1:])] == list(NAMES)
    assert HELD[0].table is Customer
