"""The points rule: every number of docs/ranking.md, and that the lines add up to the total."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.points import BASE, Phone, PointFacts, Reached, points_of

PLAIN = PointFacts(days_past_due=75, amount=100, typical=100, days_since_payment=120)
"""Nothing speaks for or against it: an old payment, a usual amount, the middle band of age."""


def brought(feature: str, **values) -> int:
    lines = points_of(PLAIN._replace(**values)).contributions
    return sum(line.points for line in lines if line.feature == feature)


def test_plain_account_has_only_the_base():
    points = points_of(PLAIN)

    assert points.total == BASE == 100
    assert [line.feature for line in points.contributions] == ["base"]


@pytest.mark.parametrize(
    ("days", "points"),
    [(0, -40), (1, 30), (7, 30), (8, 25), (15, 25), (16, 20), (30, 20), (31, 10), (60, 10), (61, 0), (90, 0),
     (91, -10), (180, -10), (181, -20), (360, -20), (361, -30)],
)  # fmt: skip
def test_newer_debt_comes_first(days, points):
    assert brought("days_past_due", days_past_due=days) == points


@pytest.mark.parametrize(
    ("amount", "points"),
    [(100, 0), (200, 10), (50, -10), (400, 20), (800, 30), (5000, 30), (1, -30), (0, -30)],
)
def test_ten_points_are_twice_the_amount_up_to_a_limit(amount, points):
    assert brought("amount", amount=amount) == points


@pytest.mark.parametrize(
    ("days", "points"), [(0, 20), (15, 20), (16, 15), (30, 15), (31, 10), (90, 10), (91, 0), (181, -5), (None, -10)]
)
def test_who_paid_lately_comes_first(days, points):
    assert brought("last_payment", days_since_payment=days) == points


@pytest.mark.parametrize(
    ("feature", "values", "points"),
    [
        ("part_paid", {"part_paid": True}, 10),
        ("promises_kept", {"promises_kept": 2}, 10),
        ("promises_kept", {"promises_kept": 9}, 15),
        ("promises_broken", {"promises_broken": 1}, -5),
        ("promises_broken", {"promises_broken": 9}, -20),
        ("phone", {"phone": Phone.VERIFIED}, 5),
        ("phone", {"phone": Phone.NONE}, -20),
        ("phone", {"phone": Phone.UNVERIFIED}, 0),
        ("reached", {"reached": Reached.DIRECT}, 10),
        ("reached", {"reached": Reached.NOBODY}, -5),
        ("reached", {"reached": Reached.INDIRECT}, 0),
        ("unanswered", {"unanswered": 3}, -9),
        ("unanswered", {"unanswered": 50}, -15),
        ("follow_up", {"follow_up_in": 4}, -40),
        ("follow_up", {"follow_up_in": 0}, 10),
        ("follow_up", {"follow_up_in": -2}, 10),
    ],
)
def test_each_fact_brings_its_points(feature, values, points):
    assert brought(feature, **values) == points


def test_heaviest_reason_comes_first_and_the_base_last():
    lines = points_of(PLAIN._replace(days_past_due=5, phone=Phone.VERIFIED, promises_broken=2)).contributions

    assert [(line.feature, line.points) for line in lines] == [
        ("days_past_due", 30), ("promises_broken", -10), ("phone", 5), ("base", 100),
    ]  # fmt: skip


@given(
    st.builds(
        PointFacts,
        days_past_due=st.integers(0, 4000),
        amount=st.integers(0, 10**12),
        typical=st.integers(0, 10**12),
        days_since_payment=st.none() | st.integers(0, 4000),
        part_paid=st.booleans(),
        promises_kept=st.integers(0, 50),
        promises_broken=st.integers(0, 50),
        phone=st.sampled_from(Phone),
        reached=st.sampled_from(Reached),
        unanswered=st.integers(0, 50),
        follow_up_in=st.none() | st.integers(-3, 30),
    )
)
def test_lines_add_up_to_the_total(facts):
    points = points_of(facts)

    assert points.total == sum(line.points for line in points.contributions)
