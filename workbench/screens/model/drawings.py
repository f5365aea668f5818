"""Data of the drawings: lines and dots in percent of the plot, and the rows of the tables beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.words import WORDS
from workbench.screens.model.words import begin

Card = Mapping[str, Any]  # Any: JSON

LINES = ("expected", "balance", "random")
ORDERS = ("expected", "propensity", "balance", "days_past_due", "newest", "random", "oracle")
TOPS = ("10", "20", "50")
WEIGHTS_SHOWN = 8
MARKED = 2
"""The step of the curves that is marked: the first 20 percent."""


@dataclass(frozen=True)
class Line:
    """Shares of the money in the first 0, 10, … 100 percent of the queue by one order."""

    name: str
    shares: Sequence[float]

    @property
    def points(self) -> str:
        """As the attribute of a polyline, in a square of 100 by 100 whose top is 0."""
        step = 100 / (len(self.shares) - 1)
        return " ".join(f"{step * at:.1f},{100 - 100 * share:.1f}" for at, share in enumerate(self.shares))

    @property
    def marked(self) -> float:
        """The share at the step that is marked."""
        return self.shares[MARKED]


@dataclass(frozen=True)
class Weight:
    """What a feature is called and how far it moves accounts, as a share of the one that moves them furthest."""

    name: str
    share: float


def lines_of(card: Card) -> list[Line]:
    """The curves; none unless all are there and money came in at all."""
    curves = card.get("curves", {})
    lines = [Line(name, curves.get(name) or [None]) for name in LINES]
    return [] if any(None in line.shares for line in lines) else lines


def weights_of(card: Card, language: str) -> list[Weight]:
    """The largest weights first. A feature that the catalogue no longer has keeps its own name."""
    pairs = card.get("weights", [])[:WEIGHTS_SHOWN]
    return [Weight(_called(name, language), value / pairs[0][1]) for name, value in pairs]


def orders_of(card: Card) -> list[tuple[str, list[float | None]]]:
    """Every order with the shares of the money in its first 10, 20 and 50 percent."""
    rankings = card.get("rankings", {})
    return [(name, [rankings[name]["money"].get(top) for top in TOPS]) for name in ORDERS if name in rankings]


def _called(name: str, language: str) -> str:
    if name not in WORDS:
        return name
    words = WORDS[name].en if language == "en" else WORDS[name].es
    return begin(words)
