"""Starting an attempt: the gate is asked, and the attempt counts from the moment it starts."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from models import AuditEntry, ContactPoint, Interaction
from models.enums import Channel, Direction, PointState, WorkState
from tests.factories.callable import make_callable
from tests.factories.ledger import make_account, make_phone
from tests.factories.work import make_item
from workbench.domain.calls.attempts import (
    ContactBlocked,
    NumberNeeded,
    NumberStopped,
    ReasonNeeded,
    keep_call,
    open_attempt,
    start_attempt,
    start_inbound,
)
from workbench.domain.queue.claim import ItemTaken, claim_item
from workbench.kernel.errors import NotVisible

TODAY = date(2026, 11, 18)


@pytest.fixture
def account(session, now, cast):
    return make_callable(session, cast.consumo, now=now, today=TODAY, collector_id=cast.andrea.id)


@pytest.fixture
def number(session, account) -> int:
    return session.scalars(sa.select(ContactPoint.id).where(ContactPoint.customer_id == account.customer_id)).one()


@pytest.fixture
def start(session, cast, now, account, number):
    def run(name: str = "andrea", *, at: datetime = now, **values) -> Interaction:
        told = {"account_id": account.id, "contact_point_id": number, "channel": Channel.CALL, "now": at} | values
        return start_attempt(session, cast.person(name), **told)

    return run


def attempts(session) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(Interaction))


def test_attempt_is_written_before_there_is_an_outcome(start, account, number, cast, now):
    attempt = start()

    assert (attempt.account_id, attempt.customer_id, attempt.contact_point_id) == (
        account.id,
        account.customer_id,
        number,
    )
    assert (attempt.outcome_code, attempt.direction, attempt.collector_id) == (None, Direction.OUTBOUND, cast.andrea.id)
    assert (attempt.at, attempt.known_at, attempt.known_on) == (now, now, TODAY)


@pytest.mark.both
def test_starting_again_is_the_same_attempt(session, start, now):
    first = start()

    assert start(at=now + timedelta(minutes=3)) is first
    assert attempts(session) == 1


def test_calling_again_after_hanging_up_is_another_attempt_that_the_cap_sees(session, start, now):
    first = start()
    first.ended_at = now + timedelta(minutes=1)
    session.flush()

    with pytest.raises(ContactBlocked):
        start(at=now + timedelta(minutes=3))

    assert attempts(session) == 1


def test_another_number_is_another_attempt_and_the_cap_sees_the_first(session, start, account, now):
    start()
    other = make_phone(session, account.customer_id, now=now)

    with pytest.raises(ContactBlocked) as blocked:
        start(contact_point_id=other.id)

    assert [rule.id != "" for rule in blocked.value.verdict.blocks] == [True]
    assert blocked.value.verdict.next_allowed_at.isoformat() == "2026-11-19T12:00:00+00:00"
    assert attempts(session) == 1


@pytest.mark.both
def test_colleague_is_told_who_is_calling_and_since_when(session, start, account, now):
    start()
    account.collector_id = None
    session.flush()

    with pytest.raises(ItemTaken) as taken:
        start("luis", at=now + timedelta(minutes=2))

    assert (taken.value.name, taken.value.since) == ("Andrea", now)
    assert attempts(session) == 1


def test_start_claims_the_item_of_the_day(session, start, account, cast, now):
    item = make_item(session, account, on=TODAY)

    attempt = start()

    assert (item.state, item.claimed_by, attempt.work_item_id) == (WorkState.CLAIMED, cast.andrea.id, item.id)


def test_start_while_a_colleague_has_the_item_writes_nothing(session, start, account, cast, now):
    item = make_item(session, account, on=TODAY)
    item.collector_id = account.collector_id = None
    claim_item(session, cast.person("luis"), item_id=item.id, now=now)

    with pytest.raises(ItemTaken):
        start()

    assert attempts(session) == 0


def test_outside_the_window_nothing_is_written(session, start, now):
    with pytest.raises(ContactBlocked) as blocked:
        start(at=now + timedelta(hours=12))

    assert blocked.value.verdict.next_allowed_at.isoformat() == "2026-11-19T12:00:00+00:00"
    assert attempts(session) == 0


def test_warning_needs_a_reason_and_leaves_it_in_the_audit(session, cast, now):
    account = make_callable(session, cast.microcredito, now=now, today=TODAY, collector_id=cast.sara.id)
    sunday = datetime.fromisoformat("2026-11-22T11:00:00-06:00")
    person = cast.person("sara")
    told = {"account_id": account.id, "contact_point_id": None, "channel": Channel.CALL, "now": sunday}

    with pytest.raises(ReasonNeeded):
        start_attempt(session, person, **told, reason="  ")
    attempt = start_attempt(session, person, **told, reason="Pidió que la llamaran el domingo")

    entry = session.scalars(sa.select(AuditEntry)).one()
    assert (entry.event, entry.subject_id, entry.why) == (
        "policy_overridden",
        attempt.id,
        "Pidió que la llamaran el domingo",
    )


@pytest.mark.parametrize("state", [PointState.BAD, PointState.SUPPRESSED])
def test_stopped_number_is_refused(session, start, number, state):
    session.get_one(ContactPoint, number).state = state

    with pytest.raises(NumberStopped):
        start()


def test_number_of_another_customer_does_not_exist(session, start, now, cast):
    stranger = make_phone(session, make_account(session, cast.consumo, now=now).customer_id, now=now)

    with pytest.raises(NotVisible):
        start(contact_point_id=stranger.id)


@pytest.mark.parametrize("name", ["luis", "sara"])
def test_account_of_somebody_else_does_not_exist(start, name):
    with pytest.raises(NotVisible):
        start(name)


def test_attempt_belongs_to_the_item_in_hand(session, start, account, cast, now):
    item = make_item(session, account, on=TODAY)
    claim_item(session, cast.person("andrea"), item_id=item.id, now=now)

    assert start().work_item_id == item.id


def test_old_attempt_without_outcome_stays_and_a_new_one_may_start(session, start, account, cast, now):
    first = start()
    tomorrow = now + timedelta(days=1)

    assert open_attempt(session, cast.person("andrea"), account_id=account.id, now=tomorrow) is None
    assert start(at=tomorrow) is not first
    assert first.outcome_code is None


@pytest.fixture
def answer(session, cast, now, account, number):
    def run(name: str = "andrea", *, at: datetime = now, **values) -> Interaction:
        told = {"account_id": account.id, "contact_point_id": number, "now": at} | values
        return start_inbound(session, cast.person(name), **told)

    return run


def test_call_of_the_customer_is_written_with_its_number(answer, account, number, cast, now):
    call = answer()

    assert (call.account_id, call.contact_point_id, call.collector_id) == (account.id, number, cast.andrea.id)
    assert (call.direction, call.outcome_code, call.at) == (Direction.INBOUND, None, now)
    assert answer(at=now + timedelta(minutes=1)) is call


def test_call_from_another_number_keeps_it_as_told(answer):
    call = answer(contact_point_id=None, number=" 601 555 0199 ")

    assert (call.contact_point_id, call.attributes) == (None, {"number": "601 555 0199"})


@pytest.mark.parametrize("number", [None, "", "no sé", "123"])
def test_call_without_its_number_is_refused(session, answer, number):
    with pytest.raises(NumberNeeded):
        answer(contact_point_id=None, number=number)

    assert attempts(session) == 0


def test_neither_hours_nor_caps_nor_a_stopped_number_forbid_answering(session, start, answer, number, now):
    start().outcome_code = "NC-NCT"
    session.get_one(ContactPoint, number).state = PointState.BAD

    assert answer(at=now + timedelta(hours=12)).direction is Direction.INBOUND


def test_answering_while_a_colleague_calls_is_refused(session, start, answer, account, now):
    start()

    with pytest.raises(ItemTaken):
        answer("luis", calling_in=True, at=now + timedelta(minutes=1))


def test_who_answers_may_be_a_colleague_of_the_team_and_nobody_else(answer):
    with pytest.raises(NotVisible):
        answer("luis")
    with pytest.raises(NotVisible):
        answer("sara", calling_in=True)

    assert answer("luis", calling_in=True).direction is Direction.INBOUND


def test_long_call_keeps_the_customer_while_its_page_asks(session, account, start, cast, now):
    account.collector_id = None
    item = make_item(session, account, on=TODAY)
    start()
    for minutes in (4, 8, 12):
        keep_call(session, cast.person("andrea"), account_id=account.id, now=now + timedelta(minutes=minutes))

    with pytest.raises(ItemTaken):
        claim_item(session, cast.person("luis"), item_id=item.id, now=now + timedelta(minutes=15))


def test_page_without_a_call_keeps_nobody(session, account, cast, now):
    item = make_item(session, account, on=TODAY)

    assert keep_call(session, cast.person("andrea"), account_id=account.id, now=now) is None
    assert item.state is WorkState.WAITING
