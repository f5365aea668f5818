"""Which script is read: pure choice by situation, with the reason why every other one was left out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from models.enums import Channel, ScriptStage
from scripts_library.messages import N_
from scripts_library.script import Conditions
from scripts_library.vocabulary import Listener

EARLY_DAYS = 30
MIDDLE_DAYS = 90


@dataclass(frozen=True, slots=True)
class Situation:
    """The call that is about to be made."""

    language: str
    channel: Channel
    recipient: Listener
    stage: ScriptStage
    portfolio: str
    country: str | None = None
    segment: str | None = None
    last_outcome: str | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """A script that could be read, by the id its caller knows it by."""

    id: int
    code: str
    name: str
    conditions: Conditions


@dataclass(frozen=True, slots=True)
class ScriptCandidate:
    """An option with what was decided of it.

    `left_out_by` names the first condition that did not fit, or `less_specific`; `None` for the one that was chosen.
    `fits` names the conditions of its own that did fit, the most telling first.
    """

    option: Option
    left_out_by: str | None
    fits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The option chosen, or `None` where none fits, and every candidate from the most specific to the least."""

    chosen: Option | None
    candidates: tuple[ScriptCandidate, ...]


LESS_SPECIFIC: Final = "less_specific"

_MUST_FIT = ("language", "channel", "recipient")
_MAY_NARROW = ("last_outcome", "segment", "portfolio", "stage", "country")
"""From the most telling to the least: of two scripts with as many conditions, the first difference here decides."""

CONDITION_WORDS: Final = {
    "language": N_("idioma"),
    "channel": N_("canal"),
    "recipient": N_("quién escucha"),
    "last_outcome": N_("último resultado"),
    "segment": N_("segmento"),
    "portfolio": N_("cartera"),
    "stage": N_("etapa"),
    "country": N_("país"),
    LESS_SPECIFIC: N_("hay uno más específico"),
}


def stage_of(days_past_due: int, *, has_broken_promise: bool = False) -> ScriptStage:
    """The stage of collection of an account.

    Nothing overdue is preventive whatever was promised; then a promise not kept and not replaced; then the age of the
    oldest overdue item: 1–30 early, 31–90 middle, over 90 late.

    Args:
        days_past_due: Of the oldest open item; zero or less where nothing is overdue.
        has_broken_promise: The latest promise was broken and neither replaced nor paid since.

    """
    if days_past_due <= 0:
        return ScriptStage.PREVENTIVE
    if has_broken_promise:
        return ScriptStage.BROKEN_PROMISE
    if days_past_due <= EARLY_DAYS:
        return ScriptStage.EARLY
    return ScriptStage.MIDDLE if days_past_due <= MIDDLE_DAYS else ScriptStage.LATE


def choose(options: Iterable[Option], situation: Situation) -> Choice:
    """The script for a situation: all its conditions fit, and it has the most of them.

    Language, channel and who listens must be the script's own. The other conditions narrow: one that a script does
    not set fits everything. Ties go to the more telling condition, then to the code that comes first.
    """
    judged = sorted((_judged(option, situation) for option in options), key=_rank)
    winner = next((candidate.option for candidate in judged if candidate.left_out_by is None), None)
    settled = tuple(
        ScriptCandidate(candidate.option, LESS_SPECIFIC, candidate.fits)
        if candidate.left_out_by is None and candidate.option is not winner
        else candidate
        for candidate in judged
    )
    return Choice(winner, settled)


def _judged(option: Option, situation: Situation) -> ScriptCandidate:
    """One option against the situation, before it is compared with the others."""
    conditions = option.conditions
    fits: list[str] = []
    for name in (*_MUST_FIT, *_MAY_NARROW):
        wanted = getattr(conditions, name)
        if wanted is None or wanted == ScriptStage.ANY:
            continue
        if _plain(wanted) != _plain(getattr(situation, name)):
            return ScriptCandidate(option, name, tuple(fits))
        if name in _MAY_NARROW:
            fits.append(name)
    return ScriptCandidate(option, None, tuple(fits))


def _plain(value: str | None) -> str | None:
    """A value to compare: case and outer blanks do not count."""
    return None if value is None else value.strip().casefold()


def _rank(candidate: ScriptCandidate) -> tuple[bool, int, tuple[bool, ...], str]:
    """Fitting ones first, the most conditions first, then the more telling condition, then the code."""
    telling = tuple(name not in candidate.fits for name in _MAY_NARROW)
    return (candidate.left_out_by is not None, -len(candidate.fits), telling, candidate.option.code)
