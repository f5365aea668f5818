"""The rule of who is worked, asked about some accounts as they stand now: by "next" and by a customer's page."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from models import Account, Hold, Portfolio
from models.bulk import is_among
from workbench.domain.queue.worked.eligibility import Debt, Rest, rest_of
from workbench.domain.queue.worked.people import agreements_of, contact_histories, promise_histories
from workbench.domain.queue.worked.policy import work_policy_on
from workbench.kernel.states import hold_in_force_condition


def rests_of(session: Session, account_ids: Sequence[int], *, on: date, today: date) -> dict[int, Rest | None]:
    """Why each of these accounts is not worked on a day, by account; None: it is. Seven queries.

    Args:
        session: To look.
        account_ids: Which accounts.
        on: The day of work.
        today: The clock's own day, whose facts count at once.

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
    return {
        account.id: rest_of(
            _debt(
                account,
                held.get(account.customer_id, []),
                oldest=on - timedelta(days=portfolios[account.portfolio_id].workable_max_days),
            ),
            agreements_of(touches.get(account.customer_id), promised.get(account.customer_id)),
            terms[account.portfolio_id],
            on=on,
            zone=portfolios[account.portfolio_id].timezone,
        )
        for account in accounts
    }


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
