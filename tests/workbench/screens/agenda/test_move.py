"""Agenda: a call taken from anyone's list, and one moved to another hour."""

from datetime import timedelta

import pytest

from models import WorkItem
from models.enums import Lane


def test_take_makes_it_mine(client, agreed, cast):
    call = agreed(owner=None)

    page = client.post_piece(f"/agenda/{call.id}/tomar?alcance=todas")

    assert call.callback_by == cast.andrea.id
    assert page.texts("agenda__owner") == ["Yo"]
    assert "La llamada es suya." in page.words()


def test_take_of_a_colleagues_says_whose_it_is(client, agreed, cast):
    call = agreed(owner=None)
    call.callback_by = cast.luis.id

    page = client.post_piece(f"/agenda/{call.id}/tomar", status=409)

    assert f"La llamada es de {cast.luis.name}." in page.words()


def test_move_to_an_hour_on_the_companys_clock(client, agreed, now):
    call = agreed()

    page = client.post_piece(f"/agenda/{call.id}/mover", {"to": "2026-11-18T16:30"})

    assert call.callback_moved_to == now + timedelta(hours=6, minutes=30)
    assert page.texts("agenda__hour") == ["16:30"]
    assert "Movida para hoy 16:30." in page.words()


def test_move_outside_the_hours_says_the_rule_and_when_it_opens(client, agreed):
    call = agreed()

    page = client.post_piece(f"/agenda/{call.id}/mover", {"to": "2026-11-18T22:00"}, status=422)

    said = page.texts("field__error")[0]
    assert "A esa hora no se puede llamar" in said
    assert "Fuera del horario" in said
    assert "Se puede desde mañana 07:00." in said
    assert call.callback_moved_to is None


@pytest.mark.parametrize(("sent", "says"), [({}, "Elija una hora."), ({"to": "2026-11-18T08:00"}, "Esa hora ya pasó.")])
def test_move_to_no_hour_or_a_past_one_is_said_on_the_whole_page_too(client, agreed, *, sent, says):
    call = agreed()

    page = client.post(f"/agenda/{call.id}/mover", sent, status=422)

    assert says in page.texts("field__error")[0]
    assert page.h1 == "Agenda"


def test_hours_are_offered_that_the_law_allows(client, agreed):
    call = agreed(10)

    page = client.get(f"/agenda/{call.id}")

    offered = [one.get("value") for one in page.all(".//button[@name='to']")]
    assert offered
    for value in offered:
        client.post_piece(f"/agenda/{call.id}/mover", {"to": value})


def test_a_call_out_of_scope_is_not_there(people, agreed):
    call = agreed()

    people("sara").get(f"/agenda/{call.id}", status=404)
    people("luis").post(f"/agenda/{call.id}/mover", {"to": "2026-11-18T16:30"}, status=404)


def test_moved_call_leaves_the_queue_until_its_day(client, agreed, session, place):
    call = agreed(10, name="Movida")

    item = session.query(WorkItem).filter_by(account_id=call.account_id).one()
    item.lane, item.due_at = Lane.CALLBACK, call.callback_at

    client.post_piece(f"/agenda/{call.id}/mover", {"to": "2026-11-20T10:00"})

    assert client.get("/cola").texts("queue__name") == []
