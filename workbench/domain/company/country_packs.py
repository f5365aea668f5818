"""Countries of the first start: the contact policy of each with its zone, currency, documents, payments and words."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from workbench.domain.contact import Preset, preset, preset_codes, zones_of
from workbench.kernel.money import currency_of_zone, locale_of_zone

FILE = Path(__file__).with_name("countries.toml")

USUAL_ZONES = {"MX": "America/Mexico_City", "CL": "America/Santiago"}
"""The zone most people of a country live in, where it is not the first of its list."""


@dataclass(frozen=True)
class Country:
    """One country that can be chosen. `law` is its contact policy; lists are empty where nothing is known."""

    code: str
    law: Preset
    timezone: str
    currency: str
    locale: str
    documents: tuple[str, ...]
    payments: tuple[str, ...]
    words: tuple[str, ...]


@lru_cache(maxsize=1)
def countries() -> tuple[Country, ...]:
    """Every policy that is a country's, in the order of the policies."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(_country(code, told[code]) for code in preset_codes() if code in told)


def country_of_preset(code: str | None) -> Country | None:
    """The country of a contact policy; None for one of no country, such as STRICT."""
    return next((one for one in countries() if one.code == code), None)


def _country(code: str, told: dict[str, list[str] | str]) -> Country:
    law = preset(code)
    own = told.get("timezone") or USUAL_ZONES.get(code) or zones_of(law.country or code)[0]
    zone = str(own)
    return Country(
        code=code,
        law=law,
        timezone=zone,
        currency=currency_of_zone(zone),
        locale=locale_of_zone(zone),
        documents=tuple(told["documents"]),
        payments=tuple(told["payments"]),
        words=tuple(told["words"]),
    )
