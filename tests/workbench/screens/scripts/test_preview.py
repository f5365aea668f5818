"""The preview: the text as typed, checked and read to an account that this person may see. Nothing is saved."""

from datetime import date

import pytest

from tests.factories.ledger import make_account, make_customer, make_invoice
from tests.workbench.screens.scripts.editing import (
    GOOD,
    WRONG,
    address,
    texts,
)


@pytest.fixture
def account(session, cast, now):
    customer = make_customer(session, now=now, name="Yolanda Patricia Suárez Gil")
    made = make_account(session, cast.consumo, now=now, customer_id=customer.id)
    make_invoice(session, made, due_on=date(2026, 11, 3), amount=128_450_00)
    return made


def typed(browser, script, **fields):
    form = browser.get(address(script, "/editar")).form(address(script, "/borrador"))
    return {**form, **fields}


def test_preview_is_three_pieces_while_typing(paola, script):
    page = paola.post_piece(address(script, "/vista-previa"), typed(paola, script, text=WRONG))

    (root,) = [one for one in page.root if one.tag != "hx-partial"]
    assert root.get("id") == "vista-previa"
    assert [one.get("hx-target") for one in page.all("./hx-partial")] == ["#revision", "#pasos"]
    assert "Ofrezca fechas" in page.words(page.all("./hx-partial")[0])


def test_preview_without_script_is_the_page_with_the_text_as_typed(session, paola, script):
    page = paola.post(address(script, "/vista-previa"), typed(paola, script, text=WRONG), status=200)

    assert page.form(address(script, "/borrador"))["text"] == WRONG
    assert texts(session) == [(1, "published", GOOD)]


def test_preview_shows_the_step_that_was_pressed_and_stays_there(paola, script):
    url = address(script, "/vista-previa")
    pressed = paola.post_piece(url, typed(paola, script, block="sin-dinero"))
    later = paola.post_piece(url, typed(paola, script, shown_block="sin-dinero"))

    assert pressed.texts("person") == ["No tengo dinero"]
    assert later.texts("person") == ["No tengo dinero"]


def test_preview_reads_to_a_real_account(paola, script, account):
    fields = typed(paola, script, account=str(account.id), block="motivo")

    page = paola.post_piece(address(script, "/vista-previa"), fields)

    assert page.texts("filled") == ["Crediandes", "$ 128.450"]
    assert "Con los datos de Yolanda Patricia Suárez Gil" in page.words()


def test_preview_of_an_account_one_may_not_see_is_of_made_up_data(session, paola, script, cast, now):
    theirs = make_account(session, cast.microcredito, now=now)

    for chosen in (theirs.id, 404):
        page = paola.post_piece(address(script, "/vista-previa"), typed(paola, script, account=str(chosen)))
        assert "Esa cuenta no está entre las que usted puede ver" in page.words()
        assert "Con datos de ejemplo" in page.words()


def test_preview_says_how_long_it_takes_to_read(paola, script):
    page = paola.post_piece(address(script, "/vista-previa"), typed(paola, script, block="cierre"))

    assert page.words().count("Se lee en 1 segundo · 3 palabras") == 1


def test_preview_of_any_text_is_safe(paola, script):
    text = GOOD.replace("Quedamos así.", "<script>alert(1)</script><img src=x onerror=y>")

    page = paola.post_piece(address(script, "/vista-previa"), typed(paola, script, text=text, block="cierre"))

    assert page.all(".//script") == []
    assert page.all(".//img") == []


@pytest.mark.parametrize("who", ["andrea", "elena"])
def test_preview_is_for_who_writes_scripts(people, script, who):
    browser = people(who)
    browser.get("/guiones")

    browser.post_piece(address(script, "/vista-previa"), {"text": "x"}, status=403)
