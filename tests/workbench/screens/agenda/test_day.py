"""Agenda, a day: what is listed, in which order and with which words; whose; and the promises beside it."""

from datetime import date, timedelta

import pytest

from models import Account
from models.enums import HoldKind, Lane, PromiseState
from tests.factories.ledger import make_interaction
from tests.factories.promises import make_promise
from tests.factories.work import make_hold

TODAY = date(2026, 11, 18)


def test_what_is_past_its_hour_stands_first_and_done_and_moved_stay(client, agreed, session, now):
    agreed(-30, name="Se pasó")
    agreed(7, name="Pronto")
    agreed(112, name="Más tarde")
    done = agreed(-60, name="Hecha")
    moved = agreed(30, name="Movida")
    moved.callback_moved_to = now + timedelta(days=1)
    account = session.get_one(Account, done.account_id)
    make_interaction(session, account, at=now - timedelta(minutes=50), outcome="NC-NCT")

    page = client.get("/agenda")

    assert page.texts("agenda__section")[:2] == ["Se pasó la hora · 1", "Por hora · 4"]
    assert page.texts("agenda__name") == ["Se pasó", "Hecha", "Pronto", "Movida", "Más tarde"]
    chips = [
        page.words(one)
        for row in page.with_class("agenda__row")
        for one in row.iter()
        if "pill" in str(one.get("class"))
    ]
    assert chips == ["hace 30 min", "hecha", "en 7 min", "movida", "en 1 h"]
    assert "Se movió para mañana 10:00" in page.words()
    assert page.texts("agenda__now") == ["10:00"]


def test_a_call_of_yesterday_that_nobody_made_is_still_there_and_one_of_eight_days_ago_is_not(client, agreed):
    agreed(-20 * 60, name="De ayer")
    agreed(-8 * 24 * 60 - 700, name="De hace mucho")

    assert client.get("/agenda").texts("agenda__name") == ["De ayer"]


def test_moved_call_stands_on_its_new_day_with_what_was_asked_for(client, agreed, now):
    moved = agreed(30, name="Movida")
    moved.callback_moved_to = now + timedelta(days=1)

    page = client.get("/agenda?de=2026-11-19")

    assert page.texts("agenda__hour") == ["10:00"]
    assert page.texts("agenda__words") == ["La pidió para hoy 10:30"]


def test_who_paid_meanwhile_is_not_to_be_called(client, agreed, session):
    call = agreed(30)
    session.get_one(Account, call.account_id).open_amount = 0

    page = client.get("/agenda")

    assert page.texts("agenda__words") == ["Ya no debe: no hay que llamar"]
    assert page.texts("agenda__foot") == [""]
    assert "Mover" not in client.get(f"/agenda/{call.id}").texts("agenda__foot")[0]


def test_a_call_that_is_forbidden_by_then_says_the_rule(client, agreed, session, now):
    call = agreed(120)
    make_hold(session, call.customer_id, kind=HoldKind.LEGAL, now=now)

    page = client.get("/agenda")

    assert page.texts("agenda__words")[0].startswith("Pidió esta hora · ")
    assert "Abrir la cuenta" in page.texts("agenda__foot")[0]


@pytest.mark.parametrize(
    ("who", "scope", "names"),
    [
        ("andrea", "", ["Mía"]),
        ("andrea", "cualquiera", ["De nadie"]),
        ("andrea", "todas", ["Mía", "De nadie"]),
        ("andrea", "equipo", ["Mía"]),
        ("elena", "", ["Mía", "De nadie", "De Luis"]),
        ("elena", "mias", []),
        ("sara", "todas", []),
    ],
)
def test_whose_calls_are_shown_is_within_the_scope_of_who_asks(people, agreed, *, who, scope, names):
    agreed(10, name="Mía")
    agreed(20, name="De nadie", owner=None)
    agreed(30, name="De Luis", owner="luis")

    page = people(who).get(f"/agenda?alcance={scope}")

    assert page.texts("agenda__name") == names


def test_scopes_are_counted(people, agreed):
    agreed(10, name="Mía")
    agreed(20, name="De nadie", owner=None)
    agreed(30, name="De Luis", owner="luis")

    assert people("andrea").get("/agenda").texts("filter-chip") == ["Mías 1", "De cualquiera 1", "Las dos 2"]
    assert people("elena").get("/agenda").texts("filter-chip")[-1] == "Equipo 3"


def test_empty_day_says_so_and_shows_the_way_on(client, cast):
    page = client.get("/agenda")

    assert "Sin llamadas agendadas" in page.words()
    assert "Ver mañana" in page.words()
    assert "Ninguna promesa vence" in page.words()


def test_promises_of_today_in_grace_and_of_tomorrow_with_what_came_in(client, place, session, now):
    for due, state, counted in [
        (TODAY, PromiseState.DUE, 0),
        (TODAY, PromiseState.DUE, 150_00),
        (TODAY - timedelta(days=1), PromiseState.IN_GRACE, 0),
        (TODAY + timedelta(days=1), PromiseState.OPEN, 0),
        (TODAY, PromiseState.SUPERSEDED, 0),
    ]:
        account = session.get_one(Account, place().account_id)
        made = now - timedelta(days=5)
        make_promise(session, account, amount=300_00, due_on=due, made_at=made, state=state, counted=counted)

    page = client.get("/agenda")

    assert page.texts("agenda__section") == ["Vencen hoy · 2$ 600", "En gracia · 1$ 300", "Mañana · 1$ 300"]
    assert "va en 50 %" in page.texts("agenda__promises")[0]
    assert "sin pago venció ayer" in page.texts("agenda__promises")[0]


def test_rail_counts_the_calls_of_today(client, place, now):
    place(lane=Lane.CALLBACK, due_at=now + timedelta(hours=1))
    place(lane=Lane.CALLBACK, due_at=now + timedelta(hours=1), owner="luis")

    assert client.get("/agenda").texts("rail__count") == ["1"]


def test_page_refreshes_itself_from_its_own_address(client, agreed):
    agreed()

    page = client.get("/agenda?de=2026-11-18&alcance=todas")
    piece = client.get_piece("/agenda?de=2026-11-18&alcance=todas")

    assert page.by_id("agenda-dia").get("hx-get") == "/agenda?vista=dia&de=2026-11-18&alcance=todas"
    assert [one.get("id") or one.get("hx-target") for one in piece.root] == ["agenda-dia", "#agenda-promesas"]


def test_so_many_questions_whatever_the_number_of_calls(client, agreed, statements):
    client.get("/agenda")
    agreed(10)
    client.get("/agenda")
    with statements() as one:
        client.get("/agenda")
    for minutes in range(20, 80, 10):
        agreed(minutes)
    client.get("/agenda")
    with statements() as many:
        client.get("/agenda")

    assert len(many) <= len(one)


@pytest.mark.parametrize(
    "query", ["vista=nada", "de=ayer", "de=0001-01-01", "alcance=equipo", "de=9999-12-31&vista=semana"]
)
def test_what_the_address_cannot_mean_becomes_the_usual(client, cast, query):
    assert client.get(f"/agenda?{query}").h1 == "Agenda"


def test_administrator_sees_and_does_not_call(people, agreed):
    call = agreed()

    page = people("ana").get(f"/agenda/{call.id}")

    assert "Llamar" not in page.texts("agenda__foot")[0]
    people("ana").post(f"/agenda/{call.id}/mover", {"to": "2026-11-18T12:00"}, status=403)
