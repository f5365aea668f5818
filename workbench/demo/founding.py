"""The made-up company's people, teams and portfolios in the database, before any customer is there."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Portfolio, PortfolioTeam, Role, Team, User
from workbench.demo.plans import Plan
from workbench.demo.plans import Portfolio as PortfolioPlan
from workbench.domain.people import hash_password
from workbench.domain.records import Actor, AuditEvent, record

PASSWORD = "demo-demo-demo"  # noqa: S105 - everybody's, printed on purpose: the company is made up
"""The password of all."""


def found_company(session: Session, plan: Plan, *, actor: Actor, now: datetime) -> None:
    """Add the people, teams and portfolios of the plan that are missing; repeating it changes nothing.

    Args:
        session: A write session.
        plan: The company's plan.
        actor: Who adds, for the audit.
        now: Aware instant.

    """
    _add_people(session, plan, actor=actor, now=now)
    codes = set(session.scalars(sa.select(Portfolio.code)))
    for one in plan.portfolios:
        if one.code not in codes:
            _add_portfolio(session, one, now=now)


def _add_people(session: Session, plan: Plan, *, actor: Actor, now: datetime) -> None:
    """As `people.add_user`, but the password, which all share, is hashed once: it costs 0.3 s."""
    there = {user.email: user for user in session.scalars(sa.select(User))}
    new = [person for person in plan.people if person.email not in there]
    hashed = hash_password(PASSWORD) if new else ""
    roles = {role.code: role for role in session.scalars(sa.select(Role))}
    teams = {team.name: team for team in session.scalars(sa.select(Team))}
    for name in plan.teams:
        teams.setdefault(name, Team(name=name))
    session.add_all(teams.values())
    for person in plan.people:
        gone = there.get(person.email)
        if gone is not None and gone.is_made_up and not gone.is_active:
            gone.is_active = True
            gone.teams = [teams[name] for name in person.teams]
    for person in new:
        user = User(
            email=person.email,
            name=person.name,
            password_hash=hashed,
            role=roles[person.role],
            teams=[teams[name] for name in person.teams],
            created_at=now,
            is_made_up=True,
        )
        session.add(user)
        session.flush()  # the audit entry needs the person's id
        after = {"email": user.email, "role": person.role, "teams": sorted(person.teams)}
        record(session, AuditEvent.USER_ADDED, actor=actor, subject=("user", user.id), now=now, after=after)


def _add_portfolio(session: Session, plan: PortfolioPlan, *, now: datetime) -> None:
    made = Portfolio(
        code=plan.code,
        name=plan.name,
        creditor=plan.creditor,
        currency=plan.currency,
        timezone=plan.timezone,
        locale=plan.locale,
        preset=plan.preset,
        capacity=plan.capacity,
        created_at=now,
        is_made_up=True,
    )
    session.add(made)
    session.flush()  # the team's row needs the id
    team = session.scalars(sa.select(Team).where(Team.name == plan.team)).one()
    session.add(PortfolioTeam(portfolio_id=made.id, team_id=team.id))
