"""The same thing asked for twice at the same moment, on two connections of both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa

from models import Account, AuditEntry, ContactPoint, Interaction, Portfolio, Promise
from models.enums import Channel
from tests.factories.callable import make_callable
from tests.factories.calls import make_call
from tests.factories.work import make_item
from tests.personas import cast_of
from workbench.domain.calls.attempts import start_attempt, start_inbound
from workbench.domain.calls.busy import NumberBusy
from workbench.domain.calls.form import OutcomeForm
from workbench.domain.calls.identity import NoCallStarted
from workbench.domain.calls.outcomes import record_outcome
from workbench.domain.queue.claim import ItemTaken, claim_for_contact
from workbench.kernel.errors import RuleBroken

TODAY = date(2026, 11, 18)


@pytest.fixture
def stage(database, now):
    """Andrea, Luis and an account of nobody, committed."""
    with database.writing() as session:
        cast = cast_of(session, now=now)
        account_id = make_callable(session, cast.consumo, now=now, today=TODAY).id
        return {"andrea": cast.person("andrea"), "luis": cast.person("luis")}, account_id


def at_once(database, *actions):
    """Run each action in a thread and a write session of its own, begun together; answers or what was raised."""
    barrier = Barrier(len(actions))

    def run(action):
        barrier.wait()
        try:
            with database.writing() as session:
                return action(session)
        except RuleBroken as refused:
            return refused

    with ThreadPoolExecutor(len(actions)) as threads:
        return list(threads.map(run, actions))


@pytest.fixture
def on_call(database, stage, now):
    """Andrea is on a call with the person, whose identity is confirmed."""
    people, account_id = stage
    with database.writing() as session:
        make_call(session, session.get_one(Account, account_id), by=people["andrea"].id, at=now)


@pytest.fixture
def save(stage, now):
    """A maker of actions that save a promise."""
    people, account_id = stage
    promise = {"code": "CD-PDP", "promise_amount": 10_00, "promise_due_on": TODAY, "promise_channel": "pse"}

    def make(name, key):
        form = OutcomeForm(idempotency_key=key, **promise)
        return lambda session: record_outcome(session, people[name], account_id=account_id, form=form, now=now)

    return make


@pytest.fixture(params=[True, False], ids=["item of the day", "no item"])
def has_item(request, database, stage):
    """Whether the customer has an item in today's queue."""
    if request.param:
        with database.writing() as session:
            make_item(session, session.get_one(Account, stage[1]), on=TODAY)


def saved(database):
    """How many outcomes, promises and audit entries stand."""
    with database.reading() as session:
        done = session.scalar(sa.select(sa.func.count()).where(Interaction.outcome_code.is_not(None)))
        return done, *(session.scalar(sa.select(sa.func.count()).select_from(row)) for row in (Promise, AuditEntry))


@pytest.fixture
def shared(database, stage, now):
    """Two customers with one number: each account with its row of it."""
    with database.writing() as session:
        portfolio = session.scalars(sa.select(Portfolio).where(Portfolio.code == "consumo")).one()
        accounts = [make_callable(session, portfolio, now=now, today=TODAY) for _ in range(2)]
        points = [
            session.scalars(sa.select(ContactPoint).where(ContactPoint.customer_id == one.customer_id)).one()
            for one in accounts
        ]
        for point in points:
            point.value = "+573005551234"
        return [(account.id, point.id) for account, point in zip(accounts, points, strict=True)]


def dialling(person, place, now):
    """An action that dials a customer's number."""
    account_id, point_id = place
    return lambda session: (
        start_attempt(
            session, person, account_id=account_id, contact_point_id=point_id, channel=Channel.CALL, now=now
        ).id
    )


def test_one_number_of_two_customers_is_dialled_by_one_person(database, stage, shared, now):
    people, _ = stage

    answers = at_once(
        database, *(dialling(people[name], place, now) for name, place in zip(people, shared, strict=True))
    )

    assert sorted(isinstance(one, NumberBusy) for one in answers) == [False, True]


@pytest.mark.parametrize("later", ["hung up", "left alone", "another extension"])
def test_number_is_free_once_the_call_is_over(database, stage, shared, now, later):
    people, _ = stage
    first, second = shared
    at_once(database, dialling(people["andrea"], first, now))
    with database.writing() as session:
        if later == "hung up":
            session.scalars(sa.select(Interaction)).one().ended_at = now
        if later == "another extension":
            session.get_one(ContactPoint, second[1]).extension = "214"
    at = now + timedelta(minutes=11) if later == "left alone" else now

    [answer] = at_once(database, dialling(people["luis"], second, at))

    assert isinstance(answer, int)


@pytest.mark.usefixtures("on_call")
def test_same_form_sent_twice_at_once_is_saved_once(database, save):
    first, second = at_once(database, save("andrea", "k"), save("andrea", "k"))

    assert {first.repeated, second.repeated} == {False, True}
    assert (first.interaction_id, first.promise_id) == (second.interaction_id, second.promise_id)
    assert saved(database) == (1, 1, 1)


@pytest.mark.usefixtures("on_call")
def test_two_windows_of_one_person_save_one_outcome_of_a_call(database, save):
    answers = at_once(database, save("andrea", "one"), save("andrea", "two"))

    assert sorted(isinstance(answer, NoCallStarted) for answer in answers) == [False, True]
    assert saved(database) == (1, 1, 1)


@pytest.mark.usefixtures("on_call", "has_item")
def test_two_people_who_save_at_once_record_one_outcome(database, save):
    andrea, luis = at_once(database, save("andrea", "one"), save("luis", "one"))

    assert andrea.code == "CD-PDP"
    assert isinstance(luis, ItemTaken | NoCallStarted)
    assert saved(database) == (1, 1, 1)


@pytest.mark.usefixtures("has_item")
@pytest.mark.parametrize("starts", [("call", "call"), ("call", "answer"), ("answer", "answer")], ids="-".join)
def test_two_people_who_start_at_once_make_one_call(database, stage, now, starts):
    people, account_id = stage

    def start(name, way):
        told = {"account_id": account_id, "contact_point_id": None, "channel": Channel.CALL, "now": now}
        if way == "answer":
            return lambda session: start_inbound(session, people[name], number="601 555 0199", **told).id
        return lambda session: start_attempt(session, people[name], **told).id

    answers = at_once(database, start("andrea", starts[0]), start("luis", starts[1]))

    taken = [answer for answer in answers if isinstance(answer, ItemTaken)]
    assert [(one.name in {"Andrea", "Luis"}, one.since) for one in taken] == [(True, now)]
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Interaction)) == 1


def test_two_people_cannot_claim_the_same_customer_together(database, stage, now):
    people, account_id = stage
    with database.writing() as session:
        account = session.get_one(Account, account_id)
        customer_id = account.customer_id
        make_item(session, account, on=TODAY)

    def claim(name):
        return lambda session: claim_for_contact(session, people[name], customer_id=customer_id, now=now) is not None

    answers = at_once(database, claim("andrea"), claim("luis"))

    assert sorted(isinstance(answer, ItemTaken) for answer in answers) == [False, True]
