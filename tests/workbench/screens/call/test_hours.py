"""Llamada: the hours in which the customer, and each number, answers most."""

from datetime import UTC, date, datetime, timedelta

import pytest

from models import Account
from tests.factories.hours import make_habits
from tests.factories.ledger import make_interaction, make_phone

TODAY = date(2026, 11, 18)
NINE, FOUR = 14, 21


@pytest.fixture
def habits(session, cast):
    make_habits(session, cast.consumo, on=TODAY)


@pytest.fixture
def called(session):
    """Calls to an item's customer: so many were answered at one hour, and as many were not at another."""

    def call(item, *, at: int, not_at: int, times: int, point=None) -> None:
        account = session.get_one(Account, item.account_id)
        for week in range(times):
            for hour, outcome in ((at, "CD-NCP"), (not_at, "NC-NCT")):
                made = datetime(2026, 11, 10, hour, tzinfo=UTC) - timedelta(weeks=week)
                number = point.id if point is not None else None
                make_interaction(session, account, at=made, outcome=outcome, contact_point_id=number)

    return call


def test_head_says_the_best_hours_and_the_number_when_it_answers(client, place, called, habits):
    item = place()
    called(item, at=FOUR, not_at=NINE, times=8)

    page = client.get(f"/llamada/{item.account_id}")

    assert "Mejor hora16:00–18:00" in page.texts("call__fact")
    assert page.texts("point__state")[0] == "verificado · contesta más entre 16 y 18 h · llamar"


def test_each_number_says_its_own_hours(client, place, called, habits, *, number_of, session, now):
    item = place()
    first, second = number_of(item), make_phone(session, item.customer_id, now=now)
    called(item, at=FOUR, not_at=NINE, times=9, point=first)
    called(item, at=NINE, not_at=FOUR, times=9, point=second)

    page = client.get(f"/llamada/{item.account_id}")

    assert [text.split(" · ")[1] for text in page.texts("point__state")[:2]] == [
        "contesta más entre 16 y 18 h", "contesta más entre 9 y 11 h",
    ]  # fmt: skip


def test_of_few_calls_nothing_is_said(client, place, called, habits):
    item = place()
    called(item, at=FOUR, not_at=NINE, times=2)

    page = client.get(f"/llamada/{item.account_id}")

    assert "Mejor hora" not in page.words()
    assert page.texts("point__state")[0] == "verificado · llamar"
