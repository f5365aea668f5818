"""Which rows exist for a person. Every list and every fetch starts here; out of scope and missing look the same."""

import sqlalchemy as sa

from models import Account, Portfolio, PortfolioTeam
from workbench.access.permissions import Permission
from workbench.access.person import Person


def portfolios_of(person: Person) -> sa.Select[int]:
    """Ids of the portfolios this person's teams work; all of them for who may see all."""
    if person.may(Permission.SEE_ALL_PORTFOLIOS):
        return sa.select(Portfolio.id)
    return sa.select(PortfolioTeam.portfolio_id).where(PortfolioTeam.team_id.in_(person.team_ids))


def accounts_of(person: Person) -> sa.ColumnElement[bool]:
    """Condition on `Account`: within the person's portfolios, and for a collector only their own or nobody's."""
    in_portfolios = Account.portfolio_id.in_(portfolios_of(person))
    if person.may(Permission.SEE_TEAM) or person.may(Permission.SEE_ALL_PORTFOLIOS):
        return in_portfolios
    return sa.and_(in_portfolios, sa.or_(Account.collector_id == person.id, Account.collector_id.is_(None)))
