"""Pools of names, streets, cities and shops to make up customers from, one file per country beside this module."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache

from workbench.demo.plans import HERE


@dataclass(frozen=True, slots=True)
class City:
    """A real place with its zone; `weight` is how many customers live there relative to the others."""

    name: str
    region: str
    timezone: str
    weight: int
    area: str = ""


@dataclass(frozen=True, slots=True)
class Pool:
    """Names and places of a country.

    `phone_digits` are drawn after a prefix; an area code of the city counts among them.
    """

    first_f: list[str]
    first_m: list[str]
    surnames: list[str]
    streets: list[str]
    trades: list[str]
    business_names: list[str]
    business_suffix: list[str]
    email_hosts: list[str]
    cities: list[City]
    phone_prefixes: list[str]
    phone_digits: int


@lru_cache(maxsize=8)
def pool_of(country: str) -> Pool:
    """The pool of a country named by its ISO 3166 code.

    Raises:
        FileNotFoundError: there is no pool of that country.
    """
    table = tomllib.loads((HERE / f"{country.lower()}.toml").read_text(encoding="utf-8"))
    table["cities"] = [City(**city) for city in table["cities"]]
    return Pool(**table)
