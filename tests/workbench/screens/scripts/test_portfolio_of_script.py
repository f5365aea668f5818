"""The portfolio in a script's text, on the screen: a supervisor cannot take a script away from other teams."""

import pytest

from models.enums import ScriptState
from tests.factories.scripts import make_version
from tests.workbench.screens.scripts.editing import BETTER, GOOD, address, entries, texts

THEIRS = GOOD.replace("+++\n", '+++\ncartera = "microcredito"\n', 1)
OURS = GOOD.replace("+++\n", '+++\ncartera = "consumo"\n', 1)


WORDS = {
    THEIRS: "No hay una cartera con el código «microcredito».",
    OURS: "Este guion es de todas las carteras: solo quien las ve todas puede limitarlo a una.",
}


@pytest.mark.parametrize("text", WORDS, ids=["of another team", "of their own"])
@pytest.mark.parametrize("action", ["/borrador", "/publicar"])
def test_a_supervisor_cannot_take_a_script_of_all(session, paola, script, action, text):
    form = paola.get(address(script, "/editar")).form(address(script, "/borrador"))

    page = paola.post(address(script, action), {**form, "text": text, "note": "x"}, status=422)

    assert WORDS[text] in page.words(page.by_id("revision"))
    assert page.form(address(script, "/borrador"))["text"] == text
    assert (texts(session), entries(session)) == ([(1, "published", GOOD)], [])
    session.refresh(script)
    assert script.portfolio_id is None


def test_the_others_go_on_reading_it(people, paola, script):
    form = paola.get(address(script, "/editar")).form(address(script, "/borrador"))
    paola.post(address(script, "/publicar"), {**form, "text": OURS, "note": "x"}, status=422)

    assert "Prueba" in people("sara").get(address(script)).words()


def test_an_older_version_of_another_portfolio_is_not_restored(session, paola, script, now):
    old = make_version(session, script, now=now, number=0, state=ScriptState.RETIRED, text=OURS)
    page = paola.get(address(script, "/editar"))

    refused = paola.submit(page, address(script, f"/versiones/{old.id}/restaurar"), status=422)

    assert "Este guion es de todas las carteras" in refused.words()
    assert [state for _, state, _ in texts(session)] == ["retired", "published"]


def test_the_problem_is_shown_while_writing(paola, script):
    form = paola.get(address(script, "/editar")).form(address(script, "/borrador"))

    page = paola.post(address(script, "/vista-previa"), {**form, "text": THEIRS}, status=200)

    assert "No hay una cartera con el código «microcredito»." in page.words(page.by_id("revision"))


def test_an_administrator_narrows_a_script_of_all(session, people, script, cast):
    ana = people("ana")
    form = ana.get(address(script, "/editar")).form(address(script, "/borrador"))

    ana.post(address(script, "/publicar"), {**form, "text": OURS, "note": "x"})

    session.refresh(script)
    assert script.portfolio_id == cast.consumo.id
    assert texts(session)[-1] == (2, "published", OURS)
    assert BETTER not in [text for *_, text in texts(session)]
