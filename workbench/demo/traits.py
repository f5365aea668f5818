"""Hidden traits of a made-up customer: ability, will, memory, reach, paydays and the effect of a call.

Payments and answers follow from these, so a model can learn them only through the history they leave.
"""

import math
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from random import Random

NEVER = 10**9
_FRIDAY = 4


class Payday(StrEnum):
    """When money comes in."""

    FORTNIGHT = "fortnight"
    MONTH_END = "month_end"
    FRIDAY = "friday"
    IRREGULAR = "irregular"


@dataclass(frozen=True, slots=True)
class Traits:
    """The hidden side of one customer. Shares are 0-1, days are ordinals of the calendar."""

    ability: float
    will: float
    memory: float
    reach: float
    peak: float
    """Hour of the day at which the customer most likely answers."""
    effect: float
    """What a conversation adds to the readiness to pay in the days after; below zero it puts the customer off."""
    payday: Payday
    trouble_from: int
    trouble_until: int
    phones_dead_from: tuple[int, ...]
    """Per number: from which day it reaches nobody or somebody else."""

    def ability_on(self, day: int) -> float:
        """Ability, a quarter of it while income is lost."""
        return self.ability * (0.25 if self.trouble_from <= day < self.trouble_until else 1.0)


def draw_traits(rng: Random, *, start: int, today: int, phones: int) -> Traits:
    """One customer's traits. The shapes are chosen so that the rates of docs/demo.md come out."""
    memory = rng.betavariate(3.2, 2.2)
    trouble = rng.randint(start, today) if rng.random() < 0.22 else NEVER
    return Traits(
        ability=rng.betavariate(4.2, 2.2),
        will=rng.betavariate(4.4, 2.0),
        memory=memory,
        reach=rng.betavariate(2.2, 3.2),
        peak=rng.choices((9.0, 12.5, 17.5), (3, 3, 4))[0] + rng.uniform(-1.2, 1.2),
        effect=max(-0.6, rng.gauss(0.5, 0.6) + 0.9 * (1 - memory)),
        payday=rng.choices(tuple(Payday), (5, 2, 2, 2))[0],
        trouble_from=trouble,
        trouble_until=trouble + rng.randint(60, 180),
        phones_dead_from=tuple(_dead_from(rng, start, today) for _ in range(phones)),
    )


def _dead_from(rng: Random, start: int, today: int) -> int:
    luck = rng.random()
    if luck < 0.03:
        return 0
    return rng.randint(start, today) if luck < 0.07 else NEVER


@lru_cache(maxsize=8192)
def near_payday(payday: Payday, day: int) -> bool:
    """Whether a day is a payday or one of the two after it: the 15th and the month's end, Fridays, or never."""
    return any(_is_payday(payday, date.fromordinal(day - back)) for back in range(3))


def _is_payday(payday: Payday, day: date) -> bool:
    last = date.fromordinal(day.toordinal() + 1).month != day.month
    if payday is Payday.FORTNIGHT:
        return day.day in {15, 30} or (last and day.day < 30)
    if payday is Payday.MONTH_END:
        return last
    return payday is Payday.FRIDAY and day.weekday() == _FRIDAY


def chance(log_odds: float) -> float:
    """The chance of given log-odds."""
    return 1 / (1 + math.exp(-log_odds))
