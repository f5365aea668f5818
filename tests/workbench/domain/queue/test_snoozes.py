"""To which hours postponing is offered: only such as it takes, in words that say why."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.factories.callable import make_callable
from tests.factories.work import make_item
from workbench.domain.contact import people_of
from workbench.domain.queue.availability import CallQuestion
from workbench.domain.queue.skip import snooze_item
from workbench.domain.queue.snoozes import SnoozeHour, snooze_offers

BOGOTA = ZoneInfo("America/Bogota")
WEDNESDAY = datetime(2026, 11, 18, tzinfo=BOGOTA)


@pytest.fixture
def item(session, cast, now):
    """An item of Andrea's, in Colombia: calls from 7 to 19, on Saturdays from 8 to 15, never on Sundays."""
    account = make_callable(session, cast.consumo, now=now, today=WEDNESDAY.date(), collector_id=cast.andrea.id)
    return make_item(session, account, on=WEDNESDAY.date())


def offered(session, item, at, best_hour=None):
    question = CallQuestion(item.customer_id, item.account_id, item.lane, item.rests_until, (), "CO", "America/Bogota")
    person = people_of(session, [item.customer_id], at=at)[item.customer_id]
    return snooze_offers(question, person, best_hour=best_hour, now=at)


@pytest.mark.parametrize(
    ("hour", "best", "expected"),
    [
        ((10, 0), 16, [("18 11:00", "soon"), ("18 16:00", "best"), ("18 18:00", "last"), ("19 16:00", "another_day")]),
        ((10, 7), None, [("18 11:15", "soon"), ("18 18:00", "last"), ("19 09:00", "another_day")]),
        ((17, 30), 16, [("18 18:30", "soon"), ("19 16:00", "another_day")]),
        ((18, 30), 20, [("19 09:00", "another_day")]),
        ((20, 30), 16, [("19 16:00", "another_day")]),
        ((2, 30), 5, [("18 07:00", "soon"), ("18 18:00", "last"), ("19 09:00", "another_day")]),
    ],
)
def test_hours_offered_are_open_ones_and_the_best_comes_with_its_name(session, item, hour, best, expected):
    at = WEDNESDAY.replace(hour=hour[0], minute=hour[1])

    found = offered(session, item, at, best)

    assert [(f"{one.at:%d %H:%M}", one.hour.value) for one in found] == expected


def test_a_closed_day_is_passed_over(session, item):
    saturday = WEDNESDAY + timedelta(days=3, hours=14, minutes=30)

    (offer,) = offered(session, item, saturday, 16)

    assert (offer.at, offer.hour) == (WEDNESDAY + timedelta(days=5, hours=16), SnoozeHour.ANOTHER_DAY)


@pytest.mark.parametrize("hour", [0, 3, 7, 12, 17, 18, 19, 23])
@pytest.mark.parametrize("best", [None, 4, 11, 18, 22])
def test_everything_offered_is_taken(session, item, cast, hour, best):
    at = WEDNESDAY.replace(hour=hour, minute=20)

    for offer in offered(session, item, at, best):
        snooze_item(session, cast.person("andrea"), item_id=item.id, until=offer.at, now=at)
        assert item.not_before == offer.at
