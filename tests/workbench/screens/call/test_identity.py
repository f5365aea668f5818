"""Confirming identity, and hanging up."""

import sqlalchemy as sa

from models import Interaction


def attempt(session):
    """The only attempt."""
    return session.scalars(sa.select(Interaction)).one()


def test_confirm_keeps_which_data_and_never_their_values(client, call, session, script):
    _, address = call

    answer = client.post(f"{address}/identidad", {"dato": ["name", "document"]})

    assert answer.response.location == address
    kept = attempt(session).attributes
    assert (kept["identity"], sorted(kept)) == (["document", "name"], ["identity", "identity_at"])


def test_confirm_opens_the_rest_of_the_script(client, call, script):
    _, address = call

    page = client.post_piece(f"{address}/identidad", {"dato": ["name", "place"]})

    steps = page.all(".//ol[@class='script-steps']/li")
    assert [step.find("a") is not None for step in steps] == [True] * 5
    assert page.words(page.one(".//li[@aria-current='step']")) == "Motivo"
    assert "Identidad confirmada." in page.words()


def test_confirm_with_too_few_is_refused_and_said(client, call, session, script):
    _, address = call

    page = client.post(f"{address}/identidad", {"dato": "name", "paso": "identidad"}, status=422)

    assert page.texts("field__error") == ["Confirme al menos dos datos antes de hablar de la deuda."]
    assert attempt(session).attributes in (None, {})


def test_confirm_counts_a_datum_once_and_only_what_there_is(client, call, session, script):
    _, address = call

    client.post(f"{address}/identidad", {"dato": ["name", "name", "signo"], "paso": "identidad"}, status=422)

    assert attempt(session).attributes in (None, {})


def test_confirm_without_a_call_says_what_comes_first(client, opened, session, script):
    _, address = opened

    page = client.post(f"{address}/identidad", {"dato": ["name", "document"]}, status=409)

    assert "Primero marque «Llamar»: la identidad se guarda con la llamada." in page.words()


def test_hang_up_stops_the_clock(client, call, session):
    _, address = call

    page = client.post_piece(f"{address}/colgar")

    kept = attempt(session)
    assert page.texts("timer") == [f"0:{kept.duration_s:02d}"]
    assert int((kept.ended_at - kept.at).total_seconds()) == kept.duration_s


def test_hang_up_without_a_call_changes_nothing(client, opened, session):
    _, address = opened

    client.post(f"{address}/colgar")

    assert session.scalars(sa.select(Interaction)).all() == []


def test_identity_and_hanging_up_of_another_team_do_not_exist(people, call):
    _, address = call
    sara = people("sara")

    sara.post(f"{address}/identidad", {"dato": ["name", "document"]}, status=404)
    sara.post(f"{address}/colgar", status=404)
