"""Reasons of a rank in words: stored line by line, told by family.

Texts are Spanish, marked for translation. They work from what is stored with a work item, so that every screen says
them in its own language.
"""

from functools import lru_cache
from typing import Any

from scoring.points import Contribution
from workbench.domain.queue.reasons.families import (
    STARTS,
    ItemFacts,
    ToldReason,
    direction_of,
    reason_phrase,
    told_reasons,
)
from workbench.domain.queue.reasons.habits import habits_of
from workbench.domain.queue.reasons.phrases import ReasonSentence, SayMoney, phrase_text, plain_money

__all__ = [
    "STARTS",
    "ItemFacts",
    "ReasonSentence",
    "SayMoney",
    "ToldReason",
    "direction_of",
    "habits_of",
    "phrase_text",
    "plain_money",
    "points_reason",
    "reason_phrase",
    "stored_reason",
    "told_reasons",
]


def points_reason(line: Contribution) -> dict[str, Any]:  # Any: JSON
    """A line of the points rule as a work item keeps it: feature, value, contribution and the Spanish sentence."""
    return _kept(line.feature, line.value, line.points, currency="")


def stored_reason(feature: str, value: Any, contribution: float, *, currency: str) -> dict[str, Any]:  # Any: JSON
    """A reason as a work item keeps it: feature, value, contribution and the Spanish sentence.

    Args:
        feature: Of the catalogue, or what makes the sum whole.
        value: As a person reads it.
        contribution: What it adds.
        currency: Of the account, ISO 4217.

    """
    return _kept(feature, value, contribution, currency=currency)


def _kept(feature: str, value: Any, contribution: float, *, currency: str) -> dict[str, Any]:
    text = _said(feature, value, currency)
    return {"feature": feature, "value": value, "contribution": contribution, "text": text}


@lru_cache(maxsize=65536)
def _said(feature: str, value: Any, currency: str) -> str:
    return phrase_text(reason_phrase(feature, value), str, lambda amount: plain_money(amount, currency))
