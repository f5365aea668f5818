"""Mi cola: what is listed, for whom, and what it says."""

from datetime import timedelta

import pytest

from models import Account
from models.enums import Lane, Slice, WorkState
from tests.factories.ledger import make_interaction
from tests.factories.promises import make_promise
from tests.workbench.screens.desk import TODAY
from workbench.domain.calls import keep_draft


def test_show_lists_own_and_pooled_accounts_by_rank(client, place):
    place(name="Tercera", rank=3)
    place(name="Primera", rank=1)
    place(name="Del equipo", owner=None, rank=1)
    place(name="De Luis", owner="luis", rank=2)

    page = client.get("/cola")

    assert page.texts("queue__name") == ["Primera", "Tercera", "Del equipo"]


def test_show_keeps_the_pool_apart(client, place):
    place(name="Propia", rank=4)
    place(name="Del equipo", owner=None, rank=1)

    page = client.get("/cola")

    assert page.texts("queue__section") == [
        "Por prioridad Ordenan reglas, no un modelo",
        "Del equipo, sin asignar",
    ]
    assert "Siguiente mejor cuenta" in page.texts("queue__card")[0]


def test_show_refreshes_the_list_from_its_own_address_wherever_it_was_shown(client, place):
    item, other = place(rank=1), place(rank=2)

    page = client.get(f"/cola/{item.id}?filtro=untouched")
    skipped = client.post_piece(f"/cola/{item.id}/saltar", {"reason": "data"})

    assert page.by_id("cola-lista").get("hx-get") == "/cola?filtro=untouched"
    assert skipped.by_id("cola-lista").get("hx-get") == "/cola"
    assert page.by_id(f"cuenta-{other.id}").get("href") == f"/cola/{other.id}?filtro=untouched"


def test_show_says_an_agreed_hour_and_how_far_it_is(client, place, now):
    place(lane=Lane.CALLBACK, due_at=now)

    assert client.get("/cola").texts("queue__when") == ["10:00 ahora"]


def test_card_of_an_account_that_rests_says_why_and_opens_without_calling(session, client, place, now):
    place(name="Se llama", rank=1)
    resting = place(name="Descansa", callable=False, callable_from=now + timedelta(days=1))
    make_interaction(session, session.get_one(Account, resting.account_id), at=now, outcome="NC-NCT")

    page = client.get_piece(f"/cola/{resting.id}?filtro=resting")

    assert page.texts("person") == ["Descansa"]
    assert "se abre mañana 07:00" in page.texts("note")[0]
    assert "Ya tuvo su gestión de hoy." in page.texts("note")[0]
    assert "Abrir la cuenta" in page.words()
    assert "Llamar" not in page.words()


def test_account_that_is_not_worked_today_says_why_and_when_it_is_again(client, place, now):
    resting = place(
        lane=Lane.RESTING, callable=False, rests_until=now + timedelta(days=2),
        resting_because=[{"id": "not_overdue", "text": "No tiene nada vencido."}],
    )  # fmt: skip

    page = client.get("/cola?filtro=resting")

    assert page.texts("queue__section") == ["No se llaman hoy; quienes descansan, por el día en que vuelven"]
    assert page.texts("queue__why") == ["No tiene nada vencido."]
    assert page.texts("queue__when") == ["20 nov 10:00"]
    assert client.get_piece(f"/cola/{resting.id}?filtro=resting").texts("note") == [
        "Hoy no se trabaja · se retoma 20 nov 10:00No tiene nada vencido."
    ]


def test_show_says_that_rules_rank(client, place):
    place()

    assert "Ordenan reglas, no un modelo" in client.get("/cola").words()


def test_show_pins_what_has_its_hour(client, place, now):
    place(name="Por prioridad", rank=1)
    place(name="Con hora", rank=9, lane=Lane.CALLBACK, due_at=now)

    page = client.get("/cola")

    assert page.texts("queue__name") == ["Con hora", "Por prioridad"]
    assert page.words(page.with_class("queue__section")[0]) == "Con hora · 1"


def test_show_before_the_queue_is_built_says_so(client, cast):
    assert "La cola de hoy todavía no está armada" in client.get("/cola").words()


def test_show_finished_day_says_so(client, place):
    place(state=WorkState.DONE)

    assert "Terminó su cola de hoy" in client.get("/cola").words()


def test_show_says_that_everybody_rests_where_nothing_was_done(client, place):
    place(callable=False, callable_from=None, blocked_by=[{"id": "promise_open", "text": "Prometió pagar."}])

    words = client.get("/cola").words()

    assert "Hoy no hay a quién llamar" in words
    assert "Terminó su cola de hoy" not in words


def test_show_empty_filter_names_the_way_out(client, place):
    place()

    assert "Quitar el filtro" in client.get("/cola?filtro=broken").words()


def test_show_piece_is_the_list_alone(client, place):
    place(name="Marta")

    assert client.get_piece("/cola").texts("queue__name") == ["Marta"]


def test_card_tells_why_and_what_can_be_done(client, place):
    first, second = place(name="Primera", rank=1), place(name="Segunda", rank=2)

    page = client.get_piece(f"/cola/{second.id}")

    assert page.texts("person") == ["Segunda"]
    assert page.form(f"/llamada/{second.account_id}/abrir")
    assert first.id != second.id


def test_show_is_for_who_works_a_queue(people):
    page = people("ana").get("/cola", status=403)

    assert page.h1 != "Mi cola"


def test_outsider_sees_nothing_of_it(people, place):
    place(name="Marta Rojas")

    assert "Marta Rojas" not in people("sara").get("/cola").words()


@pytest.mark.parametrize("rows", [1, 3])
def test_show_takes_the_same_number_of_queries_for_any_number_of_rows(client, place, statements, rows):
    for rank in range(rows):
        place(name=f"Cliente {rank}", rank=rank + 1)
    client.get("/cola")

    with statements() as sent:
        client.get("/cola")

    assert len(sent) == QUERIES


QUERIES = 21


@pytest.mark.parametrize(
    ("drawn", "said"),
    [
        (Slice.RANDOM, "la puso el azar"),
        (Slice.CALL_ARM, "la puso el azar"),
        (Slice.NO_CALL_ARM, "El azar la deja sin llamar por 14 días."),
    ],
)
def test_a_collector_is_not_told_whom_chance_placed(place, session, people, drawn, said):
    place(owner=None, slice=drawn)
    session.commit()

    assert said not in people("andrea").get("/cola").words()
    assert said in people("elena").get("/cola").words()


@pytest.fixture
def promised(session, place, now):
    """A maker of an item with a promise of the customer."""

    def make(lane: Lane, *, counted: int) -> None:
        account = session.get_one(Account, place(lane=lane).account_id)
        due_on = TODAY if lane is Lane.PROMISE_DUE else TODAY - timedelta(days=2)
        made_at = now - timedelta(days=4)
        make_promise(session, account, amount=90_000_00, due_on=due_on, made_at=made_at, counted=counted)

    return make


@pytest.mark.parametrize(
    ("lane", "counted", "said"),
    [
        (Lane.PROMISE_DUE, 0, "Prometió $ 90.000 para hoy, aún sin pago"),
        (Lane.PROMISE_DUE, 20_000_00, "Prometió $ 90.000 para hoy y ya pagó $ 20.000"),
        (Lane.PROMISE_BROKEN, 0, "Prometió $ 90.000 para el lun 16 nov y no lo cumplió"),
    ],
)
def test_row_says_what_was_promised_and_what_came_of_it(client, promised, lane, counted, said):
    promised(lane, counted=counted)

    assert client.get("/cola").texts("queue__why")[0].replace("\N{NO-BREAK SPACE}", " ").startswith(said)


def test_row_of_the_ranked_says_no_promise(client, promised):
    promised(Lane.RANKED, counted=0)

    assert "Prometió" not in client.get("/cola").texts("queue__why")[0]


def test_what_was_just_broken_stands_in_front_of_the_rest(client, place):
    place(name="Después", rank=2)
    place(name="No cumplió", rank=1, lane=Lane.PROMISE_BROKEN)

    page = client.get("/cola")

    assert page.texts("queue__section") == ["Recién no cumplidas Ordenan reglas, no un modelo", "Por prioridad"]
    assert page.texts("queue__name") == ["No cumplió", "Después"]


def test_row_says_that_there_is_a_draft(client, place, cast, session, now):
    item = place()
    assert "borrador" not in client.get("/cola").words()
    keep_draft(session, cast.person("andrea"), account_id=item.account_id, once="k", fields={"note": "Paga"}, now=now)

    assert "borrador" in client.get("/cola").words()
