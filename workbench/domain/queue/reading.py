"""Built queues for the command line and the API: a day in rank order, not limited to what a person sees."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain, islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Customer, Portfolio, User, WorkItem
from models.bulk import is_among
from models.enums import Lane, Slice, WorkState
from workbench.domain.queue.availability import asked_people, openings_now
from workbench.domain.queue.candidates import waiting_candidates
from workbench.kernel.money import asked_for_expression
from workbench.kernel.work_order import work_order

CHUNK = 5_000
LOOK, MORE = 100, 10
"""So many items are read of the head of a queue; where they are not enough, so many times as many."""


@dataclass(frozen=True)
class BuiltItem:
    """One item as built. Amounts are minor units of `currency`, none below 0.

    `balance` is the open items less the credit now, `asked` the overdue ones less it.
    """

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
    asked: int
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
    id: int

    def may_be_given(self, now: datetime) -> bool:
        """Whether "next" may hand it out: nobody has it, what it waits for has come, and chance does not keep it."""
        waits = any(at is not None and at > now for at in (self.due_at, self.not_before))
        is_left = self.slice is Slice.NO_CALL_ARM and self.lane is Lane.RANKED and self.not_before is None
        return self.callable and self.state is WorkState.WAITING and not (is_left or waits)

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
    """The items of a day: collectors by e-mail, then the pools by portfolio, each in rank order. Read as it is used.

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
    chosen: list[sa.ColumnElement[bool]] = [sa.true()]
    if collector is not None:
        chosen.append(User.email == collector.lower())
    if portfolio is not None:
        chosen.append(Portfolio.code == portfolio)
    if as_next and now is not None:
        queues = _queues_of(session, on, sa.and_(*chosen))
        found = chain.from_iterable(_as_next(session, queue, on=on, now=now) for queue in queues)
        yield from islice(found, limit)
        return
    order = (WorkItem.collector_id.is_(None), User.email, _pool_code(), WorkItem.rank, WorkItem.id)
    statement = _items_of(on).where(*chosen).order_by(*order).limit(limit)
    yield from _asked(session, _streamed(session, statement), now=now)


def is_built(session: Session, *, on: date) -> bool:
    """Whether queues of a day were built, and anybody has a place in them."""
    return session.scalar(sa.select(sa.exists().where(WorkItem.queue_on == on))) or False


def _queues_of(session: Session, on: date, chosen: sa.ColumnElement[bool]) -> list[sa.ColumnElement[bool]]:
    """Conditions on `WorkItem`, one for each queue of the day: collectors by e-mail, then the pools by portfolio."""
    of_day = sa.and_(WorkItem.queue_on == on, WorkItem.state != WorkState.GONE)
    found = session.execute(
        sa.select(WorkItem.collector_id, WorkItem.portfolio_id, User.email, Portfolio.code)
        .join(Portfolio, Portfolio.id == WorkItem.portfolio_id)
        .outerjoin(User, User.id == WorkItem.collector_id)
        .where(of_day, chosen)
        .distinct()
    ).all()
    queues: dict[tuple[bool, str], list[sa.ColumnElement[bool]]] = defaultdict(list)
    for collector_id, portfolio_id, email, code in found:
        of_person = WorkItem.collector_id.is_(None) if collector_id is None else WorkItem.collector_id == collector_id
        part = sa.and_(of_day, of_person, WorkItem.portfolio_id == portfolio_id)
        queues[collector_id is None, email or code].append(part)
    return [sa.or_(*parts) for _, parts in sorted(queues.items(), key=lambda one: one[0])]


def _as_next(session: Session, queue: sa.ColumnElement[bool], *, on: date, now: datetime) -> Iterator[BuiltItem]:
    """A queue as "next" hands it out, then what waits for something or may not be called. The head is read first."""
    given: set[int] = set()
    seen: set[int] = set()
    look, is_all = LOOK, False
    while not is_all:
        candidates, is_all = waiting_candidates(session, [queue], look=look, today=on, now=now)
        new = [one.id for one in candidates if one.id not in seen]
        for item in _asked(session, iter(_by_id(session, on, new)), now=now):
            if item.may_be_given(now):
                given.add(item.id)
                yield item
        seen.update(new)
        look *= MORE
    rest = _items_of(on).where(queue).order_by(*work_order(now))
    for item in _asked(session, _streamed(session, rest), now=now):
        if item.id not in given:
            yield item


def _by_id(session: Session, on: date, ids: Sequence[int]) -> list[BuiltItem]:
    statement = _items_of(on).where(is_among(session.connection(), WorkItem.id, ids))
    found = {item.id: item for item in _streamed(session, statement)}
    return [found[id_] for id_ in ids]


def _streamed(session: Session, statement: sa.Select[Any]) -> Iterator[BuiltItem]:  # Any: the columns of `BuiltItem`
    for row in session.execute(statement.execution_options(yield_per=CHUNK)):
        yield BuiltItem(*row)


def _items_of(on: date) -> sa.Select[Any]:  # Any: the columns of `BuiltItem`
    columns: tuple[Any, ...] = (
        WorkItem.rank, WorkItem.account_id, Customer.external_id, Portfolio.code, User.email, WorkItem.lane,
        WorkItem.slice, WorkItem.state, WorkItem.callable, WorkItem.callable_from, WorkItem.blocked_by,
        WorkItem.propensity, WorkItem.scorer, WorkItem.model, WorkItem.points, WorkItem.expected,
        WorkItem.value, WorkItem.gain,
        asked_for_expression(WorkItem.open_amount, Account.credit), WorkItem.overdue_amount,
        asked_for_expression(WorkItem.overdue_amount, Account.credit), Portfolio.currency, WorkItem.days_past_due,
        WorkItem.within_capacity, WorkItem.reasons, WorkItem.customer_id, WorkItem.rests_until,
        WorkItem.best_from, WorkItem.due_at, WorkItem.not_before, WorkItem.resting_because,
        Portfolio.preset, Portfolio.timezone, WorkItem.id,
    )  # fmt: skip
    return (
        sa.select(*columns)
        .join(Account, Account.id == WorkItem.account_id)
        .join(Customer, Customer.id == WorkItem.customer_id)
        .join(Portfolio, Portfolio.id == WorkItem.portfolio_id)
        .outerjoin(User, User.id == WorkItem.collector_id)
        .where(WorkItem.queue_on == on, WorkItem.state != WorkState.GONE)
    )


def _asked(session: Session, rows: Iterator[BuiltItem], *, now: datetime | None) -> Iterator[BuiltItem]:
    """The items with what the contact gate says at a moment; as they were built without one."""
    if now is None:
        yield from rows
        return
    while part := list(islice(rows, CHUNK)):
        asked = openings_now(part, asked_people(session, part, now=now), now=now)
        yield from (replace(item, **asked[item.customer_id].shown()) for item in part)


def _pool_code() -> sa.ColumnElement[str | None]:
    """A collector's queue spans portfolios and is numbered through; a pool is one portfolio's."""
    return sa.case((WorkItem.collector_id.is_(None), Portfolio.code), else_=None)
