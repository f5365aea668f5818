"""The window and the list: what they show, why, for whom, and what they say when nobody is found."""

import pytest

from tests.factories.ledger import make_account, make_customer


def test_window_shows_what_was_found_with_the_typed_part_marked(client, owe):
    mine, other = owe(document="CC 52.418.903", city="Cali"), owe("Mario Ríos", owner=None, phone="+573000000001")

    piece = client.get_piece("/buscar?q=rios 1260")
    both = client.get_piece("/buscar?q=ríos")

    assert [one.text for one in piece.with_class("typed")] == ["Ríos", "12 60"]
    assert piece.texts("finding__row")[0].endswith("Nombre · Teléfono 300 845 12 60 $ 500 suya 40 d")
    links = {one.get("href") for one in both.with_class("finding__row")}
    assert links == {f"/llamada/{mine.id}", f"/clientes/{other.customer_id}"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("r", "Escriba al menos dos letras o tres números."),
        ("nadie", "Pruebe con los últimos cuatro números del teléfono"),
        ("", "Nombre, documento, factura, correo"),
        ("3009999999", "Nos llama este número"),
    ],
)
def test_window_says_what_to_try_when_nobody_is_found(client, owe, typed, said):
    owe()

    assert said in client.get_piece(f"/buscar?q={typed}").words()


def test_window_says_that_there_are_more(client, cast, session, now):
    for _ in range(9):
        customer = make_customer(session, now=now, name="Ana Pérez")
        make_account(session, cast.consumo, now=now, customer_id=customer.id)

    piece = client.get_piece("/buscar?q=perez")

    assert len(piece.with_class("finding__row")) == 8
    assert "Hay más: siga escribiendo." in piece.words()


def test_window_without_script_is_the_list(client):
    assert client.get("/buscar?q=rios", status=303).response.location == "/clientes?q=rios"


def test_list_shows_only_what_the_person_sees_and_a_preview(people, owe):
    owe()
    owe("Ríos De Luis", owner="luis", phone="+573000000002")

    page, of_supervisor = people("andrea").get("/clientes?q=rios"), people("paola").get("/clientes?q=rios")

    assert page.texts("clients__name") == ["María Fernanda Ríos"]
    assert "usted" in page.texts("clients__preview")[0]
    assert len(of_supervisor.texts("clients__name")) == 2
    assert people("sara").get("/clientes?q=rios").texts("clients__name") == []


def test_list_pages_go_on_and_stay_in_the_address(client, cast, session, now):
    for number in range(25):
        customer = make_customer(session, now=now, name=f"Ana Pérez {chr(65 + number)}bel")
        make_account(session, cast.consumo, now=now, customer_id=customer.id)

    first, second = client.get("/clientes?q=perez"), client.get("/clientes?q=perez&pagina=2")

    assert (len(first.texts("clients__name")), len(second.texts("clients__name"))) == (20, 5)
    assert first.one(".//a[@rel='next']").get("href") == "/clientes?q=perez&pagina=2"


def test_list_asks_as_much_for_many_as_for_one(client, owe, statements):
    owe("Ana Pérez")
    client.get("/clientes?q=perez")  # the company's zone is read once per process
    with statements() as few:
        client.get("/clientes?q=perez")
    for number in range(6):
        owe(f"Ana Pérez {number}", phone=f"+57300000010{number}")
    with statements() as many:
        client.get("/clientes?q=perez")

    assert len(many) == len(few)


def test_preview_is_a_piece_and_of_others_absent(client, owe):
    account, other = owe(), owe("De Luis", owner="luis", phone="+573000000002")

    assert "$ 500" in client.get_piece(f"/clientes/{account.customer_id}/vista").words()
    client.get_piece(f"/clientes/{other.customer_id}/vista", status=404)
