"""The board of a portfolio: accounts and overdue amount of each collector, and who may receive accounts."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Portfolio, PortfolioTeam, Role, Team, TeamMember, User
from workbench.access.permissions import Permission
from workbench.access.person import Person
from workbench.kernel.errors import NotVisible
from workbench.queries.scope import portfolios_of


@dataclass(frozen=True)
class BoardLine:
    """A collector, or the pool where `collector_id` is None. The amount is in minor units of the portfolio's currency.

    `receives` is false for who has accounts here but whose team does not work the portfolio any more.
    """

    collector_id: int | None
    name: str | None
    accounts: int
    overdue: int
    receives: bool


def portfolios_seen(session: Session, person: Person) -> list[Portfolio]:
    """The portfolios of the person's teams, by name."""
    return list(
        session.scalars(sa.select(Portfolio).where(Portfolio.id.in_(portfolios_of(person))).order_by(Portfolio.name))
    )


def portfolio_for(session: Session, person: Person, portfolio_id: int) -> Portfolio:
    """The portfolio, if it exists for this person.

    Raises:
        NotVisible: It is out of scope or does not exist.

    """
    found = session.scalar(
        sa.select(Portfolio).where(Portfolio.id == portfolio_id, Portfolio.id.in_(portfolios_of(person)))
    )
    if found is None:
        raise NotVisible("portfolio")
    return found


def teams_of_portfolio(session: Session, portfolio_id: int) -> list[tuple[int, str]]:
    """The teams that work a portfolio: id and name, by name."""
    rows = (
        sa.select(Team.id, Team.name)
        .join(PortfolioTeam, PortfolioTeam.team_id == Team.id)
        .where(PortfolioTeam.portfolio_id == portfolio_id)
        .order_by(Team.name)
    )
    return [(one, name) for one, name in session.execute(rows)]


def board(session: Session, portfolio: Portfolio) -> list[BoardLine]:
    """Everybody who may have accounts of the portfolio and everybody who has some; the pool last. Two queries."""
    held = {
        collector_id: (count, int(overdue))
        for collector_id, count, overdue in session.execute(
            sa.select(Account.collector_id, sa.func.count(), sa.func.coalesce(sa.func.sum(Account.overdue_amount), 0))
            .where(Account.portfolio_id == portfolio.id, Account.open_amount > 0)
            .group_by(Account.collector_id)
        )
    }
    holders = [one for one in held if one is not None]
    people = session.execute(
        sa.select(User.id, User.name, works_any([portfolio.id]).label("receives"))
        .join(Role, Role.id == User.role_id)
        .where(sa.or_(User.id.in_(holders), works_any([portfolio.id])))
        .order_by(User.name)
    )
    lines = [
        BoardLine(user_id, name, *held.get(user_id, (0, 0)), receives=bool(receives))
        for user_id, name, receives in people
    ]
    return [*lines, BoardLine(None, None, *held.get(None, (0, 0)), receives=True)]


def works_any(portfolio_ids: Collection[int]) -> sa.ColumnElement[bool]:
    """Condition on `User`: active, works a queue as their first task, and in a team of one of the portfolios."""
    in_team = (
        sa.select(TeamMember.user_id)
        .join(PortfolioTeam, PortfolioTeam.team_id == TeamMember.team_id)
        .where(PortfolioTeam.portfolio_id.in_(portfolio_ids))
    )
    works = sa.cast(Role.permissions, sa.String).contains(f'"{Permission.WORK_QUEUE.value}"')
    leads = sa.cast(Role.permissions, sa.String).contains(f'"{Permission.SEE_TEAM.value}"')
    return sa.and_(User.is_active, User.id.in_(in_team), works, sa.not_(leads))
