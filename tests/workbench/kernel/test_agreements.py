"""How far ahead a call-back may be agreed, and how far back the queue looks for it."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from workbench.kernel.agreements import CALLBACK_KEPT, first_agreed_day, last_callback_day, last_callback_instant
from workbench.kernel.days import day_of

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def test_sixty_days_the_last_one_included():
    assert last_callback_day(date(2026, 11, 18)) == date(2027, 1, 17)
    assert last_callback_instant(date(2026, 11, 18), "America/Bogota") == datetime(
        2027, 1, 18, 4, 59, 59, 999999, tzinfo=UTC
    )


@given(agreed_on=DAYS, zone=st.sampled_from(["America/Bogota", "Europe/Madrid", "Pacific/Auckland"]))
def test_what_may_be_agreed_is_looked_for_as_long_as_it_is_kept(agreed_on, zone):
    last = day_of(last_callback_instant(agreed_on, zone), zone)

    assert last == last_callback_day(agreed_on)
    assert first_agreed_day(last + CALLBACK_KEPT) == agreed_on
    assert first_agreed_day(last + CALLBACK_KEPT + timedelta(days=1)) > agreed_on
