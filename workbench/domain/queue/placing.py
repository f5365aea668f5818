"""A customer's place in a day's queue: which account, whose queue, which lane, and what a call is worth."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from models.bulk import JsonText
from models.enums import Lane
from scoring.points import Contribution, PointFacts, points_of
from scoring.ranking import drawn, points_value, value_points
from workbench.domain.queue.facts import (
    FOLLOW_UP_STALE,
    AccountLine,
    ContactHistory,
    PromiseHistory,
    QueueFacts,
    ScoreLine,
)
from workbench.domain.queue.lanes import Agreements, LanePlacement, place_of
from workbench.domain.queue.reasons import points_reason, stored_reason
from workbench.kernel.days import days_past_due

_NO_TOUCHES, _NO_PROMISES = ContactHistory(), PromiseHistory()


class CallValue(NamedTuple):
    """What a call about an account is worth, on the scale of the points rule, and who says so.

    `score` is the model's; None: the points rule ranks, and `reasons` are its own, as a work item keeps them. `gain` is
    the same worth in minor units.
    """

    points: float
    score: ScoreLine | None
    reasons: JsonText
    gain: float = 0.0


class PlacedCustomer(NamedTuple):
    """A customer with the account that is worth most. `owner` None: the pool of that account's portfolio.

    `is_drawn`: chance places the customer among the ranked, not their worth.
    """

    line: AccountLine
    owner: int | None
    place: LanePlacement
    worth: CallValue
    is_drawn: bool = False


def placed_customer(lines: Sequence[AccountLine], facts: QueueFacts, *, on: date) -> PlacedCustomer:
    """Place one customer by their workable accounts.

    The account worth most is the one with most points (on the doubling scale: chance times amount), then the oldest.
    A collector who no longer works here leaves their accounts to the pool.

    Args:
        lines: The customer's workable accounts, at least one.
        facts: Of the whole day.
        on: The day of work.

    """
    if len(lines) == 1:
        worth, line = call_value_of(lines[0], facts, on=on), lines[0]
    else:
        ranked = [(call_value_of(line, facts, on=on), line) for line in lines]
        worth, line = max(ranked, key=lambda pair: (pair[0].points, -pair[1].id))
    portfolio = facts.portfolios[line.portfolio_id]
    place = place_of(_agreed(line.customer_id, facts), facts.phone_of(line), on=on, zone=portfolio.timezone)
    is_ranked = place.lane is Lane.RANKED and place.rests_until is None and worth.score is not None
    return PlacedCustomer(
        line=line,
        owner=line.collector_id if line.collector_id in facts.active_users else None,
        place=place,
        worth=worth,
        is_drawn=is_ranked and drawn(line.external_id, on=on, share=portfolio.random_slice),
    )


_NOTHING_AGREED = Agreements()


def _agreed(customer_id: int, facts: QueueFacts) -> Agreements:
    touches, promised = facts.touches.get(customer_id), facts.promised.get(customer_id)
    if touches is None and promised is None:
        return _NOTHING_AGREED
    touches, promised = touches or _NO_TOUCHES, promised or _NO_PROMISES
    return Agreements(
        callback_at=touches.callback_at,
        promise_due_on=promised.due_on,
        promise_last_day=promised.last_day,
        broken_on=promised.broken_on,
        reached_on=touches.reached_on,
    )


def call_value_of(line: AccountLine, facts: QueueFacts, *, on: date) -> CallValue:
    """By the gain where the portfolio's model has scored the account for the day, else by the points rule."""
    score = facts.scores.get(line.id)
    if score is None:
        points = points_of(point_facts(line, facts, on=on))
        gain = points_value(points.total, facts.typical.get(line.portfolio_id, 0))
        return CallValue(float(points.total), None, _json_list(map(_reason_text, points.contributions)), gain)
    usual = facts.usual.get(facts.portfolios[line.portfolio_id].currency, 0.0)
    reasons = _json_list(json.dumps(stored_reason(*one)) for one in score.reasons)
    return CallValue(value_points(score.gain, usual), score, reasons, score.gain)


def point_facts(line: AccountLine, facts: QueueFacts, *, on: date) -> PointFacts:
    """What the points rule sees of an account."""
    touches = facts.touches.get(line.customer_id, _NO_TOUCHES)
    promised = facts.promised.get(line.customer_id, _NO_PROMISES)
    late = days_past_due(line.oldest_due_on, on)
    return PointFacts(
        days_past_due=max(0, late),
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


def _follow_up_in(touches: ContactHistory, *, on: date) -> int | None:
    follow_up_on = touches.follow_up_on
    if follow_up_on is None or follow_up_on < on - FOLLOW_UP_STALE:
        return None
    return (follow_up_on - on).days


@lru_cache(maxsize=65536)
def _reason_text(contribution: Contribution) -> str:
    """The same is said of many customers: it is written once."""
    return json.dumps(points_reason(contribution))


def _json_list(texts: Iterable[str]) -> JsonText:
    return JsonText(f"[{', '.join(texts)}]")
