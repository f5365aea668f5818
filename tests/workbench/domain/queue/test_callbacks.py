"""Call-backs moved by hand and taken from anyone's list, and what the day's queue and the contact gate make of it."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models import AuditEntry, WorkItem
from models.enums import Channel, Lane, WorkState
from tests.factories.callable import make_callable
from tests.factories.ledger import make_interaction
from tests.factories.work import make_item
from workbench.domain.contact import may_reach
from workbench.domain.queue import build_queues
from workbench.domain.queue.callbacks import (
    CallbackNotThen,
    CallbackOver,
    CallbackTaken,
    move_callback,
    take_callback,
)
from workbench.domain.queue.claim import ItemTaken, claim_item
from workbench.kernel.errors import NotVisible

TODAY = date(2026, 11, 18)
LATER = timedelta(hours=4)


@pytest.fixture
def account(session, now, cast):
    return make_callable(session, cast.consumo, now=now, today=TODAY, collector_id=cast.andrea.id)


@pytest.fixture
def nobodys(session, now, cast):
    return make_callable(session, cast.consumo, now=now, today=TODAY)


@pytest.fixture
def agree(session, now):
    """A call that the customer asked for yesterday: for an hour ago, unless said otherwise."""

    def make(account, *, at=None):
        asked = now - timedelta(hours=20)
        return make_interaction(
            session, account, at=asked, known_on=date(2026, 11, 17), outcome="CD-VLL",
            callback_at=at or now - timedelta(hours=1),
        )  # fmt: skip

    return make


@pytest.mark.both
def test_moved_to_later_today_the_item_waits_for_its_new_hour(session, account, agree, cast, now):
    call = agree(account)
    item = make_item(session, account, on=TODAY, lane=Lane.CALLBACK, due_at=call.callback_at)

    move_callback(session, cast.person("andrea"), callback_id=call.id, to=now + LATER, now=now)

    assert (call.callback_at, call.callback_moved_to) == (now - timedelta(hours=1), now + LATER)
    assert (item.lane, item.due_at, item.state) == (Lane.CALLBACK, now + LATER, WorkState.WAITING)
    assert session.scalars(sa.select(AuditEntry.event)).all() == ["callback_moved"]


@pytest.mark.both
def test_moved_to_another_day_the_customer_rests_until_then_also_after_the_next_build(
    session, account, agree, cast, now
):
    call, at = agree(account), now + timedelta(days=1, hours=1)
    item = make_item(session, account, on=TODAY, lane=Lane.CALLBACK, due_at=call.callback_at)

    move_callback(session, cast.person("andrea"), callback_id=call.id, to=at, now=now)
    assert (item.callable, item.callable_from) == (False, at)

    build_queues(session, on=TODAY + timedelta(days=1), today=TODAY + timedelta(days=1), now=at)
    built = session.scalars(sa.select(WorkItem).where(WorkItem.queue_on > TODAY)).one()
    assert (built.lane, built.due_at) == (Lane.CALLBACK, at)


def test_who_had_no_item_today_gets_one(session, account, agree, cast, now):
    call = agree(account, at=now + timedelta(days=2))

    move_callback(session, cast.person("andrea"), callback_id=call.id, to=now + LATER, now=now)

    made = session.scalars(sa.select(WorkItem)).one()
    assert (made.lane, made.due_at, made.collector_id) == (Lane.CALLBACK, now + LATER, cast.andrea.id)


@pytest.mark.parametrize(
    ("to", "rule"),
    [(timedelta(hours=-1, minutes=-5), None), (timedelta(days=61), None), (timedelta(hours=12), "hours")],
)
def test_an_hour_that_is_past_too_far_or_closed_by_the_law_is_refused(session, account, agree, cast, now, *, to, rule):
    call = agree(account)

    with pytest.raises(CallbackNotThen) as refused:
        move_callback(session, cast.person("andrea"), callback_id=call.id, to=now + to, now=now)

    assert call.callback_moved_to is None
    blocks = refused.value.verdict.blocks if refused.value.verdict else ()
    assert any(rule in one.id for one in blocks) if rule else not blocks


def test_moving_opens_no_hour_that_the_law_closes(session, account, agree, cast, now):
    """What the customer asked for lifts the hours of the law; what a collector chose does not."""
    evening = now + timedelta(hours=8, minutes=50)
    call = agree(account, at=now + timedelta(days=3))

    move_callback(session, cast.person("andrea"), callback_id=call.id, to=evening, now=now)

    late = evening + timedelta(minutes=40)
    assert may_reach(session, account, channel=Channel.CALL, at=late).is_blocked


def test_back_to_the_hour_that_was_asked_for_is_no_move(session, account, agree, cast, now):
    call = agree(account, at=now + LATER)
    andrea = cast.person("andrea")

    for hour in (now + timedelta(hours=5), now + LATER, now + LATER):
        move_callback(session, andrea, callback_id=call.id, to=hour, now=now)

    assert call.callback_moved_to is None
    assert len(session.scalars(sa.select(AuditEntry)).all()) == 2


def test_a_call_that_was_made_is_not_moved(session, account, agree, cast, now):
    call = agree(account)
    make_interaction(session, account, at=now - timedelta(minutes=5), outcome="NC-NCT")

    with pytest.raises(CallbackOver):
        move_callback(session, cast.person("andrea"), callback_id=call.id, to=now + LATER, now=now)


@pytest.mark.parametrize(("who", "sees"), [("luis", False), ("sara", False), ("elena", True)])
def test_a_colleagues_call_is_moved_by_who_sees_the_team(session, account, agree, cast, now, *, who, sees):
    call = agree(account)

    if not sees:
        with pytest.raises(NotVisible):
            move_callback(session, cast.person(who), callback_id=call.id, to=now + LATER, now=now)
    else:
        move_callback(session, cast.person(who), callback_id=call.id, to=now + LATER, now=now)
    assert (call.callback_moved_to is not None) is sees


def test_nobody_moves_the_call_of_a_customer_whom_a_colleague_has(session, nobodys, agree, cast, now):
    call = agree(nobodys)
    item = make_item(session, nobodys, on=TODAY)
    claim_item(session, cast.person("luis"), item_id=item.id, now=now)

    with pytest.raises(ItemTaken):
        move_callback(session, cast.person("andrea"), callback_id=call.id, to=now + LATER, now=now)


@pytest.mark.both
def test_a_call_of_nobodys_that_is_taken_stands_in_ones_own_queue_also_after_a_build(
    session, nobodys, agree, cast, now
):
    call = agree(nobodys)
    item = make_item(session, nobodys, on=TODAY, lane=Lane.CALLBACK, due_at=call.callback_at)

    take_callback(session, cast.person("andrea"), callback_id=call.id, now=now)
    take_callback(session, cast.person("andrea"), callback_id=call.id, now=now)
    assert item.collector_id == cast.andrea.id

    build_queues(session, on=TODAY, today=TODAY, now=now)
    session.refresh(item)
    assert item.collector_id == cast.andrea.id
    assert session.scalars(sa.select(AuditEntry.event)).all().count("callback_taken") == 1


def test_a_taken_call_is_refused_to_the_next_and_nobody_else_moves_it(session, nobodys, agree, cast, now):
    call = agree(nobodys)
    take_callback(session, cast.person("andrea"), callback_id=call.id, now=now)

    with pytest.raises(CallbackTaken):
        take_callback(session, cast.person("luis"), callback_id=call.id, now=now)
    with pytest.raises(CallbackTaken):
        move_callback(session, cast.person("luis"), callback_id=call.id, to=now + LATER, now=now)


def test_a_call_of_a_colleagues_account_is_not_taken(session, account, agree, cast, now):
    call = agree(account)

    with pytest.raises(CallbackTaken):
        take_callback(session, cast.person("elena"), callback_id=call.id, now=now)
