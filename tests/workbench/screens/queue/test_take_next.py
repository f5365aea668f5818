"""Siguiente, saltar, posponer, deshacer."""

from datetime import timedelta

import pytest

from models.enums import WorkState


def test_take_next_goes_to_the_best_account_that_may_be_called(client, place):
    place(rank=2)
    best = place(rank=1)

    answer = client.post("/cola/siguiente")

    assert answer.response.location == f"/llamada/{best.account_id}"
    assert best.state is WorkState.CLAIMED


def test_take_next_with_nothing_to_call_says_so(client, cast):

    answer = client.post("/cola/siguiente")

    assert answer.response.location == "/cola"
    assert "Ahora no hay a quién llamar en su cola." in client.get("/cola").words()


def test_skip_leaves_it_out_with_a_reason(client, place):
    item = place()

    client.post(f"/cola/{item.id}/saltar", {"reason": "data"})

    assert (item.state, item.why) == (WorkState.SKIPPED, "Faltan datos para llamar")


def test_skip_without_a_reason_is_refused_and_said(client, place):
    item = place()

    page = client.post(f"/cola/{item.id}/saltar", status=422)

    assert page.texts("field__error") == ["Elija una razón."]
    assert item.state is WorkState.WAITING


def test_skip_that_is_refused_answers_htmx_with_its_card(client, place):
    item = place()

    page = client.post_piece(f"/cola/{item.id}/saltar", status=422)

    assert [one.get("id") for one in page.root] == ["cola-siguiente"]


def test_skip_answers_htmx_with_the_fresh_list(client, place):
    item, other = place(name="Una", rank=1), place(name="Otra", rank=2)

    page = client.post_piece(f"/cola/{item.id}/saltar", {"reason": "data"})

    assert page.texts("queue__name") == ["Otra"]
    assert page.texts("person") == ["Otra"]
    assert other.state is WorkState.WAITING


def test_snooze_puts_it_off_to_the_hour_on_the_portfolios_clock(client, place, now):
    item = place()

    client.post(f"/cola/{item.id}/posponer", {"until": "2026-11-18T12:00"})

    assert item.not_before == now + timedelta(hours=2)


def test_snooze_outside_the_window_is_refused(client, place):
    item = place()

    page = client.post(f"/cola/{item.id}/posponer", {"until": "2026-11-18T23:00"}, status=409)

    assert "A esa hora no se puede llamar" in page.words()
    assert item.not_before is None


def test_undo_brings_it_back(client, place):
    item = place()
    client.post(f"/cola/{item.id}/saltar", {"reason": "data"})

    client.post(f"/cola/{item.id}/deshacer")

    assert item.state is WorkState.WAITING


def test_a_stranger_finds_nothing_to_skip(people, place):
    item = place()
    sara = people("sara")

    sara.post(f"/cola/{item.id}/saltar", {"reason": "data"}, status=404)

    assert item.state is WorkState.WAITING


@pytest.mark.parametrize("until", ["2027-01-19T12:00", "9999-12-31T23:59"])
def test_snooze_is_for_sixty_days_at_most(client, place, until):
    item = place()

    client.post(f"/cola/{item.id}/posponer", {"until": until}, status=422)

    assert item.not_before is None
