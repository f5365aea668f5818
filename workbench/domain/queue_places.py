"""A customer's place in a day's queue: which account, whose queue, which lane, how many points."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from scoring.points import Contribution, PointFacts, points_of
from workbench.domain.days import days_past_due
from workbench.domain.lanes import Agreed, Place, place_of
from workbench.domain.points import reason_of
from workbench.domain.queue_facts import FOLLOW_UP_STALE, AccountLine, Promised, QueueFacts, Touches

_NO_TOUCHES, _NO_PROMISES = Touches(), Promised()


@dataclass(frozen=True, slots=True)
class Placed:
    """A customer with the account that is worth most. `owner` None: the pool of that account's portfolio."""

    line: AccountLine
    owner: int | None
    place: Place
    points: int
    reasons: tuple[dict[str, Any], ...]  # Any: JSON, shared between customers of whom the same is said


def placed_customer(lines: Sequence[AccountLine], facts: QueueFacts, *, on: date) -> Placed:
    """Place one customer by their workable accounts.

    The account worth most is the one with most points (on the doubling scale: chance times amount), then the oldest.
    A collector who no longer works here leaves their accounts to the pool.

    Args:
        lines: The customer's workable accounts, at least one.
        facts: Of the whole day.
        on: The day of work.

    """
    ranked = [(points_of(point_facts(line, facts, on=on)), line) for line in lines]
    points, line = ranked[0] if len(ranked) == 1 else max(ranked, key=lambda pair: (pair[0].total, -pair[1].id))
    touches = facts.touches.get(line.customer_id, _NO_TOUCHES)
    promised = facts.promised.get(line.customer_id, _NO_PROMISES)
    agreed = Agreed(
        callback_at=touches.callback_at,
        promise_due_on=promised.due_on,
        promise_last_day=promised.last_day,
        broken_on=promised.broken_on,
        reached_on=touches.reached_on,
    )
    return Placed(
        line=line,
        owner=line.collector_id if line.collector_id in facts.active_users else None,
        place=place_of(agreed, facts.phone_of(line), on=on, zone=facts.portfolios[line.portfolio_id].timezone),
        points=points.total,
        reasons=tuple(map(_shared_reason, points.contributions)),
    )


def point_facts(line: AccountLine, facts: QueueFacts, *, on: date) -> PointFacts:
    """What the points rule sees of an account."""
    touches = facts.touches.get(line.customer_id, _NO_TOUCHES)
    promised = facts.promised.get(line.customer_id, _NO_PROMISES)
    return PointFacts(
        days_past_due=max(days_past_due(line.oldest_due_on, on), 0),
        amount=line.worth,
        typical=facts.typical.get(line.portfolio_id, 0),
        days_since_payment=(on - line.last_payment_on).days if line.last_payment_on else None,
        part_paid=line.id in facts.part_paid,
        promises_kept=promised.kept,
        promises_broken=promised.broken,
        phone=facts.phone_of(line),
        reached=touches.reached,
        unanswered=touches.unanswered,
        follow_up_in=_follow_up_in(touches, on=on),
    )


def _follow_up_in(touches: Touches, *, on: date) -> int | None:
    if touches.follow_up_on is None or touches.follow_up_on < on - FOLLOW_UP_STALE:
        return None
    return (touches.follow_up_on - on).days


@lru_cache(maxsize=65536)
def _shared_reason(contribution: Contribution) -> dict[str, Any]:
    return reason_of(contribution)
