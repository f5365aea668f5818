"""Preferences: language, theme and shortcuts of a browser, and of the person."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from tests.browser import Browser
from tests.personas import Cast


def test_language_is_kept_in_the_browser_before_anybody_signs_in(people: Callable[..., Browser]) -> None:
    browser = people()

    answer = browser.submit(browser.get("/entrar"), "/preferencias", language="en", siguiente="/entrar")

    assert answer.response.location == "/entrar"
    assert browser.get("/entrar").root.get("lang") == "en"


def test_choices_are_kept_with_the_person(client: Browser, session: Session, cast: Cast) -> None:
    client.submit(client.get("/ayuda"), "/preferencias", language="en", theme="dark")

    assert (cast.andrea.locale, cast.andrea.theme) == ("en", "dark")


def test_what_is_not_sent_stays(client: Browser, session: Session, cast: Cast) -> None:
    cast.andrea.locale = "es"

    client.submit(client.get("/ayuda"), "/preferencias", theme="light")

    assert (cast.andrea.locale, cast.andrea.theme) == ("es", "light")


def test_theme_is_drawn_by_the_server(client: Browser) -> None:
    client.submit(client.get("/ayuda"), "/preferencias", theme="dark")

    assert client.get("/ayuda").root.get("data-bs-theme") == "dark"


def test_theme_sent_by_the_script_answers_nothing(client: Browser) -> None:
    client.get("/ayuda")

    client.post_piece("/preferencias", {"theme": "dark"}, status=204)


def test_shortcuts_can_be_switched_off(client: Browser) -> None:
    client.submit(client.get("/ayuda"), "/preferencias", shortcuts="no")

    assert client.get("/ayuda").root.get("data-shortcuts") == "off"


@pytest.mark.parametrize("choice", [{"language": "xx"}, {"theme": "blue"}, {"shortcuts": "maybe"}])
def test_choices_that_do_not_exist_are_refused(client: Browser, choice: dict[str, object]) -> None:
    client.get("/ayuda")

    page = client.post("/preferencias", choice, status=422)

    assert page.texts("blank") == ["No se puede Esa opción no existe. Ir al inicio"]
