"""Salir: the session ends on this browser only, and in the database."""

from collections.abc import Callable

from tests.browser import Browser
from tests.personas import PASSWORD


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


def test_copied_cookie_opens_nothing_after_signing_out(client: Browser) -> None:
    page = client.get("/ayuda")
    copied = client.client.get_cookie("workbench")
    assert copied is not None

    client.submit(page, "/salir")
    client.client.set_cookie("workbench", copied.value)

    assert client.get("/ayuda", status=303).response.location == "/entrar?siguiente=/ayuda"


def test_signing_in_again_leaves_the_copied_cookie_closed(people: Callable[..., Browser]) -> None:
    here, copy = people("andrea"), people()
    page = here.get("/ayuda")
    copied = here.client.get_cookie("workbench")
    assert copied is not None
    here.submit(page, "/salir")

    here.submit(here.get("/entrar"), "/entrar", email="andrea@example.com", password=PASSWORD)
    copy.client.set_cookie("workbench", copied.value)

    assert copy.get("/ayuda", status=303).response.location == "/entrar?siguiente=/ayuda"
    assert here.get("/ayuda").h1 == "Ayuda"
