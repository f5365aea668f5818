"""The rows a person may see. Every list and fetch starts here; a row out of scope is as absent as a missing one."""

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from models import Account, Customer, Interaction, Portfolio, PortfolioTeam, WorkItem
from models.enums import Direction
from workbench.access.permissions import Permission
from workbench.access.person import Person
from workbench.kernel.errors import NotVisible


def portfolios_of(person: Person) -> sa.Select[int]:
    """Ids of the portfolios this person's teams work; all of them for who may see all."""
    if person.may(Permission.SEE_ALL_PORTFOLIOS):
        return sa.select(Portfolio.id)
    return sa.select(PortfolioTeam.portfolio_id).where(PortfolioTeam.team_id.in_(person.team_ids))


def accounts_of(person: Person) -> sa.ColumnElement[bool]:
    """Condition on `Account`: within the person's portfolios, and for a collector only their own or nobody's.

    A collector also sees the other accounts of a customer of whom they own one, whoever has those: the customer is
    called once, about everything.
    """
    in_portfolios = Account.portfolio_id.in_(portfolios_of(person))
    if _sees_team(person):
        return in_portfolios
    mine = aliased(Account)
    of_my_customers = Account.customer_id.in_(sa.select(mine.customer_id).where(mine.collector_id == person.id))
    nobodys = sa.and_(in_portfolios, Account.collector_id.is_(None))
    return sa.or_(Account.collector_id == person.id, nobodys, of_my_customers)


def accounts_calling_in(person: Person) -> sa.ColumnElement[bool]:
    """Condition on `Account`: any account of the portfolios of the person's teams, for customers who call in."""
    return sa.or_(Account.portfolio_id.in_(portfolios_of(person)), accounts_of(person))


def accounts_answered(person: Person) -> sa.ColumnElement[bool]:
    """Condition on `Account`: its customer called in, this person answered, and the call has no outcome yet."""
    open_call = sa.select(Interaction.account_id).where(
        Interaction.collector_id == person.id,
        Interaction.direction == Direction.INBOUND,
        Interaction.outcome_code.is_(None),
    )
    return sa.and_(Account.id.in_(open_call), Account.portfolio_id.in_(portfolios_of(person)))


def customers_of(person: Person) -> sa.ColumnElement[bool]:
    """Condition on `Customer`: has an account this person sees."""
    return Customer.id.in_(sa.select(Account.customer_id).where(accounts_of(person)))


def work_items_of(person: Person) -> sa.ColumnElement[bool]:
    """Condition on `WorkItem`: one's own and the pool of one's portfolios; for who sees the team, all of theirs."""
    in_portfolios = WorkItem.portfolio_id.in_(portfolios_of(person))
    if _sees_team(person):
        return sa.or_(in_portfolios, WorkItem.collector_id == person.id)
    return sa.or_(WorkItem.collector_id == person.id, sa.and_(in_portfolios, WorkItem.collector_id.is_(None)))


def account_for(session: Session, person: Person, account_id: int, *, calling_in: bool = False) -> Account:
    """The account, if it exists for this person; also that of a customer whose call they are on.

    Args:
        session: To look.
        person: Who asks.
        account_id: Which.
        calling_in: The customer is on the line and called us, see `accounts_calling_in`.

    Raises:
        NotVisible: It is out of scope or does not exist.

    """
    wanted = sa.select(Account).where(Account.id == account_id)
    within = accounts_calling_in(person) if calling_in else accounts_of(person)
    account = session.scalar(wanted.where(within)) or session.scalar(wanted.where(accounts_answered(person)))
    if account is None:
        raise NotVisible("account")
    return account


def _sees_team(person: Person) -> bool:
    return person.may(Permission.SEE_TEAM) or person.may(Permission.SEE_ALL_PORTFOLIOS)
