"""The random arms: shares, fortnights, and the chances that follow from them."""

from collections import Counter
from datetime import date, timedelta

import pytest

from models.enums import Slice
from scoring.arms import NO_CALL_DAYS, ArmShares, DayRoom, chance_of_call, is_called, slice_of

DAY = date(2026, 11, 18)
NAMES = [f"C{number}" for number in range(4_000)]
FORTNIGHT = [DAY + timedelta(days=number) for number in range(NO_CALL_DAYS)]


def drawn(slice_, shares, *, on=DAY):
    return {name for name in NAMES if slice_of(name, shares, on=on) is slice_}


@pytest.mark.parametrize("share", [0.03, 0.25, 0.5])
def test_the_random_slice_is_about_its_share_and_another_one_every_day(share):
    first = drawn(Slice.RANDOM, ArmShares(random=share))
    second = drawn(Slice.RANDOM, ArmShares(random=share), on=DAY + timedelta(days=1))

    assert len(first) / len(NAMES) == pytest.approx(share, abs=0.03)
    assert len(first & second) / len(NAMES) == pytest.approx(share**2, abs=0.03)
    assert first == drawn(Slice.RANDOM, ArmShares(random=share))


def test_those_drawn_of_a_smaller_share_are_among_those_of_a_larger():
    assert drawn(Slice.RANDOM, ArmShares(random=0.1)) < drawn(Slice.RANDOM, ArmShares(random=0.5))


def test_without_shares_nobody_is_drawn_and_with_all_everybody():
    assert drawn(Slice.MODEL, ArmShares()) == set(NAMES)
    assert drawn(Slice.RANDOM, ArmShares(random=1)) == set(NAMES)


def test_no_call_lasts_a_fortnight_that_begins_on_another_day_for_each():
    shares = ArmShares(no_call=0.2)

    days = {name: [slice_of(name, shares, on=DAY + timedelta(days=day)) for day in range(60)] for name in NAMES[:500]}

    begun = Counter()
    for name in NAMES[:500]:
        runs = "".join("x" if one is Slice.NO_CALL_ARM else "." for one in days[name]).strip("x").split(".")
        assert {len(run) % NO_CALL_DAYS for run in runs} == {0}
        begun.update(
            day % NO_CALL_DAYS
            for day in range(1, 60)
            if days[name][day - 1 : day + 1] == [Slice.MODEL, Slice.NO_CALL_ARM]
        )
    assert set(begun) == set(range(NO_CALL_DAYS))
    assert len(drawn(Slice.NO_CALL_ARM, shares)) / len(NAMES) == pytest.approx(0.2, abs=0.03)


def test_about_the_share_is_called_by_chance_in_ten_working_days():
    working = [day for day in FORTNIGHT if day.weekday() < 5]

    called = set().union(*(drawn(Slice.CALL_ARM, ArmShares(call=0.2), on=day) for day in working))

    assert len(called) / len(NAMES) == pytest.approx(0.2, abs=0.03)


@pytest.mark.parametrize(
    ("shares", "room"),
    [
        (ArmShares(random=0.1, call=0.02, no_call=0.02), 100),
        (ArmShares(call=0.1, no_call=0.4), 150),
        (ArmShares(random=0.03, call=0.5), 20),
        (ArmShares(call=0.5), 0),
        (ArmShares(random=0.2, no_call=0.1), 5_000),
    ],
)
def test_a_chance_is_the_share_of_days_on_which_the_account_is_called(shares, room):
    days = [DAY + timedelta(days=28 * number) for number in range(400)]
    of = DayRoom.of(shares, room=room, ranked=1_000)

    for place in (1, 90, 100, 101, 110, 151, 1_000):
        name = NAMES[place]
        called = sum(is_called(name, slice_of(name, shares, on=day), of, place=place, on=day) for day in days)
        chance = chance_of_call(of, place=place)
        assert called / len(days) == pytest.approx(chance, abs=4 * (chance * (1 - chance) / len(days)) ** 0.5 + 1e-9)


def test_about_as_many_are_called_as_there_is_room_for():
    shares = ArmShares(random=0.1, call=0.3, no_call=0.2)
    of = DayRoom.of(shares, room=200, ranked=2_000)

    meant = sum(chance_of_call(of, place=place) for place in range(1, 2_001))

    assert meant == pytest.approx(200, abs=10)


@pytest.mark.parametrize("share", [-0.01, 1.01, float("nan")])
def test_a_share_that_is_none_is_refused(share):
    with pytest.raises(ValueError, match=r"within \[0, 1\]"):
        ArmShares(random=share)


def test_more_than_one_half_in_the_two_arms_is_refused():
    ArmShares(call=0.25, no_call=0.25)
    with pytest.raises(ValueError, match="one half"):
        ArmShares(call=0.3, no_call=0.25)
