"""What calls of today do to the day's items: an agreed hour puts the customer in front, a rest closes the item.

A collector's call on the screen and a call that a file tells lead to the same place in the queue.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from models import Account, Portfolio, WorkItem
from models.bulk import is_among
from models.enums import Lane, Slice, WorkState
from workbench.domain.queue.claim import back_to_waiting
from workbench.domain.queue.reasons import reason_phrase
from workbench.domain.queue.worked.asking import rests_of
from workbench.domain.queue.worked.people import contact_histories
from workbench.kernel.days import day_of, days_past_due
from workbench.kernel.states import live_claim_condition

IN_FRONT = 0
"""The rank of a call-back agreed on during the day: before the first of the queue as it was built."""


def put_in_front(item: WorkItem, *, at: datetime) -> None:
    """The customer is called at the agreed hour, later on the day of the item, whatever was drawn or closed before."""
    back_to_waiting(item)
    item.lane, item.rank, item.due_at = Lane.CALLBACK, IN_FRONT, at
    item.not_before, item.snoozed_at, item.best_from, item.rests_until = None, None, at, None
    item.callable, item.callable_from, item.blocked_by, item.resting_because = True, None, [], []
    item.slice = Slice.MODEL


def new_callback_item(account: Account, *, at: datetime, today: date) -> WorkItem:
    """The item of a customer who had none today and asked to be called at an hour of it."""
    text = reason_phrase("callback", None).text
    item = WorkItem(
        queue_on=today,
        portfolio_id=account.portfolio_id,
        account_id=account.id,
        customer_id=account.customer_id,
        collector_id=account.collector_id,
        points=0,
        reasons=[{"feature": "callback", "value": None, "contribution": 0, "text": text}],
        open_amount=account.open_amount,
        overdue_amount=account.overdue_amount,
        days_past_due=max(days_past_due(account.oldest_due_on, today), 0) if account.oldest_due_on else 0,
        state=WorkState.WAITING,
    )
    put_in_front(item, at=at)
    return item


def follow_told_calls(session: Session, account_ids: Collection[int], *, today: date, now: datetime) -> None:
    """Let today's items follow the calls of today that a file told about these accounts.

    Who agreed on an hour of today is called at it; without an item they get one. An item that waits although its
    customer rests by now is closed, with the reason and the end of the rest. What a colleague has in hand is left to
    them. The standing of the accounts may be that of before the file.

    Args:
        session: A write session; the caller commits.
        account_ids: Accounts of which a file told calls of today.
        today: The day of work.
        now: Aware instant.

    """
    rows = session.scalars(sa.select(Account).where(is_among(session.connection(), Account.id, account_ids)))
    accounts = {row.customer_id: row for row in rows}
    items = _items(session, accounts, today=today, now=now)
    asked = {customer: row.id for customer, row in accounts.items()}
    asked |= {customer: item.account_id for customer, item in items.items()}
    rests = rests_of(session, list(asked.values()), on=today, today=today)
    hours = _agreed_hours(session, accounts, today=today)
    busy = _with_items(session, accounts, today=today) - items.keys()
    for customer, account in sorted(accounts.items()):
        item, rest, at = items.get(customer), rests[asked[customer]], hours.get(customer)
        if at is not None and rest is None and customer not in busy:
            if item is None:
                session.add(new_callback_item(account, at=at, today=today))
            else:
                put_in_front(item, at=at)
        elif rest is not None and item is not None and item.state is WorkState.WAITING and item.callable:
            item.callable, item.callable_from, item.blocked_by = False, rest.until, [rest.kept()]


def _items(session: Session, customers: Collection[int], *, today: date, now: datetime) -> dict[int, WorkItem]:
    """Today's items of these customers that nobody has in hand or is taking at this moment, locked."""
    found = session.scalars(
        sa.select(WorkItem)
        .where(
            WorkItem.queue_on == today,
            is_among(session.connection(), WorkItem.customer_id, customers),
            WorkItem.state != WorkState.GONE,
            sa.not_(live_claim_condition(now)),
        )
        .order_by(WorkItem.id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return {item.customer_id: item for item in found}


def _with_items(session: Session, customers: Collection[int], *, today: date) -> set[int]:
    """Customers who have an item of today, whatever became of it."""
    among = is_among(session.connection(), WorkItem.customer_id, customers)
    return set(session.scalars(sa.select(WorkItem.customer_id).where(WorkItem.queue_on == today, among)))


def _agreed_hours(session: Session, accounts: Mapping[int, Account], *, today: date) -> dict[int, datetime]:
    """The hour of today at which a customer asked to be called, where nobody tried to speak with them since."""

    def whose(column: InstrumentedAttribute[int]) -> sa.ColumnElement[bool]:
        return is_among(session.connection(), column, accounts)

    portfolios = {row.id: row for row in session.scalars(sa.select(Portfolio))}
    touches = contact_histories(session, portfolios, on=today, today=today, whose=whose)
    hours = {customer: told.callback_at for customer, told in touches.items() if told.callback_at is not None}
    return {
        customer: at
        for customer, at in hours.items()
        if day_of(at, portfolios[accounts[customer].portfolio_id].timezone) == today
    }
