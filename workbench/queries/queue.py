"""A day's queue as a person sees it: what has its hour, what comes by priority, and what the day has brought so far.

A fixed number of queries, whatever the length of the queue.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Interaction, Outcome, Portfolio, Promise, WorkItem
from models.enums import OutcomeGroup
from workbench.access.person import Person
from workbench.kernel.days import ONE_DAY
from workbench.kernel.errors import NotVisible
from workbench.kernel.numbers import row_number
from workbench.kernel.work_order import NO_HOUR, WorkPosition, after_position, work_order
from workbench.queries.desk.items import LEAST_HIGH, NOT_WORKED, POOL_HEAD, SOON, asked_queue
from workbench.queries.desk.pace import TRIES
from workbench.queries.queue_rows import (
    Chip,
    LastContact,
    QueueFilters,
    QueueRow,
    ids_of,
    last_contacts,
    queue_row,
)

__all__ = [
    "NOT_WORKED", "POOL_HEAD", "SOON", "Chip", "DayStrip", "LastContact", "QueueFilters", "QueuePage", "QueueRow",
    "beside", "chip_of_queue", "day_queue", "day_strip", "had_items", "queue_version",
]  # fmt: skip

PAGE = 50
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
CURSOR_PARTS = 8


@dataclass(frozen=True)
class DayStrip:
    """What a person has done today. `promised` is one amount in minor units per currency."""

    attempts: int
    direct_contacts: int
    promises: int
    promised: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class QueuePage:
    """One page of a queue. `after` continues it, None at the end; `is_built` is false before the day's build.

    `version` changes with the items of the queue: who has them, when they may be called, and what is owed.
    """

    on: date
    is_built: bool
    scorer: str
    pinned: tuple[QueueRow, ...]
    ranked: tuple[QueueRow, ...]
    after: str | None
    counts: Mapping[Chip, int]
    strip: DayStrip
    version: str = ""


def day_queue(  # noqa: PLR0913 - the day, the moment and what is asked for
    session: Session,
    person: Person,
    *,
    today: date,
    now: datetime,
    filters: QueueFilters | None = None,
    limit: int = PAGE,
    after: str | None = None,
) -> QueuePage:
    """The queue of a day in the order of work, as "next" hands it out (`workbench.kernel.work_order`).

    Of a pool only its head is listed, see `POOL_HEAD`. What has its hour is pinned and always there, under a filter of
    what is called today the agreed hours that have come; `limit` and `after` page through the rest. Amounts are live.

    Args:
        session: To look.
        person: Whose queue, unless `filters.collector_id` names another (within the person's scope).
        today: The day of work.
        now: Aware instant.
        filters: What is asked for.
        limit: Rows by priority.
        after: `QueuePage.after` of the page before.

    """
    filters = filters or QueueFilters()
    asked = asked_queue(session, person, today=today, now=now, filters=filters)
    summary = asked.summary(session)
    asked_at = _asked_at(after, now=now)
    has_pinned = summary.timed and filters.chip not in NOT_WORKED
    pinned = session.execute(asked.statements.pinned, asked.values).all() if has_pinned else []
    # One row more than the page has, to know whether it goes on.
    values = asked.values | {"high": summary.high, "asked_at": asked_at, "most": limit + 1}
    page_of = asked.statements.page
    if after is not None:
        page_of = page_of.where(after_position(_position(after), now=asked_at))
    ranked = session.execute(page_of, values).all()
    last = last_contacts(session, ids_of([*pinned, *ranked], 5))
    page = [queue_row(row, last) for row in ranked[:limit]]
    in_front = [queue_row(row, last) for row in pinned]
    return QueuePage(
        on=today,
        is_built=bool(summary.items) or _is_built(session, today),
        scorer=next((row.scorer for row in (*page, *in_front)), "rules"),
        pinned=tuple(in_front),
        ranked=tuple(page),
        after=_cursor(page[-1].position_at(asked_at), asked_at) if len(ranked) > limit else None,
        counts=summary.counts,
        strip=day_strip(session, person, today=today),
        version=summary.version,
    )


def queue_version(session: Session, person: Person, *, today: date, now: datetime) -> str:
    """What `QueuePage.version` would be now. Three queries."""
    return asked_queue(session, person, today=today, now=now).summary(session).version


def beside(  # noqa: PLR0913 - from where, which way, under which filter
    session: Session, person: Person, position: WorkPosition, *, chip: Chip, back: bool, today: date, now: datetime
) -> int | None:
    """The account that stands after a place of the list, or before it; what a colleague has in hand is passed over.

    Args:
        session: To look.
        person: Whose queue.
        position: The place.
        chip: The filter of the list.
        back: The one before.
        today: The day of work.
        now: Aware instant.

    """
    asked = asked_queue(session, person, today=today, now=now)
    high = asked.summary(session).high if chip is Chip.HIGH else LEAST_HIGH
    within = asked.terms.within(chip, high=high, timed=True)
    free = sa.or_(WorkItem.claimed_by.is_(None), WorkItem.claimed_by == person.id)
    later, order = after_position(position, now=now), work_order(now)
    there = sa.and_(sa.not_(later), WorkItem.id != position.id) if back else later
    return session.scalar(
        sa.select(WorkItem.account_id)
        .where(asked.terms.mine, within, free, there)
        .order_by(*(sa.desc(term) for term in order) if back else order)
        .limit(1)
    )


def had_items(session: Session, person: Person, *, today: date) -> bool:
    """Whether the person had somebody to call on a day, whatever became of it."""
    theirs = sa.or_(WorkItem.collector_id == person.id, WorkItem.claimed_by == person.id)
    return session.scalar(sa.select(sa.exists().where(WorkItem.queue_on == today, theirs))) or False


def chip_of_queue(
    session: Session, person: Person, chip: Chip, *, today: date, now: datetime
) -> sa.ColumnElement[bool]:
    """Condition on `WorkItem` of what a filter lists in a person's queue, for who hands out the next of it.

    What an agreed hour has come for is always within. A filter of what is not called today narrows nothing down.
    """
    if chip is Chip.ALL or chip in NOT_WORKED:
        return sa.true()
    asked = asked_queue(session, person, today=today, now=now)
    high = asked.summary(session).high if chip is Chip.HIGH else LEAST_HIGH
    return sa.or_(asked.terms.within(chip, high=high, timed=False), asked.terms.timed(chip))


_OF_DAY = (
    Interaction.collector_id == sa.bindparam("person"),
    Interaction.known_on == sa.bindparam("today", type_=sa.Date()),
)
_DONE = (
    sa.select(sa.func.count().filter(TRIES), sa.func.count().filter(Outcome.group == OutcomeGroup.DIRECT))
    .select_from(Interaction)
    .outerjoin(Outcome, Outcome.code == Interaction.outcome_code)
    .where(*_OF_DAY)
)
_PROMISED = (
    sa.select(Portfolio.currency, sa.func.count(), sa.func.sum(Promise.amount))
    .join(Account, Account.id == Promise.account_id)
    .join(Portfolio, Portfolio.id == Account.portfolio_id)
    .join(Interaction, Interaction.id == Promise.interaction_id)
    .where(*_OF_DAY)
    .group_by(Portfolio.currency)
    .order_by(Portfolio.currency)
)


def day_strip(session: Session, person: Person, *, today: date) -> DayStrip:
    """What the person has done today: tries, direct contacts, promises and their amount. Two queries."""
    asked = {"person": person.id, "today": today}
    attempts, direct = session.execute(_DONE, asked).one()
    promised = session.execute(_PROMISED, asked).all()
    return DayStrip(
        attempts=attempts,
        direct_contacts=direct,
        promises=sum(count for _, count, _ in promised),
        promised=tuple((currency, int(amount)) for currency, _, amount in promised),
    )


def _cursor(position: WorkPosition, asked_at: datetime) -> str:
    """A position, and the moment of the order that it is in: pages that follow are of the same moment."""
    hour = "" if position.hour == NO_HOUR else _microseconds(position.hour)
    later, moment = _microseconds(position.later), _microseconds(asked_at)
    parts = (position.by_rank, hour, position.is_pooled, position.wave, later, position.rank, position.id, moment)
    return ".".join(map(str, parts))


def _microseconds(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND


def _asked_at(cursor: str | None, *, now: datetime) -> datetime:
    """The moment of a cursor; now where it names none, or one of another day."""
    parts = (cursor or "").split(".")
    number = _number(parts[-1]) if len(parts) == CURSOR_PARTS else 0
    moment = EPOCH + min(number, _microseconds(NO_HOUR)) * MICROSECOND
    return moment if abs(moment - now) < ONE_DAY else now


def _position(cursor: str) -> WorkPosition:
    """What a cursor stands for. What is missing or not a number counts as 0.

    Raises:
        NotVisible: It names what cannot be.

    """
    parts = cursor.split(".")
    by_rank, hour, is_pooled, wave, later, rank, id_ = [_number(part) for part in [*parts, *"0000000"][:7]]
    at = NO_HOUR if parts[1:2] == [""] else _instant(hour)
    return WorkPosition(by_rank, at, is_pooled, wave, _instant(later), rank, id_)


def _instant(microseconds: int) -> datetime:
    if microseconds > _microseconds(NO_HOUR):
        raise NotVisible("page")
    return EPOCH + microseconds * MICROSECOND


def _number(part: str) -> int:
    try:
        return row_number(part) if part.isdecimal() else 0
    except ValueError:
        raise NotVisible("page") from None


def _is_built(session: Session, today: date) -> bool:
    return session.scalar(sa.select(sa.exists().where(WorkItem.queue_on == today))) or False
