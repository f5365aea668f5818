"""Days: how they are written, and what people may type for one."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.web.days import (
    UnclearDay,
    days_between,
    format_day,
    format_full_day,
    format_hour,
    format_short_day,
    read_day,
    read_past_day,
)

TODAY = date(2026, 11, 19)
"""A Thursday."""


def test_day_says_its_weekday_this_year_and_its_year_otherwise() -> None:
    assert format_day(TODAY, today=TODAY, language="es") == "jue 19 nov"
    assert format_day(date(2027, 1, 3), today=TODAY, language="es") == "3 ene 2027"
    assert format_day(TODAY, today=TODAY, language="en") == "Thu 19 Nov"


def test_short_day_leaves_the_weekday_out() -> None:
    assert format_short_day(date(2026, 10, 3), today=TODAY, language="es") == "3 oct"
    assert format_short_day(date(2025, 10, 3), today=TODAY, language="es") == "3 oct 2025"


def test_full_day_is_said_aloud() -> None:
    assert format_full_day(date(2026, 11, 30), language="es") == "lunes 30 de noviembre"
    assert format_full_day(date(2026, 11, 30), language="en") == "Monday 30 November"


def test_hour_has_24_hours() -> None:
    assert format_hour(datetime(2026, 11, 19, 5, 4)) == "05:04"  # noqa: DTZ001 - only the clock's face is shown


@pytest.mark.parametrize(("day", "distance"), [(19, 0), (25, 6), (26, None), (13, -6), (12, None)])
def test_days_between_knows_what_is_near(day: int, distance: int | None) -> None:
    assert days_between(date(2026, 11, day), today=TODAY) == distance


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("hoy", date(2026, 11, 19)),
        ("Mañana", date(2026, 11, 20)),
        ("manana", date(2026, 11, 20)),
        ("pasado mañana", date(2026, 11, 21)),
        ("tomorrow", date(2026, 11, 20)),
        ("vie", date(2026, 11, 20)),
        ("viernes", date(2026, 11, 20)),
        ("fri", date(2026, 11, 20)),
        ("jue", date(2026, 11, 26)),
        ("mié", date(2026, 11, 25)),
        ("30", date(2026, 11, 30)),
        ("19", date(2026, 11, 19)),
        ("3", date(2026, 12, 3)),
        ("31", date(2026, 12, 31)),
        ("+7", date(2026, 11, 26)),
        ("30/11", date(2026, 11, 30)),
        ("3/11", date(2027, 11, 3)),
        ("30/11/26", date(2026, 11, 30)),
        ("30-11-2026", date(2026, 11, 30)),
        ("2026-12-01", date(2026, 12, 1)),
        ("30 nov", date(2026, 11, 30)),
        ("30-nov", date(2026, 11, 30)),
        ("30 de noviembre", date(2026, 11, 30)),
        ("lunes 30 de noviembre de 2026", date(2026, 11, 30)),
        ("lun, 30 nov 2026", date(2026, 11, 30)),
        ("30 dec", date(2026, 12, 30)),
    ],
)
def test_day_is_read_as_people_type_it(text: str, day: date) -> None:
    assert read_day(text, today=TODAY) == day


@pytest.mark.parametrize("text", ["", "pronto", "31/2", "32", "30 brumario", "11/30", "0", "+", "2026-13-01"])
def test_day_that_is_none_is_not_guessed(text: str) -> None:
    with pytest.raises(UnclearDay):
        read_day(text, today=TODAY)


@given(
    day=st.dates(min_value=TODAY, max_value=date(2030, 12, 31)),
    language=st.sampled_from(["es", "en"]),
)
def test_day_that_is_shown_is_read_back_the_same(day: date, language: str) -> None:
    assert read_day(format_day(day, today=TODAY, language=language), today=TODAY) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("hoy", TODAY), ("ayer", date(2026, 11, 18)), ("yesterday", date(2026, 11, 18)),
        ("2/11", date(2026, 11, 2)), ("20/11", date(2025, 11, 20)), ("20 nov", date(2025, 11, 20)),
        ("lun", date(2026, 11, 16)), ("jue", TODAY), ("20", date(2026, 10, 20)), ("19", TODAY),
        ("2026-12-01", date(2026, 12, 1)), ("1/12/2026", date(2026, 12, 1)), ("mañana", date(2026, 11, 20)),
        ("+7", date(2026, 11, 26)), ("jue 19 nov", TODAY),
    ],
)  # fmt: skip
def test_day_that_has_been_is_the_last_one(text: str, day: date) -> None:
    assert read_past_day(text, today=TODAY) == day


def test_day_that_is_none_is_not_guessed_as_a_past_one() -> None:
    with pytest.raises(UnclearDay):
        read_past_day("nunca", today=TODAY)
