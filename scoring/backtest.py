"""Backtests: on each tested day, rank the accounts as they were known, and count what they paid in the window after.

Not frozen, the model is trained on the first tested day and on the first of every later calendar month, from weekly
rows whose window plus posting lag had ended by then; frozen, it is the champion as it is. Every day sees only what was
known before it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from models.enums import ModelFamily
from scoring.additive import Additive
from scoring.contestants import rule_on
from scoring.dataset import PredictionTarget, Reader, Rows, sample
from scoring.evaluation import Tally, as_json
from scoring.history import PortfolioHistory
from scoring.training import Trained, TrainingTerms, TrainingWindow, train, training_days, window_at

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class SkippedDay:
    """A day that was not tested, and why."""

    day: date
    reason: str


@dataclass
class Backtest:
    """The days, in order, and all of them together. `trainings` has what was trained on which day."""

    days: list[dict[str, Any]]  # Any: JSON, see `as_json`
    pooled: dict[str, Any]
    left_out: list[SkippedDay]
    trainings: list[tuple[date, Trained]] = field(default_factory=list)


def backtest(  # noqa: PLR0913 - what is replayed, over which days, and with what
    history: PortfolioHistory,
    aim: PredictionTarget,
    *,
    days: Sequence[date],
    over: date,
    lag: int = 0,
    frozen: Additive | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Backtest:
    """Rank the population of every tested day and measure the rankings, per day and pooled.

    Args:
        history: The portfolio, with all that became known up to the last window's end.
        aim: Population, horizon and share.
        days: To test, in order.
        over: The first day of which nothing is known yet; a window that ends after it is not over.
        lag: Days until a payment is known.
        frozen: The model to test as it is; without it, models are trained on the way.
        seed: Of the trainings.
        progress: Called with how many days are done, and of how many.

    """
    tested = [day for day in days if day.toordinal() + aim.horizon <= over.toordinal()]
    left = [SkippedDay(day, "window_not_over") for day in days if day not in tested]
    schedule = (
        _RetrainingSchedule(history, aim, TrainingTerms(aim.horizon, lag, seed=seed), days=tested)
        if frozen is None
        else None
    )
    reader, whole, found = Reader(history, aim), Tally(history.external_id), []
    for done, day in enumerate(tested, start=1):
        model = frozen or _trained_model(schedule, day)
        rows = reader.at(day.toordinal())
        alone = Tally(history.external_id)
        if len(rows):
            for tally in (alone, whole):
                tally.add(rows, model.chance(rows.x), day=day.toordinal())
        found.append({"date": day, **_figures(alone)})
        if progress is not None:
            progress(done, len(tested))
    return Backtest(found, _figures(whole), left, schedule.trainings if schedule else [])


def _trained_model(schedule: "_RetrainingSchedule | None", day: date) -> Additive:
    if schedule is None:
        raise TypeError("nothing was trained and nothing is frozen")
    return schedule.model_for(day)


def _figures(tally: Tally) -> dict[str, Any]:
    return {"rows": tally.rows, "base_rate": tally.base_rate, "rankings": as_json(tally.figures())}


class _RetrainingSchedule:
    """Trains a model on the first tested day and on the first of every later month; reads each week once."""

    def __init__(
        self, history: PortfolioHistory, aim: PredictionTarget, terms: TrainingTerms, *, days: Sequence[date]
    ) -> None:
        self.trainings: list[tuple[date, Trained]] = []
        self._terms, self._names = terms, history.external_id
        self._first = days[0] if days else date.max
        self._window = window_at(history, aim, day=days[0].toordinal()) if days else TrainingWindow(0, 1.0)
        self._reader = Reader(history, aim, keep=sample(history, share=self._window.share))
        self._weeks: dict[int, Rows] = {}
        self._model: Additive | None = None

    def model_for(self, day: date) -> Additive:
        """The model in force on a tested day: trained on it or on the first of its month."""
        due = max(self._first, day.replace(day=1))
        if self._model is None or self.trainings[-1][0] < due:
            self._model = self._train(due)
        return self._model

    def _train(self, on: date) -> Additive:
        days = training_days(on=on.toordinal(), terms=self._terms, weeks=self._window.weeks)
        for day in days:
            if day not in self._weeks and day > max(self._weeks, default=0):
                self._weeks[day] = self._reader.at(day)
        self._weeks = {day: rows for day, rows in self._weeks.items() if day >= days[0]}
        weeks = list(self._weeks.values())
        trained = train(weeks, self._names, self._terms)
        self.trainings.append((on, trained))
        self._terms = replace(self._terms, champion=trained.family if trained.candidates else self._terms.champion)
        if trained.model is not None:
            return trained.model
        if self._model is not None and self._terms.champion is not ModelFamily.RULES:
            return self._model
        return rule_on(next((week for week in reversed(weeks) if len(week)), None))
