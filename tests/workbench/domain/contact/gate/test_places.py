import pytest

from tests.workbench.domain.contact.situations import local
from workbench.domain.contact.gate.person import ContactedPerson
from workbench.domain.contact.gate.places import Whereabouts, country_of, place_of, zones_of
from workbench.domain.contact.law.presets import preset
from workbench.kernel.calendar import has_calendar, holiday_name
from workbench.kernel.days import day_of


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("America/Bogota", "CO"),
        ("America/Argentina/Buenos_Aires", "AR"),
        ("America/Buenos_Aires", "AR"),
        ("Europe/Rome", "IT"),
        ("UTC", None),
        ("Mars/Olympus", None),
    ],
)
def test_a_zone_lies_in_a_country(zone, country):
    assert country_of(zone) == country


def test_zones_of_a_country_are_all_of_them():
    assert zones_of("EC") == ("America/Guayaquil", "Pacific/Galapagos")
    assert zones_of("XX") == ()


@pytest.mark.parametrize(
    ("known", "code", "place"),
    [
        ({"zones": ("America/Tijuana",)}, "MX", Whereabouts(("America/Tijuana",), "MX")),
        ({}, "PE", Whereabouts(("America/Lima",), "PE")),
        ({"country": "BO"}, "PE", Whereabouts(("America/La_Paz",), "PE")),
        ({"country": "BO"}, "STRICT", Whereabouts(("America/La_Paz",), "BO")),
        (
            {"zones": ("America/La_Paz", "America/Lima")},
            "STRICT",
            Whereabouts(("America/La_Paz", "America/Lima"), None),
        ),
        ({}, "STRICT", Whereabouts((), None)),
        ({"zones": ("nowhere",)}, "PE", Whereabouts((), "PE")),
    ],
)
def test_a_place_is_never_guessed(known, code, place):
    assert place_of(ContactedPerson(**known), preset(code)) == place


@pytest.mark.parametrize(
    ("at", "calendar", "name"),
    [
        ("2026-11-16 10:00", "CO", "Independencia de Cartagena (observado)"),
        ("2026-11-17 10:00", "CO", None),
        ("2026-08-31 10:00", "GB-ENG", "Late Summer Bank Holiday"),
        ("2026-08-31 10:00", "GB", None),
    ],
)
def test_holidays_are_those_of_the_calendar(at, calendar, name):
    assert holiday_name(day_of(local(at), "America/Bogota"), calendar) == name


def test_a_calendar_is_known_by_country_and_part():
    assert [has_calendar(name) for name in ("CO", "GB-ENG", "GB-XXX", "ZZ")] == [True, True, False, False]
