"""A customer's place in a day's queue: which account, whose queue, which lane, and what a call is worth."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from models.bulk import JsonText
from models.enums import Lane, Slice
from scoring.arms import ArmShares, slice_of
from scoring.points import Contribution, PointFacts, points_of
from scoring.ranking import points_value, value_points
from workbench.domain.queue.facts import (
    FOLLOW_UP_STALE,
    AccountLine,
    QueueFacts,
    ScoreLine,
)
from workbench.domain.queue.order import shares_of
from workbench.domain.queue.reasons import points_reason, stored_reason
from workbench.domain.queue.worked.eligibility import LanePlacement, place_of
from workbench.domain.queue.worked.people import NO_PROMISES, NO_TOUCHES, ContactHistory, agreements_of
from workbench.kernel.days import days_past_due


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

    `slice`: which draw places the customer among the ranked, if any.
    """

    line: AccountLine
    owner: int | None
    place: LanePlacement
    worth: CallValue
    slice: Slice = Slice.MODEL


def placed_customer(lines: Sequence[AccountLine], facts: QueueFacts, *, on: date) -> PlacedCustomer:
    """Place one customer by their workable accounts.

    The account is the one worth most among those that are worked today, or among all where none is: the one with most
    points (on the doubling scale: chance times amount), then the oldest. A collector who no longer works here leaves
    their accounts to the pool.

    Args:
        lines: The customer's workable accounts, at least one.
        facts: Of the whole day.
        on: The day of work.

    """
    line, place, worth = _best(lines, facts, on=on)
    shares = shares_of_line(line, worth, facts)
    # What was agreed with the customer is kept: only the ranked are drawn.
    drawn = slice_of(line.external_id, shares, on=on) if place.lane is Lane.RANKED else Slice.MODEL
    return PlacedCustomer(
        line=line,
        owner=_owner(line, place, facts),
        place=place,
        worth=worth,
        slice=drawn,
    )


def _owner(line: AccountLine, place: LanePlacement, facts: QueueFacts) -> int | None:
    """Who owns the account; of nobody's, who took the call that was agreed, on the day it is due."""
    owner = line.collector_id
    if owner is None and place.lane is Lane.CALLBACK:
        owner = facts.touches.get(line.customer_id, NO_TOUCHES).callback_by
    return owner if owner in facts.active_users else None


def shares_of_line(line: AccountLine, worth: CallValue, facts: QueueFacts) -> ArmShares:
    """What is drawn of the account's portfolio on the day of these facts."""
    portfolio = facts.portfolios[line.portfolio_id]
    return shares_of(portfolio.random_slice, facts.terms[portfolio.id], is_scored=worth.score is not None)


def lane_of(line: AccountLine, facts: QueueFacts, *, on: date) -> LanePlacement:
    """The lane of one account, by the settings of its portfolio."""
    customer_id, portfolio_id = line.customer_id, line.portfolio_id
    return place_of(
        line.debt,
        agreements_of(facts.touches.get(customer_id), facts.promised.get(customer_id)),
        facts.phone_of(line),
        terms=facts.terms[portfolio_id],
        on=on,
        zone=facts.portfolios[portfolio_id].timezone,
    )


def _best(lines: Sequence[AccountLine], facts: QueueFacts, *, on: date) -> tuple[AccountLine, LanePlacement, CallValue]:
    if len(lines) == 1:
        return lines[0], lane_of(lines[0], facts, on=on), call_value_of(lines[0], facts, on=on)
    found = [(line, lane_of(line, facts, on=on), call_value_of(line, facts, on=on)) for line in lines]
    return max(found, key=lambda one: (one[1].lane is not Lane.RESTING, one[2].points, -one[0].id))


def call_value_of(line: AccountLine, facts: QueueFacts, *, on: date) -> CallValue:
    """By the gain where the portfolio's model has scored the account for the day, else by the points rule."""
    score = facts.scores.get(line.id)
    if score is None:
        points = points_of(point_facts(line, facts, on=on))
        gain = points_value(points.total, facts.typical.get(line.portfolio_id, 0))
        return CallValue(float(points.total), None, _json_list(map(_reason_text, points.contributions)), gain)
    currency = facts.portfolios[line.portfolio_id].currency
    usual = facts.usual.get(currency, 0.0)
    reasons = _json_list(_score_reason_text(*one, currency=currency) for one in score.reasons)
    return CallValue(value_points(score.gain, usual), score, reasons, score.gain)


def point_facts(line: AccountLine, facts: QueueFacts, *, on: date) -> PointFacts:
    """What the points rule sees of an account."""
    touches = facts.touches.get(line.customer_id, NO_TOUCHES)
    promised = facts.promised.get(line.customer_id, NO_PROMISES)
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


def _score_reason_text(feature: str, value: Any, contribution: float, *, currency: str) -> str:  # Any: a stored value
    """A model's reason as a work item keeps it. Many have the same feature and value, hardly any the contribution."""
    before, after = _around_contribution(feature, value, currency)
    return f"{before}{contribution!r}{after}"


_ANY_CONTRIBUTION = 1e300


@lru_cache(maxsize=65536, typed=True)
def _around_contribution(feature: str, value: Any, currency: str) -> tuple[str, str]:
    stored = stored_reason(feature, value, _ANY_CONTRIBUTION, currency=currency)
    before, after = json.dumps(stored).split(repr(_ANY_CONTRIBUTION))
    return before, after


@lru_cache(maxsize=65536)
def _reason_text(contribution: Contribution) -> str:
    """The same is said of many customers: it is written once."""
    return json.dumps(points_reason(contribution))


def _json_list(texts: Iterable[str]) -> JsonText:
    return JsonText(f"[{', '.join(texts)}]")
