"""The points rule: it orders a queue while no model is promoted. Transparent, additive, and the same for all accounts.

Points are on a doubling scale: ten points more means that twice as much is expected to come in by calling. So chance
and amount add up, and every contribution can be read alone. docs/ranking.md has every number with its reason. It is a
priority and not a probability, and the screen says so.

Left out on purpose: who the person is, where they live, why they say they have not paid, and how often they were
called (a count of calls follows from not paying; it does not cause it). What is counted are tries without an answer
since the last answer, because they say whether the next call is likely to be taken.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
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


@dataclass(frozen=True, slots=True)
class PointFacts:
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


@dataclass(frozen=True, slots=True)
class Points:
    """The points of an account and where they came from: the contributions add up to exactly `total`."""

    total: int
    contributions: tuple[Contribution, ...]


def points_of(facts: PointFacts) -> Points:
    """Compute the points rule of docs/ranking.md.

    Zero contributions are left out; the largest by amount comes first.
    """
    lines: tuple[tuple[str, Value, int], ...] = (
        ("days_past_due", facts.days_past_due, _age(facts.days_past_due)),
        ("amount", _times_typical(facts), _amount(facts)),
        ("last_payment", facts.days_since_payment, _last_payment(facts.days_since_payment)),
        ("part_paid", facts.part_paid, PART_PAID if facts.part_paid else 0),
        ("promises_kept", facts.promises_kept, min(KEPT_EACH * facts.promises_kept, KEPT_LIMIT)),
        ("promises_broken", facts.promises_broken, max(BROKEN_EACH * facts.promises_broken, BROKEN_LIMIT)),
        ("phone", facts.phone.value, PHONE_POINTS.get(facts.phone, 0)),
        ("reached", facts.reached.value, REACHED_POINTS[facts.reached]),
        ("unanswered", facts.unanswered, max(UNANSWERED_EACH * facts.unanswered, UNANSWERED_LIMIT)),
        ("follow_up", facts.follow_up_in, _follow_up(facts.follow_up_in)),
    )
    contributions = [Contribution(*line) for line in lines if line[2]]
    contributions.sort(key=_weight)
    contributions.append(_FROM)
    return Points(total=sum([line.points for line in contributions]), contributions=tuple(contributions))


def _weight(line: Contribution) -> tuple[int, str]:
    return -abs(line.points), line.feature


def _times_typical(facts: PointFacts) -> float:
    return round(facts.amount / max(facts.typical, 1), 2)


def _amount(facts: PointFacts) -> int:
    if facts.amount <= 0:
        return -AMOUNT_LIMIT
    doublings = math.log2(facts.amount / max(facts.typical, 1))
    return max(-AMOUNT_LIMIT, min(AMOUNT_LIMIT, round(DOUBLING * doublings)))


def _age(days: int) -> int:
    return next((points for until, points in AGE_STEPS if days <= until), AGE_BEYOND)


def _last_payment(days: int | None) -> int:
    if days is None:
        return NEVER_PAID
    return next((points for until, points in PAYMENT_STEPS if days <= until), PAYMENT_BEYOND)


def _follow_up(days: int | None) -> int:
    if days is None:
        return 0
    return FOLLOW_UP_EARLY if days > 0 else FOLLOW_UP_DUE
