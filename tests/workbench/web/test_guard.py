"""The lock: who is let through, who is sent to sign in, who is told that somebody else can."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.browser import HTMX, Browser

pytestmark = pytest.mark.usefixtures("practice")
People = Callable[..., Browser]


@pytest.fixture
def people(practice: Flask, people: People) -> People:
    """The personas, on an application that has the practice screen."""
    return people


def test_guard_lets_through_who_holds_the_permission(people: People) -> None:
    assert people("andrea").get("/practica/ver").h1 == "Práctica"


@pytest.mark.parametrize("name", ["paola", "ana"])
def test_guard_is_content_with_one_of_several_permissions(people: People, name: str) -> None:
    people(name).get("/practica/jefes", status=303)


def test_guard_tells_who_can_what_this_role_may_not(people: People) -> None:
    page = people("andrea").get("/practica/jefes", status=403)

    assert page.h1 == "Su rol no lo permite"
    assert page.words(page.one(".//main//p")) == ("Esto lo puede hacer quien supervisa o quien administra.")


def test_guard_refuses_a_piece_with_a_notice(people: People) -> None:
    browser = people("andrea")

    piece = browser.get_piece("/practica/jefes", status=403)

    assert piece.response.headers["HX-Retarget"] == "#aviso"
    assert len(piece.with_class("notice--bad")) == 1


def test_guard_sends_strangers_to_sign_in_and_back(people: People) -> None:
    answer = people().get("/practica/ver?orden=saldo", status=303)

    assert answer.response.location == "/entrar?siguiente=/practica/ver?orden%3Dsaldo"


def test_guard_never_puts_a_sign_in_page_inside_a_piece(people: People) -> None:
    answer = people().get_piece("/practica/ver")

    assert answer.text == ""
    assert answer.response.headers["HX-Redirect"] == "/entrar?siguiente=/desde"


def test_guard_does_not_come_back_to_a_write(people: People) -> None:
    answer = people().post("/practica/guardar", status=303)

    assert answer.response.location == "/entrar"


def test_guard_comes_back_to_the_page_a_write_was_sent_from(people: People) -> None:
    ours, theirs = ({"Referer": f"http://{host}/practica/ver?x=1"} for host in ("localhost", "malo.example"))

    assert people().post("/practica/guardar", headers=ours).response.location == "/entrar?siguiente=/practica/ver?x%3D1"
    assert people().post("/practica/guardar", headers=theirs).response.location == "/entrar"


@pytest.mark.parametrize("name", [None, "andrea", "ana"])
def test_guard_lets_nobody_through_an_undeclared_door(people: People, name: str | None) -> None:
    assert people(name).get("/practica/olvidada", status=403).h1 == "No se puede"


def test_guard_lets_anybody_through_a_public_door(people: People) -> None:
    assert people().get("/practica/abierta").h1 == "Abierta"


def test_guard_leaves_unknown_paths_to_the_page_that_says_so(people: People) -> None:
    assert people().get("/no-existe", status=404).h1 == "No lo encontramos"


def test_piece_is_told_apart_by_htmx_and_not_by_what_it_asks(people: People) -> None:
    restored = people("andrea").get("/practica/ver", headers={**HTMX, "HX-History-Restore-Request": "true"})
    boosted = people("andrea").get("/practica/ver", headers={**HTMX, "HX-Boosted": "true"})

    assert (restored.h1, boosted.h1) == ("Práctica", "Práctica")
