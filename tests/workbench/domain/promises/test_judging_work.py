"""Judging costs what happened: work is counted in calls of Python functions, which no other load changes."""

import sys
from datetime import UTC, date, datetime, time, timedelta

import pytest

from models.enums import PromiseState
from workbench.domain.promises.facts import PromiseFact, ReceivedFact
from workbench.domain.promises.judging import judge
from workbench.domain.promises.reading import PromisePaymentRow, PromiseRow
from workbench.domain.promises.standing import decisions_of_account

D1 = date(2024, 1, 1)
GRACE, THRESHOLD = 3, 95


def day(number):
    return D1 + timedelta(days=number)


def at(number):
    return datetime.combine(day(number), time(12), tzinfo=UTC)


def calls_of(act):
    """How many Python functions a call runs, itself included."""
    calls = 0

    def count(_frame, event, _arg):
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        act()
    finally:
        sys.setprofile(before)
    return calls


def weekly(count, *, reversed_after, plan=None):
    """A promise and its payment every week; the reversal of each payment comes so many days after it, or never."""
    promises = [
        PromiseFact(
            week,
            100,
            due_on=day(7 * week + 5),
            made_at=at(7 * week),
            made_on=day(7 * week),
            known_on=day(7 * week),
            plan_id=plan,
        )
        for week in range(count)
    ]
    payments = [ReceivedFact(week, f"P{week}", 97, at(7 * week + 2), day(7 * week + 2)) for week in range(count)]
    for week, days in reversed_after(count).items():
        known = 7 * week + 2 + days
        payments.append(ReceivedFact(count + week, f"R{week}", 97, at(known), day(known), reverses=f"P{week}"))
    return promises, payments


HISTORIES = {
    "one reversal": lambda count: {count // 2: 30},
    "every payment reversed within the week": lambda count: dict.fromkeys(range(count), 4),
    "every payment reversed at the end": lambda count: {week: 8 * (count - week) for week in range(count)},
}


@pytest.mark.parametrize("plan", [None, 7], ids=["promises", "a plan"])
@pytest.mark.parametrize("reversed_after", HISTORIES.values(), ids=HISTORIES)
def test_twice_the_promises_cost_about_twice_the_work(reversed_after, plan):
    fewer, more = (weekly(count, reversed_after=reversed_after, plan=plan) for count in (26, 52))

    few, many = (calls_of(lambda facts=facts: judge(*facts, on=day(1000), until=day(999))) for facts in (fewer, more))

    assert many < 2.5 * few


@pytest.mark.parametrize("reversed_after", HISTORIES.values(), ids=HISTORIES)
def test_two_years_of_weekly_promises_are_judged_in_a_few_thousand_calls(reversed_after):
    promises, payments = weekly(104, reversed_after=reversed_after)

    assert calls_of(lambda: judge(promises, payments, on=day(2000), until=day(1999))) < 104 * 200


def test_finding_all_decisions_costs_no_more_than_judging_once_more():
    promises, payments = weekly(52, reversed_after=HISTORIES["every payment reversed within the week"])
    rows = [
        PromiseRow(
            one.id,
            1,
            "UTC",
            one.amount,
            one.due_on,
            one.made_at,
            one.known_on,
            GRACE,
            THRESHOLD,
            None,
            PromiseState.OPEN,
            0,
            None,
        )
        for one in promises
    ]
    received = [
        PromisePaymentRow(1, one.id, one.external_id, one.amount, one.known_at, one.known_on, one.reverses)
        for one in payments
    ]

    once = calls_of(lambda: judge(promises, payments, on=day(1000), until=day(999)))

    assert calls_of(lambda: decisions_of_account(rows, received)) < 3 * once
