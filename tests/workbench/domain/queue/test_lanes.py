"""The lanes of a day and who rests."""

from datetime import UTC, date, datetime, timedelta

import pytest

from models.enums import Lane
from scoring.points import Phone
from workbench.domain.queue.lanes import Agreements, LanePlacement, is_just_broken, place_of

DAY = date(2026, 11, 18)
ZONE = "America/Bogota"
NOON = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)


def place(phone: Phone = Phone.VERIFIED, **agreed) -> LanePlacement:
    return place_of(Agreements(**agreed), phone, on=DAY, zone=ZONE)


def midnight(days: int) -> datetime:
    return datetime(2026, 11, 18, 5, 0, tzinfo=UTC) + timedelta(days=days)


def promise(days: int) -> dict[str, date]:
    return {"promise_due_on": DAY + timedelta(days=days), "promise_last_day": DAY + timedelta(days=days + 3)}


def test_nothing_agreed_is_ranked():
    assert place() == LanePlacement(Lane.RANKED)


@pytest.mark.parametrize("phone", [Phone.UNVERIFIED, Phone.UNKNOWN])
def test_a_number_that_may_work_is_ranked(phone):
    assert place(phone) == LanePlacement(Lane.RANKED)


def test_no_number_is_located():
    assert place(Phone.NONE) == LanePlacement(Lane.LOCATE)


def test_callback_of_today_comes_first_at_its_hour():
    assert place(callback_at=NOON, **promise(0)) == LanePlacement(Lane.CALLBACK, due_at=NOON)


def test_callback_nobody_made_stays_due_a_week():
    kept, lapsed = NOON - timedelta(days=7), NOON - timedelta(days=8)

    assert place(callback_at=kept) == LanePlacement(Lane.CALLBACK, due_at=kept)
    assert place(callback_at=lapsed) == LanePlacement(Lane.RANKED)


def test_callback_of_another_day_rests_until_its_hour():
    tomorrow = NOON + timedelta(days=1)

    assert place(callback_at=tomorrow) == LanePlacement(Lane.CALLBACK, due_at=tomorrow, rests_until=tomorrow)


def test_day_of_a_callback_is_the_portfolios():
    late = datetime(2026, 11, 19, 3, 0, tzinfo=UTC)

    assert place(callback_at=late) == LanePlacement(Lane.CALLBACK, due_at=late)


def test_promise_due_today_is_worked():
    assert place(**promise(0)) == LanePlacement(Lane.PROMISE_DUE)


def test_promise_not_due_yet_rests_until_its_day():
    assert place(**promise(5)) == LanePlacement(Lane.PROMISE_DUE, rests_until=midnight(5))


def test_promise_within_its_grace_rests_until_it_is_decided():
    assert place(**promise(-2)) == LanePlacement(Lane.PROMISE_DUE, rests_until=midnight(2))


def test_promise_rests_before_a_later_callback():
    assert place(callback_at=NOON + timedelta(days=9), **promise(2)).rests_until == midnight(2)


def test_broken_promise_is_a_lane_of_its_own_even_without_a_number():
    assert place(Phone.NONE, broken_on=DAY) == LanePlacement(Lane.PROMISE_BROKEN)


@pytest.mark.parametrize(
    ("broken", "reached", "expected"),
    [
        (0, None, True),
        (-6, None, True),
        (-7, None, False),
        (1, None, False),
        (-3, -4, True),
        (-3, -3, False),
        (-3, -1, False),
    ],
)
def test_promise_is_just_broken_for_a_week_until_the_customer_is_reached(broken, reached, expected):
    reached_on = None if reached is None else DAY + timedelta(days=reached)

    assert is_just_broken(DAY + timedelta(days=broken), reached_on=reached_on, on=DAY) is expected
