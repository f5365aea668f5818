"""Salir: the session ends on this browser only."""

from collections.abc import Callable

from tests.browser import Browser


def test_sign_out_ends_the_session(client: Browser) -> None:
    page = client.get("/ayuda")

    answer = client.submit(page, "/salir")

    assert answer.response.location == "/entrar"
    assert client.get("/ayuda", status=303).response.location == "/entrar?siguiente=/ayuda"


def test_sign_out_leaves_other_browsers_alone(people: Callable[..., Browser]) -> None:
    here, there = people("andrea"), people("andrea")

    here.submit(here.get("/ayuda"), "/salir")

    assert there.get("/ayuda").h1 == "Ayuda"


def test_sign_out_is_not_a_link(client: Browser) -> None:
    client.get("/salir", status=405)
