"""Built queues for the command line and the API: a day in rank order, not limited to what a person sees."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby, islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Customer, Portfolio, User, WorkItem
from models.enums import Lane, Slice, WorkState
from workbench.domain.queue.availability import openings_now
from workbench.kernel.work_order import OrderTerm, work_order

CHUNK = 5_000


@dataclass(frozen=True)
class BuiltItem:
    """One item as built. Amounts are minor units of `currency`; the balance is the open items less the credit now."""

    rank: int
    account: int
    customer: str
    portfolio: str
    collector: str | None
    lane: Lane
    slice: Slice
    state: WorkState
    callable: bool
    callable_from: datetime | None
    blocked_by: list[dict[str, Any]]  # Any: JSON, see `models.WorkItem`
    propensity: float | None
    scorer: str
    model: str | None
    points: float
    expected: int | None
    value: str
    gain: int | None
    balance: int
    overdue: int
    currency: str
    days_past_due: int
    within_capacity: bool
    reasons: list[dict[str, Any]]  # Any: JSON, see `models.WorkItem`
    customer_id: int
    rests_until: datetime | None
    best_from: datetime | None
    due_at: datetime | None
    not_before: datetime | None
    resting_because: list[dict[str, Any]]  # Any: JSON, see `models.WorkItem`
    preset: str
    timezone: str

    def may_be_given(self, now: datetime) -> bool:
        """Whether "next" may hand it out: nobody has it, what it waits for has come, and chance does not keep it."""
        waits = any(at is not None and at > now for at in (self.due_at, self.not_before))
        is_asked_for = self.state is WorkState.WAITING and self.slice is not Slice.NO_CALL_ARM
        return self.callable and is_asked_for and not waits

    @property
    def account_id(self) -> int:
        """As `AsksToCall` names it."""
        return self.account


def built_items(  # noqa: PLR0913 - the day, the moment and what is asked for
    session: Session,
    *,
    on: date,
    collector: str | None = None,
    portfolio: str | None = None,
    limit: int | None = None,
    now: datetime | None = None,
    as_next: bool = False,
) -> Iterator[BuiltItem]:
    """The items of a day: collectors by e-mail, then the pools by portfolio, each in rank order. One query, streamed.

    `callable`, `callable_from` and `blocked_by` are of the moment `now`, a few thousand items at a time; without it
    they are of the whole day, as it was built.

    Args:
        session: To look.
        on: The day of work.
        collector: Only the queue of this e-mail.
        portfolio: Only items of the portfolio of this code.
        limit: At most so many in all.
        now: The moment a call would be made at.
        as_next: In the order in which "next" hands out at `now`: what may not be called then comes last in its queue.

    """
    order = _within_queue(now if as_next else None)
    found = _items_of(on).order_by(WorkItem.collector_id.is_(None), User.email, _pool_code(), *order)
    found = found.limit(None if as_next else limit).execution_options(yield_per=CHUNK)
    if collector is not None:
        found = found.where(User.email == collector.lower())
    if portfolio is not None:
        found = found.where(Portfolio.code == portfolio)
    rows = (BuiltItem(*row) for row in session.execute(found))
    if now is None:
        yield from rows
        return
    items = _asked(session, rows, now=now)
    yield from list(_as_next(items, now=now))[:limit] if as_next else items


def _items_of(on: date) -> sa.Select[Any]:  # Any: the columns of `BuiltItem`
    columns: tuple[Any, ...] = (
        WorkItem.rank, WorkItem.account_id, Customer.external_id, Portfolio.code, User.email, WorkItem.lane,
        WorkItem.slice, WorkItem.state, WorkItem.callable, WorkItem.callable_from, WorkItem.blocked_by,
        WorkItem.propensity, WorkItem.scorer, WorkItem.model, WorkItem.points, WorkItem.expected,
        WorkItem.value, WorkItem.gain,
        WorkItem.open_amount - Account.credit, WorkItem.overdue_amount, Portfolio.currency, WorkItem.days_past_due,
        WorkItem.within_capacity, WorkItem.reasons, WorkItem.customer_id, WorkItem.rests_until,
        WorkItem.best_from, WorkItem.due_at, WorkItem.not_before, WorkItem.resting_because,
        Portfolio.preset, Portfolio.timezone,
    )  # fmt: skip
    return (
        sa.select(*columns)
        .join(Account, Account.id == WorkItem.account_id)
        .join(Customer, Customer.id == WorkItem.customer_id)
        .join(Portfolio, Portfolio.id == WorkItem.portfolio_id)
        .outerjoin(User, User.id == WorkItem.collector_id)
        .where(WorkItem.queue_on == on, WorkItem.state != WorkState.GONE)
    )


def _asked(session: Session, rows: Iterator[BuiltItem], *, now: datetime) -> Iterator[BuiltItem]:
    while part := list(islice(rows, CHUNK)):
        asked = openings_now(session, part, now=now)
        yield from (replace(item, **asked[item.customer_id].shown()) for item in part)


def _as_next(items: Iterator[BuiltItem], *, now: datetime) -> Iterator[BuiltItem]:
    """Within each queue what waits, whose hour has come and who may be called first."""
    for _, queue in groupby(items, key=lambda item: item.collector or item.portfolio):
        yield from sorted(queue, key=lambda item: not item.may_be_given(now))


def _within_queue(now: datetime | None) -> Sequence[OrderTerm]:
    return (WorkItem.rank, WorkItem.id) if now is None else work_order(now)


def _pool_code() -> sa.ColumnElement[str | None]:
    """A collector's queue spans portfolios and is numbered through; a pool is one portfolio's."""
    return sa.case((WorkItem.collector_id.is_(None), Portfolio.code), else_=None)
