"""The points rule: it orders a queue while no model is promoted. Transparent, additive, and the same for all accounts.

Points are on a doubling scale: ten points more means that twice as much is expected to come in by calling. So chance
and amount add up, and every contribution can be read alone. docs/ranking.md has every number with its reason. It is a
priority and not a probability, and the screen says so.

Left out on purpose: who the person is, where they live, why they say they have not paid, and how often they were
called (a count of calls follows from not paying; it does not cause it). What is counted are tries without an answer
since the last answer, because they say whether the next call is likely to be taken.
"""

import math
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

BASE = 100
"""Where every account starts: it keeps points positive and changes no order."""

DOUBLING = 10
AMOUNT_LIMIT = 30
"""Eight times the usual at most, an eighth at least: very large debts are paid in parts, not in proportion."""

AGE_STEPS = ((0, -40), (7, 30), (15, 25), (30, 20), (60, 10), (90, 0), (180, -10), (360, -20))
AGE_BEYOND = -30
PAYMENT_STEPS = ((15, 20), (30, 15), (90, 10), (180, 0))
PAYMENT_BEYOND = -5
NEVER_PAID = -10
PART_PAID = 10
KEPT_EACH, KEPT_LIMIT = 5, 15
BROKEN_EACH, BROKEN_LIMIT = -5, -20
UNANSWERED_EACH, UNANSWERED_LIMIT = -3, -15
FOLLOW_UP_EARLY, FOLLOW_UP_DUE = -40, 10


class Phone(StrEnum):
    """The best number there is to call. UNKNOWN: the portfolio keeps its numbers elsewhere; no points."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    NONE = "none"
    UNKNOWN = "unknown"


class Reached(StrEnum):
    """The best result of the last 30 days."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    NOBODY = "nobody"
    NOT_TRIED = "not_tried"


PHONE_POINTS = {Phone.VERIFIED: 5, Phone.UNVERIFIED: 0, Phone.NONE: -20}
REACHED_POINTS = {Reached.DIRECT: 10, Reached.INDIRECT: 0, Reached.NOBODY: -5, Reached.NOT_TRIED: 0}


class PointFacts(NamedTuple):
    """What is known of an account at the close of the day before. Amounts are minor units.

    `amount` is what is overdue, or what is open where nothing is overdue yet; `typical` the median of that in the
    portfolio. `days_past_due` is of the oldest open item not in dispute, 0 or less before it is overdue.
    `follow_up_in` is the number of days until the next step agreed on with the last outcome: 0 or less when it is
    due; None where there is none, or where it passed more than three days ago.
    """

    days_past_due: int
    amount: int
    typical: int
    days_since_payment: int | None = None
    part_paid: bool = False
    promises_kept: int = 0
    promises_broken: int = 0
    phone: Phone = Phone.UNKNOWN
    reached: Reached = Reached.NOT_TRIED
    unanswered: int = 0
    follow_up_in: int | None = None


Value = float | int | str | bool | None


class Contribution(NamedTuple):
    """One line of the reasons: a feature, its value, and the points it brought."""

    feature: str
    value: Value
    points: int


_FROM = Contribution("base", None, BASE)


class Points(NamedTuple):
    """The points of an account and where they came from: the contributions add up to exactly `total`."""

    total: int
    contributions: tuple[Contribution, ...]


def points_of(facts: PointFacts) -> Points:
    """Compute the points rule of docs/ranking.md.

    Zero contributions are left out; the largest by amount comes first.
    """
    lines = [
        _age_line(facts.days_past_due),
        _amount_line(facts.amount, facts.typical),
        _last_payment_line(facts.days_since_payment),
        _PART_PAID if facts.part_paid else None,
        _kept_line(facts.promises_kept) if facts.promises_kept else None,
        _broken_line(facts.promises_broken) if facts.promises_broken else None,
        _PHONE_LINES[facts.phone],
        _REACHED_LINES[facts.reached],
        _unanswered_line(facts.unanswered) if facts.unanswered else None,
        _follow_up_line(facts.follow_up_in),
    ]
    weighed = sorted([line for line in lines if line is not None])
    contributions = (*[contribution for _, _, contribution in weighed], _FROM)
    return Points(total=sum([line.points for line in contributions]), contributions=contributions)


_Line = tuple[int, str, Contribution] | None
"""A contribution behind what it is sorted by; none where it brings no points."""


@lru_cache(maxsize=65536)
def _line(feature: str, value: Value, points: int) -> _Line:
    """The same line holds for many accounts: it is made once, and so are those below."""
    return (-abs(points), feature, Contribution(feature, value, points)) if points else None


_PART_PAID = _line("part_paid", True, PART_PAID)  # noqa: FBT003 - the value of the feature
_PHONE_LINES = {phone: _line("phone", phone.value, PHONE_POINTS.get(phone, 0)) for phone in Phone}
_REACHED_LINES = {reached: _line("reached", reached.value, REACHED_POINTS[reached]) for reached in Reached}


def _amount_line(amount: int, typical: int) -> _Line:
    times = amount / max(typical, 1)
    points = -AMOUNT_LIMIT
    if amount > 0:
        points = max(-AMOUNT_LIMIT, min(AMOUNT_LIMIT, round(DOUBLING * math.log2(times))))
    return _line("amount", round(times, 2), points)


@lru_cache(maxsize=8192)
def _age_line(days: int) -> _Line:
    return _line("days_past_due", days, next((points for until, points in AGE_STEPS if days <= until), AGE_BEYOND))


@lru_cache(maxsize=8192)
def _last_payment_line(days: int | None) -> _Line:
    if days is None:
        return _line("last_payment", None, NEVER_PAID)
    points = next((points for until, points in PAYMENT_STEPS if days <= until), PAYMENT_BEYOND)
    return _line("last_payment", days, points)


def _kept_line(count: int) -> _Line:
    return _line("promises_kept", count, min(KEPT_EACH * count, KEPT_LIMIT))


def _broken_line(count: int) -> _Line:
    return _line("promises_broken", count, max(BROKEN_EACH * count, BROKEN_LIMIT))


def _unanswered_line(count: int) -> _Line:
    return _line("unanswered", count, max(UNANSWERED_EACH * count, UNANSWERED_LIMIT))


def _follow_up_line(days: int | None) -> _Line:
    if days is None:
        return None
    return _line("follow_up", days, FOLLOW_UP_EARLY if days > 0 else FOLLOW_UP_DUE)
