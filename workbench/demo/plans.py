"""The made-up company as `company.toml` describes it: teams, people, portfolios. Customers are made by `identity`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from workbench.kernel.money import decimals_of

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works at the company and signs in; `role` is a value of models.enums.RoleCode."""

    name: str
    email: str
    role: str
    teams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Portfolio:
    """A portfolio's settings and how its made-up customers behave; the meaning of each is in `company.toml`."""

    code: str
    name: str
    creditor: str
    product: str
    country: str
    currency: str
    preset: str
    timezone: str
    locale: str
    team: str
    capacity: int
    share: int
    cadence: int
    ticket: float
    step: float
    spread: float
    ease: float
    companies: float

    @property
    def units(self) -> int:
        """Minor units in one of the currency."""
        return int(10 ** decimals_of(self.currency))

    def minor(self, amount: float) -> int:
        """An amount in the currency, rounded to the portfolio's step, in minor units; at least one step."""
        step = round(self.step * self.units)
        return max(1, round(amount * self.units / step)) * step

    def written(self, minor: int) -> str:
        """Minor units as an import file writes them: a decimal point, no grouping."""
        whole, rest = divmod(minor, self.units)
        return f"{whole}.{rest:0{decimals_of(self.currency)}d}" if self.units > 1 else str(whole)


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole of `company.toml`."""

    name: str
    teams: tuple[str, ...]
    people: tuple[Person, ...]
    portfolios: tuple[Portfolio, ...]

    def collectors(self, team: str) -> tuple[str, ...]:
        """The e-mails of the collectors of a team."""
        return tuple(one.email for one in self.people if one.role == "collector" and team in one.teams)


@lru_cache(maxsize=1)
def company_plan() -> Plan:
    """The company's plan, read once."""
    table = tomllib.loads((HERE / "company.toml").read_text(encoding="utf-8"))
    return Plan(
        name=table["name"],
        teams=tuple(team["name"] for team in table["teams"]),
        people=tuple(_person(one) for one in table["people"]),
        portfolios=tuple(Portfolio(**one) for one in table["portfolios"]),
    )


def _person(table: Mapping[str, Any]) -> Person:  # Any: a table of a TOML file
    return Person(table["name"], table["email"], table["role"], tuple(table.get("teams", ())))
