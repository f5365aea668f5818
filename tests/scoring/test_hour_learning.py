"""How common each pattern of answering is, learned from many customers, and the hour in which each is called."""

import random

import numpy as np
import pytest

from scoring.hour_learning import TOGETHER, chances_of_many, learn_hours, planned_hours, rooms_of
from scoring.hours import (
    FIRST_HOUR,
    LEAST_TRIES,
    DayKind,
    HourCounts,
    LearnedHours,
    hour_chances,
    pattern_weights,
)

NINE, FIVE = 9 - FIRST_HOUR, 17 - FIRST_HOUR
WORKED = range(NINE, NINE + 9)
WEEKDAY = DayKind.WEEKDAY


def world(
    *, contrast: float, customers: int = 400, calls: int = 12, seed: int = 1
) -> dict[int, list[tuple[int, int, int]]]:
    """Calls at random hours from nine to six; each customer answers more by `contrast` in hours of their own."""
    chance = random.Random(seed)  # noqa: S311 - made-up customers
    found = {}
    for customer in range(customers):
        begins, level = chance.choice((NINE, NINE + 3, NINE + 6)), chance.uniform(0.2, 0.5)
        told = []
        for _ in range(calls):
            hour = chance.choice(WORKED)
            often = level * (contrast if begins <= hour < begins + 3 else 1.0)
            told.append((hour, 1, int(chance.random() < often)))
        found[customer] = told
    return found


def learn(customers: dict[int, list[tuple[int, int, int]]]) -> LearnedHours | None:
    return learn_hours([cell for told in customers.values() for cell in told], {"all": customers})


def alike(learned: LearnedHours) -> float:
    """How common it is to answer alike at all hours."""
    return sum(
        weight for pattern, weight in zip(learned.patterns, learned.weights, strict=True) if pattern.other == 1.0
    )


def test_with_few_calls_or_no_answer_nothing_is_known():
    assert learn({1: [(NINE, LEAST_TRIES - 1, 30)]}) is None
    assert learn({1: [(NINE, 500, 0)]}) is None
    assert learn_hours([], {}) is None
    assert learn({1: [(NINE, LEAST_TRIES, 30)]}) is not None


def test_how_common_own_hours_are_is_learned_from_all_customers_together():
    assert alike(learn(world(contrast=1.0))) > 0.5
    assert alike(learn(world(contrast=2.5))) < 0.3


def test_hours_are_found_where_customers_have_them():
    customers = world(contrast=2.5, calls=25)
    learned = learn(customers)
    found = np.array(chances_of_many(list(customers.values()), learned, "all", kind=WEEKDAY))[:, WORKED]

    chance = random.Random(1)  # noqa: S311 - the customers of `world` again
    begins = []
    for _ in customers:
        begins.append((chance.choice((NINE, NINE + 3, NINE + 6)) - NINE) // 3)
        chance.uniform(0.2, 0.5)
        for _ in range(25):
            chance.choice(WORKED), chance.random()
    assert (found.argmax(axis=1) // 3 == np.array(begins)).mean() > 0.6


def test_customers_without_own_hours_are_given_nearly_none():
    customers = world(contrast=1.0)
    found = np.array(chances_of_many(list(customers.values()), learn(customers), "", kind=WEEKDAY))[:, WORKED]

    assert np.median(found.max(axis=1) / found.mean(axis=1)) < 1.12


def test_what_is_usual_comes_from_all_calls_and_not_from_the_sample():
    customers = world(contrast=1.0, customers=20)
    everybody = [(NINE, 4_000, 2_000), (FIVE, 4_000, 400)]

    learned = learn_hours(everybody, {"all": customers})

    assert learned.tries == 8_000
    assert learned.usual[""][NINE] > 4 * learned.usual[""][FIVE]


def test_a_segment_has_its_own_usual_hours_once_enough_of_its_calls_are_known():
    office = {1: [(NINE, 300, 150), (FIVE, 300, 15)]}
    homes = {2: [(NINE, 300, 15), (FIVE, 300, 150)]}
    few = {3: [(NINE, 10, 5)]}
    whole = [cell for part in (office, homes, few) for told in part.values() for cell in told]

    learned = learn_hours(whole, {"office": office, "homes": homes, "few": few})

    assert learned.usual["office"][NINE] > 2 * learned.usual["office"][FIVE]
    assert learned.usual["homes"][FIVE] > 2 * learned.usual["homes"][NINE]
    assert learned.usual_of("few") == learned.usual[""]


def test_many_at_once_are_told_as_one_by_one():
    customers = world(contrast=2.0, customers=100)
    learned = learn(customers)

    many = chances_of_many(list(customers.values()), learned, "all", kind=WEEKDAY)

    for told, found in zip(customers.values(), many, strict=True):
        alone = hour_chances(pattern_weights(HourCounts.of(told), learned, "all"), learned, "all", kind=WEEKDAY)
        assert found == pytest.approx(alone, abs=1e-5)


# --- the hour of each ------------------------------------------------------------------------------------------------


def test_each_is_called_where_together_it_is_worth_most():
    """The most valuable is called in the evening, where it loses least, so that two others can be called early."""
    worths = [100.0, 90.0, 80.0]
    chances = [{0: 0.50, 1: 0.48}, {0: 0.60, 1: 0.20}, {0: 0.60, 1: 0.20}]

    assert planned_hours(worths, chances, {0: 2.0, 1: 1.0}) == [1, 0, 0]


def test_a_small_queue_is_spread_as_the_company_works():
    worths, chances = [10.0] * 6, [{0: 0.3, 1: 0.3, 2: 0.3}] * 6

    found = planned_hours(worths, chances, {0: 0.5, 1: 0.33, 2: 0.17})

    assert [found.count(hour) for hour in range(3)] == [3, 2, 1]


def test_of_alike_hours_the_more_valuable_call_has_the_earlier():
    assert planned_hours([10.0, 90.0, 50.0], [{0: 0.3, 1: 0.3, 2: 0.3}] * 3, {0: 1, 1: 1, 2: 1}) == [2, 0, 1]


def test_who_gains_nothing_is_planned_last_and_at_their_best_hour_all_the_same():
    assert planned_hours([-5.0], [{0: 0.1, 1: 0.9}], {0: 1, 1: 1}) == [1]
    assert planned_hours([-5.0, 9.0], [{0: 0.1, 1: 0.9}, {0: 0.2, 1: 0.3}], {0: 1, 1: 1}) == [0, 1]


def test_who_may_be_called_in_none_of_the_hours_has_none_and_disturbs_nobody():
    assert planned_hours([9.0, 5.0], [{}, {0: 0.5}], {0: 1.0}) == [None, 0]
    assert planned_hours([9.0], [{3: 0.5}], {0: 1.0}) == [None]
    assert planned_hours([9.0], [{0: 0.5}], {}) == [None]
    assert planned_hours([], [], {0: 1.0}) == []


def test_whose_only_hour_is_full_is_called_in_it_beside_the_others():
    assert planned_hours([9.0, 5.0, 4.0], [{0: 0.5}, {0: 0.5}, {0: 0.5}], {0: 1, 1: 2}) == [0, 0, 0]


def test_a_long_queue_is_dealt_into_parts_that_are_alike():
    count = TOGETHER + 100
    found = planned_hours([float(count - place) for place in range(count)], [{0: 0.3, 1: 0.3}] * count, {0: 1, 1: 1})

    assert abs(found.count(0) - found.count(1)) <= 2


@pytest.mark.parametrize("count", [0, 1, 7, 80])
def test_rooms_are_the_shares_of_the_calls_rounded_up(count):
    shares = np.array([0.2, 0.35, 0.45])
    rooms = rooms_of(count, shares)

    assert rooms.sum() >= count
    assert all((rooms >= count * shares - 1e-6) & (rooms < count * shares + 1))
