"""Prediction against outcome, week by week, and the verdict that says when the two have parted.

A week stands on one day whose window is over: the first on which the model that ranks now, or an earlier fit of its
line, built a queue. What it predicted is in the log of decisions (`RANKED`). Where it built none, the week is its
Monday and the chance that of a model fitted on earlier weeks only (`TESTED`, from the held-out weeks of the training).
Intervals are clustered by customer.

The verdict looks at weeks of the first kind alone: tested weeks decided the promotion, and a promoted model is levelled
on the latest weeks before it ranks.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.dataset import Rows
from scoring.evaluation import Flags, Floats, Tally
from scoring.evidence import WIDE
from scoring.history import Ints
from scoring.promotion import LEAST_EACH, LEAST_ROWS, RATIO

RANKED, TESTED = "ranked", "tested"

DAYS = 7
WEEKS_READ, WEEKS_SHOWN = 26, 13
LEAST_WEEKS = 4
"""The verdict is about so many weeks, the latest, or as many more as have rows and payers enough to judge by."""

SURE, BEYOND = 2.0, 3.0
"""Standard errors: a ratio outside `RATIO` counts beyond the first, one outside `CLOSE` beyond the second."""

CLOSE = (0.9, 1.1)
"""Within these bounds prediction and outcome agree, however many accounts show the difference."""

AGREES, RATIO_OFF, ERROR_OFF, TOO_FEW = "agrees", "ratio", "error", "too_few"
PARTED = frozenset({RATIO_OFF, ERROR_OFF})

SaidChances = Callable[[int, Ints], Floats]
"""Of a day (an ordinal) and account ids: the chance of paying each was ranked with; NaN where no model ranked it."""


@dataclass(frozen=True)
class PredictedWeek:
    """The accounts of one week: the chance that was predicted for each, whether it paid, and its customer."""

    day: int
    source: str
    p: Floats
    y: Flags
    customer: Ints

    def __len__(self) -> int:
        return len(self.p)


@dataclass(frozen=True)
class DriftVerdict:
    """Whether prediction and outcome agree over the latest weeks, and by which rule. `days`: on which they stand."""

    rule: str
    days: tuple[int, ...] = ()
    rows: int = 0
    said: float = 0.0
    happened: float = 0.0
    error: float = 0.0

    @property
    def has_parted(self) -> bool:
        """Whether somebody should look at it."""
        return self.rule in PARTED


def said_by(models: Collection[int], chances: SaidChances, *, of: SaidChances) -> SaidChances:
    """The chances that these models gave; NaN where another one or the points rule ranked.

    Args:
        models: Their ids.
        chances: What was said, whoever said it.
        of: The id of the model that said it, likewise.

    """
    ours = np.array(sorted(models), dtype=float)

    def said(day: int, ids: Ints) -> Floats:
        return np.where(np.isin(of(day, ids), ours), chances(day, ids), np.nan)

    return said


@dataclass(frozen=True)
class OtherDays:
    """Days that may stand for a week whose Monday has no queue: `built`, in order, and the rows of one of them."""

    built: Sequence[int]
    rows_on: Callable[[int], Rows]


def predicted_weeks(  # noqa: PLR0913 - what is compared with what
    weeks: Sequence[Rows],
    names: NDArray[np.str_],
    *,
    ids: Ints,
    said: SaidChances,
    tested: Tally | None,
    others: OtherDays | None = None,
) -> list[PredictedWeek]:
    """The latest weeks for which something was predicted, oldest first.

    Args:
        weeks: Rows by week, oldest first, all of matured windows; who was put on hold within one is left out.
        names: External ids of the customers that `Rows.account` points to.
        ids: Account ids likewise.
        said: What was predicted while a model ranked.
        tested: The chances of the held-out weeks of the model that is kept; None where none is.
        others: The other days on which queues were built.

    """
    _, customers = np.unique(names, return_inverse=True)
    by_test = {} if tested is None else {day: (account, p, y) for day, account, p, y in tested.by_day()}
    found = []
    for week in weeks[-WEEKS_READ:]:
        if not len(week):
            continue
        day = int(week.day[0])
        ranked = _first_ranked(week, ids, said, others)
        if ranked is not None:
            at, free, p = ranked
            found.append(PredictedWeek(at, RANKED, p, free.payer, customers[free.account]))
        elif day in by_test:
            account, chance, payer = by_test[day]
            found.append(PredictedWeek(day, TESTED, chance, payer, customers[account]))
    return found


def _first_ranked(
    week: Rows, ids: Ints, said: SaidChances, others: OtherDays | None
) -> tuple[int, Rows, Floats] | None:
    """The first day of a week for which something was said, with the rows and chances of whom it was said of."""
    monday = int(week.day[0])
    for day in (monday, *(one for one in (others.built if others else ()) if monday < one < monday + DAYS)):
        if others is not None and day != monday:
            if np.isnan(said(day, ids)).all():
                continue
            week = others.rows_on(day)
        free = week.where(~week.held)
        p = said(day, ids[free.account])
        known = ~np.isnan(p)
        if known.any():
            return day, free.where(known), p[known]
    return None


def verdict_of(weeks: Sequence[PredictedWeek]) -> DriftVerdict:
    """Judge the latest weeks in which a model ranked, together: four, or as many as have enough to judge by.

    Parted: the ratio of prediction to outcome is outside .8 to 1.25 beyond two standard errors, or outside .9 to 1.1
    beyond three. With fewer than 500 rows, or fewer than 50 payers both predicted and counted, nothing is judged.
    """
    latest = _latest([week for week in weeks if week.source == RANKED])
    if not latest:
        return DriftVerdict(TOO_FEW)
    p = np.concatenate([week.p for week in latest])
    y = np.concatenate([week.y for week in latest])
    off = _error(p - y, np.concatenate([week.customer for week in latest]))
    said, happened = float(p.mean()), float(y.mean())
    return DriftVerdict(
        _rule(said, happened, off, rows=len(p)), tuple(week.day for week in latest), len(p), said, happened, off
    )


def _latest(ranked: Sequence[PredictedWeek]) -> Sequence[PredictedWeek]:
    rows, payers = 0, 0.0
    for count, week in enumerate(reversed(ranked), start=1):
        rows, payers = rows + len(week), payers + max(float(week.p.sum()), float(week.y.sum()))
        if count >= LEAST_WEEKS and rows >= LEAST_ROWS and payers >= LEAST_EACH:
            return ranked[-count:]
    return ranked


def _rule(said: float, happened: float, error: float, *, rows: int) -> str:
    if rows < LEAST_ROWS or max(said, happened) * rows < LEAST_EACH:
        return TOO_FEW
    apart = abs(said - happened)
    if not _is_within(said, happened, RATIO) and apart > SURE * error:
        return RATIO_OFF
    return ERROR_OFF if not _is_within(said, happened, CLOSE) and apart > BEYOND * error else AGREES


def _is_within(said: float, happened: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] * happened <= said <= bounds[1] * happened


def _error(values: Floats, customer: Ints) -> float:
    """The standard error of a mean, clustered by customer."""
    _, place = np.unique(customer, return_inverse=True)
    sums = np.bincount(place, weights=values - values.mean())
    return float(np.sqrt((sums**2).sum() * len(sums) / max(len(sums) - 1, 1))) / len(values)


def weeks_json(weeks: Sequence[PredictedWeek]) -> list[dict[str, Any]]:  # Any: JSON
    """The latest weeks as they are stored and printed; the interval is of the share that paid."""
    return [_week_json(week) for week in weeks[-WEEKS_SHOWN:]]


def _week_json(week: PredictedWeek) -> dict[str, Any]:  # Any: JSON
    said, happened = float(week.p.mean()), float(week.y.mean())
    wide = WIDE * _error(week.y.astype(float), week.customer)
    return {
        "day": date.fromordinal(week.day).isoformat(),
        "source": week.source,
        "rows": len(week),
        "said": said,
        "happened": happened,
        "interval": [max(happened - wide, 0.0), min(happened + wide, 1.0)],
        "ratio": said / happened if happened else None,
    }


def drift_json(verdict: DriftVerdict) -> Mapping[str, Any]:  # Any: JSON
    """The verdict as it is stored and printed."""
    return {
        "rule": verdict.rule,
        "parted": verdict.has_parted,
        "from": date.fromordinal(verdict.days[0]).isoformat() if verdict.days else None,
        "to": date.fromordinal(verdict.days[-1]).isoformat() if verdict.days else None,
        "weeks": len(verdict.days),
        "rows": verdict.rows,
        "said": verdict.said,
        "happened": verdict.happened,
        "ratio": verdict.said / verdict.happened if verdict.happened else None,
        "error": verdict.error,
    }
