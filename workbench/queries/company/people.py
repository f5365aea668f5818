"""Everybody who works here as Usuarios and Equipos show them: role, teams, portfolios, last sign-in, open links."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, OneTimeLink, Portfolio, PortfolioTeam, Role, SignInSession, Team, TeamMember, User
from workbench.access.permissions import Permission
from workbench.access.person import Person
from workbench.kernel.errors import NotVisible
from workbench.queries.portfolios import works_any


@dataclass(frozen=True)
class PersonLine:
    """One person. `invited_until`: they have chosen no password yet, and until then a link lets them."""

    id: int
    name: str
    email: str
    role: str
    is_active: bool
    teams: tuple[str, ...]
    portfolios: tuple[str, ...]
    sees_all: bool
    signed_in_at: datetime | None
    is_waiting: bool
    link_until: datetime | None
    sessions: int


@dataclass(frozen=True)
class TeamLine:
    """One team with its people and portfolios by name."""

    id: int
    name: str
    members: tuple[str, ...]
    portfolios: tuple[str, ...]


@dataclass(frozen=True)
class HeldAccounts:
    """Accounts that a person has in one portfolio; those without a debt too."""

    portfolio_id: int
    portfolio: str
    accounts: int
    owing: int
    """Of these, those that owe something."""


def people_lines(session: Session, person: Person, *, now: datetime) -> list[PersonLine]:
    """Everybody, by name; none for who may not manage people.

    People of a made-up company that was thrown away are left out. A constant number of queries.
    """
    if not person.may(Permission.MANAGE_USERS):
        return []
    thrown_away = sa.not_(sa.exists().where(Portfolio.is_made_up))
    gone = sa.and_(User.is_made_up, sa.not_(User.is_active), thrown_away)
    users = session.scalars(sa.select(User).where(sa.not_(gone)).order_by(User.is_active.desc(), User.name)).all()
    worked = _portfolios_by_team(session)
    open_links = OneTimeLink.used_at.is_(None) & (OneTimeLink.ends_at > now)
    links = _pairs(session, sa.select(OneTimeLink.user_id, sa.func.max(OneTimeLink.ends_at)).where(open_links))
    counted = sa.select(SignInSession.user_id, sa.func.count()).where(SignInSession.ends_at >= now)
    sessions = _pairs(session, counted)
    return [_line(user, worked, link_until=links.get(user.id), sessions=sessions.get(user.id, 0)) for user in users]


def user_for(session: Session, person: Person, user_id: int) -> User:
    """The row of a colleague, for who manages people.

    Raises:
        NotVisible: There is no such person, or this one may not manage people.

    """
    found = session.get(User, user_id) if person.may(Permission.MANAGE_USERS) else None
    if found is None:
        raise NotVisible("user")
    return found


def names_signed(session: Session, signatures: Collection[str]) -> dict[str, str]:
    """The names of people, by the e-mail with which what they do is signed; what is no person's is left out."""
    return dict(session.execute(sa.select(User.email, User.name).where(User.email.in_(set(signatures)))).all())


def held_accounts(session: Session, user_id: int) -> list[HeldAccounts]:
    """How many accounts a person has in each portfolio, by its name."""
    rows = session.execute(
        sa.select(
            Portfolio.id, Portfolio.name, sa.func.count(), sa.func.sum(sa.case((Account.open_amount > 0, 1), else_=0))
        )
        .join(Account, Account.portfolio_id == Portfolio.id)
        .where(Account.collector_id == user_id)
        .group_by(Portfolio.id, Portfolio.name)
        .order_by(Portfolio.name)
    )
    return [HeldAccounts(portfolio_id, name, count, int(owing)) for portfolio_id, name, count, owing in rows]


def receivers(session: Session, user_id: int, portfolio_ids: list[int]) -> list[tuple[int, str]]:
    """Colleagues who work every one of these portfolios, by name: who may take over the accounts of somebody."""
    all_of = [works_any([one]) for one in portfolio_ids]
    rows = session.execute(
        sa.select(User.id, User.name)
        .join(Role, Role.id == User.role_id)
        .where(User.id != user_id, *all_of)
        .order_by(User.name)
    )
    return [(one, name) for one, name in rows] if portfolio_ids else []


def team_lines(session: Session, person: Person) -> list[TeamLine]:
    """Every team, by name; none for who may not manage people. A constant number of queries."""
    if not person.may(Permission.MANAGE_USERS):
        return []
    teams = session.execute(sa.select(Team.id, Team.name).order_by(Team.name)).all()
    members: dict[int, list[str]] = defaultdict(list)
    in_teams = (
        sa.select(TeamMember.team_id, User.name)
        .join(User, User.id == TeamMember.user_id)
        .where(User.is_active)
        .order_by(User.name)
    )
    for team_id, name in session.execute(in_teams):
        members[team_id].append(name)
    worked = _portfolios_by_team(session)
    return [TeamLine(one, name, tuple(members[one]), tuple(worked.get(one, ()))) for one, name in teams]


def team_for(session: Session, person: Person, team_id: int) -> Team:
    """The row of a team, for who manages people.

    Raises:
        NotVisible: There is no such team, or this person may not manage people.

    """
    found = session.get(Team, team_id) if person.may(Permission.MANAGE_USERS) else None
    if found is None:
        raise NotVisible("team")
    return found


def members_of(session: Session, team_id: int) -> set[int]:
    """Ids of the active people of a team."""
    rows = sa.select(TeamMember.user_id).join(User, User.id == TeamMember.user_id)
    return set(session.scalars(rows.where(TeamMember.team_id == team_id, User.is_active)))


def portfolios_of_team(session: Session, team_id: int) -> set[int]:
    """Ids of the portfolios that a team works."""
    return set(session.scalars(sa.select(PortfolioTeam.portfolio_id).where(PortfolioTeam.team_id == team_id)))


def _line(user: User, worked: Mapping[int, list[str]], *, link_until: datetime | None, sessions: int) -> PersonLine:
    seen = {name for team in user.teams for name in worked.get(team.id, ())}
    return PersonLine(
        id=user.id,
        name=user.name,
        email=user.email,
        role=user.role.code,
        is_active=user.is_active,
        teams=tuple(team.name for team in user.teams),
        portfolios=tuple(sorted(seen)),
        sees_all=Permission.SEE_ALL_PORTFOLIOS.value in user.role.permissions,
        signed_in_at=user.signed_in_at,
        is_waiting=not user.password_hash,
        link_until=link_until,
        sessions=sessions,
    )


def _portfolios_by_team(session: Session) -> dict[int, list[str]]:
    worked: dict[int, list[str]] = defaultdict(list)
    rows = (
        sa.select(PortfolioTeam.team_id, Portfolio.name)
        .join(Portfolio, Portfolio.id == PortfolioTeam.portfolio_id)
        .order_by(Portfolio.name)
    )
    for team_id, name in session.execute(rows):
        worked[team_id].append(name)
    return dict(worked)


# Any: an instant or a count.
def _pairs(session: Session, statement: sa.Select[*tuple[Any, ...]]) -> dict[int, Any]:
    owner = statement.selected_columns[0]
    return {row[0]: row[1] for row in session.execute(statement.group_by(owner))}
