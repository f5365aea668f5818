"""What calls of today that a file tells do to the day's items."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models import WorkItem
from models.enums import Direction, Lane, Slice, WorkState
from tests.factories.callable import make_callable
from tests.factories.ledger import make_interaction
from tests.factories.work import make_item
from workbench.domain.queue.claim import claim_item, claim_next
from workbench.domain.queue.told import IN_FRONT, follow_told_calls

TODAY = date(2026, 11, 18)


@pytest.fixture
def account(session, now, cast):
    return make_callable(session, cast.consumo, now=now, today=TODAY, collector_id=cast.andrea.id)


@pytest.fixture
def item(session, account):
    return make_item(session, account, on=TODAY)


@pytest.fixture
def told(session, account, now):
    """A call of half an hour ago, as a file told it."""

    def tell(code: str, *, ago: timedelta = timedelta(minutes=30), **values) -> None:
        make_interaction(session, account, at=now - ago, outcome=code, **values)
        follow_told_calls(session, [account.id], today=TODAY, now=now)

    return tell


@pytest.mark.both
def test_an_hour_of_today_puts_the_customer_in_front_at_that_hour(session, item, told, cast, now):
    at = now + timedelta(hours=4)
    item.slice = Slice.NO_CALL_ARM

    told("CD-VLL", callback_at=at)

    assert (item.lane, item.rank, item.due_at, item.slice) == (Lane.CALLBACK, IN_FRONT, at, Slice.MODEL)
    assert (item.state, item.callable, item.blocked_by) == (WorkState.WAITING, True, [])
    assert claim_next(session, cast.person("andrea"), now=now, today=TODAY) is None


def test_who_has_no_item_gets_one_for_the_agreed_hour(session, account, told, cast, now):
    at = now + timedelta(hours=4)

    told("CD-VLL", callback_at=at)

    made = session.scalars(sa.select(WorkItem)).one()
    assert (made.account_id, made.collector_id, made.lane, made.due_at) == (
        account.id,
        cast.andrea.id,
        Lane.CALLBACK,
        at,
    )


def test_a_later_call_ends_what_was_agreed(item, told, now):
    told("NC-NCT", ago=timedelta(minutes=5))
    told("CD-VLL", callback_at=now + timedelta(hours=4))

    assert (item.lane, item.due_at) == (Lane.RANKED, None)


@pytest.mark.parametrize(("code", "why"), [("NC-NCT", "tried_today"), ("CD-REN", "spoken_lately")])
def test_an_item_whose_customer_rests_by_now_is_closed_and_says_why(item, told, code, why):
    told(code)

    assert (item.state, item.callable, [rule["id"] for rule in item.blocked_by]) == (WorkState.WAITING, False, [why])


def test_a_call_that_begins_no_rest_leaves_the_item(item, told):
    told("NC-NCT", direction=Direction.INBOUND)

    assert (item.callable, item.blocked_by) == (True, [])


def test_what_a_colleague_has_in_hand_is_left_to_them(session, item, told, cast, now):
    claim_item(session, cast.person("andrea"), item_id=item.id, now=now)

    told("CD-VLL", callback_at=now + timedelta(hours=4))

    assert (item.state, item.lane) == (WorkState.CLAIMED, Lane.RANKED)
    assert session.scalar(sa.select(sa.func.count(WorkItem.id))) == 1
