from datetime import date

import pytest

from workbench.demo.contact_days import Diary, hours, working_day_from

MONDAY = date(2026, 11, 9).toordinal()


@pytest.mark.parametrize(
    ("country", "day", "expected"),
    [
        ("CO", date(2026, 11, 9), (480, 1140)),
        ("CO", date(2026, 11, 14), (480, 780)),
        ("CO", date(2026, 11, 15), None),
        ("CO", date(2026, 11, 16), None),  # independence of Cartagena, moved to Monday
        ("MX", date(2026, 11, 14), None),
        ("CL", date(2026, 11, 14), (600, 840)),
        ("PE", date(2026, 11, 14), None),
        ("PE", date(2026, 12, 8), None),  # immaculate conception
    ],
)
def test_hours_follow_weekday_and_holidays(country, day, expected):
    assert hours(country, day.toordinal()) == expected


def test_working_day_from_skips_a_sunday_and_a_holiday():
    assert working_day_from("CO", date(2026, 11, 15).toordinal()) == date(2026, 11, 17).toordinal()


def test_diary_allows_one_attempt_a_day():
    diary = Diary("PE", last_attempt=MONDAY)

    assert [diary.may_call(MONDAY), diary.may_call(MONDAY + 1)] == [False, True]


@pytest.mark.parametrize(("country", "first_day"), [("CO", 8), ("CL", 8), ("MX", 2), ("PE", 2)])
def test_diary_waits_after_a_contact_on_tuesday(country, first_day):
    """In Colombia until the next ISO week, whose Monday 16 November is a holiday; in Chile for seven days."""
    diary = Diary(country, last_contact=MONDAY + 1)

    allowed = [day for day in range(1, 12) if diary.may_call(MONDAY + day)]

    assert allowed[0] == first_day


def test_diary_writes_to_a_chilean_twice_in_seven_days_two_days_apart():
    diary = Diary("CL", messages=[MONDAY])

    assert [diary.may_write(MONDAY + 1), diary.may_write(MONDAY + 2)] == [False, True]

    diary.messages.append(MONDAY + 2)
    allowed = [day for day in range(3, 12) if diary.may_write(MONDAY + day)]

    assert allowed[0] == 7


def test_diary_puts_a_callback_on_the_first_lawful_day():
    tuesday = MONDAY + 1

    days = {country: Diary(country).earliest_callback(tuesday) - MONDAY for country in ("CO", "CL", "MX", "PE")}

    assert days == {"CO": 8, "CL": 8, "MX": 2, "PE": 2}
