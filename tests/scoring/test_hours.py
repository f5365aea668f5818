"""When a customer answers: what their calls say of the patterns that customers follow, and the hours that are told."""

import pytest

from scoring.hours import (
    CELLS,
    FIRST_HOUR,
    HOURS,
    SHOWN_ANSWERS,
    SHOWN_TRIES,
    AnswerPattern,
    DayKind,
    HourCounts,
    LearnedHours,
    cell_of,
    hour_chances,
    pattern_weights,
    segment_of,
    told_hours,
    weights_of_number,
)

NINE, FIVE = 9 - FIRST_HOUR, 17 - FIRST_HOUR
WEEKDAY = DayKind.WEEKDAY
ALIKE = AnswerPattern(0.3)
MORNING = AnswerPattern(0.3, 0.4, NINE, NINE + 2)
EVENING = AnswerPattern(0.3, 0.4, FIVE, FIVE + 2)
NOTHING = HourCounts({}, {})


def learned(**values) -> LearnedHours:
    """Half of the customers answer alike at all hours, a quarter more in the morning and a quarter in the evening."""
    given = {
        "patterns": (ALIKE, MORNING, EVENING), "weights": (0.5, 0.25, 0.25), "usual": {"": (1.0,) * CELLS},
        "shares": tuple(1 / HOURS for _ in range(HOURS)) + (0.0,) * HOURS, "tries": 1_000,
    }  # fmt: skip
    return LearnedHours(**given | values)


def calls(*, morning: tuple[int, int] = (0, 0), evening: tuple[int, int] = (0, 0)) -> HourCounts:
    """Tries and answers at nine and at five."""
    return HourCounts.of([(NINE, *morning), (FIVE, *evening)])


def chances(counts: HourCounts, known: LearnedHours | None = None) -> tuple[float, ...]:
    known = known or learned()
    return hour_chances(pattern_weights(counts, known, ""), known, "", kind=WEEKDAY)


@pytest.mark.parametrize(
    ("kind", "hour", "cell"),
    [(0, 7, 0), (0, 20, 13), (1, 7, 14), (1, 20, 27), (0, 6, None), (0, 21, None), (1, 0, None)],
)
def test_cell_of_an_hour(kind, hour, cell):
    assert cell_of(kind, hour) == cell


def test_the_hours_that_stand_out_leave_the_chance_over_all_hours_as_it_is():
    for pattern in (ALIKE, MORNING, AnswerPattern(0.5, 0.7, -2, 2), AnswerPattern(0.2, 0.4, HOURS - 1, HOURS + 2)):
        assert sum(pattern.shape()) / HOURS == pytest.approx(pattern.level)


def test_somebody_never_called_is_taken_for_usual():
    assert pattern_weights(NOTHING, learned(), "") == pytest.approx((0.5, 0.25, 0.25))
    assert chances(NOTHING)[NINE] == pytest.approx(chances(NOTHING)[FIVE])


def test_own_answers_move_the_hours_and_what_is_usual_holds_elsewhere():
    found = chances(calls(morning=(6, 5), evening=(6, 0)))

    assert found[NINE] == found[NINE + 1] == max(found)
    assert found[FIVE] < found[NINE] / 2


def test_one_answer_says_little():
    found = chances(calls(morning=(1, 1)))

    assert chances(NOTHING)[NINE] < found[NINE] < 0.55


def test_hours_that_are_usual_in_a_segment_are_those_of_its_customers():
    evenings = tuple(2.0 if cell % HOURS == FIVE else 1.0 for cell in range(CELLS))
    known = learned(usual={"": (1.0,) * CELLS, segment_of("business", "A"): evenings})

    def at_five(segment: str) -> float:
        return hour_chances(pattern_weights(NOTHING, known, segment), known, segment, kind=WEEKDAY)[FIVE]

    assert at_five("business|A") > 1.5 * at_five("residential|")
    assert at_five("residential|") == at_five("")


def test_a_number_is_drawn_towards_the_customers_other_calls():
    elsewhere, known = calls(evening=(8, 8), morning=(8, 0)), learned()

    unknown = weights_of_number(NOTHING, elsewhere, learned=known, segment="")
    alone = weights_of_number(NOTHING, NOTHING, learned=known, segment="")
    own = weights_of_number(calls(morning=(12, 11), evening=(12, 0)), elsewhere, learned=known, segment="")

    assert alone[2] < unknown[2] < pattern_weights(elsewhere, known, "")[2]
    assert own[1] > 0.9


def test_hours_are_told_of_who_answered_enough_and_clearly_more():
    told = calls(morning=(SHOWN_TRIES, SHOWN_TRIES), evening=(SHOWN_TRIES, 0))

    found = told_hours(told, chances(told), learned(), kind=WEEKDAY)

    assert (found.begins, found.ends) == (9, 11)
    assert found.chance == pytest.approx(sum(chances(told)[NINE : NINE + 2]) / 2)


@pytest.mark.parametrize(
    "counts",
    [
        calls(morning=(SHOWN_TRIES - 1, SHOWN_TRIES - 1)),
        calls(morning=(SHOWN_TRIES, SHOWN_ANSWERS - 1)),
        calls(morning=(20, 6), evening=(20, 6)),
        NOTHING,
    ],
)
def test_nothing_is_told_of_few_calls_or_hours_that_are_alike(counts):
    assert told_hours(counts, chances(counts), learned(), kind=WEEKDAY) is None


def test_hours_in_which_nobody_calls_are_not_told():
    shares = tuple(0.0 if NINE <= hour < NINE + 3 else 1 / 11 for hour in range(HOURS)) + (0.0,) * HOURS
    told = calls(morning=(9, 9), evening=(9, 0))

    assert told_hours(told, chances(told), learned(shares=shares), kind=WEEKDAY) is None


def test_a_kind_of_day_with_few_calls_is_worked_like_all_days():
    known = learned(shares=(*(0.9 if hour == NINE else 0.0 for hour in range(HOURS)), *(0.1,), *(0.0,) * (HOURS - 1)))

    assert known.worked(DayKind.WEEKDAY)[NINE] == pytest.approx(1.0)
    assert known.worked(DayKind.WEEKEND)[0] == pytest.approx(1.0)
    few = LearnedHours(known.patterns, known.weights, known.usual, known.shares, tries=500)
    assert few.worked(DayKind.WEEKEND)[NINE] == pytest.approx(0.9)


def test_what_is_kept_is_what_was_learned():
    assert LearnedHours.of(learned(files_without_hours=True).kept()) == learned(files_without_hours=True)
