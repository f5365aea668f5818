"""The same thing asked for twice at the same moment, on two connections of both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
import sqlalchemy as sa

from models import Account, AuditEntry, Interaction, Promise
from models.enums import Channel
from tests.factories.callable import make_callable
from tests.factories.work import make_item
from tests.personas import cast_of
from workbench.domain.calls.attempts import ContactBlocked, start_attempt
from workbench.domain.calls.form import OutcomeForm
from workbench.domain.calls.outcomes import record_outcome
from workbench.domain.queue.claim import ItemTaken, claim_for_contact

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
        except (ContactBlocked, ItemTaken) as refused:
            return refused

    with ThreadPoolExecutor(len(actions)) as threads:
        return list(threads.map(run, actions))


def test_same_form_sent_twice_at_once_is_saved_once(database, stage, now):
    people, account_id = stage
    form = OutcomeForm(
        idempotency_key="k", code="CD-PDP", promise_amount=10_00, promise_due_on=TODAY, promise_channel="pse"
    )

    def save(session):
        return record_outcome(session, people["andrea"], account_id=account_id, form=form, now=now)

    first, second = at_once(database, save, save)

    assert {first.repeated, second.repeated} == {False, True}
    assert (first.interaction_id, first.promise_id) == (second.interaction_id, second.promise_id)
    with database.reading() as session:
        made = (Interaction, Promise, AuditEntry)
        counts = [session.scalar(sa.select(sa.func.count()).select_from(row)) for row in made]
    assert counts == [1, 1, 1]


def test_two_people_cannot_pass_the_daily_cap_together(database, stage, now):
    people, account_id = stage

    def start(name):
        return lambda session: start_attempt(
            session, people[name], account_id=account_id, contact_point_id=None, channel=Channel.CALL, now=now
        )

    answers = at_once(database, start("andrea"), start("luis"))

    assert sorted(isinstance(answer, ContactBlocked) for answer in answers) == [False, True]


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
