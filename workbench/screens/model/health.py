"""Whether the champion is healthy: orders better than without a model, is calibrated, and is fresh."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from models import ModelAlarm
from workbench.domain.ranking import TRAINED_WITHIN
from workbench.queries.model import ModelFile

Card = Mapping[str, Any]  # Any: JSON

TOP = "20"
"""Percent of a queue by which orders are compared: about what a day's calls reach, and what promotions look at."""

SAID_TO_HAPPENED = (0.8, 1.25)
"""Bounds of the mean predicted chance as a share of the rate that paid, as in `scoring.promotion.RATIO`."""


class State(StrEnum):
    """The state that the first sentence of the page describes."""

    NEVER = "never"
    """Nothing was ever trained: the points rule ranks."""
    RULES = "rules"
    TROUBLE = "trouble"
    """The model could not score: the points rule ranks meanwhile."""
    UNSCORED = "unscored"
    """The model has given no scores for today."""
    WATCH = "watch"
    FINE = "fine"


@dataclass(frozen=True)
class Order:
    """Shares of the money in the first part of the queue: by the model, by balance and at random."""

    model: float
    balance: float
    random: float

    @property
    def times(self) -> float | None:
        """How many times the money of a random order."""
        return self.model / self.random if self.random else None

    @property
    def is_fine(self) -> bool:
        """Whether the model's order is better than sorting by balance and than a random order."""
        return self.model > max(self.balance, self.random)


@dataclass(frozen=True)
class Truth:
    """The mean predicted chance and the share that paid, over the held-out weeks or those of an alarm.

    `has_parted`: an alarm lasts.
    """

    said: float
    happened: float
    has_parted: bool = False

    @property
    def points(self) -> int:
        """How far apart they are, in whole points of a hundred."""
        return round(abs(self.said - self.happened) * 100)

    @property
    def is_fine(self) -> bool:
        """Whether prediction and outcome agree within the bounds."""
        low, high = SAID_TO_HAPPENED
        return not self.has_parted and self.happened > 0 and low <= self.said / self.happened <= high


@dataclass(frozen=True)
class Fresh:
    """Days of the last scores, training and data; None where there were none."""

    scored_on: date | None
    learned_on: date | None
    data_as_of: date | None
    today: date
    data_limit: timedelta
    needs_scores: bool

    @property
    def is_scored(self) -> bool:
        """Whether there are scores for today."""
        return self.scored_on == self.today

    @property
    def is_learned(self) -> bool:
        """Whether the last training is recent enough."""
        return self.learned_on is not None and self.today - self.learned_on <= TRAINED_WITHIN

    @property
    def has_new_data(self) -> bool:
        """Whether the ledger is within the portfolio's limit."""
        return self.data_as_of is not None and self.today - self.data_as_of <= self.data_limit

    @property
    def is_fine(self) -> bool:
        """Whether nothing is old."""
        return self.is_learned and self.has_new_data and (self.is_scored or not self.needs_scores)


def order_of(card: Card) -> Order | None:
    """How well it orders by its card; None where the card has no such figures."""
    rankings = card.get("rankings", {})
    shares = [rankings.get(name, {}).get("money", {}).get(TOP) for name in ("expected", "balance", "random")]
    return None if None in shares else Order(*shares)


def truth_of(card: Card, alarm: ModelAlarm | None = None) -> Truth | None:
    """What was said and what happened: by the alarm that lasts, else by its card; None where it has no such figures."""
    if alarm is not None:
        return Truth(alarm.figures["said"], alarm.figures["happened"], has_parted=True)
    bins = card.get("bins", [])
    rows = sum(one["rows"] for one in bins)
    if not rows:
        return None
    said, happened = (sum(one[name] * one["rows"] for one in bins) / rows for name in ("said", "happened"))
    return Truth(said, happened)


def fresh_of(file: ModelFile, *, today: date) -> Fresh:
    """How fresh what ranks is; where the points rule ranks, how fresh the last training.

    A champion in trouble has no scores, whenever earlier ones were made.
    """
    is_model = file.model is not None
    return Fresh(
        scored_on=file.champion.scored_on if file.champion and file.champion.trouble is None else None,
        learned_on=file.learned_on if is_model or file.training is None else file.training.trained_on,
        data_as_of=file.portfolio.data_as_of,
        today=today,
        data_limit=timedelta(days=file.portfolio.data_age_limit_days),
        needs_scores=is_model,
    )


def state_of(file: ModelFile, *, order: Order | None, truth: Truth | None, fresh: Fresh) -> State:
    """The first of the states that holds, the most serious first."""
    if file.champion is None and file.training is None:
        return State.NEVER
    if file.champion is None or file.model is None:
        return State.RULES
    if file.champion.trouble is not None:
        return State.TROUBLE
    if not fresh.is_scored:
        return State.UNSCORED
    is_fine = order is not None and order.is_fine and truth is not None and truth.is_fine and fresh.is_fine
    return State.FINE if is_fine else State.WATCH
