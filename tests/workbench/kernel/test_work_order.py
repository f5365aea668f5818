"""The order of work as a sort key and as an order of SQL: the two forms are equal."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from models import WorkItem
from models.enums import Lane
from workbench.kernel.work_order import after_position, position_of, work_order

HOURS = st.datetimes(datetime(2026, 11, 18, 8), datetime(2026, 11, 18, 12)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001 - made aware at once
NOW = datetime(2026, 11, 18, 10, tzinfo=UTC)
ROWS = st.lists(
    st.fixed_dictionaries({
        "lane": st.sampled_from(Lane), "due_at": st.none() | HOURS | st.just(datetime(2026, 11, 18, 9, tzinfo=UTC)),
        "best_from": st.none() | HOURS, "collector_id": st.sampled_from([None, 4]), "rank": st.integers(0, 3),
    }), min_size=1, max_size=15,
)  # fmt: skip


@pytest.fixture(scope="module")
def connection():
    """The table without keys and constraints: what is asked is of single columns."""
    engine = sa.create_engine("sqlite://")
    bare = sa.MetaData()
    sa.Table("work_item", bare, *(sa.Column(column.name, column.type) for column in WorkItem.__table__.columns))
    with engine.connect() as connection:
        bare.create_all(connection)
        yield connection
    engine.dispose()


def positions(rows):
    return [
        position_of(
            lane=row["lane"], due_at=row["due_at"], is_pooled=row["collector_id"] is None, best_from=row["best_from"],
            rank=row["rank"], item_id=id_, now=NOW,
        )
        for id_, row in enumerate(rows)
    ]  # fmt: skip


def test_who_rests_until_an_agreed_call_of_a_later_day_stands_after_who_is_called_today():
    agreed = {"due_at": datetime(2026, 11, 30, 8, tzinfo=UTC), "is_pooled": False, "best_from": None, "now": NOW}
    resting = position_of(lane=Lane.RESTING, rank=9, item_id=1, **agreed)
    others = {"due_at": None, "is_pooled": False, "best_from": None, "now": NOW}
    ranked = position_of(lane=Lane.RANKED, rank=5, item_id=2, **others)
    sooner = position_of(lane=Lane.RESTING, rank=8, item_id=3, **others)

    assert sorted([resting, sooner, ranked]) == [ranked, sooner, resting]


@given(rows=ROWS)
def test_sql_orders_as_the_key_sorts(connection, rows):
    connection.execute(sa.delete(WorkItem.__table__))
    for id_, row in enumerate(rows):
        connection.execute(sa.insert(WorkItem.__table__).values(id=id_, **row))
    in_order = [position.id for position in sorted(positions(rows))]

    assert list(connection.scalars(sa.select(WorkItem.id).order_by(*work_order(NOW)))) == in_order
    for place, id_ in enumerate(in_order):
        after = sa.select(WorkItem.id).where(after_position(positions(rows)[id_], now=NOW)).order_by(*work_order(NOW))
        assert list(connection.scalars(after)) == in_order[place + 1 :]
