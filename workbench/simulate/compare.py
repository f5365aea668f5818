"""Lives one made-up world in several orders of work, on the same luck, and compares what came in."""

import copy
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from statistics import mean, pstdev
from tempfile import TemporaryDirectory

from workbench.simulate.desk import Desk, Estimate, prepare_database
from workbench.simulate.life import CURRENCIES, DayFacts, Life, Waste
from workbench.simulate.orders import PlainOrder, caller_of
from workbench.simulate.worlds import Past, World, WorldPlan

QUEUE = "queue"
"""The product's own order."""

BEGINS = date(2026, 1, 5)
"""The first day of every world's history, a Monday."""

PASTS: Mapping[Past, PlainOrder] = {
    Past.RANDOM: PlainOrder.RANDOM,
    Past.BALANCE: PlainOrder.BALANCE,
    Past.SCORE: PlainOrder.CHANCE,
}


@dataclass(frozen=True)
class Lived:
    """What came of one life. `money` is what was paid of what was overdue, in minor units.

    `values` and `lanes` count the product's calls by what they were ranked by and by lane; `estimates` are what it said
    that a call adds, beside the truth, at every training that could say it.
    """

    world: str
    seed: int
    order: str
    money: int
    waste: Waste
    values: Mapping[str, int] = field(default_factory=dict)
    lanes: Mapping[str, int] = field(default_factory=dict)
    estimates: Sequence[Estimate] = ()


def lives_of(plan: WorldPlan, *, seed: int, days: int, orders: Sequence[str]) -> list[Lived]:
    """Live a world's history once, then `days` more in each order.

    Args:
        plan: Of the world.
        seed: Of all its luck.
        days: Calendar days after the history.
        orders: Of `PlainOrder`, or `QUEUE`.

    """
    world = World(plan, seed, BEGINS)
    base = Life(world)
    past = caller_of(PASTS[world.plan.past])
    history = [base.day(world.begins + timedelta(days=day), past) for day in range(world.plan.history_days)]
    return [_lived(world, base, history, order=order, days=days) for order in orders]


def gaps_closed(lived: Sequence[Lived], order: str) -> list[float]:
    """By seed: 0 is what calling at random brings in, 1 what the greedy order brings in that knows every effect.

    Where the two bring in the same there is no gap, and the seed is left out.
    """
    money = {(one.seed, one.order): one.money for one in lived}
    found = []
    for seed in sorted({one.seed for one in lived}):
        lowest, highest = money[seed, PlainOrder.RANDOM], money[seed, PlainOrder.BEST]
        if highest > lowest:
            found.append((money[seed, order] - lowest) / (highest - lowest))
    return found


@dataclass(frozen=True)
class Comparison:
    """How an order did in a world over all seeds.

    `money` is the mean over seeds, in minor units; `over_random` its ratio to calling at random less 1, None where that
    brought nothing; `gap` and `gap_sd` the mean and the standard deviation of `gaps_closed`, None without any; `said`
    and `true` the means of the estimates of what a call adds. The other shares are of its calls.
    """

    world: str
    order: str
    money: int
    currency: str
    over_random: float | None
    gap: float | None
    gap_sd: float | None
    calls: int
    not_overdue: float
    within_rest: float
    dead: float
    values: Mapping[str, int]
    lanes: Mapping[str, int]
    said: float | None = None
    true: float | None = None


def compared(lived: Sequence[Lived], plan: WorldPlan, *, orders: Sequence[str]) -> list[Comparison]:
    """Every order of a world, over all seeds; `lived` has calling at random and the best order too."""
    here = [one for one in lived if one.world == plan.name]
    return [_comparison(here, plan, order=order) for order in orders]


def _comparison(here: Sequence[Lived], plan: WorldPlan, *, order: str) -> Comparison:
    mine = [one for one in here if one.order == order]
    at_random = sum(one.money for one in here if one.order == PlainOrder.RANDOM)
    gaps = gaps_closed(here, order)
    calls = sum(one.waste.calls for one in mine)
    estimates = [estimate for one in mine for estimate in one.estimates]
    return Comparison(
        world=plan.name,
        order=order,
        money=round(mean(one.money for one in mine)),
        currency=CURRENCIES[plan.country],
        over_random=sum(one.money for one in mine) / at_random - 1 if at_random else None,
        gap=mean(gaps) if gaps else None,
        gap_sd=pstdev(gaps) if gaps else None,
        calls=calls,
        not_overdue=sum(one.waste.not_overdue for one in mine) / max(calls, 1),
        within_rest=sum(one.waste.within_rest for one in mine) / max(calls, 1),
        dead=sum(one.waste.dead for one in mine) / max(calls, 1),
        values=dict(sum((Counter(one.values) for one in mine), Counter())),
        lanes=dict(sum((Counter(one.lanes) for one in mine), Counter())),
        said=mean(one.said for one in estimates) if estimates else None,
        true=mean(one.true for one in estimates) if estimates else None,
    )


def _lived(world: World, base: Life, history: Sequence[DayFacts], *, order: str, days: int) -> Lived:
    life = copy.copy(base)
    life.accounts = copy.deepcopy(base.accounts)
    life.money, life.waste = 0, Waste()
    if order != QUEUE:
        for day in _days(world, days):
            life.day(day, caller_of(PlainOrder(order)))
        return Lived(world.plan.name, world.seed, order, life.money, life.waste)
    with TemporaryDirectory(prefix="simulate-") as folder:
        desk = Desk(prepare_database(f"sqlite:///{Path(folder) / 'life.db'}"), world)
        desk.open_portfolio()
        for facts in history:
            desk.tell(facts)
        for day in _days(world, days):
            desk.tell(life.day(day, desk.calls))
        desk.database.dispose()
    return Lived(world.plan.name, world.seed, order, life.money, life.waste, desk.values, desk.lanes, desk.estimates)


def _days(world: World, days: int) -> list[date]:
    return [world.lives_from + timedelta(days=day) for day in range(days)]
