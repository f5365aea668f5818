"""Time zones in words: the city, by country, the portfolio's own country first."""

from datetime import UTC, datetime

import pytest

from workbench.web.zones import zone_choices, zone_name

NOVEMBER = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)


@pytest.fixture
def choices(plain_app):
    """`choices(chosen, …)`: the choices as (value, label, country) in Spanish."""

    def made(chosen, *first):
        with plain_app.test_request_context("/"):
            return [(one.value, one.label, one.optgroup) for one in zone_choices(chosen, first=first, now=NOVEMBER)]

    return made


def test_zones_of_the_chosen_country_come_first_by_the_name_of_their_city(choices):
    found = choices("America/Mexico_City", "America/Bogota", "America/Santiago")

    countries = list(dict.fromkeys(country for *_, country in found))
    assert countries[:3] == ["México", "Colombia", "Chile"]
    assert countries[3:] == sorted(countries[3:]) or countries[-1] == "Zimbabue"
    assert ("America/Mexico_City", "Ciudad de México · UTC−6", "México") in found
    assert ("Asia/Kolkata", "Kolkata · UTC+5:30", "India") in found


def test_zone_that_stands_is_listed_under_an_old_name_too(choices):
    assert "Asia/Saigon" in [value for value, *_ in choices("Asia/Saigon")]
    assert "Asia/Saigon" not in [value for value, *_ in choices("America/Bogota")]


def test_zone_is_called_after_its_city(plain_app):
    with plain_app.test_request_context("/"):
        assert [zone_name(one) for one in ("America/Bogota", "America/Argentina/Buenos_Aires")] == [
            "Bogotá", "Buenos Aires",
        ]  # fmt: skip
