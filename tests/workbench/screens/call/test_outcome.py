"""The outcome region: who answered, what came of it, and the fields that needs."""

import pytest


def labels(page):
    """What the fields of the form are called."""
    return [page.words(label) for label in page.all(".//label")]


def test_outcome_begins_with_who_answered(client, opened):
    _, address = opened

    page = client.get(f"{address}/resultado")

    assert page.texts("outcome__types") == ["1Contacto directo2Contacto indirecto3Sin contacto"]
    assert page.texts("outcome__results") == [""]


def test_outcome_of_a_type_offers_its_results_with_nine_keys(client, opened):
    _, address = opened

    page = client.get_piece(f"{address}/resultado?grupo=NC")

    results = [page.words(one) for one in page.with_class("outcome__results")[0]]
    assert results[0] == "1No contesta"
    assert len([one for one in page.with_class("outcome__results")[0] if one.get("data-key")]) <= 9


def test_outcome_of_a_promise_proposes_what_is_overdue(client, identified):
    _, address = identified

    page = client.get_piece(f"{address}/resultado?codigo=CD-PDP")

    assert page.texts("outcome__chosen") == ["Contacto directo › Promesa de pagoCambiar⌫"]
    assert page.by_id("promise_amount").get("value") == "$\xa0300.000"
    assert labels(page)[:4] == ["¿Cuánto paga?", "¿Cuándo?", "¿Por dónde?", "Motivo (solo si lo cuenta)"]
    assert "La política permite hasta el jue 3 dic." in page.words()


@pytest.mark.parametrize(
    ("code", "first"), [("CD-PDP", "promise_amount"), ("CD-VLL", "callback_on"), ("CD-YAP", "claimed_amount")]
)
def test_outcome_that_is_chosen_starts_in_its_first_field(client, opened, code, first):
    _, address = opened

    chosen = client.get_piece(f"{address}/resultado?codigo={code}")
    answered = client.get_piece(f"{address}/resultado?codigo={code}&paso=motivo")

    assert [one.get("id") for one in chosen.all(".//*[@data-focus]")] == [first]
    assert answered.all(".//*[@data-focus]") == []


def test_outcome_brings_the_closing_of_the_script_beside_it(client, call, script):
    _, address = call
    client.post(f"{address}/identidad", {"dato": ["name", "document"]})

    page = client.get_piece(f"{address}/resultado?codigo=CD-PDP")

    assert page.words(page.one(".//li[@aria-current='step']")) == "Cierre"
    assert page.one("./hx-partial").get("hx-target") == "#guion"


def test_outcome_of_a_call_back_asks_for_day_and_hour(client, opened):
    _, address = opened

    page = client.get_piece(f"{address}/resultado?codigo=CD-VLL")

    assert labels(page)[:3] == ["¿Qué día?", "¿A qué hora?", "Alcanzamos a hablar de la deuda"]


def test_outcome_of_a_claimed_payment_asks_for_it_and_says_what_follows(client, opened):
    _, address = opened

    page = client.get_piece(f"{address}/resultado?codigo=CD-YAP")

    assert labels(page)[:3] == ["¿Cuánto dice que pagó?", "¿Qué día pagó?", "Referencia o canal"]
    assert "Queda en pausa hasta el" in page.words()


def test_outcome_without_contact_asks_for_nothing_more(client, opened):
    _, address = opened

    page = client.get_piece(f"{address}/resultado?codigo=NC-NCT")

    assert labels(page) == ["Nota"]


def test_outcome_that_is_unknown_is_none(client, opened):
    _, address = opened

    assert client.get_piece(f"{address}/resultado?codigo=ZZ-ZZZ&grupo=ZZ").texts("outcome__chosen") == []


@pytest.mark.parametrize(
    ("preset", "words"),
    [
        ("CO", "Aquí no se pregunta por qué no ha pagado; anótelo solo si lo cuenta."),
        ("MX", "El motivo es opcional."),
        ("CL", "El motivo es opcional."),
    ],
)
def test_outcome_words_the_delay_reason_as_the_law_has_it(client, opened, cast, preset, words):
    _, address = opened
    cast.consumo.preset = preset

    page = client.get_piece(f"{address}/resultado?codigo=CD-PDP")

    assert words in page.words()
    assert page.one(".//select[@name='delay_reason']/option[@value='']").text == "No lo contó"
    assert page.by_id("delay_reason").get("required") is None


def test_outcome_is_for_who_works_a_queue(people, opened):
    _, address = opened

    people("ana").get(f"{address}/resultado", status=403)
