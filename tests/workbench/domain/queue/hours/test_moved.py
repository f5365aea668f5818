"""An item that comes to another person is called at an hour at which that person calls."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from models import Customer, WorkItem
from tests.factories.ledger import make_interaction
from workbench.domain.portfolios.assignments import AccountFilter, reassign
from workbench.domain.queue.build import build_queues
from workbench.domain.queue.skip import snooze_item

NIGHT = datetime(2026, 11, 18, 9, tzinfo=UTC)
TODAY = NIGHT.date()
NINE, FIVE = 14, 22


@pytest.fixture
def built(session, people, cast):
    """The queues; Luis works from nine to eleven only."""
    for day in range(10, 50):
        for hour in (NINE, NINE + 1):
            at = datetime(2026, 11, 18, hour, tzinfo=UTC) - timedelta(days=day)
            make_interaction(session, people["nobody"], at=at, outcome="NC-NCT", collector_id=cast.luis.id)
    build_queues(session, on=TODAY, today=TODAY, now=NIGHT)
    return people


@pytest.fixture
def give(session, cast, built):
    def move(name: str, *, to: int | None, now: datetime = NIGHT) -> datetime | None:
        chosen = AccountFilter(account_ids=(built[name].id,))
        reassign(
            session, cast.person("paola"), portfolio_id=cast.consumo.id, chosen=chosen, to_collector_id=to,
            why="Vacaciones", now=now,
        )  # fmt: skip
        return best(session, name)

    return move


def best(session, name: str) -> datetime | None:
    item = session.scalars(
        sa.select(WorkItem).join(Customer, Customer.id == WorkItem.customer_id).where(Customer.external_id == name)
    ).one()
    return item.best_from


def test_an_hour_that_the_new_owner_does_not_work_is_changed_for_the_best_of_theirs(session, give, cast):
    assert best(session, "evening").hour == FIVE

    assert give("evening", to=cast.luis.id).hour in {NINE, NINE + 1}


def test_an_hour_that_the_new_owner_works_stays(session, give, cast):
    before = best(session, "morning")

    assert give("morning", to=cast.luis.id) == before


def test_in_the_pool_the_hour_stays(session, give):
    assert give("evening", to=None).hour == FIVE


def test_what_is_postponed_keeps_its_hour(session, give, cast, built):
    item = session.scalars(sa.select(WorkItem).where(WorkItem.account_id == built["evening"].id)).one()
    until = datetime(2026, 11, 18, 20, 30, tzinfo=UTC)
    snooze_item(session, cast.person("andrea"), item_id=item.id, until=until, now=NIGHT + timedelta(hours=5))

    assert give("evening", to=cast.luis.id) == until
