"""What "next" may hand out: the first items in the order of work, the gate asked about many at once, one locked.

The number of queries does not grow with the number of items that turn out blocked.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Portfolio, WorkItem
from models.bulk import bulk_update, is_among
from models.enums import Lane, Slice, WorkState
from scoring.points import Phone
from workbench.access.person import Person
from workbench.domain.contact import people_of
from workbench.domain.queue.availability import NO_NUMBER, day_availability, verdict_at
from workbench.domain.queue.worked.asking import rests_of
from workbench.domain.queue.worked.people import best_phones
from workbench.kernel.work_order import OrderTerm, WorkPosition, position_of, work_order
from workbench.queries.scope import portfolios_of

CHOICES = 50
"""Of what may be called now, so many are tried at once, in case that colleagues take the first at the same moment."""


_NEEDS_NUMBER = frozenset({Lane.RANKED, Lane.PREVENTIVE})
"""Lanes in which building places nobody who has no number in use."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that waits, as `CallQuestion` has it, and where it stands in the order of work."""

    position: WorkPosition
    customer_id: int
    account_id: int
    lane: Lane
    rests_until: datetime | None
    resting_because: Sequence[dict[str, Any]]  # Any: JSON, see `models.WorkItem`
    preset: str
    timezone: str

    @property
    def id(self) -> int:
        """Of the work item."""
        return self.position.id


def queues_of(session: Session, person: Person) -> list[sa.ColumnElement[bool]]:
    """Conditions on `WorkItem`: the person's own queue, and the pool of each of their portfolios."""
    pools = session.scalars(portfolios_of(person)).all()
    nobodys = WorkItem.collector_id.is_(None)
    return [WorkItem.collector_id == person.id, *(sa.and_(nobodys, WorkItem.portfolio_id == pool) for pool in pools)]


def waiting_candidates(
    session: Session, queues: Sequence[sa.ColumnElement[bool]], *, look: int, today: date, now: datetime
) -> tuple[list[Candidate], bool]:
    """The first items in the order of work that wait, and whether there are no more.

    Of what has no hours the order of work within a queue is that of the rank, so the head of each is read by its index.
    What has hours is within the capacities and read together. The heads are merged; what comes after the end of a head
    that was cut off is left for a longer look.
    """
    ranked = [sa.and_(queue, WorkItem.best_from.is_(None)) for queue in queues]
    heads = [
        _head(number, part, (WorkItem.rank, WorkItem.id), look=look, today=today, now=now)
        for number, part in enumerate(ranked, start=1)
    ]
    with_hours = sa.and_(sa.or_(*queues), WorkItem.best_from.is_not(None))
    heads.append(_head(0, with_hours, work_order(now), look=look, today=today, now=now))
    rows = session.execute(sa.union_all(*heads)).all()
    found = sorted((_candidate_of(row, now=now) for row in rows), key=lambda one: one.position)
    cut = {queue for queue, count in Counter(row.queue for row in rows).items() if count == look}
    ends = [max(_candidate_of(row, now=now).position for row in rows if row.queue == queue) for queue in cut]
    return [one for one in found if all(one.position <= end for end in ends)], not ends


def _head(  # noqa: PLR0913 - which items, in which order, how many, when
    number: int, queue: sa.ColumnElement[bool], order: Sequence[OrderTerm], *, look: int, today: date, now: datetime
) -> sa.Select[Any]:  # Any: the columns of a candidate
    head = (
        sa.select(
            sa.literal(number).label("queue"), WorkItem.id, WorkItem.rank, WorkItem.due_at, WorkItem.collector_id,
            WorkItem.customer_id, WorkItem.account_id, WorkItem.lane, WorkItem.rests_until, WorkItem.resting_because,
            WorkItem.best_from,
            Portfolio.preset, Portfolio.timezone,
        )
        .join(Portfolio, Portfolio.id == WorkItem.portfolio_id)
        .where(queue, _is_waiting(today=today, now=now))
        .order_by(*order)
        .limit(look)
    )  # fmt: skip
    return sa.select(head.subquery())


def _candidate_of(row: sa.Row[Any], *, now: datetime) -> Candidate:  # Any: the columns above
    position = position_of(
        lane=row.lane,
        due_at=row.due_at,
        is_pooled=row.collector_id is None,
        best_from=row.best_from,
        rank=row.rank,
        item_id=row.id,
        now=now,
    )
    return Candidate(
        position,
        row.customer_id,
        row.account_id,
        row.lane,
        row.rests_until,
        row.resting_because,
        row.preset,
        row.timezone,
    )


def _is_waiting(*, today: date, now: datetime) -> sa.ColumnElement[bool]:
    """Condition on `WorkItem`: nobody has it, its hour has come, and the queue knows of nothing against a call now."""
    return sa.and_(
        WorkItem.queue_on == today,
        WorkItem.state == WorkState.WAITING,
        WorkItem.lane != Lane.RESTING,
        sa.or_(WorkItem.slice != Slice.NO_CALL_ARM, WorkItem.lane != Lane.RANKED, WorkItem.snoozed_at.is_not(None)),
        sa.or_(WorkItem.due_at.is_(None), WorkItem.due_at <= now),
        sa.or_(WorkItem.not_before.is_(None), WorkItem.not_before <= now),
        sa.or_(WorkItem.callable_from <= now, sa.and_(WorkItem.callable, WorkItem.callable_from.is_(None))),
    )


def open_candidates(session: Session, candidates: Sequence[Candidate], *, today: date, now: datetime) -> list[int]:
    """The first of the candidates that are still worked today and that the gate lets be called now.

    What is closed for the day is marked so: by the gate, or because the customer was spoken with or tried meanwhile.
    Who has lost their last number meanwhile, by a report of another customer's or a file, is to be located.
    """
    candidates = _with_number(session, candidates)
    if not candidates:
        return []
    known = people_of(session, [one.customer_id for one in candidates], at=now)
    rests = rests_of(session, [one.account_id for one in candidates], on=today, today=today)
    open_ids: list[int] = []
    closed: list[dict[str, Any]] = []
    for one in candidates:
        person, rest = known[one.customer_id], rests.get(one.account_id)
        if verdict_at(one, person, at=now).is_blocked:
            if not (of_day := day_availability(one, person, on=today)).callable:
                closed.append({"id": one.id, **of_day.shown()})
        elif rest is not None:
            closed.append({"id": one.id, "callable": False, "callable_from": rest.until, "blocked_by": [rest.kept()]})
        else:
            open_ids.append(one.id)
        if len(open_ids) == CHOICES:
            break
    _mark_closed(session, closed)
    return open_ids


def _with_number(session: Session, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that still have a number, as far as the lane asks for one; the others go to the lane `locate`."""
    needing = [one.customer_id for one in candidates if one.lane in _NEEDS_NUMBER]
    if not needing:
        return list(candidates)
    phones = best_phones(session, whose=lambda column: is_among(session.connection(), column, needing))
    lost = {one.id for one in candidates if one.lane in _NEEDS_NUMBER and phones.get(one.customer_id) is Phone.NONE}
    located = {"lane": Lane.LOCATE, "callable": False, "callable_from": None, "blocked_by": [NO_NUMBER]}
    _mark_closed(session, [{"id": id_, **located} for id_ in sorted(lost)])
    return [one for one in candidates if one.id not in lost]


def _mark_closed(session: Session, closed: Sequence[dict[str, Any]]) -> None:
    """Keep why and until when these may not be called; what a colleague is taking at this moment is left out."""
    if not closed:
        return
    connection = session.connection()
    among = is_among(connection, WorkItem.id, [row["id"] for row in closed])
    locked = set(session.scalars(sa.select(WorkItem.id).where(among).with_for_update(skip_locked=True)))
    bulk_update(connection, WorkItem, [row for row in closed if row["id"] in locked])
    for id_ in locked:
        loaded = session.identity_map.get(session.identity_key(WorkItem, id_))
        if loaded is not None:
            session.expire(loaded)


def first_free(session: Session, ids: Sequence[int], *, today: date, now: datetime) -> WorkItem | None:
    """The first of these items, in the order of work, that still waits and that nobody is taking; locked."""
    if not ids:
        return None
    return session.scalar(
        sa.select(WorkItem)
        .where(WorkItem.id.in_(ids), _is_waiting(today=today, now=now))
        .order_by(*work_order(now))
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
