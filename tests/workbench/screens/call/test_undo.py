"""Deshacer after Guardar: the way back to the call with the form as it was, or why not."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import Account, Interaction, Promise
from tests.factories.ledger import make_payment
from tests.workbench.screens.desk import TODAY

NOTE = "Cobra el 30"


@pytest.fixture
def saved(client, identified, session):
    """A promise that was saved; the address to undo it."""
    _, address = identified
    sent = client.get(f"{address}/resultado?codigo=CD-PDP").form(f"{address}/guardar")
    filled = {"promise_amount": "120.000", "promise_due_on": "+3", "promise_channel": "transfer", "note": NOTE}
    client.post(f"{address}/guardar", sent | filled | {"accion": "guardar-y-siguiente"})
    return f"{address}/deshacer/{session.scalars(sa.select(Interaction.id)).one()}"


def test_toast_of_a_save_offers_to_undo_it_for_a_minute_by_key(client, saved):
    page = client.get("/cola")

    button = page.one(f".//form[@action='{saved}']//button")
    assert (page.words(button), button.get("data-key")) == ("Deshacer Z", "z")
    assert page.one(".//*[@data-notice]").get("data-notice-seconds") == "60"


def test_undo_leads_back_to_the_call_with_the_form_as_it_was(client, saved, identified, session):
    _, address = identified
    token = client.get("/cola").form(saved)

    answer = client.post(saved, token)

    assert answer.response.location == address
    page = client.get(address)
    form = page.form(f"{address}/guardar")
    assert (form["code"], form["note"], form["promise_channel"]) == ("CD-PDP", NOTE, "transfer")
    assert "120.000" in form["promise_amount"]
    assert "Deshecho" in page.words()
    assert session.scalars(sa.select(Promise)).all() == []
    client.post(f"{address}/guardar", form)
    assert session.scalars(sa.select(Promise.amount)).all() == [120_000_00]


def test_undo_that_is_refused_says_why_where_the_toast_was(client, saved, identified, session):
    item, _ = identified
    token = client.get("/cola").form(saved)
    make_payment(session, session.get_one(Account, item.account_id), paid_on=TODAY - timedelta(days=1), amount=100)

    answer = client.post_piece(saved, token, status=409)

    assert "llegó un pago" in answer.words()
    assert answer.response.headers["HX-Retarget"] == "#aviso"
    assert len(session.scalars(sa.select(Promise)).all()) == 1
