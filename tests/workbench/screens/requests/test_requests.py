"""Requests as tasks: recording, the list with its clock, answering once, and what is refused."""

from datetime import date, timedelta

import pytest

from models import ReviewRequest
from models.enums import ReviewEffect


def send(browser, account_id, status=303, **fields):
    values = {"kind": "review", "received_on": "2026-11-16", "note": ""} | fields
    return browser.post(f"/explicacion/{account_id}/peticion", values, status=status)


def test_recorded_request_is_listed_with_its_clock_for_supervisors(people, account_id, asked):
    page = people("paola").get("/peticiones")

    row = page.words(page.with_class("requests")[0].find(".//tbody/tr"))
    assert row == ("Marta RojasConsumo Que una persona lo revise de nuevolun 16 nov quedan 19 díashasta el lun 7 dic")


def test_what_is_late_stands_first_and_says_since_when(people, account_id, asked, session):
    session.get_one(ReviewRequest, asked).due_on = date(2026, 11, 17)
    send(people("andrea"), account_id, kind="explanation")

    page = people("paola").get("/peticiones")

    assert page.texts("section-title")[:2] == ["Vencidas · 1", "Dentro del plazo · 1"]
    assert page.texts("pill")[0] == "venció ayer"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": ""}, "Diga qué pidió el cliente."),
        ({"kind": "other"}, "Diga qué pidió el cliente."),
        ({"received_on": ""}, "Diga qué día lo pidió."),
        ({"received_on": "mañana"}, "Ese día todavía no llega: diga cuándo lo pidió."),
        ({"received_on": "2024-01-01"}, "Ese día es de hace más de un año: revíselo."),
        ({"received_on": "nunca"}, "Escriba un día: hoy, mañana, vie, 30 o 30/11."),
        ({"note": "a" * 2001}, "Lo que dijo pasa de 2.000 letras: resúmalo."),
    ],
)
def test_request_that_cannot_be_is_refused_beside_its_field(client, account_id, fields, said):
    page = send(client, account_id, status=422, **fields)

    assert said in page.texts("field__error")


def test_same_request_again_says_when_it_was_asked(client, account_id, asked):
    page = send(client, account_id, status=422)

    assert page.texts("field__error") == ["Ya está anotado y sin responder: lo pidió hace 2 días."]


def test_day_without_a_year_is_the_last_one(client, account_id, session):
    send(client, account_id, received_on="2/11")

    assert session.get_one(ReviewRequest, 1).received_on == date(2026, 11, 2)


def test_answer_is_kept_shown_and_printed(people, account_id, asked):
    supervisor = people("paola")

    supervisor.post("/peticiones/1/responder", {"text": "Se revisó y está bien.", "effect": "unchanged"})

    assert "Se revisó y está bien." in supervisor.get("/peticiones/1").words()
    paper = supervisor.get("/imprimir/respuesta/1")
    assert "Respuesta R-0001" in paper.words()
    assert "El orden en que le llamamos no cambia." in paper.words()
    assert "Ya pagué" not in paper.words()
    assert [supervisor.get(path).texts("requests")[0][:11] for path in ("/peticiones?ver=respondidas",)] == [
        "ClienteQué "
    ]


def test_answer_that_pauses_says_until_when(people, account_id, asked, session):
    until = (date(2026, 11, 18) + timedelta(days=10)).isoformat()

    people("paola").post("/peticiones/1/responder", {"text": "Sí", "effect": "paused", "paused_until": until})

    assert session.get_one(ReviewRequest, 1).effect is ReviewEffect.PAUSED
    assert "descansa hasta el 28 de noviembre de 2026" in people("paola").get("/imprimir/respuesta/1").words()
    call = people("andrea").get(f"/llamada/{account_id}")
    assert "Hoy no se trabaja." in call.words()
    assert call.words(call.by_id("por-que")) == "Por qué se llama, carta y peticiones"


def test_paper_of_a_request_without_an_answer_says_so(people, asked):
    assert "Todavía no tiene respuesta" in people("paola").get("/imprimir/respuesta/1").words()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": "", "effect": "unchanged"}, "Escriba la respuesta para el cliente."),
        ({"text": "Sí", "effect": ""}, "Diga en qué queda la petición."),
        ({"text": "Sí", "effect": "paused"}, "Diga hasta qué día descansa la cuenta."),
        ({"text": "Sí", "effect": "paused", "paused_until": "+400"}, "El descanso dura a lo sumo 180 días."),
    ],
)
def test_answer_that_is_not_whole_is_refused_beside_its_field(people, asked, fields, said):
    page = people("paola").post("/peticiones/1/responder", fields, status=422)

    assert said in page.texts("field__error")


def test_second_answer_meets_the_first_and_what_was_typed_stays(people, asked, session):
    people("paola").post("/peticiones/1/responder", {"text": "Primera", "effect": "unchanged"})

    page = people("ana").post("/peticiones/1/responder", {"text": "Segunda", "effect": "unchanged"}, status=409)

    assert page.texts("form-mistakes") == ["Esta petición ya tiene respuesta: queda como se dio. La suya no se guardó."]
    assert page.texts("requests__words")[-2:] == ["Primera", "Segunda"]
    assert session.get_one(ReviewRequest, 1).answer == "Primera"


@pytest.mark.parametrize(("name", "status"), [("andrea", 403), ("elena", 403), ("sara", 403), ("paola", 303)])
def test_who_answers(people, asked, name, status):
    people(name).post("/peticiones/1/responder", {"text": "Sí", "effect": "unchanged"}, status=status)


@pytest.mark.parametrize(
    ("name", "status"), [("andrea", 200), ("luis", 404), ("sara", 404), ("elena", 200), ("ana", 200)]
)
def test_who_sees_a_request(people, asked, name, status):
    people(name).get("/peticiones/1", status=status)


def test_collector_sees_no_list_and_no_form_of_an_answer(people, asked):
    people("andrea").get("/peticiones", status=403)

    page = people("andrea").get("/peticiones/1")
    assert "La responde quien supervisa" in page.words()
    assert page.all(".//textarea") == []


def test_list_without_requests_says_where_they_come_from(people):
    assert "No hay peticiones por responder" in people("paola").get("/peticiones").words()
    assert "Todavía no se ha respondido ninguna" in people("paola").get("/peticiones?ver=respondidas").words()


def test_supervisor_sets_where_customers_write(people, cast, session):
    supervisor = people("paola")

    supervisor.post(f"/peticiones/contacto/{cast.consumo.id}", {"contact": " datos@crediandes.example "})
    page = supervisor.post(f"/peticiones/contacto/{cast.consumo.id}", {"contact": "  "}, status=422)
    supervisor.post(f"/peticiones/contacto/{cast.microcredito.id}", {"contact": "x"}, status=404)

    session.refresh(cast.consumo)
    assert cast.consumo.contact == "datos@crediandes.example"
    assert page.texts("field__error") == ["Diga a dónde escribe el cliente: un correo, un teléfono o una dirección."]


@pytest.mark.parametrize("many", [1, 4])
def test_list_takes_the_same_number_of_queries_for_any_number_of_requests(people, place, statements, many):
    for number in range(many):
        send(people("andrea"), place(name=f"Cliente {number}", rank=number + 1).account_id)
    supervisor = people("paola")
    supervisor.get("/ayuda")

    with statements() as sent:
        supervisor.get("/peticiones")

    assert len(sent) == QUERIES


QUERIES = 7
