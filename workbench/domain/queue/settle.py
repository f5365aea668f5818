"""What leaves the queue by itself: who paid, and whose contact rests by now.

Called after facts come in (an import, a payment, a hold) and the standing was brought up to date, so that a collector
sees the item go without asking for it.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Hold, WorkItem
from models.bulk import is_among
from models.enums import WorkState
from workbench.domain.queue.facts import AccountLine, facts_of, read_facts
from workbench.domain.queue.placing import call_value_of
from workbench.kernel.days import days_past_due
from workbench.kernel.money import asked_for
from workbench.kernel.states import hold_in_force_condition, live_claim_condition
from workbench.kernel.text import N_

PAID = N_("Ya no debe lo vencido.")
ON_HOLD = N_("Está en pausa.")
COVERED = N_("Su saldo a favor cubre lo vencido.")


def why_gone(*, was_overdue: int, open_amount: int, overdue_amount: int, asked: int, on_hold: bool) -> str | None:
    """An item leaves when nothing is owed, when what was overdue is paid or covered, or when contact rests.

    Args:
        was_overdue: What was overdue when the queue was built; an item of a reminder before the due day has nothing.
        open_amount: What is open now, over the customer's accounts that may be worked.
        overdue_amount: Of that, what is overdue.
        asked: Of that, what no credit covers; where nothing is overdue, of what is open.
        on_hold: Whether every account with something open rests.

    """
    if on_hold:
        return ON_HOLD
    if open_amount == 0 or (was_overdue > 0 and overdue_amount == 0):
        return PAID
    return COVERED if asked == 0 else None


def drop_settled(session: Session, account_ids: Sequence[int], *, today: date, now: datetime) -> int:
    """Take out today's items of customers who paid or went on hold; the others show what is owed now.

    Nobody is interrupted: an item in a colleague's hands stays until they finish it. Where the item's account is paid
    and another of the customer is not, the item turns to that one. Returns how many left.

    Args:
        session: A write session; the caller commits.
        account_ids: Accounts about which something came in.
        today: The day of work.
        now: Aware instant.

    """
    customers = sa.select(Account.customer_id).where(is_among(session.connection(), Account.id, account_ids))
    items = session.scalars(
        sa.select(WorkItem)
        .where(
            WorkItem.queue_on == today,
            WorkItem.customer_id.in_(customers),
            WorkItem.state.in_((WorkState.WAITING, WorkState.CLAIMED)),
            sa.not_(live_claim_condition(now)),
        )
        .order_by(WorkItem.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    accounts = _accounts(session, [item.customer_id for item in items])
    held = _held(session, [item.customer_id for item in items], today=today)
    before = {item.id: item.account_id for item in items}
    gone = sum(_settle(item, accounts.get(item.customer_id, []), held, now=now) for item in items)
    turned = [item for item in items if item.account_id != before[item.id]]
    _tell_of_new_accounts(session, turned, today=today)
    return gone


def _accounts(session: Session, customer_ids: Sequence[int]) -> dict[int, list[Account]]:
    found: dict[int, list[Account]] = {}
    rows = session.scalars(
        sa.select(Account)
        .where(is_among(session.connection(), Account.customer_id, customer_ids))
        .order_by(Account.overdue_amount.desc(), Account.open_amount.desc(), Account.id)
        .execution_options(populate_existing=True)
    )
    for account in rows:
        found.setdefault(account.customer_id, []).append(account)
    return found


def _held(session: Session, customer_ids: Sequence[int], *, today: date) -> set[tuple[int, int | None]]:
    rows = session.execute(
        sa.select(Hold.customer_id, Hold.account_id).where(
            is_among(session.connection(), Hold.customer_id, customer_ids),
            hold_in_force_condition(on=today, today=today),
        )
    )
    return {(customer_id, account_id) for customer_id, account_id in rows}


def _settle(item: WorkItem, accounts: list[Account], held: set[tuple[int, int | None]], *, now: datetime) -> bool:
    owing = [account for account in accounts if account.open_amount > account.disputed_amount]
    free = [account for account in owing if not {(item.customer_id, None), (item.customer_id, account.id)} & held]
    why = why_gone(
        was_overdue=item.overdue_amount,
        open_amount=sum(account.open_amount for account in free),
        overdue_amount=sum(account.overdue_amount for account in free),
        asked=sum(asked_for(_owed(account), account.credit) for account in free),
        on_hold=bool(owing) and not free,
    )
    if why is not None:
        item.state, item.why, item.finished_at = WorkState.GONE, why, now
        item.claimed_by, item.claimed_until = None, None
        return True
    asking = [account for account in free if asked_for(account.overdue_amount, account.credit) > 0]
    still = next((account for account in asking if account.id == item.account_id), (asking or free)[0])
    item.account_id, item.portfolio_id = still.id, still.portfolio_id
    item.open_amount, item.overdue_amount = still.open_amount, still.overdue_amount
    return False


def _tell_of_new_accounts(session: Session, items: Sequence[WorkItem], *, today: date) -> None:
    """Say of items that turned to another account what is known of that one, and nothing more of the first."""
    if not items:
        return
    lines = {item.id: _line(session.get_one(Account, item.account_id), today=today) for item in items}
    facts = facts_of(session, read_facts(session, on=today, today=today), list(lines.values()), on=today, today=today)
    for item in items:
        line = lines[item.id]
        worth = call_value_of(line, facts, on=today)
        score = worth.score
        item.scorer, item.model = ("model", score.model) if score else ("rules", None)
        item.propensity, item.expected = (score.propensity, round(score.expected)) if score else (None, None)
        item.value, item.gain = score.value if score else "points", round(worth.gain)
        item.points, item.reasons = worth.points, json.loads(worth.reasons)
        item.days_past_due = max(days_past_due(line.oldest_due_on, today), 0)


def _line(account: Account, *, today: date) -> AccountLine:
    """The account as building the queue sees it."""
    return AccountLine(
        id=account.id,
        customer_id=account.customer_id,
        external_id="",
        portfolio_id=account.portfolio_id,
        collector_id=account.collector_id,
        open_amount=account.open_amount,
        overdue_amount=account.overdue_amount,
        asked=account.open_amount - account.disputed_amount,
        oldest_due_on=account.oldest_due_on or today,
        last_payment_on=account.last_payment_on,
        stale=False,
        credit=account.credit,
    )


def _owed(account: Account) -> int:
    """What is overdue, or what is open and not in dispute where nothing is overdue yet."""
    return account.overdue_amount or account.open_amount - account.disputed_amount
