"""What other settings would do to the next day's queue of a portfolio. Reads only, and asks the rule that builds it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from models import Account, Hold, Invoice, Portfolio
from models.enums import Lane
from scoring.points import Phone
from workbench.domain.queue.worked.eligibility import Debt, RestReason, WorkTerms, place_of
from workbench.domain.queue.worked.people import agreements_of, best_phones, contact_histories, promise_histories
from workbench.domain.queue.worked.policy import WorkChange, why_not_policy, work_policy_on
from workbench.kernel.days import ONE_DAY
from workbench.kernel.states import hold_in_force_condition


@dataclass(frozen=True)
class WorkedCount:
    """Accounts of a portfolio on a day: those worked, those to be located, and those that rest by reason."""

    worked: int
    located: int
    resting: Mapping[RestReason, int]

    @property
    def rests(self) -> int:
        """All that rest."""
        return sum(self.resting.values())


@dataclass(frozen=True)
class WorkPreview:
    """The counts of day `on` with the settings that stand on it and with those asked for."""

    on: date
    now: WorkedCount
    then: WorkedCount

    @property
    def reasons(self) -> list[RestReason]:
        """The reasons for which any account rests, in the order of the rule."""
        return [one for one in RestReason if self.now.resting.get(one) or self.then.resting.get(one)]


def preview_work_policy(
    session: Session, portfolio: Portfolio, *, change: WorkChange, from_on: date, today: date
) -> WorkPreview:
    """How many accounts are worked on the first day of a change, at the earliest tomorrow, without it and with it.

    What is owed, promised and known of contacts is that of today; what falls due by then is overdue on that day.

    Raises:
        WorkPolicyRefused: `set_work_policy` would refuse it.

    """
    on = max(from_on, today + ONE_DAY)
    before = work_policy_on(session, [portfolio.id], on=on)[portfolio.id]
    after = change.of(before)
    refused = why_not_policy(after, from_on=from_on, today=today)
    if refused is not None:
        raise refused
    counts = _counted(session, portfolio, (before, after), on=on, today=today)
    return WorkPreview(on, *counts)


def _counted(
    session: Session, portfolio: Portfolio, settings: tuple[WorkTerms, WorkTerms], *, on: date, today: date
) -> list[WorkedCount]:
    """The lanes of every workable account under each of the settings; a constant number of queries."""
    owners = sa.select(Account.customer_id).where(Account.portfolio_id == portfolio.id, Account.open_amount > 0)

    def whose(column: InstrumentedAttribute[int]) -> sa.ColumnElement[bool]:
        return column.in_(owners)

    portfolios = {row.id: row for row in session.scalars(sa.select(Portfolio))}
    touches = contact_histories(session, portfolios, on=on, today=today, whose=whose)
    promised = promise_histories(session, on=on, today=today, whose=whose)
    phones = best_phones(session, whose=whose)
    without = Phone.NONE if phones else Phone.UNKNOWN
    in_force = hold_in_force_condition(on=on, today=today)
    held = {tuple(row) for row in session.execute(sa.select(Hold.customer_id, Hold.account_id).where(in_force))}
    due = _falling_due(session, portfolio, on=on)
    counts: tuple[Counter[Lane | RestReason], ...] = (Counter(), Counter())
    for row in session.execute(_accounts(portfolio, on=on)):
        debt = Debt(
            overdue=row.overdue_amount + due.get(row.id, 0),
            credit=row.credit,
            asked=row.open_amount - row.disputed_amount,
            oldest_due_on=row.oldest_due_on,
            disputed=row.disputed_amount,
            is_held=bool({(row.customer_id, None), (row.customer_id, row.id)} & held),
        )
        agreed = agreements_of(touches.get(row.customer_id), promised.get(row.customer_id))
        phone = phones.get(row.customer_id, without)
        for terms, counted in zip(settings, counts, strict=True):
            place = place_of(debt, agreed, phone, terms=terms, on=on, zone=portfolio.timezone)
            counted[place.rest.reason if place.rest else place.lane] += 1
    return [_count(counted) for counted in counts]


def _falling_due(session: Session, portfolio: Portfolio, *, on: date) -> dict[int, int]:
    """What of each account is not overdue in its standing and will be on a day, without what is in dispute."""
    fallen = (
        sa.select(Invoice.account_id, sa.func.sum(Invoice.open_amount))
        .join(Account, Account.id == Invoice.account_id)
        .where(
            Account.portfolio_id == portfolio.id,
            Invoice.open_amount > 0,
            sa.not_(Invoice.disputed),
            Invoice.due_on >= Account.standing_on,
            Invoice.due_on < on,
        )
        .group_by(Invoice.account_id)
    )
    return {account_id: int(amount) for account_id, amount in session.execute(fallen)}


def _accounts(portfolio: Portfolio, *, on: date) -> sa.Select[*tuple[Any, ...]]:  # Any: the columns of an account
    """Accounts with something open that are not too old to be worked."""
    oldest = on - timedelta(days=portfolio.workable_max_days)
    return sa.select(
        Account.id, Account.customer_id, Account.overdue_amount, Account.credit, Account.open_amount,
        Account.disputed_amount, Account.oldest_due_on,
    ).where(
        Account.portfolio_id == portfolio.id,
        Account.open_amount > 0,
        sa.or_(Account.oldest_due_on.is_(None), Account.oldest_due_on >= oldest),
    )  # fmt: skip


def _count(counted: Counter[Lane | RestReason]) -> WorkedCount:
    resting = {reason: counted[reason] for reason in RestReason if counted[reason]}
    worked = sum(counted[lane] for lane in Lane if lane not in {Lane.LOCATE, Lane.RESTING})
    return WorkedCount(worked, counted[Lane.LOCATE], resting)
