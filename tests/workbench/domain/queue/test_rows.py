"""What building leaves as people put it: postponements, which reach into the days after."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from models import WorkItem
from models.enums import Lane, WorkState
from tests.factories.callable import make_callable
from tests.factories.ledger import make_interaction
from workbench.domain.queue.build import build_queues

TODAY = date(2026, 11, 18)


@pytest.fixture
def build(session, now):
    def run(on: date = TODAY, *, at: datetime = now):
        return build_queues(session, on=on, today=on, now=at)

    return run


def items(session, on: date = TODAY) -> list[WorkItem]:
    return list(session.scalars(sa.select(WorkItem).where(WorkItem.queue_on == on).order_by(WorkItem.rank)))


FAR = datetime(2026, 11, 25, 21, 0, tzinfo=UTC)


@pytest.fixture
def postponed(session, build, cast, now):
    """A customer whose item of today is postponed for a week."""
    account = make_callable(session, cast.consumo, now=now, today=TODAY)
    build()
    items(session)[0].not_before, items(session)[0].snoozed_at = FAR, datetime(2026, 11, 18, 16, tzinfo=UTC)
    session.flush()
    return account


def _days(session, build, now, *ahead: int) -> list[datetime | None]:
    """What each of these days ahead postpones its item to."""
    found = []
    for days in ahead:
        build(TODAY + timedelta(days=days), at=now + timedelta(days=days))
        found += [item.not_before for item in items(session, TODAY + timedelta(days=days))]
    return found


def test_postponement_goes_along_every_night_until_its_day(session, build, postponed, now):
    assert _days(session, build, now, 1, 2, 7, 8) == [FAR, FAR, FAR, None]


def test_item_that_was_opened_and_left_is_still_postponed(session, build, postponed, now, *, cast):
    item = items(session)[0]
    item.state, item.claimed_by, item.claimed_until = WorkState.CLAIMED, cast.andrea.id, now
    session.flush()

    assert _days(session, build, now, 1) == [FAR]


@pytest.mark.parametrize("state", [WorkState.DONE, WorkState.SKIPPED, WorkState.GONE])
@pytest.mark.both
def test_postponement_ends_when_a_later_days_item_is_worked_or_leaves(session, build, postponed, now, state):
    _days(session, build, now, 1)
    items(session, TODAY + timedelta(days=1))[0].state = state
    session.flush()

    assert _days(session, build, now, 2) == [None]


def test_callback_agreed_after_a_postponement_is_not_hidden_by_it(session, build, postponed, now):
    _days(session, build, now, 1)
    hour = now + timedelta(days=2)
    make_interaction(session, postponed, at=now + timedelta(days=1), outcome="CD-VLL", callback_at=hour)

    assert _days(session, build, now, 2) == [None]
    item = items(session, TODAY + timedelta(days=2))[0]
    assert (item.lane, item.due_at) == (Lane.CALLBACK, hour)


@pytest.mark.parametrize(
    ("hours", "outcome", "stands"),
    [
        (-1, "NC-NCT", True),
        (1, "NC-NCT", True),
        (1 + 24, "NC-NCT", False),
        (1 + 24, "AD-JUD", True),
        (2, "CD-PEN", False),
    ],
)
def test_postponement_stands_until_somebody_tries_to_speak_with_the_customer(
    session, build, postponed, now, *, hours, outcome, stands
):
    make_interaction(session, postponed, at=now + timedelta(hours=hours), outcome=outcome)

    assert _days(session, build, now, 2) == [FAR if stands else None]


@pytest.mark.parametrize(
    ("zone", "hour", "stands"),
    [
        ("America/Bogota", datetime(2026, 11, 19, 2, tzinfo=UTC), False),
        ("Europe/Madrid", datetime(2026, 11, 18, 23, 30, tzinfo=UTC), True),
    ],
)
def test_postponement_ends_with_the_local_day(session, build, postponed, now, *, cast, zone, hour, stands):
    cast.consumo.timezone = zone
    items(session)[0].not_before = hour
    session.flush()

    assert _days(session, build, now, 1) == [hour if stands else None]
