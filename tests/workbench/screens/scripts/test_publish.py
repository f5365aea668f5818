"""Publicar."""

import pytest

from tests.workbench.screens.scripts.editing import (
    BETTER,
    GOOD,
    WRONG,
    address,
    entries,
    texts,
)


def publish(browser, script, *, status=303, note="Más claro", **fields):
    form = browser.get(address(script, "/editar")).form(address(script, "/borrador"))
    return browser.post(address(script, "/publicar"), {**form, "note": note, **fields}, status=status)


def test_publish_puts_the_text_in_use(session, paola, script):
    answer = publish(paola, script, text=BETTER)

    assert answer.response.location == address(script, "/editar")
    assert texts(session) == [(1, "retired", GOOD), (2, "published", BETTER)]
    assert "Se publicó la versión 2." in paola.get(address(script, "/editar")).words()


def test_publish_is_what_collectors_read_from_then_on(paola, client, script):
    publish(paola, script, text=BETTER)

    assert "Quedamos de acuerdo." in client.get(address(script)).words()


def test_publish_leaves_an_audit_entry(session, paola, script):
    publish(paola, script, text=BETTER)

    assert entries(session)[-1] == ("script_published", "paola@example.com")


def test_publish_refuses_errors_and_says_them_line_by_line(session, paola, script):
    page = publish(paola, script, status=422, text=WRONG)

    assert page.texts("form-mistakes") == ["No se puede publicar todavía. Por arreglar: 1."]
    assert "Ofrezca fechas" in page.words(page.by_id("revision"))
    assert page.form(address(script, "/borrador"))["text"] == WRONG
    assert texts(session) == [(1, "published", GOOD)]


def test_publish_asks_for_a_note(session, paola, script):
    page = publish(paola, script, status=422, text=BETTER, note="")

    assert page.texts("field__error") == ["Escriba en una línea qué cambió."]
    assert texts(session) == [(1, "published", GOOD)]


def test_publish_twice_is_harmless(session, paola, script):
    form = paola.get(address(script, "/editar")).form(address(script, "/borrador"))
    for _ in range(2):
        paola.post(address(script, "/publicar"), {**form, "text": BETTER, "note": "x"})

    assert texts(session) == [(1, "retired", GOOD), (2, "published", BETTER)]


def test_publish_over_another_persons_draft_shows_both_texts(session, people, paola, script):
    ana = people("ana")
    form = ana.get(address(script, "/editar")).form(address(script, "/borrador"))
    publish(paola, script, text=BETTER)

    page = ana.post(address(script, "/publicar"), {**form, "text": GOOD + "\n", "note": "x"}, status=409)

    assert page.words(page.one(".//pre")) == " ".join(BETTER.split())
    assert texts(session)[-1] == (2, "published", BETTER)


def test_publish_with_htmx_sends_the_browser_to_the_editor(paola, script):
    form = paola.get(address(script, "/editar")).form(address(script, "/borrador"))

    answer = paola.post_piece(address(script, "/publicar"), {**form, "text": BETTER, "note": "x"})

    assert answer.response.headers["HX-Redirect"] == address(script, "/editar")


@pytest.mark.parametrize("who", ["andrea", "elena"])
def test_publish_is_for_who_writes_scripts(session, people, script, who):
    browser = people(who)
    browser.get("/guiones")

    browser.post(address(script, "/publicar"), {"text": BETTER, "note": "x"}, status=403)

    assert texts(session) == [(1, "published", GOOD)]
