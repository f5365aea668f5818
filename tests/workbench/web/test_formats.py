"""Filters: region and language apart, days and hours in words."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from tests.workbench.web.conftest import THURSDAY
from workbench.web import formats

GAP = "\N{NO-BREAK SPACE}"


def _in_english(app: Flask) -> object:
    return app.test_request_context("/", headers={"Cookie": "idioma=en"})


@pytest.mark.parametrize(
    ("share", "digits", "shown"), [(0.62, 0, f"62{GAP}%"), (0.2214, 1, f"22,1{GAP}%"), (1, 0, f"100{GAP}%")]
)
@pytest.mark.usefixtures("request_context")
def test_percent_in_spanish_keeps_its_sign_apart(share: float, digits: int, shown: str) -> None:
    assert formats.percent(share, digits) == shown


def test_words_follow_the_screen_and_money_its_country(plain_app: Flask) -> None:
    with _in_english(plain_app):
        assert formats.percent(0.62) == "62%"
        assert formats.number(2568) == "2,568"
        assert formats.day(date(2026, 11, 19)) == "Thu 19 Nov"
        assert plain_app.jinja_env.filters["money"](128_450_000, "COP") == f"${GAP}1.284.500"
        assert plain_app.jinja_env.filters["short_money"](310_000_000, "COP") == f"${GAP}3,1M"


@pytest.mark.usefixtures("request_context")
def test_number_groups_its_thousands() -> None:
    assert formats.number(2568) == "2.568"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "hoy"),
        (1, "mañana"),
        (-1, "ayer"),
        (3, "en 3 días"),
        (-3, "hace 3 días"),
        (7, "jue 26 nov"),
        (-7, "jue 12 nov"),
    ],
)
@pytest.mark.usefixtures("request_context")
def test_relative_day_is_said_within_six_days(days: int, words: str) -> None:
    assert formats.relative_day(date(2026, 11, 19) + timedelta(days=days)) == words


@pytest.mark.usefixtures("request_context")
def test_hours_are_those_of_the_zone_asked_for() -> None:
    noon = datetime(2026, 11, 19, 17, 0, tzinfo=UTC)

    assert formats.hour(noon) == "12:00"
    assert formats.hour(noon, "America/Mexico_City") == "11:00"
    assert formats.instant(noon) == "hoy 12:00"
    assert formats.instant(noon - timedelta(days=5)) == "14 nov 12:00"


@pytest.mark.parametrize(
    ("away", "words"),
    [
        (timedelta(minutes=7), f"en 7{GAP}min"),
        (timedelta(minutes=-7), f"hace 7{GAP}min"),
        (timedelta(hours=-2, minutes=-10), f"hace 2{GAP}h"),
        (timedelta(days=-2), "hace 2 días"),
    ],
)
@pytest.mark.usefixtures("request_context")
def test_ago_says_how_far(away: timedelta, words: str) -> None:
    assert formats.ago(THURSDAY + away) == words


@pytest.mark.parametrize(
    ("days", "step", "name"),
    [
        (-3, 0, "al día"),
        (0, 0, "al día"),
        (1, 1, "1–30"),
        (30, 1, "1–30"),
        (31, 2, "31–60"),
        (90, 3, "61–90"),
        (120, 4, "91–120"),
        (121, 5, "+120"),
        (4000, 5, "+120"),
    ],
)
@pytest.mark.usefixtures("request_context")
def test_age_of_debt_has_five_steps(days: int, step: int, name: str) -> None:
    assert (formats.tramo(days), formats.tramo_name(days)) == (step, name)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, f"0{GAP}s"),
        (40, f"40{GAP}s"),
        (60, f"1{GAP}min"),
        (400, f"6{GAP}min 40{GAP}s"),
        (3600, f"1{GAP}h"),
        (3899, f"1{GAP}h 4{GAP}min"),
    ],
)
def test_length_of_a_call_is_told_in_minutes_and_hours(seconds: int, said: str) -> None:
    assert formats.duration(seconds) == said


@pytest.mark.usefixtures("request_context")
def test_days_late_are_short_in_lists_and_whole_elsewhere() -> None:
    assert formats.days_late(47) == f"47{GAP}d"
    assert [formats.days_late_long(days) for days in (1, 47, 1500)] == ["1 día", "47 días", "1.500 días"]
