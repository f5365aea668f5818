"""Who works which account: reassigning, with a preview, the history of assignments, and the day's work moved along.

Accounts with a promise that still runs or a call-back to come stay with who agreed on it, unless they are included.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Assignment, Interaction, Portfolio, PortfolioTeam, Promise, TeamMember, User
from models.bulk import bulk_insert, is_among
from workbench.access.permissions import Permission
from workbench.access.person import Person, person_of
from workbench.domain.queue import move_items
from workbench.domain.records import Actor, AuditEvent, record
from workbench.kernel.agreements import callback_hour_expression
from workbench.kernel.days import day_of
from workbench.kernel.errors import NotVisible, RuleBroken
from workbench.kernel.states import open_promise_condition
from workbench.kernel.text import N_
from workbench.queries.scope import accounts_of, portfolios_of


class ReassignRefused(RuleBroken):
    """The accounts cannot go to that person, or no reason was given."""

    rule = "assignment"


@dataclass(frozen=True)
class AccountFilter:
    """Which accounts of a portfolio: everything that is given narrows it down.

    What owes nothing is left out, unless `with_settled`: somebody leaves, and a later invoice must not be theirs.

    `unassigned` asks for accounts nobody has, `collector_id` for those of one person. Days past due are of the oldest
    open item, both ends included; amounts are minor units; `limit` takes the largest overdue amounts first.
    """

    account_ids: tuple[int, ...] | None = None
    collector_id: int | None = None
    unassigned: bool = False
    min_days_past_due: int | None = None
    max_days_past_due: int | None = None
    min_overdue: int | None = None
    limit: int | None = None
    with_settled: bool = False


@dataclass(frozen=True)
class ReassignReport:
    """What moves, or would move. `agreed` stay because something was agreed on; `same` are with that person already.

    `overdue` is the overdue amount that moves, in minor units of the portfolio's currency; `items` are work items of
    today moved along; `load_before` and `load_after` count the open accounts of who receives them.
    """

    accounts: int
    overdue: int
    agreed: int
    same: int
    items: int
    load_before: int
    load_after: int


@dataclass(frozen=True)
class _Chosen:
    moving: tuple[Account, ...]
    agreed: int
    same: int
    load: int


def preview_reassign(  # noqa: PLR0913 - what is moved where
    session: Session,
    person: Person,
    *,
    portfolio_id: int,
    chosen: AccountFilter,
    to_collector_id: int | None,
    now: datetime,
    include_agreed: bool = False,
) -> ReassignReport:
    """What `reassign` would do, by the same decisions; nothing changes. Raises what it raises, but for the reason."""
    found = _choose(session, person, portfolio_id, chosen, to=to_collector_id, now=now, include_agreed=include_agreed)
    return _report(found, items=0)


def reassign(  # noqa: PLR0913 - what is moved where, and why
    session: Session,
    person: Person,
    *,
    portfolio_id: int,
    chosen: AccountFilter,
    to_collector_id: int | None,
    why: str,
    now: datetime,
    include_agreed: bool = False,
) -> ReassignReport:
    """Give accounts of a portfolio to a collector, or to its pool, from this instant on.

    Every account gets a row of history; today's waiting items move to the new queue and take the place their points
    give them there; one audit entry is left for all of it.

    Args:
        session: A write session; the caller commits.
        person: Who reassigns; only accounts within their scope move.
        portfolio_id: Of the accounts.
        chosen: Which accounts.
        to_collector_id: Who gets them; None: the pool.
        why: A reason in words.
        now: Aware instant.
        include_agreed: Move also what has a running promise or a call-back to come.

    Raises:
        NotVisible: The portfolio is not there for this person.
        ReassignRefused: No reason, or the receiver does not work this portfolio.

    """
    if not why.strip():
        raise ReassignRefused(N_("Diga por qué se reasignan."))
    found = _choose(session, person, portfolio_id, chosen, to=to_collector_id, now=now, include_agreed=include_agreed)
    before = sorted({account.collector_id for account in found.moving}, key=lambda one: one or 0)
    ids = [account.id for account in found.moving]
    _write_history(session, person, ids, to=to_collector_id, now=now)
    zone = session.get_one(Portfolio, portfolio_id).timezone
    items = move_items(session, ids, to_collector_id=to_collector_id, today=day_of(now, zone), now=now)
    if ids:
        record(
            session,
            AuditEvent.ACCOUNTS_REASSIGNED,
            actor=Actor(person.id, person.email),
            subject=("portfolio", portfolio_id),
            now=now,
            before={"collector_ids": before},
            after={"collector_id": to_collector_id, "account_ids": ids},
            why=why.strip(),
        )
    return _report(found, items=items)


def may_receive(collector: User | None, *, works_portfolio: bool) -> str | None:
    """Accounts go to who works here, may work a queue, and whose team works the portfolio. Why not, or None."""
    if collector is None or not collector.is_active:
        return N_("Esa persona ya no trabaja aquí.")
    if not person_of(collector).may(Permission.WORK_QUEUE):
        return N_("Esa persona no trabaja una cola.")
    return None if works_portfolio else N_("El equipo de esa persona no trabaja esta cartera.")


def _choose(  # noqa: PLR0913 - what is moved where
    session: Session,
    person: Person,
    portfolio_id: int,
    chosen: AccountFilter,
    *,
    to: int | None,
    now: datetime,
    include_agreed: bool,
) -> _Chosen:
    portfolio = session.scalar(
        sa.select(Portfolio).where(Portfolio.id == portfolio_id, Portfolio.id.in_(portfolios_of(person)))
    )
    if portfolio is None:
        raise NotVisible("portfolio")
    _check_receiver(session, to, portfolio_id=portfolio_id)
    found = _accounts(session, person, portfolio_id, chosen, today=day_of(now, portfolio.timezone))
    agreed = set() if include_agreed else _agreed(session, [account.id for account in found], now=now)
    return _Chosen(
        moving=tuple(account for account in found if account.id not in agreed and account.collector_id != to),
        agreed=len(agreed),
        same=sum(account.collector_id == to and account.id not in agreed for account in found),
        load=_load(session, to, portfolio_id=portfolio_id),
    )


def _check_receiver(session: Session, to: int | None, *, portfolio_id: int) -> None:
    if to is None:
        return
    works = sa.select(
        sa.exists().where(
            TeamMember.user_id == to,
            TeamMember.team_id == PortfolioTeam.team_id,
            PortfolioTeam.portfolio_id == portfolio_id,
        )
    )
    refused = may_receive(session.get(User, to), works_portfolio=session.scalar(works) or False)
    if refused is not None:
        raise ReassignRefused(refused)


def _accounts(
    session: Session, person: Person, portfolio_id: int, chosen: AccountFilter, *, today: date
) -> Sequence[Account]:
    wanted = [Account.portfolio_id == portfolio_id, accounts_of(person)]
    if not chosen.with_settled:
        wanted.append(Account.open_amount > 0)
    if chosen.collector_id is not None:
        wanted.append(Account.collector_id == chosen.collector_id)
    if chosen.unassigned:
        wanted.append(Account.collector_id.is_(None))
    if chosen.min_days_past_due is not None:
        wanted.append(Account.oldest_due_on <= today - timedelta(days=chosen.min_days_past_due))
    if chosen.max_days_past_due is not None:
        wanted.append(Account.oldest_due_on >= today - timedelta(days=chosen.max_days_past_due))
    if chosen.min_overdue is not None:
        wanted.append(Account.overdue_amount >= chosen.min_overdue)
    if chosen.account_ids is not None:
        wanted.append(is_among(session.connection(), Account.id, chosen.account_ids))
    return session.scalars(
        sa.select(Account)
        .where(*wanted)
        .order_by(Account.overdue_amount.desc(), Account.id)
        .limit(chosen.limit)
        .execution_options(populate_existing=True)
    ).all()


def _agreed(session: Session, account_ids: Sequence[int], *, now: datetime) -> set[int]:
    connection = session.connection()
    promised = session.scalars(
        sa.select(Promise.account_id).where(
            is_among(connection, Promise.account_id, account_ids), open_promise_condition()
        )
    )
    to_call = session.scalars(
        sa.select(Interaction.account_id).where(
            is_among(connection, Interaction.account_id, account_ids), callback_hour_expression() > now
        )
    )
    return {*promised, *to_call}


def _load(session: Session, to: int | None, *, portfolio_id: int) -> int:
    whose = (
        Account.collector_id == to
        if to is not None
        else sa.and_(Account.collector_id.is_(None), Account.portfolio_id == portfolio_id)
    )
    return session.scalar(sa.select(sa.func.count()).where(whose, Account.open_amount > 0)) or 0


def _write_history(session: Session, person: Person, ids: Sequence[int], *, to: int | None, now: datetime) -> None:
    connection = session.connection()
    session.execute(
        sa.update(Assignment)
        .where(is_among(connection, Assignment.account_id, ids), Assignment.until_at.is_(None))
        .values(until_at=now)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        sa.update(Account)
        .where(is_among(connection, Account.id, ids))
        .values(collector_id=to)
        .execution_options(synchronize_session=False)
    )
    rows = [
        {"account_id": one, "collector_id": to, "from_at": now, "until_at": None, "assigned_by": person.id}
        for one in ids
    ]
    bulk_insert(session.connection(), Assignment, rows)


def _report(found: _Chosen, *, items: int) -> ReassignReport:
    return ReassignReport(
        accounts=len(found.moving),
        overdue=sum(account.overdue_amount for account in found.moving),
        agreed=found.agreed,
        same=found.same,
        items=items,
        load_before=found.load,
        load_after=found.load + len(found.moving),
    )
