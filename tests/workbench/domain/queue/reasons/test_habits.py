"""Habits: in which fortnight a customer pays, said only where it is more than luck."""

from datetime import date, timedelta
from random import Random

import pytest

from models.enums import PaymentKind
from tests.factories.ledger import make_account, make_payment
from workbench.domain.queue import habits_of
from workbench.domain.queue.reasons.habits import paying_habit

TODAY = date(2026, 11, 18)


def days(*numbers):
    return [date(2026, 1 + place, number) for place, number in enumerate(numbers)]


@pytest.mark.parametrize(
    ("paid_on", "said"),
    [
        (days(15, 16, 14, 17), "Suele pagar en la quincena del 15"),
        (days(30, 28, 31, 1, 9, 2), "Suele pagar en la quincena del 30"),
        (days(30, 15, 30, 16, 1), "Suele pagar en las quincenas, el 15 y el 30"),
        (days(30, 15, 30, 16), None),
        (days(15, 16, 14), None),
        (days(15, 16, 14, 9), None),
        (days(15, 16, 8, 22, 9), None),
        ([], None),
    ],
)
def test_fortnight_is_said_where_most_payments_are_in_it(paid_on, said):
    found = paying_habit(paid_on)

    assert (found.text if found else None) == said


@pytest.mark.parametrize("payments", [4, 5, 6, 8, 12, 24])
def test_who_pays_on_any_day_is_hardly_ever_said_to_have_a_habit(payments):
    draw = Random(payments)  # noqa: S311 - no secret
    year = [TODAY - timedelta(days=back) for back in range(1, 366)]

    told = [paying_habit(draw.sample(year, payments)) for _ in range(2_000)]

    assert sum(habit is not None for habit in told) <= 0.03 * len(told)


@pytest.mark.both
def test_habits_are_read_from_what_was_known_before_the_day(session, cast, now):
    account = make_account(session, cast.consumo, now=now)
    for month in range(6, 10):
        make_payment(session, account, paid_on=date(2026, month, 30), amount=100_00)

    for number in range(1, 12):
        for kind in (PaymentKind.CREDIT_NOTE, PaymentKind.INFERRED):
            make_payment(session, account, paid_on=date(2026, number, 9), amount=1_00, kind=kind)

    def said(on):
        return [one.text for one in habits_of(session, account_id=account.id, on=on)]

    assert said(TODAY) == ["Suele pagar en la quincena del 30"]
    assert said(date(2026, 9, 30)) == []
    assert said(date(2026, 6, 1)) == []
