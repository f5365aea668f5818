"""The outcome form that is not saved yet: kept by the server, said so, saved once, and let go of."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import Account, CallDraft, Interaction
from workbench.domain.calls import draft_of, forget_drafts

NOTE = "Paga el viernes, llamar antes a la oficina"


@pytest.fixture
def form(client, identified):
    """The promise form as the page has it, with a note typed."""
    _, address = identified
    sent = client.get(f"{address}/resultado?codigo=CD-PDP").form(f"{address}/guardar")
    return sent | {"note": NOTE, "promise_amount": "120.000", "promise_due_on": "+3"}


@pytest.fixture
def kept(client, identified, form):
    """The same, kept as a draft; what the server answered."""
    _, address = identified
    return client.post_piece(f"{address}/borrador", form, status=200)


def drafts(session):
    return session.scalars(sa.select(CallDraft)).all()


def test_draft_says_since_when_it_is_kept(kept):
    assert kept.words() == "Borrador de las 10:00"


@pytest.mark.usefixtures("kept")
def test_draft_is_there_when_the_page_is_opened_again(client, identified):
    _, address = identified

    page = client.get(address)

    sent = page.form(f"{address}/guardar")
    assert (sent["code"], sent["note"]) == ("CD-PDP", NOTE)
    assert "120.000" in sent["promise_amount"]
    assert "Borrador de las 10:00" in page.words()


@pytest.mark.usefixtures("kept")
def test_draft_has_the_key_of_the_form_so_that_it_is_saved_once(client, identified, form, session):
    _, address = identified
    again = client.get(address).form(f"{address}/guardar")
    assert again["once"] == form["once"]

    client.post(f"{address}/guardar", form)
    client.post(f"{address}/guardar", form)

    assert drafts(session) == []
    assert session.scalars(sa.select(Interaction.outcome_code)).all() == ["CD-PDP"]


def test_late_copy_of_a_form_that_was_saved_is_not_kept(client, identified, form, session):
    _, address = identified
    client.post(f"{address}/guardar", form)

    answer = client.post_piece(f"{address}/borrador", form, status=200)

    assert answer.words() == ""
    assert drafts(session) == []


def test_form_that_was_refused_leaves_the_draft(client, identified, form, kept, session):
    _, address = identified

    client.post(f"{address}/guardar", form | {"promise_amount": ""}, status=422)

    assert len(drafts(session)) == 1


@pytest.mark.usefixtures("kept")
def test_another_result_begins_anew_and_the_draft_waits(client, identified, session):
    _, address = identified

    page = client.get(f"{address}/resultado?codigo=CD-VLL")

    assert page.form(f"{address}/guardar")["code"] == "CD-VLL"
    assert drafts(session)[0].fields["code"] == "CD-PDP"


@pytest.mark.usefixtures("kept")
def test_form_emptied_again_ends_its_draft(client, identified, form, session):
    _, address = identified

    client.post_piece(
        f"{address}/borrador",
        form | {"note": "", "promise_amount": "", "promise_due_on": "", "promise_channel": ""},
        status=200,
    )

    assert drafts(session) == []


@pytest.mark.usefixtures("kept")
def test_draft_is_of_who_typed_it(session, identified, cast):
    item, _ = identified

    assert draft_of(session, cast.person("andrea"), account_id=item.account_id) is not None
    assert draft_of(session, cast.person("luis"), account_id=item.account_id) is None


@pytest.mark.usefixtures("kept")
def test_draft_is_forgotten_after_a_week(session, now):
    assert forget_drafts(session, now=now + timedelta(days=6)) == 0
    assert forget_drafts(session, now=now + timedelta(days=8)) == 1


@pytest.mark.usefixtures("kept")
def test_draft_of_a_customer_who_was_reassigned_says_what_to_do(client, identified, session, cast):
    item, address = identified
    reassign(session, item, cast.luis.id)

    page = client.get(address, status=404)

    assert NOTE in page.words()
    assert "Este cliente ya no está en su cartera" in page.words()
    client.post(f"{address}/borrador/descartar", page.form(f"{address}/borrador/descartar"))
    assert drafts(session) == []
    assert NOTE not in client.get(address, status=404).words()


def test_form_of_a_customer_who_was_reassigned_is_kept_and_says_what_to_do(client, identified, form, session, cast):
    item, address = identified
    reassign(session, item, cast.luis.id)

    page = client.post(f"{address}/guardar", form, status=404)

    assert "Este cliente ya no está en su cartera" in page.words()
    assert drafts(session)[0].fields["note"] == NOTE


def reassign(session, item, to) -> None:
    """The customer is somebody else's from now on."""
    session.get_one(Account, item.account_id).collector_id = to
    item.collector_id, item.claimed_by = to, None
    session.commit()
