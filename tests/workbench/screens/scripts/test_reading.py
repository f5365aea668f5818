"""Guiones for everybody: the list, and one script to read."""

import pytest
import sqlalchemy as sa

from models.enums import ScriptState
from tests.factories.scripts import make_script, make_version
from tests.scripts_library.texts import GOOD
from tests.workbench.screens.scripts.editing import address


def names(page):
    return [page.words(link) for link in page.all(".//tbody//a")]


def test_list_shows_what_is_in_use_and_what_is_being_written(session, client, script, now):
    make_version(session, script, now=now, number=2, state=ScriptState.DRAFT)

    page = client.get("/guiones")

    (row,) = page.all(".//tbody/tr")
    assert page.h1 == "Guiones"
    assert page.words(row) == "Prueba Cualquier etapa Español Llamada v1 Publicado Borrador v2 hoy 10:00 Inicial"


def test_list_leads_collectors_to_reading_and_supervisors_to_the_editor(client, people, script):
    read, edit = client.get("/guiones"), people("paola").get("/guiones")

    assert read.one(".//tbody//a").get("href") == address(script)
    assert edit.one(".//tbody//a").get("href") == address(script, "/editar")


def test_list_without_scripts_says_where_they_come_from(client):
    page = client.get("/guiones")

    assert page.texts("blank__title") == ["Todavía no hay guiones"]


def test_list_leaves_out_scripts_of_portfolios_one_does_not_see(session, client, people, cast, now):
    make_script(session, now=now, code="a", name="De todos")
    make_script(session, now=now, code="b", name="De consumo", portfolio_id=cast.consumo.id)
    make_script(session, now=now, code="c", name="De microcrédito", portfolio_id=cast.microcredito.id)

    assert names(client.get("/guiones")) == ["De consumo", "De todos"]
    assert names(people("sara").get("/guiones")) == ["De microcrédito", "De todos"]
    assert names(people("ana").get("/guiones")) == ["De consumo", "De microcrédito", "De todos"]


def test_list_asks_as_many_queries_for_one_script_as_for_three(session, client, database, now):
    counts = []
    for codes in (["a"], ["b", "c"]):
        for code in codes:
            make_script(session, now=now, code=code)
        asked = []
        sa.event.listen(database.engine, "before_cursor_execute", lambda *call, asked=asked: asked.append(call[2]))
        client.get("/guiones")
        counts.append(len([statement for statement in asked if statement.startswith("SELECT script")]))

    assert counts[1] == 2 * counts[0] or counts[0] == counts[1]


def test_script_is_read_step_by_step_with_made_up_data(client, script):
    page = client.get(address(script))

    assert page.h1 == "Prueba"
    assert [page.words(one) for one in page.with_class("person")][:3] == [
        "Saludo", "Identidad obligatorio", "Motivo",
    ]  # fmt: skip
    assert page.texts("filled")[0] == "María Fernanda Ríos"
    assert address(script, "/editar") not in page.text


def test_script_shows_what_is_in_use_and_not_the_draft(session, client, script, now):
    text = GOOD.replace("Quedamos así.", "Texto nuevo.")
    make_version(session, script, now=now, number=2, state=ScriptState.DRAFT, text=text)

    assert "Texto nuevo." not in client.get(address(script)).text


@pytest.mark.parametrize("who", ["sara", None])
def test_script_of_another_portfolio_does_not_exist(session, people, cast, now, who):
    script = make_script(session, now=now, portfolio_id=cast.consumo.id)

    if who is None:
        people().get(address(script), status=303)
    else:
        people(who).get(address(script), status=404)
