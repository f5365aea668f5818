"""Nos llamó el cliente: who calls in is served, identified and recorded, whatever the hour."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import Account, Interaction, Promise
from models.enums import Direction, HoldKind
from tests.factories.ledger import make_interaction
from tests.factories.work import make_hold

PROMISE = {"promise_amount": "150.000", "promise_due_on": "+3", "promise_channel": "transfer"}


@pytest.fixture
def calls(session):
    """Every interaction."""
    return lambda: session.scalars(sa.select(Interaction).order_by(Interaction.id)).all()


def test_answer_keeps_direction_and_number_and_opens_the_identity(client, opened, number_of, calls, script):
    item, address = opened

    page = client.post_piece(f"{address}/entrante", {"punto": number_of(item).id})

    assert [(one.direction, one.contact_point_id) for one in calls()] == [(Direction.INBOUND, number_of(item).id)]
    assert page.words(page.one(".//li[@aria-current='step']")) == "Identidad"
    assert page.texts("timer") != []


def test_number_that_was_typed_counts_before_the_one_proposed(client, opened, number_of, calls):
    item, address = opened

    client.post(f"{address}/entrante", {"punto": number_of(item).id, "numero": "601 555 0199"})

    assert [(one.contact_point_id, one.attributes) for one in calls()] == [(None, {"number": "601 555 0199"})]


def test_answer_without_a_number_is_refused_and_keeps_what_was_typed(client, opened, calls):
    _, address = opened

    page = client.post(f"{address}/entrante", {"punto": "", "numero": "oculto"}, status=422)

    assert "Elija o escriba el número desde el que llama la persona." in page.words(page.by_id("cliente"))
    assert page.one(".//input[@name='numero']").get("value") == "oculto"
    assert calls() == []


def test_promise_of_who_calls_in_needs_the_identity_too(client, opened, number_of, session, script):
    item, address = opened
    client.post(f"{address}/entrante", {"punto": number_of(item).id})
    form = client.get(f"{address}/resultado?codigo=CD-PDP").form(f"{address}/guardar") | PROMISE

    client.post(f"{address}/guardar", form, status=409)
    client.post(f"{address}/identidad", {"dato": ["name", "document"]})
    client.post(f"{address}/guardar", form)

    assert len(session.scalars(sa.select(Promise)).all()) == 1


def test_answer_is_offered_where_no_call_may_be_made(client, opened, session, now, calls):
    item, address = opened
    make_interaction(session, session.get_one(Account, item.account_id), at=now - timedelta(hours=1), outcome="NC-NCT")
    assert "Nos llamó el cliente" in client.get(address).words()

    client.post(f"{address}/entrante", {"numero": "601 555 0199"})

    assert [one.direction for one in calls()] == [Direction.OUTBOUND, Direction.INBOUND]


def test_who_calls_while_at_rest_is_served_without_an_agreement(client, opened, session, now, calls):
    item, address = opened
    make_hold(session, item.customer_id, kind=HoldKind.ATTORNEY, now=now)
    client.post(f"{address}/entrante", {"numero": "601 555 0199"})
    client.post(f"{address}/identidad", {"dato": ["name", "document"]})
    assert "La cuenta descansa: atienda a la persona" in client.get(address).words()
    form = client.get(f"{address}/resultado?codigo=CD-PDP").form(f"{address}/guardar")

    page = client.post(f"{address}/guardar", form | PROMISE, status=409)

    assert page.texts("form-mistakes")[0].startswith("La cuenta descansa: atienda a la persona")
    other = client.get(f"{address}/resultado?codigo=CD-INF").form(f"{address}/guardar")
    client.post(f"{address}/guardar", other)
    assert [one.outcome_code for one in calls()] == ["CD-INF"]


def test_answer_of_another_team_does_not_exist(people, opened, calls):
    _, address = opened
    sara = people("sara")

    sara.post(f"{address}/entrante", {"numero": "601 555 0199"}, status=404)

    assert calls() == []
