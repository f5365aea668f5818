"""The catalogue of features: name, whether a model may use it, how it is computed.

Every feature is read at a day from a `Walk`, which knows only what was known before it. Amounts enter as logarithms of
whole currency units. A feature that does not apply is missing (NaN). There is no count of contacts: hard accounts are
contacted more, so such a count says "hard", not "contact less". There is no trait of a person, no reason of delay, and
nothing that moves only with the calendar.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.history import KINDS, NEVER
from scoring.state import PAST, Walk
from scoring.words import WORDS

Floats = NDArray[np.float64]
SOON = 14
"""Days ahead for which it is asked what falls due at the customer's own pace."""

USUAL_ANSWERS, USUAL_RESPONSES, USUAL_REFUSALS = 0.3, 0.25, 0.2
"""What the share of answered tries, and of talks that were followed by a payment, is drawn to."""

MOST_SHARE = 10.0
"""A charge counts at most so many times what is open."""

LONG = 2000.0
"""Days beyond which it no longer matters how long ago something was."""


@dataclass(frozen=True)
class AsOfSnapshot:
    """What the features share at a day: sums over the open, undisputed items of each account, in minor units."""

    walk: Walk
    open_amount: Floats
    overdue_amount: Floats
    disputed_amount: Floats
    items: Floats
    overdue_items: Floats
    billed: Floats
    ripe_amount: Floats
    due_weight: Floats
    oldest_due: NDArray[np.int64]
    newest_due: NDArray[np.int64]
    newest_issued: NDArray[np.int64]

    @classmethod
    def of(cls, walk: Walk) -> "AsOfSnapshot":
        """Sum the items as they stand at the day of `walk`."""
        seen = walk.seen_items
        items, left = walk.history.items, walk.open[:seen]
        due, issued, disputed = items.due[:seen], items.issued[:seen], items.disputed[:seen]
        standing = (left > 0) & ~disputed
        late = standing & (due < walk.day)
        ones = np.ones(seen)
        usual = np.nan_to_num(_share(walk.days_late, walk.closed_items))[items.account[:seen]]
        ripe = standing & (due + usual < walk.day + SOON)
        return cls(
            walk=walk,
            open_amount=walk.of_items(left, where=standing),
            overdue_amount=walk.of_items(left, where=late),
            disputed_amount=walk.of_items(left, where=(left > 0) & disputed),
            items=walk.of_items(ones, where=standing),
            overdue_items=walk.of_items(ones, where=late),
            billed=walk.of_items(items.amount[:seen], where=standing),
            ripe_amount=walk.of_items(left, where=ripe),
            due_weight=walk.of_items(left.astype(float) * due, where=standing),
            oldest_due=walk.lowest(due, where=standing),
            newest_due=walk.highest(due, where=standing),
            newest_issued=walk.highest(issued, where=standing),
        )

    @property
    def oldest_age(self) -> Floats:
        """Days past due of the oldest open item; negative before it is due, NaN with nothing open."""
        return _since(self.walk.day, self.oldest_due)


@dataclass(frozen=True)
class Feature:
    """One row of the catalogue."""

    name: str
    read: Callable[[AsOfSnapshot], Floats]
    unit: str = "days"
    """How a value is shown: days, share (0 to 1), count, amount (minor units; read as a logarithm) or flag."""

    usable: bool = True

    @property
    def es(self) -> str:
        """Its visible name in Spanish."""
        return WORDS[self.name].es

    @property
    def en(self) -> str:
        """Its visible name in English."""
        return WORDS[self.name].en

    def shown(self, value: float) -> float | int | bool | None:
        """A value as a person reads it; None where there is none."""
        if math.isnan(value):
            return None
        if self.unit == "amount":
            return round(math.expm1(value) * 100)
        if self.unit == "flag":
            return bool(value)
        return round(float(value), 2) if self.unit == "share" else round(float(value))


def _since(day: int, then: NDArray[np.int64]) -> Floats:
    """Days from `then` to `day`; NaN where it never happened."""
    gone = (day - then).astype(float)
    return np.asarray(np.where((then == PAST) | (then == NEVER), np.nan, np.clip(gone, -LONG, LONG)))


def _log(amount: Floats) -> Floats:
    return np.asarray(np.log1p(np.maximum(amount, 0) / 100))


def _share(part: Floats, whole: Floats) -> Floats:
    shares = np.full(len(part), np.nan)
    there = whole > 0
    shares[there] = part[there] / whole[there]
    return shares


def _since_contact(kind: str) -> Callable[[AsOfSnapshot], Floats]:
    row = KINDS.index(kind)
    return lambda s: _since(s.walk.day, s.walk.last_contact[row])


def _mean_late(s: AsOfSnapshot) -> Floats:
    return _share(s.walk.days_late, s.walk.closed_items)


def _mean_age(s: AsOfSnapshot) -> Floats:
    return np.asarray(s.walk.day - _share(s.due_weight, s.open_amount))


def _last_paid(s: AsOfSnapshot) -> Floats:
    return np.where(s.walk.last_payment == PAST, np.nan, _log(s.walk.last_paid.astype(float)))


def _amount(amount: NDArray[np.int64]) -> Floats:
    """The logarithm of an amount; NaN where nothing was ever charged."""
    return np.where(amount > 0, _log(amount.astype(float)), np.nan)


def _last_charge_share(s: AsOfSnapshot) -> Floats:
    """The latest charge as a share of what is open: it shows whether costs were added to the debt, and how much."""
    return np.minimum(_share(s.walk.last_amount.astype(float), s.open_amount), MOST_SHARE)


def _last_late(s: AsOfSnapshot) -> Floats:
    return s.walk.last_late.copy()


def _answers(s: AsOfSnapshot) -> Floats:
    """The share of tries that reached the holder, drawn to the usual one while tries are few."""
    walk = s.walk
    return np.where(walk.tries > 0, (walk.talks + USUAL_ANSWERS * 3) / (walk.tries + 3), np.nan)


def _refuses(s: AsOfSnapshot) -> Floats:
    """The share of talks in which they could or would not pay, drawn to the usual one while talks are few."""
    walk = s.walk
    return np.where(walk.talks > 0, (walk.refusals + USUAL_REFUSALS * 2) / (walk.talks + 2), np.nan)


def _responds(s: AsOfSnapshot) -> Floats:
    """The share of talks that a payment followed within a week, drawn to the usual one while talks are few."""
    walk = s.walk
    return np.where(walk.talks > 0, (walk.responses + USUAL_RESPONSES * 2) / (walk.talks + 2), np.nan)


CATALOGUE: tuple[Feature, ...] = (
    Feature("open_amount", lambda s: _log(s.open_amount), unit="amount"),
    Feature("overdue_share", lambda s: _share(s.overdue_amount, s.open_amount), unit="share"),
    Feature("disputed_share", lambda s: _share(s.disputed_amount, s.disputed_amount + s.open_amount), unit="share"),
    Feature("items", lambda s: np.minimum(s.items, 50), unit="count"),
    Feature("days_past_due", lambda s: s.oldest_age),
    Feature("newest_due", lambda s: _since(s.walk.day, s.newest_due)),
    Feature("newest_issued", lambda s: _since(s.walk.day, s.newest_issued)),
    Feature("known_for", lambda s: _since(s.walk.day, s.walk.first_item)),
    Feature("paid_share_open", lambda s: 1 - _share(s.open_amount, s.billed), unit="share"),
    Feature("since_payment", lambda s: _since(s.walk.day, s.walk.last_payment)),
    Feature("last_paid_amount", _last_paid, unit="amount"),
    Feature("first_charge", lambda s: _amount(s.walk.first_amount), unit="amount"),
    Feature("last_charge", lambda s: _amount(s.walk.last_amount), unit="amount"),
    Feature("last_charge_share", _last_charge_share, unit="share"),
    Feature("late_ratio", lambda s: _share(s.walk.closed_late, s.walk.closed_items), unit="share"),
    Feature("mean_days_late", _mean_late),
    Feature("last_days_late", _last_late),
    Feature("beyond_usual", lambda s: s.oldest_age - _mean_late(s)),
    Feature("ripe_share", lambda s: _share(s.ripe_amount, s.open_amount), unit="share"),
    Feature("mean_age", _mean_age),
    Feature("since_sent", _since_contact("sent")),
    Feature("since_delivered", _since_contact("delivered")),
    Feature("since_right_party", _since_contact("right_party")),
    Feature("since_third_party", _since_contact("third_party")),
    Feature("since_no_contact", _since_contact("no_contact")),
    Feature("since_inbound", _since_contact("inbound")),
    Feature("since_promise", lambda s: _since(s.walk.day, s.walk.last_promise)),
    Feature("promise_due", lambda s: _since(s.walk.day, s.walk.promise_due)),
    Feature("kept", lambda s: np.minimum(s.walk.kept, 5).astype(float), unit="count"),
    Feature("broken", lambda s: np.minimum(s.walk.broken, 5).astype(float), unit="count"),
    Feature("answers", _answers, unit="share"),
    Feature("responds", _responds, unit="share"),
    Feature("refuses", _refuses, unit="share"),
    # Only the present value of a customer's kind is stored, so a correction would change features of earlier days.
    Feature("business", lambda s: s.walk.history.business.astype(float), unit="flag", usable=False),
)


def usable() -> tuple[Feature, ...]:
    """The features a model may be trained on, in the catalogue's order."""
    return tuple(feature for feature in CATALOGUE if feature.usable)


def read(snapshot: AsOfSnapshot, rows: NDArray[np.int64]) -> NDArray[np.float32]:
    """The matrix of usable features for these accounts: one row each, columns in the catalogue's order."""
    columns = usable()
    found = np.empty((len(rows), len(columns)), dtype=np.float32)
    for place, feature in enumerate(columns):
        found[:, place] = feature.read(snapshot)[rows]
    return found
