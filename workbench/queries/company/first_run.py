"""How far a database is on its way to a first queue. Nothing is kept for it: every step is told by its own rows."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import (
    Account,
    Customer,
    ImportRun,
    OwnCompany,
    Portfolio,
    PortfolioTeam,
    Role,
    Script,
    Team,
    User,
    WorkItem,
)
from models.enums import Lane
from workbench.access.permissions import Permission


@dataclass(frozen=True)
class PortfolioStart:
    """A portfolio as its first file left it. Amounts are minor units of its currency; `invoiced` is what is open."""

    id: int
    code: str
    name: str
    currency: str
    locale: str
    preset: str
    timezone: str
    accounts: int
    open_amount: int
    overdue_amount: int
    teams: tuple[str, ...]


@dataclass(frozen=True)
class LandedFile:
    """A file that has landed, with what came of it."""

    kind: str
    file_name: str
    finished_at: datetime
    read: int
    rejected: int


@dataclass(frozen=True)
class BlockedItems:
    """Customers of today's queues whom a rule of the contact policy does not let be called."""

    rule: str
    text: str
    customers: int


@dataclass(frozen=True)
class StartState:
    """What there is. `callers` are the active people who work a queue; `items` are those of today's queues.

    Of those, `callable` may be called today, and `blocked` says why others may not; the rest of them rest.
    """

    company: OwnCompany | None
    people: int
    callers: int
    accounts: int
    customers: int
    portfolios: tuple[PortfolioStart, ...]
    imports: tuple[LandedFile, ...]
    items: int
    callable: int
    blocked: tuple[BlockedItems, ...]
    scripts: int
    is_made_up: bool


def has_queue(session: Session) -> bool:
    """Whether a queue was ever built: until then an administrator begins with the first start."""
    return session.scalar(sa.select(sa.exists().where(WorkItem.id.is_not(None)))) or False


def has_accounts(session: Session) -> bool:
    """Whether any customer's debt is in the database."""
    return session.scalar(sa.select(sa.exists().where(Account.id.is_not(None)))) or False


def start_state(session: Session, *, today: date) -> StartState:
    """Everything the first start asks. A constant number of queries.

    Args:
        session: To look.
        today: The company's day: of its queues.

    """
    today_items = _items(session, today)
    return StartState(
        company=session.scalar(sa.select(OwnCompany)),
        people=_count(session, sa.select(User.id).where(User.is_active)),
        callers=_count(session, sa.select(User.id).join(Role).where(User.is_active, _works())),
        accounts=_count(session, sa.select(Account.id)),
        customers=_count(session, sa.select(Customer.id)),
        portfolios=_portfolios(session),
        imports=_imports(session),
        items=sum(count for *_, count in today_items),
        callable=sum(count for lane, is_callable, _, count in today_items if is_callable and lane is not Lane.RESTING),
        blocked=_blocked(today_items),
        scripts=_count(session, sa.select(Script.id)),
        is_made_up=session.scalar(sa.select(sa.exists().where(Portfolio.is_made_up))) or False,
    )


# Any: the columns that the text names.
def first_customers(session: Session, *, limit: int) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """The accounts that owe most: name, id of the sender, portfolio, open and overdue amount, currency, format."""
    rows = (
        sa.select(
            Customer.name,
            Customer.external_id,
            Portfolio.name.label("portfolio"),
            Account.open_amount,
            Account.overdue_amount,
            Portfolio.currency,
            Portfolio.locale,
        )
        .join(Account, Account.customer_id == Customer.id)
        .join(Portfolio, Portfolio.id == Account.portfolio_id)
        .order_by(Account.open_amount.desc(), Account.id)
        .limit(limit)
    )
    return session.execute(rows).all()


def _works() -> sa.ColumnElement[bool]:
    return sa.cast(Role.permissions, sa.String).contains(f'"{Permission.WORK_QUEUE.value}"')


def _count(session: Session, rows: sa.Select[int]) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(rows.subquery())) or 0


def _items(session: Session, today: date) -> list[tuple[Lane, bool, str, int]]:
    """Today's items by lane, whether they may be called, and what stands in the way, as it is kept."""
    rules = sa.cast(WorkItem.blocked_by, sa.String)
    rows = session.execute(
        sa.select(WorkItem.lane, WorkItem.callable, rules, sa.func.count())
        .where(WorkItem.queue_on == today)
        .group_by(WorkItem.lane, WorkItem.callable, rules)
    )
    return [(lane, is_callable, kept, count) for lane, is_callable, kept, count in rows]


def _blocked(items: list[tuple[Lane, bool, str, int]]) -> tuple[BlockedItems, ...]:
    """The first rule that stands in the way of each item, the most frequent first."""
    counted: Counter[tuple[str, str]] = Counter()
    for lane, is_callable, kept, count in items:
        rules = json.loads(kept)
        if not is_callable and lane is not Lane.RESTING and rules:
            counted[rules[0]["id"], rules[0]["text"]] += count
    return tuple(BlockedItems(rule, text, count) for (rule, text), count in counted.most_common())


def _portfolios(session: Session) -> tuple[PortfolioStart, ...]:
    teams: dict[int, list[str]] = {}
    worked = (
        sa.select(PortfolioTeam.portfolio_id, Team.name)
        .join(Team, Team.id == PortfolioTeam.team_id)
        .order_by(Team.name)
    )
    for portfolio_id, name in session.execute(worked):
        teams.setdefault(portfolio_id, []).append(name)
    owed = (
        sa.select(
            Account.portfolio_id,
            sa.func.count().label("accounts"),
            sa.func.coalesce(sa.func.sum(Account.open_amount), 0).label("open"),
            sa.func.coalesce(sa.func.sum(Account.overdue_amount), 0).label("overdue"),
        )
        .group_by(Account.portfolio_id)
        .subquery()
    )
    rows = session.execute(
        sa.select(Portfolio, owed.c.accounts, owed.c.open, owed.c.overdue)
        .outerjoin(owed, owed.c.portfolio_id == Portfolio.id)
        .order_by(Portfolio.name)
    )
    return tuple(
        PortfolioStart(
            id=row.id,
            code=row.code,
            name=row.name,
            currency=row.currency,
            locale=row.locale,
            preset=row.preset,
            timezone=row.timezone,
            accounts=accounts or 0,
            open_amount=int(opened or 0),
            overdue_amount=int(overdue or 0),
            teams=tuple(teams.get(row.id, ())),
        )
        for row, accounts, opened, overdue in rows
    )


def _imports(session: Session) -> tuple[LandedFile, ...]:
    rows = session.scalars(
        sa.select(ImportRun).where(ImportRun.finished_at.is_not(None)).order_by(ImportRun.id.desc()).limit(20)
    )
    return tuple(
        LandedFile(
            kind=run.kind.value,
            file_name=run.file_name,
            finished_at=run.finished_at,
            read=int(run.counts.get("read", 0)),
            rejected=int(run.counts.get("rejected", 0)),
        )
        for run in rows
        if run.finished_at is not None
    )
