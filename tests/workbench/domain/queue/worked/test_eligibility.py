"""Who is worked on a day, in which lane, and who rests: why and until when."""

from datetime import UTC, date, datetime, timedelta

import pytest

from models.enums import Lane
from scoring.points import Phone
from workbench.domain.queue.worked.eligibility import (
    Agreements,
    Debt,
    LanePlacement,
    RestReason,
    WorkTerms,
    is_just_broken,
    place_of,
    rest_of,
)

DAY = date(2026, 11, 18)
ZONE = "America/Bogota"
NOON = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)


TERMS = WorkTerms(least_overdue=100)


def owes(**values) -> Debt:
    """An account with 500.00 overdue since a month ago."""
    usual = {"overdue": 500_00, "credit": 0, "asked": 500_00, "oldest_due_on": DAY - timedelta(days=30)}
    return Debt(**usual | values)


def place(phone: Phone = Phone.VERIFIED, **agreed) -> LanePlacement:
    return place_of(owes(), Agreements(**agreed), phone, terms=TERMS, on=DAY, zone=ZONE)


def rest(debt: Debt | None = None, *, terms: WorkTerms = TERMS, **agreed) -> tuple[str, datetime | None] | None:
    """The reason and the end of a rest; None where it is worked."""
    found = rest_of(debt or owes(), Agreements(**agreed), terms, on=DAY, zone=ZONE)
    return None if found is None else (found.reason, found.until)


def days(*offsets: int) -> tuple[date, ...]:
    return tuple(DAY + timedelta(days=offset) for offset in offsets)


def midnight(days: int) -> datetime:
    return datetime(2026, 11, 18, 5, 0, tzinfo=UTC) + timedelta(days=days)


def promise(days: int) -> dict[str, date]:
    return {"promise_due_on": DAY + timedelta(days=days), "promise_last_day": DAY + timedelta(days=days + 3)}


def test_nothing_agreed_is_ranked():
    assert place() == LanePlacement(Lane.RANKED)


@pytest.mark.parametrize("phone", [Phone.UNVERIFIED, Phone.UNKNOWN])
def test_a_number_that_may_work_is_ranked(phone):
    assert place(phone) == LanePlacement(Lane.RANKED)


def test_no_number_is_located():
    assert place(Phone.NONE) == LanePlacement(Lane.LOCATE)


def test_callback_of_today_comes_first_at_its_hour():
    assert place(callback_at=NOON, **promise(0)) == LanePlacement(Lane.CALLBACK, due_at=NOON)


def test_callback_nobody_made_stays_due_a_week():
    kept, lapsed = NOON - timedelta(days=7), NOON - timedelta(days=8)

    assert place(callback_at=kept) == LanePlacement(Lane.CALLBACK, due_at=kept)
    assert place(callback_at=lapsed) == LanePlacement(Lane.RANKED)


def test_callback_of_another_day_rests_until_its_hour():
    tomorrow = NOON + timedelta(days=1)

    placed = place(callback_at=tomorrow)

    assert (placed.lane, placed.due_at, placed.rests_until) == (Lane.RESTING, tomorrow, tomorrow)
    assert placed.rest.reason is RestReason.CALLBACK


def test_day_of_a_callback_is_the_portfolios():
    late = datetime(2026, 11, 19, 3, 0, tzinfo=UTC)

    assert place(callback_at=late) == LanePlacement(Lane.CALLBACK, due_at=late)


def test_promise_due_today_is_worked():
    assert place(**promise(0)) == LanePlacement(Lane.PROMISE_DUE)
    assert place(**promise(0), reached_on=DAY - timedelta(days=8)) == LanePlacement(Lane.PROMISE_DUE)


def test_who_promised_for_today_within_the_rest_is_not_called():
    assert rest(**promise(0), reached_on=DAY - timedelta(days=2)) == (RestReason.SPOKEN, midnight(6))


def test_promise_not_due_yet_rests_until_its_day():
    assert place(**promise(5)).lane is Lane.RESTING
    assert rest(**promise(5)) == (RestReason.PROMISE, midnight(5))


def test_promise_within_its_grace_rests_until_it_is_decided():
    assert rest(**promise(-2)) == (RestReason.PROMISE, midnight(2))


def test_promise_rests_before_a_later_callback():
    assert place(callback_at=NOON + timedelta(days=9), **promise(2)).rests_until == midnight(2)


def test_broken_promise_is_a_lane_of_its_own_even_without_a_number():
    assert place(Phone.NONE, broken_on=DAY) == LanePlacement(Lane.PROMISE_BROKEN)


@pytest.mark.parametrize(
    ("broken", "reached", "expected"),
    [
        (0, None, True),
        (-6, None, True),
        (-7, None, False),
        (1, None, False),
        (-3, -4, True),
        (-3, -3, False),
        (-3, -1, False),
    ],
)
def test_promise_is_just_broken_for_a_week_until_the_customer_is_reached(broken, reached, expected):
    reached_on = None if reached is None else DAY + timedelta(days=reached)

    assert is_just_broken(DAY + timedelta(days=broken), reached_on=reached_on, on=DAY) is expected


@pytest.mark.parametrize(
    ("debt", "expected"),
    [
        (owes(overdue=1_00), None),
        (owes(overdue=99), RestReason.SMALL),
        (owes(overdue=5_00, credit=4_00), None),
        (owes(overdue=5_00, credit=4_01), RestReason.SMALL),
        (owes(overdue=5_00, credit=5_00), RestReason.CREDIT),
        (owes(asked=0, disputed=500_00), RestReason.DISPUTED),
        (owes(asked=0), RestReason.NOTHING_OPEN),
        (owes(is_held=True), RestReason.ON_HOLD),
    ],
)
def test_enough_must_be_overdue_beyond_the_credit(debt, expected):
    found = rest(debt)

    assert found == (None if expected is None else (expected, None))


def test_hold_rests_until_the_day_after_its_last():
    assert rest(owes(is_held=True, held_until=DAY + timedelta(days=2))) == (RestReason.ON_HOLD, midnight(3))


def test_who_is_not_overdue_rests_until_the_day_after_the_due_day():
    assert rest(owes(overdue=0, oldest_due_on=DAY)) == (RestReason.NOT_OVERDUE, midnight(1))
    assert rest(owes(overdue=0, oldest_due_on=DAY + timedelta(days=9))) == (RestReason.NOT_OVERDUE, midnight(10))


def test_preventive_days_work_who_is_not_overdue_in_a_lane_of_its_own():
    terms = WorkTerms(least_overdue=100, preventive_days=3)
    soon, later = (owes(overdue=0, oldest_due_on=DAY + timedelta(days=ahead)) for ahead in (3, 4))

    placed = place_of(soon, Agreements(), Phone.VERIFIED, terms=terms, on=DAY, zone=ZONE)

    assert placed == LanePlacement(Lane.PREVENTIVE)
    assert rest(later, terms=terms) == (RestReason.NOT_OVERDUE, midnight(1))
    assert rest(owes(overdue=0, credit=500_00, oldest_due_on=DAY), terms=terms) == (RestReason.CREDIT, None)


def test_callback_due_does_not_work_who_owes_nothing_overdue():
    assert rest(owes(overdue=0, oldest_due_on=DAY), callback_at=NOON) == (RestReason.NOT_OVERDUE, midnight(1))


@pytest.mark.parametrize("offset", [0, -1, -7])
def test_conversation_rests_the_customer_for_seven_days_after_it(offset):
    assert rest(reached_on=DAY + timedelta(days=offset)) == (RestReason.SPOKEN, midnight(offset + 8))


def test_conversation_of_eight_days_ago_or_of_before_a_shorter_rest_is_over():
    shorter = WorkTerms(least_overdue=100, rest_days=3)

    assert rest(reached_on=DAY - timedelta(days=8)) is None
    assert rest(reached_on=DAY - timedelta(days=4), terms=shorter) is None
    assert rest(reached_on=DAY - timedelta(days=3), terms=shorter) == (RestReason.SPOKEN, midnight(1))


@pytest.mark.parametrize(
    "since",
    [
        {"broken_on": DAY - timedelta(days=1)},
        {"callback_since": NOON - timedelta(days=1)},
        {"callback_at": NOON, "callback_since": NOON},
        {"called_in": True},
        {"asks_again": True},
    ],
)
def test_rest_after_a_conversation_is_ended_by_what_came_since(since):
    assert rest(reached_on=DAY - timedelta(days=2), **since) is None


@pytest.mark.parametrize(
    "since", [{"broken_on": DAY - timedelta(days=2)}, {"broken_on": DAY - timedelta(days=3)}, {"called_in": False}]
)
def test_rest_after_a_conversation_is_not_ended_by_what_came_before(since):
    assert rest(reached_on=DAY - timedelta(days=2), **since) == (RestReason.SPOKEN, midnight(6))


def test_who_asked_to_be_called_again_without_an_hour_rests_on_the_day_of_the_conversation_only():
    assert rest(reached_on=DAY, asks_again=True) == (RestReason.SPOKEN, midnight(8))
    assert rest(reached_on=DAY - timedelta(days=1), asks_again=True) is None


def test_three_tries_in_seven_days_rest_until_the_first_of_them_is_eight_days_old():
    assert rest(tries=days(-7, -3, -1)) == (RestReason.TRIES, midnight(1))
    assert rest(tries=days(-8, -3, -1)) is None
    assert rest(tries=days(-6, -5, -3, -1)) == (RestReason.TRIES, midnight(3))


def test_one_try_a_day_rests_until_tomorrow_and_a_callback_of_the_day_is_made_all_the_same():
    assert rest(tries=days(0)) == (RestReason.TRIED_TODAY, midnight(1))
    assert rest(tries=days(0), terms=WorkTerms(least_overdue=100, most_tries_a_day=2)) is None
    assert rest(tries=days(0), callback_at=NOON) is None


def test_of_several_rests_the_one_that_ends_last_is_told():
    assert rest(tries=days(-2, -1, 0), reached_on=DAY - timedelta(days=7)) == (RestReason.TRIES, midnight(6))


def test_rest_of_calling_leaves_who_has_no_number_to_be_located():
    assert place(Phone.NONE, tries=days(0)) == LanePlacement(Lane.LOCATE)
    assert place(Phone.NONE, **promise(5)).lane is Lane.RESTING


def test_promise_that_is_past_its_grace_and_not_judged_yet_rests_nobody():
    assert rest(**promise(-4)) is None


@pytest.mark.parametrize(
    ("agreed", "terms", "said"),
    [
        ({"tries": days(-6, -5, -3, -1)}, {}, "Ya se intentó 4 veces en siete días; la cartera permite 3."),
        (
            {"tries": days(-3)},
            {"most_tries": 1},
            "Ya se intentó una vez en siete días, y la cartera no permite más.",
        ),
        ({"reached_on": DAY}, {"rest_days": 0}, "Hoy ya se habló con el titular: descansa hasta mañana."),
        (
            {"reached_on": DAY},
            {"rest_days": 1},
            "Ya se habló con el titular: descansa un día después de una conversación.",
        ),
    ],
)
def test_sentence_of_a_rest_tells_what_was_done_and_what_is_allowed_apart(agreed, terms, said):
    told = WorkTerms(**({"least_overdue": 100, "most_tries_a_day": 9} | terms))

    kept = rest_of(owes(), Agreements(**agreed), told, on=DAY, zone=ZONE).kept()

    assert kept["text"] == said
    assert kept["template"] % kept["values"] == said


def test_sentence_of_a_rest_is_kept_with_its_places_filled_and_open():
    kept = rest_of(owes(), Agreements(reached_on=DAY), TERMS, on=DAY, zone=ZONE).kept()

    assert kept["text"] == "Ya se habló con el titular: descansa 7 días después de una conversación."
    assert (kept["id"], kept["values"]) == ("spoken_lately", {"days": 7})
