"""The hours that pages tell of one customer and of each number; nothing where too little is known."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from models import AnswerHabits, ContactPoint
from scoring.hours import SHOWN_TRIES
from tests.factories.callable import make_callable
from tests.factories.ledger import make_customer, make_interaction, make_phone
from workbench.domain.queue.build import build_queues
from workbench.domain.queue.hours.shown import hours_of_customer

NIGHT = datetime(2026, 11, 18, 9, tzinfo=UTC)
TODAY = NIGHT.date()
NINE = 14


@pytest.fixture
def told(session, now):
    def tell(account):
        return hours_of_customer(session, customer_id=account.customer_id, portfolio_id=account.portfolio_id, now=now)

    return tell


def called(session, account, *, hour: int, answered: int, unanswered: int, point: ContactPoint | None = None) -> None:
    for number in range(answered + unanswered):
        at = datetime(2026, 11, 10, hour, tzinfo=UTC) - timedelta(weeks=number)
        outcome = "CD-NCP" if number < answered else "NC-NCT"
        make_interaction(session, account, at=at, outcome=outcome, contact_point_id=point.id if point else None)


@pytest.fixture
def spread(session, cast, now):
    """A company that calls all day long, so that any two hours can be told; customers with hours of their own."""
    for place in range(40):
        customer = make_customer(session, now=now, external_id=f"S{place:02}")
        account = make_callable(session, cast.consumo, now=now, today=TODAY, customer_id=customer.id)
        begins = (NINE, NINE + 3, NINE + 6)[place % 3]
        for week in range(9):
            at = datetime(2026, 11, 11, NINE + week, tzinfo=UTC) - timedelta(weeks=week + 1)
            is_in = begins <= at.hour < begins + 3
            make_interaction(session, account, at=at, outcome="CD-NCP" if is_in else "NC-NCT")
    session.flush()


@pytest.fixture
def account(session, cast, now, spread):
    customer = make_customer(session, now=now, external_id="asked")
    made = make_callable(session, cast.consumo, now=now, today=TODAY, customer_id=customer.id)
    build_queues(session, on=TODAY, today=TODAY, now=NIGHT)
    return made


@pytest.fixture
def first(session, account):
    return session.scalars(sa.select(ContactPoint).where(ContactPoint.customer_id == account.customer_id)).one()


def test_the_best_hours_of_a_customer_are_told(session, account, told, first):
    called(session, account, hour=NINE + 7, answered=8, unanswered=0)
    called(session, account, hour=NINE, answered=0, unanswered=8)

    found = told(account)

    assert found.customer.begins in {15, 16}
    assert found.numbers == {first.id: found.customer}


def test_each_number_has_its_own_hours(session, account, told, first, now):
    second = make_phone(session, account.customer_id, now=now)
    for point, hour, other in ((first, NINE, NINE + 7), (second, NINE + 7, NINE)):
        called(session, account, hour=hour, answered=9, unanswered=0, point=point)
        called(session, account, hour=other, answered=0, unanswered=9, point=point)

    found = told(account)

    assert found.numbers[first.id].begins in {9, 10}
    assert found.numbers[second.id].begins in {15, 16}


def test_of_several_numbers_calls_without_one_are_the_customers_alone(session, account, told, first, now):
    make_phone(session, account.customer_id, now=now)
    called(session, account, hour=NINE + 7, answered=9, unanswered=0)
    called(session, account, hour=NINE, answered=0, unanswered=9)

    found = told(account)

    assert found.customer is not None
    assert found.numbers == {}


@pytest.mark.parametrize(("answered", "unanswered"), [(SHOWN_TRIES - 1, 0), (1, SHOWN_TRIES), (0, 0)])
def test_of_few_calls_nothing_is_told(session, account, told, answered, unanswered):
    called(session, account, hour=NINE + 7, answered=answered, unanswered=unanswered)

    assert told(account) == (None, {})


def test_without_queues_built_nothing_is_known(session, cast, now, told):
    account = make_callable(session, cast.consumo, now=now, today=TODAY)
    called(session, account, hour=NINE, answered=20, unanswered=0)

    assert told(account) == (None, {})


def test_what_was_learned_is_forgotten_with_the_calls(session, account):
    assert session.scalars(sa.select(AnswerHabits.learned_on)).all() == [TODAY]

    build_queues(session, on=TODAY + timedelta(days=500), today=TODAY + timedelta(days=500), now=NIGHT)

    assert session.scalars(sa.select(AnswerHabits)).all() == []
