"""When a customer answers, and the band of hours in which each is called."""

import pytest

from scoring.hours import (
    BANDS,
    LEAST_TRIES,
    NO_CALLS,
    BandCounts,
    HourCandidate,
    answer_chances,
    band_of,
    planned_bands,
    usual_hours,
)

MORNING, EVENING = band_of(9), band_of(17)


def calls(*, morning: tuple[int, int] = (0, 0), evening: tuple[int, int] = (0, 0)) -> BandCounts:
    """Tries and answers at nine and at five."""
    told = []
    for hour, (tries, answers) in ((9, morning), (17, evening)):
        told += [(hour, place < answers) for place in range(tries)]
    return BandCounts.of(told)


@pytest.fixture
def usual():
    return usual_hours(calls(morning=(200, 60), evening=(200, 60)))


@pytest.mark.parametrize(("hour", "band"), [(7, 0), (8, 0), (9, 1), (20, 6), (6, None), (21, None), (0, None)])
def test_band_of_an_hour(hour, band):
    assert band_of(hour) == band


def test_calls_outside_all_bands_say_nothing():
    assert BandCounts.of([(0, True), (23, False)]) == NO_CALLS


def test_with_few_calls_or_no_answer_nothing_is_usual():
    half = LEAST_TRIES // 2
    assert usual_hours(calls(morning=(half - 1, 30), evening=(half, 10))) is None
    assert usual_hours(calls(morning=(500, 0), evening=(500, 0))) is None
    assert usual_hours(calls(morning=(half, 30), evening=(half, 10))) is not None


def test_one_hour_for_nearly_all_calls_is_a_stamp_and_says_nothing():
    assert usual_hours(calls(morning=(900, 300), evening=(100, 30))) is None
    assert usual_hours(calls(morning=(700, 300), evening=(300, 30))) is not None


def test_who_gains_nothing_is_planned_at_their_best_hour_all_the_same():
    assert planned_bands([HourCandidate(-5.0, {0: 0.1, 1: 0.9})], {0: 1, 1: 1}) == [1]


def test_somebody_never_called_is_taken_for_usual(usual):
    assert answer_chances(NO_CALLS, usual) == pytest.approx(usual.chances)


def test_own_answers_move_the_band_most_and_its_neighbours_a_little(usual):
    found = answer_chances(calls(morning=(6, 5), evening=(6, 0)), usual)

    assert found.index(max(found)) == MORNING
    assert found[MORNING] > found[MORNING + 1] > found[MORNING + 2] > found[EVENING]
    assert all(0 < chance <= 1 for chance in found)


def test_one_answer_says_little(usual):
    found = answer_chances(calls(morning=(1, 1)), usual)

    assert usual.chances[MORNING] < found[MORNING] < 0.65


def test_each_is_called_where_it_is_worth_most_while_there_is_room():
    morning_person = HourCandidate(100.0, {0: 0.6, 1: 0.2})
    other_morning = HourCandidate(50.0, {0: 0.6, 1: 0.2})
    evening_person = HourCandidate(10.0, {0: 0.1, 1: 0.5})
    queue = [other_morning, evening_person, morning_person]

    assert planned_bands(queue, {0: 1, 1: 2}) == [1, 1, 0]
    assert planned_bands(queue, {0: 3, 1: 3}) == [0, 1, 0]
    assert planned_bands(queue, {0: 1, 1: 1}) == [1, None, 0]


def test_who_has_no_open_band_or_nothing_to_gain_disturbs_nobody():
    assert planned_bands([HourCandidate(9.0, {}), HourCandidate(0.0, {0: 0.5})], {0: 1}) == [None, 0]
    assert planned_bands([], {0: 1}) == []


def test_bands_follow_one_another():
    assert [end for _, end in BANDS[:-1]] == [start for start, _ in BANDS[1:]]
