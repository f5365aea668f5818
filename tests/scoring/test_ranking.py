"""Points of an expected recovery, the random draw, and the order with the drawn items mixed in."""

from datetime import date, timedelta

import pytest

from scoring.points import DOUBLING
from scoring.ranking import LEAST, mixed, points_value, value_points

DAY = date(2026, 11, 18)
NAMES = [f"C{number}" for number in range(4_000)]


def test_the_usual_account_has_a_hundred_points_and_twice_as_much_ten_more():
    assert value_points(250_00, 250_00) == 100
    assert value_points(500_00, 250_00) == 100 + DOUBLING
    assert value_points(125_00, 250_00) == 100 - DOUBLING


def test_points_grow_with_what_is_expected():
    expected = [0.5, 1, 99.5, 100, 100.01, 1e6, 1e12]

    points = [value_points(one, 100.0) for one in expected]

    assert points == sorted(points)
    assert len(set(points)) == len(points)


@pytest.mark.parametrize("nothing", [0, 1e-9, LEAST])
def test_next_to_nothing_has_the_fewest_points_and_no_error(nothing):
    assert value_points(nothing, 100) == value_points(LEAST, 100)
    assert value_points(100, nothing) == value_points(100, LEAST)


def test_a_lesser_harm_comes_before_a_greater_one_and_after_nothing():
    points = [value_points(one, 100.0) for one in (0.0, -0.5, -1.0, -100_00.0, -1e9)]

    assert points == sorted(points, reverse=True)
    assert len(set(points)) == len(points)


def test_points_of_the_rule_read_backwards_are_minor_units():
    assert points_value(100, 250_00) == 250_00
    assert points_value(value_points(330_00, 250_00), 250_00) == pytest.approx(330_00)


def order(names, *, of=(), on=DAY, between=(0, 10_000)):
    plain, drawn = [one for one in names if one not in of], [one for one in names if one in of]
    return mixed(plain, drawn, name=str, between=lambda _: between, on=on)


def test_those_drawn_stand_anywhere_within_their_bounds():
    days = [DAY + timedelta(days=number) for number in range(400)]

    first = [order([*NAMES[:50], "X"], of={"X"}, on=day, between=(0, 3)).index("X") for day in days]
    last = [order([*NAMES[:50], "X"], of={"X"}, on=day, between=(49, 99)).index("X") for day in days]

    assert [first.count(place) for place in range(4)] == pytest.approx([100] * 4, abs=40)
    assert [last.count(place) for place in (49, 50)] == pytest.approx([200] * 2, abs=60)


def test_mixed_keeps_the_others_in_their_order_and_loses_nobody():
    drawn_ones = set(NAMES[:100:7])

    found = order(NAMES[:100], of=drawn_ones)

    assert [one for one in found if one not in drawn_ones] == [one for one in NAMES[:100] if one not in drawn_ones]
    assert sorted(found) == sorted(NAMES[:100])


def test_mixed_places_do_not_depend_on_where_the_drawn_ones_stood():
    first, last = ["X", *NAMES[:9]], [*NAMES[:9], "X"]

    assert order(first, of={"X"}) == order(last, of={"X"})


def test_mixed_places_are_anywhere_equally_likely():
    days = [DAY + timedelta(days=number) for number in range(1_000)]

    places = [order([*NAMES[:4], "X"], of={"X"}, on=day).index("X") for day in days]

    assert [places.count(place) for place in range(5)] == pytest.approx([200] * 5, abs=50)


@pytest.mark.parametrize(("names", "of", "found"), [([], (), []), (["a"], {"a"}, ["a"]), (["b", "a"], (), ["b", "a"])])
def test_mixed_of_nobody_and_of_one(names, of, found):
    assert order(names, of=of) == found


def test_mixed_with_everybody_drawn_is_the_same_each_time():
    assert order(["a", "b", "c"], of={"a", "b", "c"}) == order(["c", "b", "a"], of={"a", "b", "c"})
