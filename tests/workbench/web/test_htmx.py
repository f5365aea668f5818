"""The answers, each for htmx and for a plain andrea."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from models import Team
from tests.browser import HTMX, Browser

GOOD = {"amount": "1.284.500", "due_on": "vie", "key": "k1"}


@pytest.fixture
def andrea(practice: Flask, people: Callable[..., Browser]) -> Browser:
    """Andrea, who has just opened the practice page."""
    opened = people("andrea")
    opened.get("/practica/ver")
    return opened


def test_look_gives_the_piece_to_htmx_and_the_page_to_others(andrea: Browser) -> None:
    piece = andrea.get_piece("/practica/ver")
    page = andrea.get("/practica/ver")

    assert [one.get("id") for one in piece.root] == ["rows"]
    assert page.h1 == "Práctica"
    assert piece.response.headers["HX-Push-Url"] == "/practica/ver?x=1"
    assert "HX-Push-Url" not in page.response.headers


def test_answers_say_on_what_they_depend(andrea: Browser) -> None:
    page = andrea.get("/practica/ver")

    assert {"HX-Request", "HX-History-Restore-Request", "Cookie"} <= set(page.response.vary)
    assert page.response.headers["Cache-Control"] == "no-store"


def test_acted_sends_a_plain_browser_to_a_page_that_tells_it(andrea: Browser) -> None:
    answer = andrea.post("/practica/guardar", GOOD)

    assert answer.response.location == "/practica/ver"
    page = andrea.get("/practica/ver")
    assert page.texts("notice") == ["Guardado. Deshacer Z"]
    assert [one.get("action") for one in page.by_id("aviso").iter("form")] == ["/practica/deshacer"]
    assert andrea.get("/practica/ver").texts("notice") == []


def test_acted_gives_htmx_what_changed_the_neighbours_and_the_notice(andrea: Browser) -> None:
    answer = andrea.post_piece("/practica/guardar", GOOD)

    beside = {one.get("hx-target"): (one.get("hx-swap"), answer.words(one)) for one in answer.all(".//hx-partial")}
    assert answer.root[0].get("id") == "rows"
    assert beside == {"#count": ("outerHTML", "2"), "#aviso": ("innerHTML", "Guardado. Deshacer Z")}
    assert answer.response.headers["HX-Trigger"] == "thing-saved"
    assert answer.response.headers["HX-Push-Url"] == "/practica/ver"


def test_what_was_saved_is_there_once(andrea: Browser, session: Session) -> None:
    andrea.post("/practica/guardar", GOOD)

    names = session.scalars(sa.select(Team.name).order_by(Team.id)).all()

    assert names == ["norte", "sur", "128450000 2026-11-20"]


@pytest.mark.parametrize("is_piece", [True, False])
def test_invalid_form_comes_back_with_its_mistakes_and_its_input(andrea: Browser, *, is_piece: bool) -> None:
    send = andrea.post_piece if is_piece else andrea.post

    answer = send("/practica/guardar", {"amount": "1,5", "due_on": "ayer mismo"}, status=422)

    assert answer.texts("field__error") == [
        "Escriba el monto así: $ 10.000.",
        "Escriba un día: hoy, mañana, vie, 30 o 30/11.",
    ]
    assert [answer.by_id(name).get("value") for name in ("amount", "due_on")] == ["1,5", "ayer mismo"]
    assert [answer.by_id(name).get("aria-describedby") for name in ("amount", "due_on")] == [
        "amount-error",
        "due_on-error",
    ]


def test_refusal_of_a_rule_is_a_notice_for_htmx(andrea: Browser) -> None:
    answer = andrea.post_piece("/practica/negar", status=409)

    assert answer.texts("notice") == ["Se puede desde las 14:00, hasta 3."]
    assert answer.response.headers["HX-Retarget"] == "#aviso"
    assert answer.response.headers["HX-Reswap"] == "innerHTML"


def test_refusal_of_a_rule_is_a_page_for_others(andrea: Browser) -> None:
    page = andrea.post("/practica/negar", status=409)

    assert page.h1 == "No se puede"
    assert page.words(page.one(".//main//p")) == "Se puede desde las 14:00, hasta 3."


def test_out_of_scope_and_missing_look_the_same(andrea: Browser) -> None:
    hidden, missing = andrea.get("/practica/nadie", status=404), andrea.get("/practica/nada", status=404)

    assert hidden.words() == missing.words()


def test_go_sends_the_whole_browser_elsewhere(practice: Flask, people: Callable[..., Browser]) -> None:
    supervisor = people("paola")

    assert supervisor.get_piece("/practica/jefes").response.headers["HX-Redirect"] == "/ayuda"
    assert supervisor.get("/practica/jefes", status=303).response.location == "/ayuda"


def test_page_that_htmx_restores_is_whole(andrea: Browser) -> None:
    page = andrea.get("/practica/ver", headers={**HTMX, "HX-History-Restore-Request": "true"})

    assert page.h1 == "Práctica"


def test_files_are_kept_by_browsers_whoever_is_signed_in(people):
    client = people("andrea")

    answer = client.get("/static/icon.svg").response
    answer.close()

    assert "Cookie" not in answer.vary
    assert "Set-Cookie" not in answer.headers
