"""What the queue says when there is nobody to call, and what the day's strip is told against."""

from datetime import date, timedelta

import pytest

from models import Account, PortfolioTeam
from models.enums import Lane, WorkState
from tests.factories.ledger import make_interaction

TODAY = date(2026, 11, 18)


def test_who_has_no_portfolio_yet_is_told_whom_it_depends_on(session, client, cast):
    session.query(PortfolioTeam).delete()
    session.commit()

    words = client.get("/cola").words()

    assert "Todavía no tiene una cartera" in words
    assert "La cola de hoy todavía no está armada" not in words


def test_who_has_no_account_in_a_queue_that_was_built_is_told_so(people, place):
    place(owner="luis")

    words = people("andrea").get("/cola").words()

    assert "Hoy no tiene cuentas asignadas" in words
    assert "Terminó su cola de hoy" not in words


def test_the_end_of_the_day_tells_what_was_done(session, client, place, cast, now):
    item = place(state=WorkState.DONE)
    account = session.get_one(Account, item.account_id)
    for outcome in ("NC-NCT", "CD-PEN"):
        make_interaction(session, account, at=now, outcome=outcome, collector_id=cast.andrea.id, known_on=TODAY)

    words = client.get("/cola").words()

    assert "Terminó su cola de hoy" in words
    assert "Hizo 2 gestiones, habló con 1 titular y obtuvo 0 promesas." in words


def test_a_filter_that_finds_nobody_is_the_one_to_remove(client, place):
    place()

    words = client.get("/cola?filtro=broken").words()

    assert "Ninguna cuenta cumple «Promesas no cumplidas»" in words
    assert "Quitar el filtro «Promesas no cumplidas»" in words


def test_a_filter_that_finds_nobody_says_so_under_an_agreed_hour_too(client, place, now):
    place(name="Con hora", lane=Lane.CALLBACK, due_at=now)

    page = client.get("/cola?filtro=broken")

    assert page.texts("queue__name") == ["Con hora"]
    assert "Ninguna cuenta cumple «Promesas no cumplidas»" in page.words()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"lane": Lane.CALLBACK, "minutes": 45}, "Lo próximo se abre hoy 10:45."),
        ({"lane": Lane.CALLBACK, "minutes": -1}, None),
        ({"lane": Lane.RANKED, "minutes": None}, None),
    ],
)
def test_where_nobody_may_be_called_now_it_says_until_when(client, place, now, values, said):
    minutes = values["minutes"]
    place(lane=values["lane"], due_at=None if minutes is None else now + timedelta(minutes=minutes))

    notes = [text for text in client.get("/cola").texts("note__text") if "Ahora no hay a quién llamar" in text]

    assert notes == ([f"Ahora no hay a quién llamar. {said}"] if said else [])


def test_outside_the_hours_of_the_law_it_says_when_they_begin(app, client, place, now):
    place()
    app.extensions["workbench_clock"] = lambda: now - timedelta(hours=5)

    page = client.get("/cola")

    assert "abre hoy 07:00" in page.words(page.by_id("ventana"))
    assert "Ahora no hay a quién llamar. Lo próximo se abre hoy 07:00." in page.words()


def test_the_window_says_how_long_it_lasts_and_is_asked_alone(client, cast, statements):
    client.get("/cola")

    with statements() as sent:
        words = client.get_piece("/cola/ventana").words()

    assert words == "se puede llamar hasta las 19:00 · quedan 9 h"
    assert len(sent) <= 4


@pytest.fixture
def days(session, place, cast, now):
    """Andrea's last days, all alike, and what she has done today."""
    account = session.get_one(Account, place(name="De siempre", rank=9).account_id)

    def make(*, usual: int, today: int) -> None:
        for ago, tries in ((0, today), *((ago, usual) for ago in range(1, 6))):
            for _ in range(tries):
                at, on = now - timedelta(days=ago, minutes=5), TODAY - timedelta(days=ago)
                make_interaction(session, account, at=at, known_on=on, outcome="NC-NCT", collector_id=cast.andrea.id)
        session.commit()

    return make


@pytest.mark.parametrize(
    ("today", "said"),
    [(5, "Va adelante de su ritmo"), (4, "Va a su ritmo"), (1, "Le faltan 3 para su ritmo")],
)
def test_the_strip_tells_the_day_against_what_is_usual_at_this_hour(client, days, today, said):
    days(usual=4, today=today)

    page = client.get("/cola")

    assert page.texts("day__pace") == [f"{said} a esta hora suele llevar 4"]
    assert page.texts("day__goal")[0] == f"{today}{'gestiones' if today > 1 else 'gestión'} · usual 4"


def test_of_who_is_new_no_pace_is_told(client, place, cast):
    place()

    page = client.get("/cola")

    assert page.texts("day__pace") == []
    assert "suele" not in page.words(page.by_id("avance"))
