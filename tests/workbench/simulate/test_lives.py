"""Made-up call centres are lived on the same luck, through the product's own tables and queue."""

from dataclasses import replace

import pytest

from workbench.simulate.compare import QUEUE, compared, gaps_closed, lives_of
from workbench.simulate.orders import PlainOrder
from workbench.simulate.worlds import WORLDS, Past, WorldPlan

TINY = WorldPlan(name="tiny", effect=1.0, customers=60, history_days=45, capacity=4)
ORDERS = (PlainOrder.RANDOM, PlainOrder.BALANCE, PlainOrder.BEST, QUEUE)


@pytest.fixture(scope="module")
def lived():
    return lives_of(TINY, seed=1, days=9, orders=ORDERS)


def of(lived, order):
    return next(one for one in lived if one.order == order)


def test_the_same_seed_gives_the_same_life(lived):
    again = lives_of(TINY, seed=1, days=9, orders=(PlainOrder.RANDOM, PlainOrder.BEST))

    assert again == [of(lived, PlainOrder.RANDOM), of(lived, PlainOrder.BEST)]


def test_every_order_makes_the_calls_of_its_days_and_wastes_none(lived):
    for one in lived:
        wasted = (one.waste.not_overdue, one.waste.within_rest, one.waste.dead)
        assert 0 < one.waste.calls <= 28
        assert wasted == (0, 0, 0), one.order


def test_the_products_calls_come_from_its_queue(lived):
    queue = of(lived, QUEUE)

    assert sum(queue.values.values()) == sum(queue.lanes.values()) == queue.waste.calls
    assert set(queue.values) <= {"points", "if_called", "effect"}


def test_the_gap_is_nothing_for_calling_at_random_and_one_for_the_best(lived):
    assert gaps_closed(lived, PlainOrder.RANDOM) in ([0.0], [])
    assert gaps_closed(lived, PlainOrder.BEST) in ([1.0], [])
    told = {one.order: one for one in compared(lived, TINY, orders=ORDERS)}
    assert told[PlainOrder.RANDOM].over_random == 0
    assert told[QUEUE].money == of(lived, QUEUE).money


@pytest.mark.parametrize("order", [PlainOrder.BEST_HOUR, PlainOrder.BEST_DAY])
def test_who_knows_the_hour_or_the_day_keeps_to_the_same_rule(order):
    (one,) = lives_of(TINY, seed=1, days=9, orders=(order,))

    assert 0 < one.waste.calls <= 28
    assert (one.waste.not_overdue, one.waste.within_rest, one.waste.dead) == (0, 0, 0)


@pytest.mark.parametrize("country", sorted({plan.country for plan in WORLDS.values()}))
def test_the_files_of_every_country_are_taken_in_whole(country):
    plan = replace(TINY, country=country, preset=country, history_days=90, tries=1)

    (one,) = lives_of(plan, seed=1, days=9, orders=(QUEUE,))

    assert one.waste.calls > 0


def test_worlds_differ_in_what_a_call_adds_and_in_who_was_called():
    assert {"strong", "weak", "none", "harmful"} <= set(WORLDS)
    assert {plan.past for plan in WORLDS.values()} == set(Past)
    assert WORLDS["none"].effect == 0
    assert WORLDS["harmful"].harm > 0
