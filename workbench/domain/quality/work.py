"""The work on two customers that become one: one place in the day's queue, and one collector for all accounts."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Assignment, PortfolioTeam, TeamMember, WorkItem
from models.bulk import is_among
from models.enums import WorkState
from workbench.access.person import Person
from workbench.domain.quality.changes import MergeChanges
from workbench.domain.queue import move_items
from workbench.kernel.text import N_

MERGED = N_("Se unió con otra ficha.")
"""Why an item left the queue."""

_ITEM = ("customer_id", "collector_id", "state", "why", "finished_at")


def join_items(  # noqa: PLR0913 - both customers and what is written down
    session: Session, kept_id: int, merged_id: int, *, changes: MergeChanges, today: date, now: datetime
) -> None:
    """Leave one item a day: the merged customer's moves where the kept one has none, else it ends if nobody did it."""
    taken = set(
        session.scalars(sa.select(WorkItem.queue_on).where(WorkItem.customer_id == kept_id, WorkItem.queue_on >= today))
    )
    for item in session.scalars(
        sa.select(WorkItem).where(WorkItem.customer_id == merged_id, WorkItem.queue_on >= today).order_by(WorkItem.id)
    ):
        before = {name: getattr(item, name) for name in _ITEM}
        if item.queue_on not in taken:
            item.customer_id = kept_id
        elif item.state is WorkState.WAITING:
            item.state, item.why, item.finished_at = WorkState.GONE, MERGED, now
        else:
            continue
        before["state"] = before["state"].value
        before["finished_at"] = before["finished_at"] and before["finished_at"].isoformat()
        changes.items.append({"id": item.id, **before})
    session.flush()


def part_items(session: Session, merged_id: int, *, account_ids: Sequence[int], changes: MergeChanges) -> None:
    """Give the merged customer its items back; what somebody did since stays done."""
    for before in changes.items:
        item = session.get(WorkItem, before["id"])
        if item is None:
            continue
        item.customer_id = merged_id
        if item.state is WorkState.GONE and item.why == MERGED:
            item.state, item.why, item.finished_at = WorkState(before["state"]), before["why"], None
    session.flush()
    for item in session.scalars(
        sa.select(WorkItem).where(
            is_among(session.connection(), WorkItem.account_id, account_ids), WorkItem.customer_id != merged_id
        )
    ):
        if not _has_item(session, merged_id, item.queue_on):
            item.customer_id = merged_id
            session.flush()


def _has_item(session: Session, customer_id: int, on: date) -> bool:
    there = sa.exists().where(WorkItem.customer_id == customer_id, WorkItem.queue_on == on)
    return bool(session.scalar(sa.select(there)))


def give_accounts(  # noqa: PLR0913 - whose, to whom, and what is written down
    session: Session,
    person: Person,
    customer_id: int,
    *,
    collector_id: int | None,
    changes: MergeChanges,
    today: date,
    now: datetime,
) -> None:
    """Give every account of a customer to one collector, where that one's team works its portfolio."""
    if collector_id is None:
        return
    works = (
        sa.select(PortfolioTeam.portfolio_id)
        .join(TeamMember, TeamMember.team_id == PortfolioTeam.team_id)
        .where(TeamMember.user_id == collector_id)
    )
    moving = session.scalars(
        sa.select(Account)
        .where(
            Account.customer_id == customer_id,
            Account.portfolio_id.in_(works),
            sa.or_(Account.collector_id.is_(None), Account.collector_id != collector_id),
        )
        .order_by(Account.id)
    ).all()
    for account in moving:
        ended = session.scalar(
            sa.select(Assignment).where(Assignment.account_id == account.id, Assignment.until_at.is_(None))
        )
        if ended is not None:
            ended.until_at = now
        begun = Assignment(account_id=account.id, collector_id=collector_id, from_at=now, assigned_by=person.id)
        session.add(begun)
        session.flush()
        changes.accounts.append([account.id, account.collector_id, collector_id, ended.id if ended else None, begun.id])
        account.collector_id = collector_id
    session.flush()
    _move_items(session, [account.id for account in moving], collector_id, today=today, now=now)


def return_accounts(session: Session, changes: MergeChanges, *, today: date, now: datetime) -> None:
    """Give accounts back to who had them before the merge, unless they went on to somebody else since."""
    back: dict[int | None, list[int]] = {}
    for account_id, before, after, ended_id, begun_id in changes.accounts:
        account = session.get_one(Account, account_id)
        begun = session.get(Assignment, begun_id)
        if account.collector_id != after or begun is None or begun.until_at is not None:
            continue
        account.collector_id = before
        session.delete(begun)
        ended = session.get(Assignment, ended_id) if ended_id else None
        if ended is not None:
            ended.until_at = None
        back.setdefault(before, []).append(account.id)
    session.flush()
    for collector_id, ids in back.items():
        _move_items(session, ids, collector_id, today=today, now=now)


def _move_items(session: Session, account_ids: Sequence[int], to: int | None, *, today: date, now: datetime) -> None:
    if account_ids:
        move_items(session, account_ids, to_collector_id=to, today=today, now=now)
