"""Decides whether a challenger replaces the champion, on held-out rows that neither was fitted on.

The challenger's log loss must be significantly lower than the champion's and than that of predicting the average for
everybody (the points rule is not calibrated, so even noise can beat it), and nothing else may be worse: the money in
the top fifth, the calibration. No single group of accounts decides: one group must not keep from all others a model
that predicts and brings in more. Intervals are clustered by customer, since the weeks of one customer are alike.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.evaluation import Floats, ece, losses

LEAST_ROWS = 500
LEAST_EACH = 50
"""Payers, and others, without which nothing is judged."""

ONE_SIDED = 1.645
"""Standard errors of a one-sided interval of 95 %."""

MONEY_SLACK = 0.01
MOST_ECE = 0.03
RATIO = (0.8, 1.25)
"""Bounds of the mean predicted chance as a share of the rate that paid."""

WORST_RATIO = (0.5, 2.0)
"""Bounds of it in the tests of a promotion. How many pay changes within the tested months, for every model alike; what
is promoted is levelled on the latest weeks before it ranks, and the drift watch holds it to `RATIO` from then on."""


@dataclass(frozen=True)
class Tested:
    """A candidate on the held-out rows: its chances, and the share of money in the top fifth of its queues.

    `caught` is that share row by row, from which it follows what a difference is worth; without it any counts.
    `is_rule`: it is the points rule, which may replace a failed model without having to beat the average.
    """

    p: Floats
    money_top20: float | None
    is_rule: bool = False
    caught: Floats | None = None


@dataclass(frozen=True)
class HeldOutRows:
    """The held-out rows: whether each paid, and its customer; arrays of shape (rows,)."""

    y: NDArray[np.bool_]
    customer: NDArray[np.int64]

    @property
    def is_enough(self) -> bool:
        """Whether there are enough rows, payers and others to judge by."""
        payers = int(self.y.sum())
        return len(self.y) >= LEAST_ROWS and min(payers, len(self.y) - payers) >= LEAST_EACH


@dataclass(frozen=True)
class PromotionVerdict:
    """Whether the challenger is promoted; `rule` names the test that decided, `values` its figures."""

    rule: str
    values: dict[str, Any]  # Any: JSON
    promoted: bool = False


def better_by(held_out: HeldOutRows, champion: Tested, challenger: Tested) -> tuple[float, float, float]:
    """How much log loss the challenger saves per row: (mean, low, high), a one-sided 95 % bound on either side.

    The standard error is that of sums by customer.
    """
    saved = losses(held_out.y, champion.p) - losses(held_out.y, challenger.p)
    mean = float(saved.mean())
    _, place = np.unique(held_out.customer, return_inverse=True)
    sums = np.bincount(place, weights=saved - mean)
    error = float(np.sqrt((sums**2).sum() * len(sums) / max(len(sums) - 1, 1))) / len(saved)
    return mean, mean - ONE_SIDED * error, mean + ONE_SIDED * error


def outdoes(held_out: HeldOutRows, best: Tested, other: Tested) -> bool:
    """Whether, of two models that may both be promoted, the other is better: by log loss, and not by less money."""
    _, low, _ = better_by(held_out, best, other)
    return low > 0 and not _loses_money(held_out, best, other)


def judge(held_out: HeldOutRows, champion: Tested, challenger: Tested) -> PromotionVerdict:
    """Promote the challenger if every test holds; else name the first test that fails."""
    if not held_out.is_enough:
        return PromotionVerdict("too_few", {"rows": len(held_out.y), "payers": int(held_out.y.sum())})
    mean, low, high = better_by(held_out, champion, challenger)
    saving: dict[str, Any] = {"saved": mean, "low": low, "high": high}
    if low <= 0:
        return PromotionVerdict("not_better", saving)
    for rule, failed, values in (
        ("no_skill", not challenger.is_rule and has_no_skill(held_out, challenger.p), {}),
        ("less_money", _loses_money(held_out, champion, challenger), {}),
        ("calibration", *_is_off(held_out, champion, challenger)),
    ):
        if failed:
            return PromotionVerdict(rule, saving | values)
    return PromotionVerdict("better", saving, promoted=True)


def is_calibrated(y: NDArray[np.bool_], p: Floats, *, within: tuple[float, float] = RATIO) -> bool:
    """Whether the mean predicted chance agrees with the rate that paid, within these bounds."""
    happened = float(y.mean())
    return happened > 0 and within[0] <= float(p.mean()) / happened <= within[1]


def has_no_skill(held_out: HeldOutRows, p: Floats) -> bool:
    """Whether a model is not significantly better than predicting the average rate for every row."""
    average = Tested(np.full(len(held_out.y), held_out.y.mean()), None)
    _, low, _ = better_by(held_out, average, Tested(p, None))
    return low <= 0


def _loses_money(held_out: HeldOutRows, champion: Tested, challenger: Tested) -> bool:
    """Whether the challenger's top fifth has less money, by more than the slack and beyond chance.

    A few large payments decide such a share: the error is that of sums by customer.
    """
    if champion.money_top20 is None or challenger.money_top20 is None:
        return False
    less = champion.money_top20 - challenger.money_top20
    if champion.caught is None or challenger.caught is None or less <= MONEY_SLACK:
        return less > MONEY_SLACK
    _, place = np.unique(held_out.customer, return_inverse=True)
    sums = np.bincount(place, weights=champion.caught - challenger.caught)
    return less > ONE_SIDED * float(np.sqrt((sums**2).sum()))


def _is_off(held_out: HeldOutRows, champion: Tested, challenger: Tested) -> tuple[bool, dict[str, Any]]:
    mine, theirs = ece(held_out.y, challenger.p) or 0.0, ece(held_out.y, champion.p) or 0.0
    off = mine > max(MOST_ECE, theirs) or not is_calibrated(held_out.y, challenger.p, within=WORST_RATIO)
    return off, {"ece": mine, "said": float(challenger.p.mean()), "happened": float(held_out.y.mean())}
