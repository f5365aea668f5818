"""Habits: in which fortnight a customer pays and at which hours they answer, said only where it is more than chance."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.factories.ledger import make_account, make_interaction, make_payment
from workbench.domain.queue import habits_of
from workbench.domain.queue.reasons.habits import answering_habit, paying_habit

TODAY = date(2026, 11, 18)
BOGOTA = ZoneInfo("America/Bogota")


def days(*numbers):
    return [date(2026, 1 + place, number) for place, number in enumerate(numbers)]


@pytest.mark.parametrize(
    ("paid_on", "said"),
    [
        (days(15, 16, 14, 17), "Suele pagar en la quincena del 15"),
        (days(30, 28, 31, 1, 9), "Suele pagar en la quincena del 30"),
        (days(30, 15, 30, 16), "Suele pagar en las quincenas, el 15 y el 30"),
        (days(15, 16, 14), None),
        (days(15, 16, 8, 22, 9), None),
        ([], None),
    ],
)
def test_fortnight_is_said_where_most_payments_are_in_it(paid_on, said):
    found = paying_habit(paid_on)

    assert (found.text if found else None) == said


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ([16, 15, 16], {"start": 15, "end": 17}),
        ([16, 15, 16, 9], {"start": 15, "end": 17}),
        ([16, 15], None),
        ([16, 9, 11, 12], None),
        ([3, 4, 5], None),
    ],
)
def test_hours_are_said_where_most_answers_are_in_them(hours, said):
    found = answering_habit(hours)

    assert (found.values if found else None) == said


@pytest.mark.both
def test_habits_are_read_from_what_was_known_before_the_day(session, cast, now):
    account = make_account(session, cast.consumo, now=now)
    for month in range(6, 10):
        make_payment(session, account, paid_on=date(2026, month, 30), amount=100_00)
        at = datetime(2026, month, 5, 16, tzinfo=BOGOTA)
        make_interaction(session, account, at=at, outcome="CD-PEN")
        make_interaction(session, account, at=at + timedelta(hours=2), outcome="NC-NCT")

    def said(on):
        ask = {"account_id": account.id, "customer_id": account.customer_id, "zone": "America/Bogota"}
        return [one.text for one in habits_of(session, on=on, **ask)]

    assert said(TODAY) == ["Contesta entre las %(start)s y las %(end)s", "Suele pagar en la quincena del 30"]
    assert said(date(2026, 9, 30)) == ["Contesta entre las %(start)s y las %(end)s"]
    assert said(date(2026, 6, 1)) == []
