"""Why an account is called, and the letter of reasons: who may make it, what it says and in which language."""

import pytest
import sqlalchemy as sa

from models import AuditEntry, Customer, ReasonLetter, WorkItem
from models.enums import Slice
from tests.factories.ledger import make_account


def test_account_says_why_it_is_called_with_the_direction_of_what_it_is_ranked_by(client, account_id):
    page = client.get(f"/explicacion/{account_id}")

    assert page.h1 == "Marta Rojas · Por qué se llama"
    assert [page.words(one) for one in page.with_class("reasons")[0]] == [
        "↑Una llamada logra más:Contesta 6 de cada 10 llamadas",
        "↓Una llamada logra menos:Venció hace 47 días",
    ]


def test_making_the_letter_keeps_it_and_shows_it(client, account_id, session):
    client.post(f"/explicacion/{account_id}/carta")

    page = client.get("/imprimir/explicacion/1")
    assert page.h1 == "Por qué le llamamos"
    assert [page.words(row) for row in page.all(".//tbody/tr")] == [
        "Contesta 6 de cada 10 llamadassi contestó las llamadas anterioresla adelantó mucho",
        "Venció hace 47 díassus facturas y cuándo vencieronla atrasó mucho",
    ]
    assert session.scalar(sa.select(sa.func.count()).where(AuditEntry.event == "letter_made")) == 1


def test_letter_has_no_odds_and_says_what_the_order_is_not(client, account_id):
    client.post(f"/explicacion/{account_id}/carta")

    said = client.get("/imprimir/explicacion/1").words()

    assert "%" not in said
    assert "No decide sobre sus derechos ni sobre lo que debe" in said
    assert "Que una persona revise de nuevo su caso" in said
    assert "Carta de razones E-0001" in said
    assert "18 de noviembre de 2026" in said
    assert "Pídalo en cualquier llamada, o a Crediandes, y diga el número E-0001." in said


def test_letter_names_where_the_customer_writes(client, account_id, session, cast):
    cast.consumo.contact = "datos@crediandes.example"
    client.post(f"/explicacion/{account_id}/carta")

    assert "Escriba o llame a datos@crediandes.example" in client.get("/imprimir/explicacion/1").words()


def test_letter_begins_in_the_customers_language_and_can_be_read_in_the_other(client, account_id, session):
    session.scalars(sa.select(Customer)).one().language = "en"
    client.post(f"/explicacion/{account_id}/carta")

    mine, other = client.get("/imprimir/explicacion/1"), client.get("/imprimir/explicacion/1?idioma=es")

    assert [page.root.get("lang") for page in (mine, other)] == ["en", "es"]
    assert "18 November 2026" in mine.words()
    assert client.get("/imprimir/explicacion/1?idioma=xx").root.get("lang") == "en"


def test_letter_of_an_account_that_is_in_no_queue_says_so(client, account_id, session):
    session.execute(sa.text("DELETE FROM work_item"))
    client.post(f"/explicacion/{account_id}/carta")

    assert "Hoy no está en ninguna cola." in client.get(f"/explicacion/{account_id}").words()
    said = client.get("/imprimir/explicacion/1").words()
    assert "De los últimos 60 días no se conserva ningún lugar de esta cuenta en la lista de llamadas." in said
    assert "nada se ha calculado" not in said


def test_letter_of_an_account_that_rested_says_why(client, account_id, session):
    item = session.query(WorkItem).filter_by(account_id=account_id).one()
    item.lane, item.resting_because = "resting", [{"id": "promise_open", "text": "Prometió pagar"}]
    session.commit()

    client.post(f"/explicacion/{account_id}/carta")

    said = client.get("/imprimir/explicacion/1").words()
    assert "ese día descansaba. Usted había prometido pagar y el plazo no había pasado." in said


def test_letter_says_that_the_holder_is_the_reader(client, account_id):
    client.post(f"/explicacion/{account_id}/carta")

    assert "«el titular» es usted" in client.get("/imprimir/explicacion/1").words()


def test_letter_of_a_second_account_says_that_another_was_in_the_list(people, account_id, session, cast, now):
    customer_id = session.scalars(sa.select(WorkItem.customer_id)).one()
    cast.microcredito.creditor = cast.consumo.creditor
    second = make_account(session, cast.microcredito, now=now, customer_id=customer_id)
    ana = people("ana")
    ana.post(f"/explicacion/{second.id}/carta")

    said = ana.get("/imprimir/explicacion/1").words()

    assert "El 18 de noviembre de 2026 entró otra de las suyas" in said
    assert "Contesta 6 de cada 10 llamadas" not in said
    assert "ninguna lista" not in said


@pytest.mark.parametrize("slice_", [Slice.CALL_ARM, Slice.NO_CALL_ARM, Slice.RANDOM])
def test_letter_of_an_account_that_was_drawn_says_that_chance_decided(client, account_id, session, slice_):
    session.scalars(sa.select(WorkItem)).one().slice = slice_
    client.post(f"/explicacion/{account_id}/carta")

    page = client.get("/imprimir/explicacion/1")

    assert "el azar decide si se llama o cuándo, para saber qué logra una llamada" in page.words()
    assert "El 18 de noviembre de 2026 la suya fue una de ellas." in page.words()
    assert "Esto es lo que más pesó" not in page.words()
    assert page.words(page.all(".//tbody/tr")[0]).endswith("la habría adelantado mucho")


def test_letter_of_an_account_that_was_not_drawn_does_not_speak_of_chance(client, account_id):
    client.post(f"/explicacion/{account_id}/carta")

    assert "azar" not in client.get("/imprimir/explicacion/1").words()


@pytest.mark.parametrize(
    ("preset", "promised"),
    [
        ("CO", "a más tardar el 10 de diciembre de 2026 (Ley 1581 de 2012, art. 15)."),
        ("CL", "a más tardar el 18 de diciembre de 2026: es el plazo de nuestra casa."),
    ],
)
def test_letter_promises_the_day_of_the_law_or_of_the_house(client, account_id, cast, preset, promised):
    cast.consumo.preset = preset
    client.post(f"/explicacion/{account_id}/carta")

    said = client.get("/imprimir/explicacion/1").words()

    assert promised in said
    assert "plazo de la ley" not in said


def test_letter_says_which_part_of_what_the_customer_said_can_count(client, account_id):
    client.post(f"/explicacion/{account_id}/carta")

    said = client.get("/imprimir/explicacion/1").words()

    assert "puede contar solo el resultado que se anotó, como una promesa o que no puede pagar" in said
    assert "por qué se atrasó" not in said


def test_letters_of_accounts_that_a_person_does_not_see_are_not_there(people, account_id, session):
    people("andrea").post(f"/explicacion/{account_id}/carta")

    outsider = people("sara")

    outsider.get("/imprimir/explicacion/1", status=404)
    outsider.get(f"/explicacion/{account_id}", status=404)
    outsider.post(f"/explicacion/{account_id}/carta", status=404)
    assert session.scalar(sa.select(sa.func.count()).select_from(ReasonLetter)) == 1


def test_history_of_the_customer_shows_letter_request_and_answer(people, account_id, asked):
    people("andrea").post(f"/explicacion/{account_id}/carta")
    people("paola").post("/peticiones/1/responder", {"text": "Se revisó.", "effect": "unchanged"})

    page = people("andrea").get(f"/llamada/{account_id}")

    titles = page.texts("history__what")
    assert sorted(titles) == ["Carta de razones", "Pidió que una persona revise", "Se respondió su petición"]
