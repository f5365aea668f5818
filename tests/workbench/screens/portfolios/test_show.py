"""The board: who has the accounts, and what a move would do."""

import pytest

from tests.workbench.screens.portfolios.moving import rows


def test_index_goes_to_the_first_portfolio(people, cast):
    answer = people("paola").get("/carteras", status=303)

    assert answer.response.location == f"/carteras/{cast.consumo.id}"


def test_index_without_portfolios_says_how_they_come(people, cast, session):
    cast.paola.teams = []
    session.flush()

    assert "Quien administra las da a un equipo" in people("paola").get("/carteras").words()


def test_show_says_who_has_how_many_and_how_much(people, place, cast):
    place(owner="andrea")
    place(owner="andrea")
    place(owner=None)

    page = people("paola").get(f"/carteras/{cast.consumo.id}")

    assert rows(page) == [
        ("Andrea", "2", "$ 600.000"),
        ("Luis", "0", "$ 0"),
        ("Sin asignar: del equipo", "1", "$ 300.000"),
    ]


def test_show_marks_who_does_not_work_the_portfolio_any_more(people, place, cast):
    place(owner="sara")

    page = people("paola").get(f"/carteras/{cast.consumo.id}")

    assert ("Sara", "1", "$ 300.000") in rows(page)
    assert "ya no trabaja esta cartera" in page.words()


def test_show_tells_the_effect_before_anything_moves(people, place, cast):
    item = place(owner="andrea")

    page = people("paola").get_piece(f"/carteras/{cast.consumo.id}?whose={cast.andrea.id}&to={cast.luis.id}")

    assert page.texts("facts") == ["Cuentas que se mueven1 Saldo vencido$ 300.000 Luis0 → 1"]
    assert "Mover 1 cuenta" in page.words()
    assert item.collector_id == cast.andrea.id


def test_show_without_script_gets_the_effect_with_the_page(people, place, cast):
    place(owner="andrea")

    page = people("paola").get(f"/carteras/{cast.consumo.id}?whose=todas&to=equipo")

    assert page.texts("facts") == ["Cuentas que se mueven1 Saldo vencido$ 300.000 Nadie: del equipo0 → 1"]


def test_show_keeps_the_token_out_of_the_address(people, place, cast):
    place(owner="andrea")

    page = people("paola").get(f"/carteras/{cast.consumo.id}")

    assert "csrf_token" not in page.form(f"/carteras/{cast.consumo.id}")


def test_show_says_which_filter_cannot_be_read(people, place, cast):
    place(owner="andrea")

    page = people("paola").get(f"/carteras/{cast.consumo.id}?to=equipo&min_days=-3&min_overdue=1234.5")

    assert page.words(page.by_id("min_days-error")) == "Escriba los días con un número, de 0 en adelante."
    assert page.words(page.by_id("min_overdue-error")) == "Escriba el monto así: $ 10.000."
    assert page.texts("facts") == []


def test_show_of_another_team_does_not_exist(people, cast):
    people("paola").get(f"/carteras/{cast.microcredito.id}", status=404)


@pytest.mark.parametrize("address", ["/carteras", "/carteras/1"])
def test_board_is_not_for_collectors(client, address):
    client.get(address, status=403)


@pytest.mark.parametrize("accounts", [1, 3])
def test_show_takes_the_same_number_of_queries_for_any_number_of_accounts(people, place, cast, statements, accounts):
    for _ in range(accounts):
        place(owner="andrea")
    paola = people("paola")
    paola.get(f"/carteras/{cast.consumo.id}")

    with statements() as sent:
        paola.get(f"/carteras/{cast.consumo.id}")

    assert len(sent) == QUERIES


QUERIES = 17
