"""The hours in which one customer answers most, over all numbers and by number: what pages tell.

Computed from the customer's own calls as they stand, on what was learned of the portfolio when its queues were built.
"""

from collections.abc import Mapping
from datetime import datetime
from itertools import chain
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import ContactPoint, Customer, Portfolio
from models.enums import PointKind
from scoring.hours import (
    DayKind,
    HourCounts,
    LearnedHours,
    ToldHours,
    hour_chances,
    is_enough,
    pattern_weights,
    told_hours,
    weights_of_number,
)
from workbench.domain.queue.hours.calls import CallsKnown, CellTries, calls_by_number, kind_of, segment_name
from workbench.domain.queue.hours.habits import habits_of
from workbench.kernel.days import day_of
from workbench.kernel.states import in_use_condition


class CustomerHours(NamedTuple):
    """The hours of the portfolio's clock in which somebody answers most; None, or left out: too little is known."""

    customer: ToldHours | None
    numbers: Mapping[int, ToldHours]


NOTHING_KNOWN = CustomerHours(None, {})


def hours_of_customer(session: Session, *, customer_id: int, portfolio_id: int, now: datetime) -> CustomerHours:
    """When a customer answers most, on a day like today. Six queries at most.

    Calls without a number are those of the only number in use, where there is one only.

    Args:
        session: To look.
        customer_id: Within the person's scope.
        portfolio_id: Of the account that the call is about.
        now: Aware instant: calls of the local day are not counted yet.

    """
    learned = habits_of(session, portfolio_id)
    if learned is None:
        return NOTHING_KNOWN
    portfolio = session.get_one(Portfolio, portfolio_id)
    today = day_of(now, portfolio.timezone)
    known = CallsKnown.before_day(session, today)
    if learned.files_without_hours:
        known = known._replace(stamped=frozenset({portfolio_id}))
    calls = calls_by_number(session, customer_id, portfolio.timezone, known=known)
    if not calls:
        return NOTHING_KNOWN
    customer = session.get_one(Customer, customer_id)
    told = _Teller(learned, segment_name(customer.kind, customer.segment), kind_of(today))
    numbers = session.scalars(
        sa.select(ContactPoint.id).where(
            ContactPoint.customer_id == customer_id, ContactPoint.kind == PointKind.PHONE, in_use_condition()
        )
    ).all()
    found = told.of_customer(calls)
    if len(numbers) == 1:
        return CustomerHours(found, {numbers[0]: found} if found is not None else {})
    by_number = {number: told.of_number(number, calls) for number in numbers}
    return CustomerHours(found, {number: one for number, one in by_number.items() if one is not None})


class _Teller(NamedTuple):
    """Tells hours of a customer of a segment on a kind of day."""

    learned: LearnedHours
    segment: str
    kind: DayKind

    def of_customer(self, calls: Mapping[int | None, list[CellTries]]) -> ToldHours | None:
        counts = HourCounts.of(chain.from_iterable(calls.values()))
        if not is_enough(counts):
            return None
        return self._told(counts, pattern_weights(counts, self.learned, self.segment))

    def of_number(self, number: int, calls: Mapping[int | None, list[CellTries]]) -> ToldHours | None:
        own = HourCounts.of(calls.get(number, ()))
        if not is_enough(own):
            return None
        others = HourCounts.of(chain.from_iterable(told for one, told in calls.items() if one != number))
        return self._told(own, weights_of_number(own, others, learned=self.learned, segment=self.segment))

    def _told(self, counts: HourCounts, weights: tuple[float, ...]) -> ToldHours | None:
        chances = hour_chances(weights, self.learned, self.segment, kind=self.kind)
        return told_hours(counts, chances, self.learned, kind=self.kind)
