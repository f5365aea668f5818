"""Which items of a day are in a person's queue, and its statements, built once and told their values by name.

The conditions take values or named parameters alike: what is built for one request and what is kept say the same.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Portfolio, WorkItem
from models.enums import Lane, WorkState
from workbench.access.permissions import Permission
from workbench.access.person import Person
from workbench.kernel.days import ONE_DAY, start_of_day
from workbench.kernel.work_order import TIMED, work_order
from workbench.queries.queue_rows import (
    HIGH_TIMES,
    Chip,
    OfItem,
    QueueFilters,
    chip_condition,
    may_be_called_before,
    rows_statement,
)
from workbench.queries.scope import portfolios_of, work_items_of

POOL_HEAD = 500
"""Of a pool, the list and its counts go down to so many that may be called today: a pool may have a hundred thousand,
and nobody reads further than a day's work."""

SOON = timedelta(minutes=10)
"""So long before an agreed hour its item is in front under every filter, and the screen calls attention to it."""

NOT_WORKED = (Chip.LOCATE, Chip.RESTING)
"""Filters of what is not called today: nothing in them has its hour."""

LEAST_HIGH = 1.0
"""No amount is high where nothing is overdue."""

ALL_RANKS = 2**31 - 1


@dataclass(frozen=True)
class QueueTerms:
    """What the conditions are made with. `ends`: when the day ends, by portfolio; `last_rank`: of the head of a pool.

    Any: a value, or a named parameter in a statement that is kept.
    """

    person: Person
    filters: QueueFilters
    today: Any
    now: Any
    soon: Any
    ends: Mapping[int, Any]
    last_rank: Any = ALL_RANKS

    @property
    def listed(self) -> sa.ColumnElement[bool]:
        """Condition on `WorkItem`: it may be called today, and is not put off to later."""
        awake = sa.or_(WorkItem.not_before.is_(None), WorkItem.not_before <= self.now)
        return sa.and_(may_be_called_before(self.ends), awake)

    @property
    def mine(self) -> sa.ColumnElement[bool]:
        """Condition on `WorkItem`: in the queue, of a pool down to the end of its head."""
        of_day, owner = self._of_day, self.filters.collector_id
        if owner is not None:
            return sa.and_(*of_day, work_items_of(self.person), WorkItem.collector_id == owner)
        whole = sa.select(WorkItem.id).where(*of_day, WorkItem.collector_id == self.person.id)
        if self.filters.mine:
            return WorkItem.id.in_(whole)
        # Two searches by index are many times faster than one with an «or».
        pool = sa.select(WorkItem.id).where(*of_day, self._pooled, WorkItem.rank <= self.last_rank)
        return WorkItem.id.in_(sa.union_all(whole, pool))

    @property
    def columns(self) -> OfItem:
        """`WorkItem` as filters ask it."""
        return OfItem(
            WorkItem.customer_id.expression,
            WorkItem.lane.expression,
            WorkItem.overdue_amount.expression,
            WorkItem.days_past_due.expression,
            sa.func.coalesce(self.listed, sa.false()),
        )

    def timed(self, chip: Chip) -> sa.ColumnElement[bool]:
        """Condition on `WorkItem`: pinned above what comes by priority.

        Under a filter only an agreed hour that has come or comes within minutes: the customer waits for the call.
        """
        if chip is Chip.ALL:
            return WorkItem.lane.in_(TIMED)
        return sa.and_(WorkItem.lane == Lane.CALLBACK, sa.func.coalesce(WorkItem.due_at <= self.soon, sa.false()))

    def within(self, chip: Chip, *, high: Any, timed: bool) -> sa.ColumnElement[bool]:
        """Condition on `WorkItem` of a filter, see `chip_condition`."""
        return chip_condition(chip, self.columns, today=self.today, high=high, timed=timed)

    @property
    def head(self) -> sa.Select[int]:
        """The rank at which `POOL_HEAD` of the pools may be called today."""
        listed = (*self._of_day, self._pooled, self.listed)
        return sa.select(WorkItem.rank).where(*listed).order_by(WorkItem.rank).offset(POOL_HEAD - 1).limit(1)

    @property
    def _of_day(self) -> list[sa.ColumnElement[bool]]:
        of_day = [WorkItem.queue_on == self.today, WorkItem.state.in_((WorkState.WAITING, WorkState.CLAIMED))]
        if self.filters.portfolio_id is not None:
            of_day.append(WorkItem.portfolio_id == self.filters.portfolio_id)
        return of_day

    @property
    def _pooled(self) -> sa.ColumnElement[bool]:
        return sa.and_(WorkItem.collector_id.is_(None), WorkItem.portfolio_id.in_(portfolios_of(self.person)))


class Summary(NamedTuple):
    """A queue in numbers. `high`: from which amount on «monto alto»; `timed`: how many have their hour."""

    items: int
    timed: int
    high: float
    counts: Mapping[Chip, int]
    version: str


class KeptStatements(NamedTuple):
    """The statements of a queue, told by name what `QueueAsked.values` has. Any: the columns of a row."""

    head: sa.Select[int]
    summary: sa.Select[Any]
    pinned: sa.Select[Any]
    page: sa.Select[Any]


class QueueAsked(NamedTuple):
    """One person's queue at a moment: its statements, and the values they are told."""

    terms: QueueTerms
    statements: KeptStatements
    values: dict[str, Any]

    def summary(self, session: Session) -> Summary:
        """One number per chip, the amount that «monto alto» begins at, and what changes with the items. One query."""
        found = session.execute(self.statements.summary, self.values).one()
        counts = {chip: int(count) for chip, count in zip(Chip, found[3:], strict=False)}
        version = hashlib.blake2s(repr(tuple(found)).encode(), digest_size=8).hexdigest()
        return Summary(int(found[0]), int(found[2]), float(found[1] or LEAST_HIGH), counts, version)


def asked_queue(
    session: Session, person: Person, *, today: date, now: datetime, filters: QueueFilters | None = None
) -> QueueAsked:
    """A person's queue at a moment. Two queries: the zones, and where the head of the pools ends."""
    filters = filters or QueueFilters()
    zones = {row.id: row.timezone for row in session.execute(sa.select(Portfolio.id, Portfolio.timezone))}
    ends = {portfolio_id: start_of_day(today + ONE_DAY, zone) for portfolio_id, zone in zones.items()}
    kept = _kept(
        person.permissions & SCOPE,
        filters.chip,
        (filters.portfolio_id is not None, filters.collector_id is not None, filters.mine),
        tuple(sorted(ends)),
    )
    values = {
        "person": person.id, "teams": sorted(person.team_ids), "portfolio": filters.portfolio_id,
        "owner": filters.collector_id, "today": today, "now": now, "soon": now + SOON, "last_rank": ALL_RANKS,
    } | {f"end_{portfolio_id}": end for portfolio_id, end in ends.items()}  # fmt: skip
    if filters.collector_id is None and not filters.mine:
        values["last_rank"] = session.scalar(kept.head, values) or ALL_RANKS
    terms = QueueTerms(person, filters, today, now, now + SOON, ends, values["last_rank"])
    return QueueAsked(terms, kept, values)


SCOPE = frozenset({Permission.SEE_ALL_PORTFOLIOS, Permission.SEE_TEAM})
"""Permissions that change which rows a person sees."""


@lru_cache(maxsize=64)
def _kept(
    permissions: frozenset[Permission], chip: Chip, by: tuple[bool, bool, bool], portfolios: tuple[int, ...]
) -> KeptStatements:
    """The statements of one shape; whoever asks has their own values."""
    moment = WorkItem.not_before.type
    by_portfolio, by_owner, mine = by
    number: Any = sa.BigInteger()
    named: Any = {name: sa.bindparam(name, type_=number) for name in ("person", "portfolio", "owner", "last_rank")}
    teams: Any = sa.bindparam("teams", expanding=True, type_=number)
    person = Person(named["person"], "", "", "", permissions, teams)
    filters = QueueFilters(
        chip, named["portfolio"] if by_portfolio else None, named["owner"] if by_owner else None, mine
    )
    now: Any = sa.bindparam("now", type_=moment)
    terms = QueueTerms(
        person, filters, sa.bindparam("today", type_=sa.Date()), now, sa.bindparam("soon", type_=moment),
        {key: sa.bindparam(f"end_{key}", type_=moment) for key in portfolios}, named["last_rank"],
    )  # fmt: skip
    chosen = terms.within(chip, high=sa.bindparam("high", type_=sa.Float()), timed=False)
    if chip not in NOT_WORKED:
        chosen = sa.and_(chosen, sa.not_(terms.timed(chip)))
    asked_at: Any = sa.bindparam("asked_at", type_=moment)
    pinned = rows_statement().where(terms.mine, terms.listed, terms.timed(chip)).order_by(*work_order(now))
    page = rows_statement().where(terms.mine, chosen).order_by(*work_order(asked_at)).limit(sa.bindparam("most"))
    return KeptStatements(terms.head, _summary_of(terms), pinned, page)


def _summary_of(terms: QueueTerms) -> sa.Select[Any]:
    """How many there are, the high amount, how many have their hour, one count per chip, then what changes."""
    item = sa.select(
        WorkItem.customer_id, WorkItem.lane, WorkItem.overdue_amount, WorkItem.days_past_due, WorkItem.rank,
        WorkItem.account_id, WorkItem.callable, WorkItem.callable_from, WorkItem.not_before, WorkItem.snoozed_at,
        WorkItem.claimed_by, WorkItem.claimed_until, WorkItem.due_at,
        Account.open_amount.label("owed"), Account.overdue_amount.label("overdue"), Account.credit.label("credit"),
        sa.func.coalesce(terms.listed, sa.false()).label("listed"),
    ).join(Account, Account.id == WorkItem.account_id).where(terms.mine).cte("item").c  # fmt: skip
    of = OfItem(item.customer_id, item.lane, item.overdue_amount, item.days_past_due, item.listed)
    worked = sa.and_(of.listed, of.lane != Lane.LOCATE)
    average = sa.select(sa.func.avg(of.overdue_amount)).where(worked).scalar_subquery()
    twice = sa.func.coalesce(sa.cast(average, sa.Float()) * HIGH_TIMES, sa.literal(0.0, sa.Float()))
    high = sa.case((twice < LEAST_HIGH, sa.literal(LEAST_HIGH, sa.Float())), else_=twice)
    chips = [chip_condition(chip, of, today=terms.today, high=high, timed=True) for chip in Chip]
    sums = (item.rank, item.account_id, item.claimed_by, item.owed, item.overdue, item.credit)
    latest = (item.callable_from, item.not_before, item.snoozed_at, item.claimed_until, item.due_at)
    found: Any = sa.select(
        sa.func.count(), sa.func.max(high), sa.func.count().filter(of.listed, of.lane.in_(TIMED)),
        *(sa.func.count().filter(chip) for chip in chips),
        *(sa.func.sum(column) for column in sums), *(sa.func.max(column) for column in latest),
        sa.func.count().filter(item.callable),
    )  # fmt: skip
    summary: sa.Select[Any] = found
    return summary
