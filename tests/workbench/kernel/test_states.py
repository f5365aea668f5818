"""Each state is decided in Python and in SQL: the two forms give the same for every row."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from models import ContactPoint, Hold, Interaction, Promise, WorkItem
from models.enums import HoldKind, PointState, PromiseState, WorkState
from workbench.kernel import states

NOW = datetime(2026, 11, 18, 15, tzinfo=UTC)
TODAY = NOW.date()
INSTANTS = st.datetimes(datetime(2026, 11, 18, 8), datetime(2026, 11, 18, 22)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001 - made aware at once
NEAR = st.dates(TODAY - timedelta(days=4), TODAY + timedelta(days=4))


@pytest.fixture(scope="module")
def connection():
    """Tables without keys and constraints: what is asked is of single columns."""
    engine = sa.create_engine("sqlite://")
    bare = sa.MetaData()
    for model in (ContactPoint, Hold, Interaction, Promise, WorkItem):
        columns = (sa.Column(column.name, column.type) for column in model.__table__.columns)
        sa.Table(model.__tablename__, bare, *columns)
    with engine.connect() as connection:
        bare.create_all(connection)
        yield connection
    engine.dispose()


def among(connection, model, rows, condition):
    """For each row, whether the condition holds for it in the database."""
    connection.execute(sa.delete(model.__table__))
    for place, row in enumerate(rows):
        connection.execute(sa.insert(model.__table__).values(id=place, **row))
    found = set(connection.scalars(sa.select(model.id).where(condition)))
    return [place in found for place in range(len(rows))]


@settings(deadline=None)
@given(rows=st.lists(st.fixed_dictionaries({
    "at": INSTANTS, "outcome_code": st.sampled_from([None, "CD-PDP"]),
}), min_size=1, max_size=20))  # fmt: skip
def test_open_attempt(connection, rows):
    assert among(connection, Interaction, rows, states.open_attempt_condition(NOW)) == [
        states.is_attempt_open(**row, now=NOW) for row in rows
    ]


@settings(deadline=None)
@given(rows=st.lists(st.fixed_dictionaries({
    "state": st.sampled_from(WorkState), "claimed_until": st.none() | INSTANTS | st.just(NOW),
}), min_size=1, max_size=20))  # fmt: skip
def test_live_claim(connection, rows):
    live = [states.is_claim_live(row["state"], row["claimed_until"], now=NOW) for row in rows]

    assert among(connection, WorkItem, rows, states.live_claim_condition(NOW)) == live
    assert among(connection, WorkItem, rows, sa.not_(states.live_claim_condition(NOW))) == [not one for one in live]


@settings(deadline=None)
@given(rows=st.lists(st.fixed_dictionaries({
    "known_on": NEAR, "until_on": st.none() | NEAR, "lifted_on": st.none() | NEAR,
}), min_size=1, max_size=20), on=NEAR)  # fmt: skip
def test_hold_in_force(connection, rows, on):
    terms = [states.HoldTerm(HoldKind.DISPUTE, **row) for row in rows]

    assert among(connection, Hold, rows, states.hold_in_force_condition(on=on, today=TODAY)) == [
        states.is_on_hold([term], on=on, today=TODAY) for term in terms
    ]


def test_number_in_use(connection):
    rows = [{"state": state} for state in PointState]

    assert among(connection, ContactPoint, rows, states.in_use_condition()) == [
        states.is_in_use(state) for state in PointState
    ]


def test_open_promise(connection):
    rows = [{"state": state} for state in PromiseState]

    assert among(connection, Promise, rows, states.open_promise_condition()) == [
        states.is_promise_open(state) for state in PromiseState
    ]


def test_hold_counts_from_the_day_after_it_was_known():
    term = states.HoldTerm(HoldKind.DISPUTE, known_on=date(2026, 11, 17))

    assert [states.is_on_hold([term], on=date(2026, 11, day), today=TODAY) for day in (17, 18)] == [False, True]
