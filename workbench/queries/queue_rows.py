"""What a row of a queue shows, and the conditions that say which items of a day are listed. Plain values."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Customer, Interaction, Outcome, Portfolio, User, WorkItem
from models.enums import Direction, Lane, OutcomeGroup, Slice, WorkState
from workbench.kernel.money import asked_for
from workbench.kernel.work_order import TIMED, Wave, WorkPosition, position_of, wave_of

HIGH_TIMES = 2
"""«Monto alto»: at least this many times the average of the listed items."""

NEW_DAYS = 7
"""«Nuevas»: overdue for at most this many days."""


class Chip(StrEnum):
    """The filters above the list, each with its count."""

    ALL = "all"
    UNTOUCHED = "untouched"
    """Nobody has tried today."""
    BROKEN = "broken"
    """The last promise was not kept."""
    HIGH = "high"
    NEW = "new"
    LOCATE = "locate"
    """No number that can be used."""
    RESTING = "resting"
    """Not called today: the portfolio's settings let the customer rest, it is agreed so, or the law says so."""


@dataclass(frozen=True)
class QueueFilters:
    """What is asked for. `collector_id` is for who sees the team; `mine` leaves the pool out."""

    chip: Chip = Chip.ALL
    portfolio_id: int | None = None
    collector_id: int | None = None
    mine: bool = False


@dataclass(frozen=True)
class LastContact:
    """The last recorded interaction with a customer."""

    code: str
    label_es: str
    label_en: str
    at: datetime
    channel: str


@dataclass(frozen=True)
class QueueRow:
    """One line of the queue. Amounts are minor units of `currency`, as they stand now.

    `callable`, `callable_from` and `blocked_by` are of the day as it was built, until whoever shows the row asks the
    gate about this moment (`workbench.domain.queue.openings_now`).
    """

    id: int
    rank: int
    lane: Lane
    state: WorkState
    account_id: int
    customer_id: int
    name: str
    document: str | None
    city: str | None
    portfolio: str
    currency: str
    locale: str
    timezone: str
    preset: str
    open_amount: int
    overdue_amount: int
    credit: int
    days_past_due: int
    points: float
    scorer: str
    value: str
    slice: Slice
    propensity: float | None
    # Any: JSON, see `models.WorkItem`.
    reasons: tuple[Mapping[str, Any], ...]
    blocked_by: tuple[Mapping[str, Any], ...]
    resting_because: tuple[Mapping[str, Any], ...]
    due_at: datetime | None
    rests_until: datetime | None
    best_from: datetime | None
    callable: bool
    callable_from: datetime | None
    within_capacity: bool
    not_before: datetime | None
    collector_id: int | None
    claimed_by: int | None
    claimed_by_name: str | None
    claimed_until: datetime | None
    portfolio_id: int
    last: LastContact | None = field(default=None)

    @property
    def asked(self) -> int:
        """What is asked of the customer: what is overdue, or open where nothing is yet, less the credit."""
        return asked_for(self.overdue_amount or self.open_amount, self.credit)

    @property
    def is_random(self) -> bool:
        """Whether chance placed it, and not what a call is worth."""
        return self.slice in {Slice.RANDOM, Slice.CALL_ARM}

    @property
    def is_left_alone(self) -> bool:
        """Whether chance decided that it is not called for a fortnight."""
        return self.slice is Slice.NO_CALL_ARM

    @property
    def is_pooled(self) -> bool:
        """Whether nobody owns the account."""
        return self.collector_id is None

    def wave_at(self, now: datetime) -> Wave:
        """Whether its hours have begun at a moment, come later, or are not known."""
        return wave_of(lane=self.lane, best_from=self.best_from, now=now)

    def position_at(self, now: datetime) -> WorkPosition:
        """Where it stands in the order of work at a moment."""
        return position_of(
            lane=self.lane,
            due_at=self.due_at,
            is_pooled=self.is_pooled,
            best_from=self.best_from,
            rank=self.rank,
            item_id=self.id,
            now=now,
        )

    def may_call_at(self, now: datetime) -> bool:
        """Whether the queue knows of nothing against a call now. The gate is asked again before one."""
        return self.callable if self.callable_from is None else self.callable_from <= now


@cache
def rows_statement() -> sa.Select[Any]:  # Any: the columns of `QueueRow`
    """Items with their customer, account and portfolio, in the order of `QueueRow`'s fields but `last`."""
    columns: tuple[Any, ...] = (
        WorkItem.id, WorkItem.rank, WorkItem.lane, WorkItem.state, WorkItem.account_id, WorkItem.customer_id,
        Customer.name, Customer.document, Customer.city, Portfolio.name, Portfolio.currency, Portfolio.locale,
        Portfolio.timezone, Portfolio.preset, Account.open_amount, Account.overdue_amount, Account.credit,
        WorkItem.days_past_due,
        WorkItem.points, WorkItem.scorer, WorkItem.value, WorkItem.slice, WorkItem.propensity, WorkItem.reasons,
        WorkItem.blocked_by, WorkItem.resting_because, WorkItem.due_at, WorkItem.rests_until, WorkItem.best_from,
        WorkItem.callable, WorkItem.callable_from, WorkItem.within_capacity, WorkItem.not_before, WorkItem.collector_id,
        WorkItem.claimed_by, User.name, WorkItem.claimed_until, WorkItem.portfolio_id,
    )  # fmt: skip
    return (
        sa.select(*columns)
        .join(Customer, Customer.id == WorkItem.customer_id)
        .join(Account, Account.id == WorkItem.account_id)
        .join(Portfolio, Portfolio.id == WorkItem.portfolio_id)
        .outerjoin(User, User.id == WorkItem.claimed_by)
    )


def queue_row(row: Sequence[Any], last: Mapping[int, LastContact]) -> QueueRow:
    """A row of `rows_statement` with the last contact of its customer."""
    values = dict(zip(_FIELDS, row, strict=True))
    for name in ("reasons", "blocked_by", "resting_because"):
        values[name] = tuple(values[name])
    return QueueRow(**values, last=last.get(values["customer_id"]))


_FIELDS = tuple(name for name in QueueRow.__dataclass_fields__ if name != "last")


def may_be_called_before(ends: Mapping[int, Any]) -> sa.ColumnElement[bool]:
    """Condition on `WorkItem`: the queue knows of an hour of the day at which it may be called.

    Args:
        ends: When the day of work ends, by portfolio. Any: an instant, or a named parameter.

    """
    if not ends:
        return WorkItem.callable.is_(True)
    moment = WorkItem.callable_from.type
    end = sa.case(
        {
            key: value if isinstance(value, sa.BindParameter) else sa.literal(value, moment)
            for key, value in ends.items()
        },
        value=WorkItem.portfolio_id,
        else_=sa.null(),
    )
    return sa.or_(WorkItem.callable, WorkItem.callable_from < end)


class OfItem(NamedTuple):
    """The columns of an item that filters ask: those of `WorkItem`, or of a statement that was made from it."""

    customer_id: sa.ColumnElement[int]
    lane: sa.ColumnElement[Lane]
    overdue_amount: sa.ColumnElement[int]
    days_past_due: sa.ColumnElement[int]
    listed: sa.ColumnElement[bool]
    """Whether it may be called today and is awake."""


def chip_condition(chip: Chip, of: OfItem, *, today: Any, high: Any, timed: bool) -> sa.ColumnElement[bool]:
    """Condition on items of a queue: what a filter chip lists and counts.

    Args:
        chip: Which.
        of: The columns that are asked.
        today: The day of work. Any: a value, or a named parameter.
        high: From which overdue amount on it is a high one. Any: as above.
        timed: Whether all means what has its hour as well.

    """
    if chip is Chip.LOCATE:
        return of.lane == Lane.LOCATE
    if chip is Chip.RESTING:
        return sa.and_(sa.not_(of.listed), of.lane != Lane.LOCATE)
    if chip is Chip.ALL:
        return sa.and_(of.listed, of.lane.in_((*TIMED, *BY_PRIORITY) if timed else BY_PRIORITY))
    return sa.and_(of.listed, of.lane != Lane.LOCATE, _OF_CHIP[chip](of, today, high))


def _is_untouched(of: OfItem, today: Any) -> sa.ColumnElement[bool]:
    """Nobody has tried to reach this customer today."""
    tried = sa.select(Interaction.customer_id).where(
        Interaction.known_on == today, Interaction.direction == Direction.OUTBOUND
    )
    return of.customer_id.not_in(tried)


BY_PRIORITY = (Lane.PROMISE_BROKEN, Lane.RANKED, Lane.PREVENTIVE)

_OF_CHIP: Mapping[Chip, Callable[[OfItem, Any, Any], sa.ColumnElement[bool]]] = {  # Any: as in `chip_condition`
    Chip.UNTOUCHED: lambda of, today, _high: _is_untouched(of, today),
    Chip.BROKEN: lambda of, _today, _high: of.lane == Lane.PROMISE_BROKEN,
    Chip.HIGH: lambda of, _today, high: of.overdue_amount >= high,
    Chip.NEW: lambda of, _today, _high: sa.and_(of.days_past_due >= 1, of.days_past_due <= NEW_DAYS),
}


def ids_of(rows: Iterable[sa.Row[Any]], column: int) -> list[int]:
    """One column of rows, each value once."""
    return list(dict.fromkeys(row[column] for row in rows))


def last_contacts(session: Session, customer_ids: Sequence[int]) -> dict[int, LastContact]:
    """The last interaction with an outcome of each of these customers; administrative entries are left out."""
    if not customer_ids:
        return {}
    newest = (
        sa.select(
            Interaction.customer_id, Outcome.code, Outcome.label_es, Outcome.label_en, Interaction.at,
            Interaction.channel,
            sa.func.row_number()
            .over(partition_by=Interaction.customer_id, order_by=(Interaction.at.desc(), Interaction.id.desc()))
            .label("place"),
        )
        .join(Outcome, Outcome.code == Interaction.outcome_code)
        .where(Interaction.customer_id.in_(customer_ids), Outcome.group != OutcomeGroup.ADMINISTRATIVE)
        .subquery()
    )  # fmt: skip
    rows = session.execute(sa.select(*newest.c[:-1]).where(newest.c.place == 1))
    return {customer_id: LastContact(*told) for customer_id, *told in rows}
