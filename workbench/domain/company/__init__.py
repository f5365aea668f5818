"""The company that works here: name, zone and country; and throwing the made-up company away."""

from workbench.domain.company.country_packs import Country, countries, country_of_preset
from workbench.domain.company.made_up import MadeUpRefused, discard_made_up, is_made_up_there, why_not_discard
from workbench.domain.company.settings import (
    CompanyRefused,
    company_of,
    company_zone,
    note_counsel,
    set_company,
    set_country,
)

__all__ = [
    "CompanyRefused",
    "Country",
    "MadeUpRefused",
    "company_of",
    "company_zone",
    "countries",
    "country_of_preset",
    "discard_made_up",
    "is_made_up_there",
    "note_counsel",
    "set_company",
    "set_country",
    "why_not_discard",
]
