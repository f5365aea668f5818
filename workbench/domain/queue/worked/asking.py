"""The rule of who is worked, asked about some accounts as they stand now: by "next" and by a customer's page."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from models import Account, Hold, Portfolio
from models.bulk import is_among
from workbench.domain.queue.worked.eligibility import Agreements, Debt, Rest, rest_of
from workbench.domain.queue.worked.people import agreements_of, contact_histories, promise_histories
from workbench.domain.queue.worked.policy import work_policy_on
from workbench.kernel.states import hold_in_force_condition


class WhatIf(NamedTuple):
    """What one more call would say of a customer and of the account it is about, see `Agreements` and `Debt`.

    `is_new_try`: no attempt of it is written yet.
    """

    is_direct: bool
    is_new_try: bool = False
    callback_at: datetime | None = None
    promise_due_on: date | None = None
    promise_grace_days: int = 0
    is_held: bool = False
    held_until: date | None = None

    def agreements(self, agreed: Agreements, *, on: date) -> Agreements:
        """What would be agreed then."""
        tries = (*agreed.tries, on) if self.is_new_try else agreed.tries
        after = agreed._replace(
            callback_at=self.callback_at, callback_since=self.callback_at or agreed.callback_since, tries=tries
        )
        if self.is_direct:
            after = after._replace(reached_on=on, callback_since=self.callback_at, called_in=False, asks_again=False)
        if self.promise_due_on is None:
            return after
        last_day = self.promise_due_on + timedelta(days=self.promise_grace_days)
        return after._replace(promise_due_on=self.promise_due_on, promise_last_day=last_day)

    def debt(self, debt: Debt) -> Debt:
        """The debt as it would stand then."""
        if not self.is_held:
            return debt
        ends = [self.held_until] if not debt.is_held else [self.held_until, debt.held_until]
        return debt._replace(is_held=True, held_until=None if None in ends else max(end for end in ends if end))


def rest_after(session: Session, account_id: int, what_if: WhatIf, *, on: date, today: date) -> Rest | None:
    """Why an account would not be worked on a day after one more call; None: it would."""
    return rests_of(session, [account_id], on=on, today=today, what_if=what_if)[account_id]


def rests_of(
    session: Session, account_ids: Sequence[int], *, on: date, today: date, what_if: WhatIf | None = None
) -> dict[int, Rest | None]:
    """Why each of these accounts is not worked on a day, by account; None: it is. Seven queries.

    Args:
        session: To look.
        account_ids: Which accounts.
        on: The day of work.
        today: The clock's own day, whose facts count at once.
        what_if: One more call with the customers of these accounts; None: as things stand.

    """
    if not account_ids:
        return {}
    accounts = session.execute(
        sa.select(
            Account.id, Account.customer_id, Account.portfolio_id, Account.overdue_amount, Account.credit,
            Account.open_amount, Account.disputed_amount, Account.oldest_due_on,
        ).where(is_among(session.connection(), Account.id, account_ids))
    ).all()  # fmt: skip
    customers = sorted({account.customer_id for account in accounts})

    def whose(column: InstrumentedAttribute[int]) -> sa.ColumnElement[bool]:
        return is_among(session.connection(), column, customers)

    # All of them: a customer may have been contacted about an account of another portfolio.
    portfolios = {row.id: row for row in session.scalars(sa.select(Portfolio))}
    terms = work_policy_on(session, list(portfolios), on=on)
    touches = contact_histories(session, portfolios, on=on, today=today, whose=whose)
    promised = promise_histories(session, on=on, today=today, whose=whose)
    held = _holds(session, customers, on=on, today=today)
    found = {}
    for account in accounts:
        portfolio = portfolios[account.portfolio_id]
        oldest = on - timedelta(days=portfolio.workable_max_days)
        debt = _debt(account, held.get(account.customer_id, []), oldest=oldest)
        agreed = agreements_of(touches.get(account.customer_id), promised.get(account.customer_id))
        if what_if is not None:
            debt, agreed = what_if.debt(debt), what_if.agreements(agreed, on=on)
        found[account.id] = rest_of(debt, agreed, terms[account.portfolio_id], on=on, zone=portfolio.timezone)
    return found


class _Held(NamedTuple):
    """A hold in force. No account: of the whole customer. No day: until it is lifted."""

    account_id: int | None
    until_on: date | None


def _holds(session: Session, customer_ids: Sequence[int], *, on: date, today: date) -> dict[int, list[_Held]]:
    rows = session.execute(
        sa.select(Hold.customer_id, Hold.account_id, Hold.until_on).where(
            is_among(session.connection(), Hold.customer_id, customer_ids), hold_in_force_condition(on=on, today=today)
        )
    )
    found: dict[int, list[_Held]] = {}
    for customer_id, account_id, until_on in rows:
        found.setdefault(customer_id, []).append(_Held(account_id, until_on))
    return found


def _debt(account: Any, held: Sequence[_Held], *, oldest: date) -> Debt:  # Any: a row of the columns above
    ends = [one.until_on for one in held if one.account_id in {None, account.id}]
    return Debt(
        overdue=account.overdue_amount,
        credit=account.credit,
        asked=account.open_amount - account.disputed_amount,
        oldest_due_on=account.oldest_due_on,
        disputed=account.disputed_amount,
        is_held=bool(ends),
        held_until=None if None in ends else max((end for end in ends if end), default=None),
        is_too_old=account.oldest_due_on is not None and account.oldest_due_on < oldest,
    )
