"""Guardar borrador."""

import pytest

from tests.factories.scripts import make_script
from tests.workbench.screens.scripts.editing import (
    BETTER,
    GOOD,
    WRONG,
    address,
    entries,
    texts,
)


def save(browser, script, *, status=303, **fields):
    page = browser.get(address(script, "/editar"))
    return browser.submit(page, address(script, "/borrador"), status=status, **fields)


def test_save_keeps_the_draft_and_goes_back_to_the_editor(session, paola, script):
    answer = save(paola, script, text=WRONG)

    assert answer.response.location == address(script, "/editar")
    assert texts(session) == [(1, "published", GOOD), (2, "draft", WRONG)]
    assert "Borrador v2 guardado." in paola.get(address(script, "/editar")).words()


def test_save_keeps_the_chosen_account(paola, script):
    assert save(paola, script, text=WRONG, account="7").response.location == address(script, "/editar?cuenta=7")


def test_save_leaves_an_audit_entry(session, paola, script):
    save(paola, script, text=BETTER)

    assert entries(session) == [("script_draft_saved", "paola@example.com")]


def test_save_twice_is_harmless(session, paola, script):
    page = paola.get(address(script, "/editar"))
    for _ in range(2):
        paola.submit(page, address(script, "/borrador"), text=BETTER)

    assert texts(session) == [(1, "published", GOOD), (2, "draft", BETTER)]
    assert len(entries(session)) == 1


def test_save_over_another_persons_draft_shows_both_texts(session, people, paola, script):
    ana = people("ana")
    page = ana.get(address(script, "/editar"))
    save(paola, script, text=BETTER)

    conflict = ana.submit(page, address(script, "/borrador"), status=409, text=WRONG)

    assert conflict.words(conflict.one(".//pre")) == " ".join(BETTER.split())
    assert conflict.form(address(script, "/borrador"))["text"] == WRONG
    assert "Otra persona cambió este guion." in conflict.words()
    assert texts(session)[1] == (2, "draft", BETTER)


def test_save_after_seeing_both_texts_is_meant(session, people, paola, script):
    ana = people("ana")
    page = ana.get(address(script, "/editar"))
    save(paola, script, text=BETTER)
    conflict = ana.submit(page, address(script, "/borrador"), status=409, text=WRONG)

    ana.submit(conflict, address(script, "/borrador"))

    assert texts(session)[1] == (2, "draft", WRONG)


def test_save_with_htmx_sends_the_browser_to_the_editor(session, paola, script):
    form = paola.get(address(script, "/editar")).form(address(script, "/borrador"))

    answer = paola.post_piece(address(script, "/borrador"), {**form, "text": BETTER})

    assert answer.response.headers["HX-Redirect"] == address(script, "/editar")
    assert texts(session)[1] == (2, "draft", BETTER)


def test_save_refuses_a_text_that_is_too_long(session, paola, script):
    page = save(paola, script, status=409, text="x" * 40_001)

    assert "el máximo es 40.000" in page.words()
    assert texts(session) == [(1, "published", GOOD)]


def test_save_without_its_base_shows_the_editor_again(session, paola, script):
    save(paola, script, status=422, text=WRONG, base_version="")

    assert texts(session) == [(1, "published", GOOD)]


@pytest.mark.parametrize("who", ["andrea", "elena"])
def test_save_is_for_who_writes_scripts(session, people, script, who):
    browser = people(who)
    browser.get("/guiones")

    browser.post(address(script, "/borrador"), {"text": WRONG}, status=403)

    assert texts(session) == [(1, "published", GOOD)]


def test_save_of_an_outsiders_script_finds_nothing(session, paola, cast, now):
    theirs = make_script(session, now=now, portfolio_id=cast.microcredito.id)
    paola.get("/guiones")

    paola.post(address(theirs, "/borrador"), {"text": WRONG}, status=404)

    assert texts(session) == [(1, "published", GOOD)]
