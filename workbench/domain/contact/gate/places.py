"""Where a person may be: which zones are plausible, and whose holidays count.

A zone that is not known is never guessed: every zone of the country must allow. Countries and zones are those of the
IANA time zone database.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from zoneinfo import available_timezones

from babel.core import get_global

from workbench.domain.contact.gate.person import ContactedPerson
from workbench.domain.contact.law.terms import Preset


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Every plausible zone, none where they are not known, and the calendar of holidays, None where it is not."""

    zones: tuple[str, ...]
    calendar: str | None


def place_of(person: ContactedPerson, preset: Preset) -> Whereabouts:
    """Where the person is, for the law of `preset`. A zone that does not exist makes the place unknown."""
    return _place(person.zones, person.country, preset)


@lru_cache(maxsize=4096)
def _place(zones: tuple[str, ...], country: str | None, preset: Preset) -> Whereabouts:
    known = zones or zones_of(country or preset.country or "")
    if not all(map(is_zone, known)):
        known = ()
    return Whereabouts(known, preset.calendar or country or _only_country(known))


def is_zone(name: str) -> bool:
    """Whether a zone of this name exists."""
    return name in _zone_names()


def zones_of(country: str) -> tuple[str, ...]:
    """Every zone of a country by its ISO 3166 code; empty for one that is not known."""
    return _zones_by_country().get(country, ())


def country_of(zone: str) -> str | None:
    """The ISO 3166 code of the country a zone lies in, None for one of no country, such as UTC."""
    names: Mapping[str, str] = get_global("zone_territories")
    aliases: Mapping[str, str] = get_global("zone_aliases")
    country = names.get(zone) or names.get(aliases.get(zone, ""))
    return country if country in _zones_by_country() else None


def _only_country(zones: tuple[str, ...]) -> str | None:
    countries = {country_of(zone) for zone in zones}
    return countries.pop() if len(countries) == 1 else None


@lru_cache(maxsize=1)
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones())


@lru_cache(maxsize=1)
def _zones_by_country() -> Mapping[str, tuple[str, ...]]:
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    zones: dict[str, tuple[str, ...]] = {}
    for row in rows:
        zones[row[0]] = (*zones.get(row[0], ()), row[2])
    return MappingProxyType(zones)
