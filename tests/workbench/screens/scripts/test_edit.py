"""The editor page: what it shows, and who may open it."""

import pytest

from models.enums import ScriptState
from tests.factories.scripts import make_script, make_version
from tests.workbench.screens.scripts.editing import (
    BETTER,
    WRONG,
    address,
)


def test_editor_shows_text_outline_checks_and_preview(paola, script):
    page = paola.get(address(script, "/editar"))

    assert page.h1 == "Prueba"
    assert page.form(address(script, "/borrador"))["text"].startswith("+++")
    assert page.texts("step-link") == ["Saludo", "Identidad", "Motivo", "No tengo dinero", "Cierre"]
    assert page.words(page.by_id("revision")).startswith("Revisión La identidad va antes")
    assert "María Fernanda Ríos" in page.words(page.by_id("vista-previa"))


def test_editor_opens_the_draft_where_there_is_one(session, paola, script, now):
    make_version(session, script, now=now, number=2, state=ScriptState.DRAFT, text=BETTER, edits=3)

    page = paola.get(address(script, "/editar"))

    assert page.form(address(script, "/borrador"))["text"] == BETTER
    assert page.form(address(script, "/borrador"))["base_edits"] == "3"
    assert page.texts("pill")[0] == "Borrador v2"


def test_editor_says_line_by_line_what_to_mend(session, paola, script, now):
    make_version(session, script, now=now, number=2, state=ScriptState.DRAFT, text=WRONG)

    page = paola.get(address(script, "/editar"))

    (line,) = page.all(".//*[@id='revision']//li")
    assert page.words(line) == (
        "La política CO no permite preguntar por qué no ha pagado. Ofrezca fechas. "
        f"línea {WRONG[: WRONG.index('¿Por qué')].count(chr(10)) + 1}"
    )


def test_editor_of_a_text_that_cannot_be_read_still_opens(session, paola, script, now):
    make_version(session, script, now=now, number=2, state=ScriptState.DRAFT, text="nada")

    page = paola.get(address(script, "/editar"))

    assert page.words(page.by_id("vista-previa")) == "Arregle primero lo que está marcado en la revisión."


@pytest.mark.parametrize("who", ["andrea", "elena"])
def test_who_does_not_write_scripts_is_told_who_does(people, script, who):
    page = people(who).get(address(script, "/editar"), status=403)

    assert "Esto lo puede hacer quien supervisa" in page.words()


def test_an_outsider_finds_no_script_of_another_portfolio(session, paola, cast, now):
    theirs = make_script(session, now=now, portfolio_id=cast.microcredito.id)

    paola.get(address(theirs, "/editar"), status=404)
