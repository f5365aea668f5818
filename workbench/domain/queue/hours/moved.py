"""Items that came to another person: an hour at which that person does not call is changed for the best one left."""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain, groupby
from operator import attrgetter

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Customer, Portfolio, WorkItem
from models.bulk import bulk_update, is_among
from models.enums import WorkState
from scoring.hours import HourCounts, LearnedHours, hour_chances, pattern_weights
from workbench.domain.queue.hours.calls import CallsKnown, calls_by_number, kind_of, segment_name
from workbench.domain.queue.hours.habits import habits_of
from workbench.domain.queue.hours.plan import DayHours, hours_left, shifts_of
from workbench.kernel.days import day_of
from workbench.kernel.work_order import HOURED


def refit_hours(session: Session, item_ids: Sequence[int], *, to: int, now: datetime) -> None:
    """Give moved items an hour of who has them now, where theirs is none of that person's. Postponed ones stay.

    Args:
        session: A write session.
        item_ids: What was moved.
        to: Whose they are now.
        now: Aware instant.

    """
    items = session.scalars(
        sa.select(WorkItem)
        .where(
            is_among(session.connection(), WorkItem.id, item_ids),
            WorkItem.state == WorkState.WAITING,
            WorkItem.lane.in_(HOURED),
            WorkItem.best_from > now,
            WorkItem.not_before.is_(None),
        )
        .order_by(WorkItem.queue_on, WorkItem.portfolio_id)
        .execution_options(populate_existing=True)
    ).all()
    changed: list[dict[str, object]] = []
    for (on, portfolio_id), part in groupby(items, key=attrgetter("queue_on", "portfolio_id")):
        portfolio, learned = session.get_one(Portfolio, portfolio_id), habits_of(session, portfolio_id)
        known = CallsKnown.before_day(session, on)
        shift = shifts_of(session, [to], portfolio, known=known).get(to)
        if learned is None or shift is None:
            continue
        begun = now if day_of(now, portfolio.timezone) == on else None
        day = DayHours(portfolio, on, hours_left(portfolio, shift, on=on, now=begun))
        begins = {day.begins(hour) for hour in day.shares}
        changed += [
            {"id": item.id, "best_from": _best(session, item, learned, day, known=known)}
            for item in part
            if item.best_from not in begins and day.shares
        ]
    bulk_update(session.connection(), WorkItem, changed)


def _best(session: Session, item: WorkItem, learned: LearnedHours, day: DayHours, *, known: CallsKnown) -> datetime:
    customer = session.get_one(Customer, item.customer_id)
    segment = segment_name(customer.kind, customer.segment)
    calls = calls_by_number(session, item.customer_id, day.portfolio.timezone, known=known)
    weights = pattern_weights(HourCounts.of(chain.from_iterable(calls.values())), learned, segment)
    chances = hour_chances(weights, learned, segment, kind=kind_of(day.on))
    return day.begins(max(day.shares, key=lambda hour: (chances[hour], -hour)))
