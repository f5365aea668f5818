"""Equipo: figures of a period, each collector's own, and whose they are."""

import pytest
import sqlalchemy as sa

from models import Role


def tiles(page):
    """Name and what stands under it, of every tile."""
    found = {}
    for one in page.with_class("measure"):
        name = page.words(one.find(".//h2"))
        found[name] = page.words(one).removeprefix(name).partition(". ")[2].strip()
    return found


def rows(page):
    """The table, row by row, with its last row; names without the letters drawn beside them."""
    for drawn in page.with_class("initials"):
        drawn.text = ""
    return [[page.words(cell) for cell in row] for row in [*page.all(".//tbody/tr"), *page.all(".//tfoot/tr")]]


def test_index_shows_the_month_so_far_with_a_definition_in_every_tile(people, month):
    month("andrea")

    page = people("elena").get("/equipo")

    assert tiles(page) == {
        "Recaudo": "$ 400 $ 400",
        "Contactabilidad": "100 % 1 de 1 cuentas",
        "Contacto directo": "100 % 1 de 1 cuentas",
        "Tasa de promesa": "100 % 1 de 1 cuentas",
        "Promesas cumplidas": "100 % 1 de 1 vencidas",
        "Sin gestión": "75 % $ 300 de $ 400",
    }
    assert "1 nov – 18 nov" in page.words()


def test_index_tells_each_collector_the_money_of_nobody_and_the_total(people, month):
    month("andrea", customers=2)
    month("luis")

    assert rows(people("paola").get("/equipo")) == [
        ["Andrea", "4", "2 50 %", "2 50 %", "2", "2 de 2 100 %", "$ 200"],
        ["Luis", "2", "1 50 %", "1 50 %", "1", "1 de 1 100 %", "$ 100"],
        ["Sin gestión", "pagos que nadie gestionó antes", "$ 900"],
        ["Total", "6", "3 50 %", "3 50 %", "3", "3 de 3 100 %", "$ 1.200"],
    ]


def test_index_goes_from_the_attempt_to_the_money(people, month):
    month("andrea")

    page = people("elena").get("/equipo")

    steps = [page.words(one) for one in page.with_class("team__funnel")[0]]
    assert steps == [
        "Intentos", "", "2", "Contacto", "50 % de los intentos", "1", "Contacto directo", "100 % de los contactos", "1",
        "Promesa", "100 % de los directos", "1", "Cumplida", "100 % de las que vencieron en el período", "1",
        "Cobrado", "25 % después de una gestión", "$ 400",
    ]  # fmt: skip


def test_index_keeps_currencies_apart(people, month):
    month("andrea")
    month("sara")

    page = people("ana").get("/equipo")

    assert tiles(page)["Recaudo"] == "COP $ 400 MXN $400.00"
    assert [page.words(one) for one in page.all(".//thead/tr/th")][-2:] == ["Recaudo COP", "Recaudo MXN"]
    assert rows(page)[1][-2:] == ["–", "–"]


def test_index_shows_nothing_of_other_teams(people, month):
    month("andrea")
    month("sara", customers=3)

    page = people("elena").get("/equipo")

    assert [row[0] for row in rows(page)] == ["Andrea", "Luis", "Sin gestión", "Total"]
    assert rows(page)[-1][1] == "2"


def test_index_can_be_limited_to_a_portfolio(people, month, cast):
    month("andrea")
    month("sara", customers=3)

    page = people("ana").get(f"/equipo?cartera={cast.consumo.id}")

    assert rows(page)[-1][1] == "2"
    assert page.one(".//nav[@class='segments']/a[1]").get("href") == f"/equipo?periodo=hoy&cartera={cast.consumo.id}"


@pytest.mark.parametrize(
    ("period", "current", "attempts"),
    [
        ("periodo=mes", "Mes", "2"),
        ("periodo=rango&desde=2026-11-04&hasta=2026-11-04", "4 nov", "2"),
        ("periodo=rango&desde=2026-11-05&hasta=2026-11-18", "5 nov – 18 nov", "0"),
        ("periodo=semana", "Semana", "0"),
    ],
)
def test_index_is_about_the_period_of_the_address(people, month, period, current, attempts):
    month("andrea")

    page = people("elena").get(f"/equipo?{period}")

    assert [page.words(one) for one in page.all(".//a[@aria-current='true']")] == [current]
    assert rows(page)[-1][1] == attempts


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("periodo=siglo", "No hay un período con ese nombre. Se muestra el mes."),
        ("periodo=rango", "Escriba los dos días del período. Se muestra el mes."),
        ("periodo=rango&desde=ayer&hasta=2026-11-04", "Escriba los dos días del período. Se muestra el mes."),
        ("periodo=rango&desde=2026-11-05&hasta=2026-11-04", "El primer día va antes que el último. Se muestra el mes."),
        ("periodo=rango&desde=2020-01-01&hasta=2026-11-04", "Un período tiene a lo sumo un año. Se muestra el mes."),
        ("periodo=rango&desde=0001-01-01&hasta=0001-02-01", "Escriba días entre 1990 y 2100. Se muestra el mes."),
        ("periodo=rango&desde=9999-12-01&hasta=9999-12-31", "Escriba días entre 1990 y 2100. Se muestra el mes."),
        ("cartera=x", "Esa cartera no está entre las suyas. Se muestran todas."),
    ],
)
def test_index_says_what_it_cannot_use_and_shows_the_month(people, month, asked, said):
    month("andrea")

    page = people("elena").get(f"/equipo?{asked}")

    assert page.texts("note") == [said]
    assert rows(page)[-1][1] == "2"


def test_index_treats_a_portfolio_of_another_team_as_one_that_is_not_there(people, month, cast):
    month("andrea")

    page = people("elena").get(f"/equipo?cartera={cast.microcredito.id}")

    assert page.texts("note") == ["Esa cartera no está entre las suyas. Se muestran todas."]
    assert rows(page)[-1][1] == "2"


def test_index_without_anything_says_so_and_offers_the_month(people, month):
    month("andrea")

    page = people("elena").get("/equipo?periodo=hoy")

    assert page.texts("blank__title") == ["No hubo gestiones en el período"]
    assert page.one(".//div[@class='blank__doors']/a").get("href") == "/equipo?periodo=mes"


def test_index_without_portfolios_says_who_gives_them(people, cast, session):
    cast.elena.teams = []
    session.flush()

    assert "Sus equipos todavía no tienen carteras" in people("elena").get("/equipo").words()


def test_index_is_not_for_collectors(client):
    client.get("/equipo", status=403)


def test_index_follows_the_permission_and_not_the_role(people, session):
    role = session.scalars(sa.select(Role).where(Role.code == "team_lead")).one()
    role.permissions = [one for one in role.permissions if one != "see_team"]
    session.flush()

    people("elena").get("/equipo", status=403)


@pytest.mark.parametrize("customers", [1, 3])
def test_index_takes_the_same_number_of_queries_for_any_number_of_rows(people, month, statements, customers):
    month("andrea", customers=customers)
    elena = people("elena")
    elena.get("/equipo")

    with statements() as sent:
        elena.get("/equipo")

    assert len(sent) == 18
