"""The ladder of value of a portfolio: reads who could be called on which day and decides by what calls are ranked."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from math import ceil
from typing import Any

from scoring.contestants import fit_chance
from scoring.dataset import PredictionTarget, Reader, Rows, sample
from scoring.evidence import EvidenceClock
from scoring.features import usable
from scoring.history import PortfolioHistory
from scoring.ladder import LadderStep, ValueLadder, climb, refused
from scoring.training import Trained
from scoring.treatment import CallDays, CallRows, RecordedChances, WorkedRule, all_of

MOST_DAYS = 200
"""Days with calls that are read, the latest."""

LEAST_DAYS, MOST_READ = 60, 4_000_000
"""Reading a day costs by the accounts of the portfolio. Where all days together have more accounts than this, every
second, third, … day is read, down to so many days."""

MOST_ROWS = 400_000
"""Rows of all days together; accounts beyond that are drawn by a hash of their customer."""

NOT_LEARNED = frozenset({"no_rows", "no_skill", "too_few"})
"""Verdicts of a training whose rows are too few or suspect: no step is judged by them."""


def learned_ladder(  # noqa: PLR0913 - what is learned from, until when, and how
    history: PortfolioHistory,
    aim: PredictionTarget,
    trained: Trained,
    *,
    weeks: Sequence[Rows],
    until: int,
    today: int,
    recorded: RecordedChances | None,
    rule: WorkedRule,
    seed: int,
) -> ValueLadder:
    """Decide by what calls are ranked.

    Args:
        history: The portfolio.
        aim: Of the chance of paying; horizon and share are the same here.
        trained: What the chances of paying came to: the lowest rung.
        weeks: The weekly rows; without any nothing is learned.
        until: The first day of which nothing is known yet, less the posting lag.
        today: The day of the training, from which the evidence clock counts.
        recorded: Chances of being called, where a building of the queue kept them.
        rule: Who is worked, as the portfolio's settings are.
        seed: Of what is drawn.

    """
    if not any(map(len, weeks)) or trained.verdict.rule in NOT_LEARNED:
        return refused("not_learned")
    rows = call_rows(history, aim, until=until, recorded=recorded, rule=rule)
    names = [one.name for one in usable()]
    return climb(
        rows,
        names,
        fit_chance=lambda x, y: fit_chance(trained.contestant, x, y, seed=seed),
        share=aim.share,
        horizon=aim.horizon,
        today=today,
        seed=seed,
    )


def call_rows(
    history: PortfolioHistory,
    aim: PredictionTarget,
    *,
    until: int,
    recorded: RecordedChances | None = None,
    rule: WorkedRule | None = None,
) -> CallRows | None:
    """Accounts on the latest days with calls of which the window is over; None without any."""
    days = spread_out(CallDays(history, aim).days(until=until)[-MOST_DAYS:], accounts=history.accounts)
    if not days:
        return None
    share = min(1.0, MOST_ROWS / max(Reader(history, aim).size(days[-1]) * len(days), 1))
    keep = sample(history, share=share)
    reader = CallDays(history.part(keep), aim, rule=rule, recorded=recorded)
    rows = all_of([reader.at(day) for day in days])
    return replace(rows, account=keep.nonzero()[0][rows.account])


def spread_out(days: Sequence[int], *, accounts: int) -> Sequence[int]:
    """All days, or every second, third, … counted from the last one, so that reading them costs what `MOST_READ` says.

    Args:
        days: In order.
        accounts: Of the portfolio.

    """
    most = max(LEAST_DAYS, MOST_READ // max(accounts, 1))
    step = max(1, min(ceil(len(days) / most), len(days) // LEAST_DAYS))
    return days[::-step][::-1]


def ladder_json(step: LadderStep) -> dict[str, Any]:  # Any: JSON
    """A step as it is stored and printed; amounts are minor units per call."""
    return {
        "value": step.value.value,
        "taken": step.taken,
        "rule": step.rule,
        "values": step.values,
        "gain": step.gain,
        "interval": None if step.low is None or step.high is None else [step.low, step.high],
        "evidence": None if step.clock is None else _clock_json(step.clock),
    }


def _clock_json(clock: EvidenceClock) -> dict[str, Any]:  # Any: JSON
    return {
        "state": clock.state.value,
        "known": clock.known,
        "needed": clock.needed,
        "a_day": clock.a_day,
        "share": clock.share,
        "by": None if clock.by is None else date.fromordinal(clock.by).isoformat(),
    }
