"""The list on the screen follows what happens, keeps its place, and keeps to its filter."""

from datetime import timedelta

import pytest

from models import Account
from models.enums import Lane, WorkState


def asked(page) -> str:
    """What a list that is on the screen asks with: its version, the chosen row and what its card said."""
    fields = {one.get("name"): one.get("value") for one in page.all(".//input[@type='hidden'][@id]")}
    return f"visto={fields['visto']}&cuenta={fields['cuenta']}&carta={fields['carta']}"


def test_a_list_that_still_stands_is_answered_by_nothing(client, place, statements):
    place(rank=1), place(rank=2)
    page = client.get("/cola")

    with statements() as sent:
        answer = client.get_piece(f"/cola?{asked(page)}", status=204)

    assert answer.response.data == b""
    assert len(sent) <= CHEAP


CHEAP = 5
"""Who asks, their teams, the zones, the head of the pool, and one for the whole queue."""


def test_a_list_is_drawn_anew_each_minute(app, client, place, now):
    place()
    page = client.get("/cola")

    app.extensions["workbench_clock"] = lambda: now + timedelta(minutes=1)

    assert client.get_piece(f"/cola?{asked(page)}").texts("queue__name") == ["Marta Rojas"]


def test_a_payment_reaches_the_row_and_the_card_and_keeps_the_choice(session, client, place):
    place(name="Primera", rank=1)
    paid = place(name="Paga", rank=2)
    page = client.get(f"/cola?cuenta={paid.id}")
    session.get_one(Account, paid.account_id).overdue_amount = 70_000_00
    session.commit()

    fresh = client.get_piece(f"/cola?{asked(page)}")

    assert fresh.by_id(f"cuenta-{paid.id}").get("aria-current") == "true"
    assert "$ 70.000" in fresh.texts("queue__money")[-1]
    assert fresh.texts("person") == ["Paga"]
    assert "$ 70.000" in fresh.texts("figure-big")[0]


def test_a_change_elsewhere_leaves_the_card_alone(session, client, place):
    chosen, other = place(name="Elegida", rank=1), place(rank=2)
    page = client.get(f"/cola?cuenta={chosen.id}")
    other.state = WorkState.DONE
    session.commit()

    fresh = client.get_piece(f"/cola?{asked(page)}")

    assert fresh.texts("queue__name") == ["Elegida"]
    assert fresh.texts("person") == []


@pytest.mark.parametrize(
    ("left", "said"),
    [
        ((WorkState.GONE, "Ya no debe lo vencido."), "Ya no debe lo vencido."),
        ((WorkState.DONE, None), "Ya se gestionó."),
        ((WorkState.SKIPPED, None), "Se saltó por hoy."),
    ],
)
def test_what_left_gives_way_to_the_one_that_followed_and_says_why(client, place, left, said):
    place(name="Antes", rank=1)
    gone = place(name="Se va", rank=2)
    place(name="Sigue", rank=3)
    page = client.get(f"/cola?cuenta={gone.id}")
    gone.state, gone.why = left

    fresh = client.get_piece(f"/cola?{asked(page)}")

    assert fresh.texts("person") == ["Sigue"]
    assert said in fresh.texts("note")[0]


def test_of_a_strangers_item_nothing_is_told(people, place):
    gone = place(state=WorkState.GONE, why="Ya no debe lo vencido.")

    fresh = people("sara").get_piece(f"/cola?visto=x&cuenta={gone.id}&carta=x")

    assert "Ya no debe lo vencido." not in fresh.words()


def test_what_a_colleague_takes_says_so_and_cannot_be_called(session, client, place, cast, now):
    item = place(owner=None)
    page = client.get("/cola")
    item.state, item.claimed_by, item.claimed_until = WorkState.CLAIMED, cast.luis.id, now + timedelta(minutes=9)
    session.commit()

    fresh = client.get_piece(f"/cola?{asked(page)}")

    assert fresh.texts("queue__when") == ["la tiene Luis"]
    assert "La tiene Luis en este momento." in fresh.texts("note")[-1]
    assert "Ver la cuenta" in fresh.words()
    assert not fresh.all(".//form[@action]")


def test_skip_goes_on_with_the_row_that_followed(client, place):
    place(name="Primera", rank=1)
    skipped = place(name="Saltada", rank=2)
    place(name="Tercera", rank=3)

    page = client.post_piece(f"/cola/{skipped.id}/saltar?filtro=untouched", {"reason": "data"})
    undone = client.post(f"/cola/{skipped.id}/deshacer?filtro=untouched")

    assert page.texts("person") == ["Tercera"]
    assert undone.response.location == "/cola?filtro=untouched"


def test_card_does_not_build_the_queue(client, place, statements):
    place(rank=1)
    item = place(name="Segunda", rank=2)
    client.get("/cola")

    with statements() as whole:
        client.get("/cola")
    with statements() as sent:
        page = client.get_piece(f"/cola/{item.id}")

    assert page.texts("person") == ["Segunda"]
    assert len(sent) <= len(whole) - 5
    assert not [one for one in sent if "count(" in one]


def test_card_of_what_is_not_on_the_page_is_its_own(client, place):
    place(name="Se llama", rank=1)
    resting = place(name="Descansa", callable=False)

    assert client.get(f"/cola/{resting.id}").texts("person")[0] == "Descansa"


def test_card_of_a_strangers_item_does_not_exist(people, place):
    item = place()

    people("sara").get_piece(f"/cola/{item.id}", status=404)


def test_the_filter_goes_along_to_the_call_and_to_the_next(client, place):
    place(rank=1, days_past_due=40)
    first, second = place(rank=2, days_past_due=3), place(rank=3, days_past_due=4)

    opened = client.post(f"/llamada/{first.account_id}/abrir?filtro=new")
    page = client.get(opened.response.location)
    first.state = WorkState.DONE
    taken = client.post("/cola/siguiente?filtro=new")

    assert opened.response.location == f"/llamada/{first.account_id}?filtro=new"
    assert page.one(f".//a[@href='/cola?cuenta={first.id}&filtro=new']") is not None
    assert taken.response.location == f"/llamada/{second.account_id}?filtro=new"


def test_a_filter_in_which_nobody_is_left_is_named(client, place):
    place(rank=1, days_past_due=40)

    answer = client.post("/cola/siguiente?filtro=new")

    assert answer.response.location == "/cola?filtro=new"
    assert "Ahora no hay a quién llamar en «Nuevas»." in client.get("/cola?filtro=new").words()


@pytest.mark.parametrize(("way", "at"), [("anterior", 0), ("posterior", 2)])
def test_from_one_account_to_the_one_beside_it_in_the_list(client, place, way, at):
    items = [place(rank=1, days_past_due=3), place(rank=2, days_past_due=40), place(rank=3, days_past_due=4)]

    answer = client.get(f"/cola/{items[1].id}/{way}?filtro=new", status=303)

    assert answer.response.location == f"/llamada/{items[at].account_id}?filtro=new"
    assert items[at].state is WorkState.WAITING


def test_at_the_end_of_the_list_the_way_on_leads_back_to_it(client, place):
    item = place()

    answer = client.get(f"/cola/{item.id}/posterior", status=303)

    assert answer.response.location == f"/cola?cuenta={item.id}"
    assert "No hay otra después en la lista." in client.get("/cola").words()


@pytest.mark.parametrize(
    ("minutes", "called"),
    [(11, ""), (10, "10:10 Jorge P. · "), (-5, "09:55 Jorge P. · ")],
)
def test_ten_minutes_before_the_agreed_hour_row_and_title_call(client, place, now, minutes, called):
    item = place(name="Jorge Luis Pardo Mejía", lane=Lane.CALLBACK, due_at=now + timedelta(minutes=minutes))

    page = client.get("/cola")

    assert page.by_id("cola-lista").get("data-tab-title") == f"{called}Mi cola · Abono"
    assert ("queue__row--soon" in page.by_id(f"cuenta-{item.id}").get("class")) is bool(called)


def test_the_title_does_not_call_what_a_colleague_has_in_hand(client, place, cast, now):
    taken = {"claimed_by": cast.luis.id, "claimed_until": now + timedelta(minutes=9), "state": WorkState.CLAIMED}
    place(owner=None, lane=Lane.CALLBACK, due_at=now, **taken)

    assert client.get("/cola").by_id("cola-lista").get("data-tab-title") == "Mi cola · Abono"
