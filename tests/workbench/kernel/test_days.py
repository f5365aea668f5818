from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.kernel.days import day_of, days_past_due, end_of_day, known_until, start_of_day

ZONES = ["UTC", "America/Bogota", "America/Santiago", "America/Asuncion", "America/Havana", "Europe/Madrid"]


@pytest.mark.parametrize(
    ("zone", "day"),
    [("America/Bogota", date(2026, 11, 17)), ("UTC", date(2026, 11, 18)), ("Europe/Madrid", date(2026, 11, 18))],
)
def test_day_of_is_the_date_in_the_zone(zone, day):
    instant = datetime(2026, 11, 18, 4, 59, tzinfo=UTC)

    assert day_of(instant, zone) == day


def test_day_of_refuses_an_instant_without_a_zone():
    with pytest.raises(ValueError, match="zone"):
        day_of(datetime(2026, 11, 18, 4, 59), "UTC")  # noqa: DTZ001 - the mistake under test


def test_end_of_day_is_the_last_microsecond_in_utc():
    assert end_of_day(date(2026, 11, 18), "America/Bogota") == datetime(2026, 11, 19, 4, 59, 59, 999999, tzinfo=UTC)


def test_start_of_day_is_the_change_where_clocks_go_forward_at_midnight():
    # Santiago, 6 September 2026: 00:00 does not exist, the day begins at 01:00, UTC-3.
    assert start_of_day(date(2026, 9, 6), "America/Santiago") == datetime(2026, 9, 6, 4, tzinfo=UTC)


def test_start_of_day_is_the_first_midnight_where_clocks_go_back_over_it():
    # Havana, 1 November 2026: 00:00 to 01:00 is lived twice, first at UTC-4.
    assert start_of_day(date(2026, 11, 1), "America/Havana") == datetime(2026, 11, 1, 4, tzinfo=UTC)


@settings(deadline=None)
@given(day=st.dates(date(1990, 1, 1), date(2040, 12, 31)), zone=st.sampled_from(ZONES))
def test_a_day_is_the_instants_from_its_start_to_its_end(day, zone):
    start, end = start_of_day(day, zone), end_of_day(day, zone)

    assert (day_of(start, zone), day_of(end, zone)) == (day, day)
    assert day_of(start - timedelta(microseconds=1), zone) == day - timedelta(days=1)
    assert day_of(end + timedelta(microseconds=1), zone) == day + timedelta(days=1)
    assert timedelta(hours=22) < end - start < timedelta(hours=26)


@pytest.mark.parametrize(("on", "days"), [(date(2026, 3, 1), 0), (date(2026, 3, 2), 1), (date(2026, 2, 28), -1)])
def test_days_past_due_count_from_the_due_day(on, days):
    assert days_past_due(date(2026, 3, 1), on) == days


@pytest.mark.parametrize(
    ("day", "until"),
    [
        (date(2026, 11, 17), date(2026, 11, 16)),
        (date(2026, 11, 18), date(2026, 11, 18)),
        (date(2026, 11, 19), date(2026, 11, 18)),
    ],
    ids=["past", "the clock's own day", "future"],
)
def test_known_until_lets_only_the_clocks_own_day_see_its_own_facts(day, until):
    assert known_until(day, date(2026, 11, 18)) == until
