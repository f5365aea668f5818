"""The one calendar: working days, paydays, and the days that are offered for a payment."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.kernel.calendar import WorkingCalendar, calendar_for, days_to_offer

COLOMBIA = WorkingCalendar("CO")
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 13), True),
        (date(2026, 11, 14), False),  # Saturday
        (date(2026, 11, 16), False),  # Independencia de Cartagena
        (date(2026, 11, 17), True),
    ],
)
def test_working_days_are_those_of_the_country(day, works):
    assert COLOMBIA.is_working_day(day) is works


def test_operators_closed_day_is_no_working_day():
    calendar = calendar_for("CO", ["2026-12-24"])

    assert calendar.is_working_day(date(2026, 12, 24)) is False
    assert calendar.next_working_day(date(2026, 12, 23)) == date(2026, 12, 28)


@pytest.mark.parametrize("code", [None, "ZZ", ""])
def test_calendar_that_is_not_known_has_weekends_only(code):
    calendar = WorkingCalendar(code)

    assert [calendar.is_working_day(date(2026, 12, day)) for day in (25, 26)] == [True, False]


@pytest.mark.parametrize(
    ("nominal", "paid"),
    [
        (date(2026, 11, 15), date(2026, 11, 13)),  # Sunday, and Monday is a holiday
        (date(2026, 11, 30), date(2026, 11, 30)),
        (date(2026, 10, 31), date(2026, 10, 30)),
    ],
)
def test_payday_on_a_closed_day_is_paid_the_working_day_before(nominal, paid):
    assert COLOMBIA.payday_of(nominal) == paid


def test_next_payday_may_be_today():
    assert COLOMBIA.next_payday(date(2026, 11, 13)) == date(2026, 11, 13)
    assert COLOMBIA.next_payday(date(2026, 11, 14)) == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("today", "horizon", "days"),
    [
        (date(2026, 11, 18), 15, (date(2026, 11, 19), date(2026, 11, 30))),
        (date(2026, 11, 13), 15, (date(2026, 11, 17), date(2026, 11, 27))),
        (date(2026, 11, 10), 15, (date(2026, 11, 11), date(2026, 11, 13))),
        (date(2026, 11, 20), 2, (None, None)),
        (date(2026, 11, 18), 1, (date(2026, 11, 19), None)),
    ],
)
def test_offered_days_are_working_days_within_the_horizon(today, horizon, days):
    assert days_to_offer(COLOMBIA, today=today, horizon_days=horizon) == days


@settings(deadline=None)
@given(today=DAYS, horizon=st.integers(0, 60), closed=st.sets(DAYS, max_size=5))
def test_what_is_offered_can_be_promised(today, horizon, closed):
    calendar = WorkingCalendar("MX", frozenset(closed))

    offered = [day for day in days_to_offer(calendar, today=today, horizon_days=horizon) if day is not None]

    assert offered == sorted(set(offered))
    assert all(today < day <= today + timedelta(days=horizon) for day in offered)
    assert all(calendar.is_working_day(day) for day in offered)
