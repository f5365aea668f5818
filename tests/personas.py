"""People with fixed relations, so that a test can say who may and who may not.

Two teams work two portfolios: «norte» has consumo, «sur» has microcredito. Andrea and Luis are collectors of norte,
Sara is a collector of sur (an outsider to consumo), Paola supervises norte, Elena leads norte, Ana administers.
"""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Portfolio, PortfolioTeam, Role, Team, User, WorkPolicy
from models.enums import RoleCode
from workbench.access.person import Person, person_of

PASSWORD = "una clave de prueba"
# argon2id of PASSWORD with the cheapest parameters: hashing is tested where people are, not in every test.
PASSWORD_HASH = "$argon2id$v=19$m=8,t=1,p=1$PhUOL9EIlXUVJ+QdI4XV/g$HhpcnpEBryHgnx7rpXEC5BKb9Y39ufyuxqPBrrmeiLw"


@dataclass(frozen=True)
class Cast:
    """The personas and their places."""

    andrea: User
    luis: User
    sara: User
    paola: User
    elena: User
    ana: User
    norte: Team
    sur: Team
    consumo: Portfolio
    microcredito: Portfolio

    def person(self, name: str) -> Person:
        """The person behind a persona's name."""
        return person_of(getattr(self, name))


def cast_of(session: Session, *, now: datetime) -> Cast:
    """Write the personas and flush, so that every id is there."""
    norte, sur = Team(name="norte"), Team(name="sur")
    consumo = _portfolio("consumo", currency="COP", timezone="America/Bogota", locale="es_CO", preset="CO", now=now)
    micro = _portfolio(
        "microcredito", currency="MXN", timezone="America/Mexico_City", locale="es_MX", preset="MX", now=now
    )
    session.add_all([norte, sur, consumo, micro])
    session.flush()
    session.add_all(
        [
            PortfolioTeam(portfolio_id=consumo.id, team_id=norte.id),
            PortfolioTeam(portfolio_id=micro.id, team_id=sur.id),
            _without_arms(consumo, now=now),
            _without_arms(micro, now=now),
        ]
    )
    people = {
        "andrea": (RoleCode.COLLECTOR, [norte]),
        "luis": (RoleCode.COLLECTOR, [norte]),
        "sara": (RoleCode.COLLECTOR, [sur]),
        "paola": (RoleCode.SUPERVISOR, [norte]),
        "elena": (RoleCode.TEAM_LEAD, [norte]),
        "ana": (RoleCode.ADMINISTRATOR, []),
    }
    roles = {role.code: role for role in session.scalars(sa.select(Role))}
    users = {name: _user(name, role=roles[role.value], teams=teams, now=now) for name, (role, teams) in people.items()}
    session.add_all(users.values())
    session.flush()
    return Cast(**users, norte=norte, sur=sur, consumo=consumo, microcredito=micro)


def _portfolio(code: str, *, currency: str, timezone: str, locale: str, preset: str, now: datetime) -> Portfolio:
    return Portfolio(
        code=code, name=code.capitalize(), creditor="Crediandes", currency=currency, timezone=timezone, locale=locale,
        preset=preset, created_at=now,
    )  # fmt: skip


def _without_arms(portfolio: Portfolio, *, now: datetime) -> WorkPolicy:
    """The usual settings of who is worked, without the random arms: no test may depend on who is drawn by its name."""
    return WorkPolicy(
        portfolio_id=portfolio.id, from_on=date(2020, 1, 1), least_overdue=1_00, rest_days=7, most_tries=3,
        most_tries_a_day=1, preventive_days=0, call_share=0.0, no_call_share=0.0, set_by_name="tests", set_at=now,
    )  # fmt: skip


def _user(name: str, *, role: Role, teams: list[Team], now: datetime) -> User:
    return User(
        email=f"{name}@example.com", name=name.capitalize(), password_hash=PASSWORD_HASH, created_at=now, teams=teams,
        role=role,
    )  # fmt: skip
