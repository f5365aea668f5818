"""Entrar: who gets in and where they land, what is said to who does not, and when a session is over."""

import dataclasses
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from models import Database
from tests.browser import Browser, Page
from tests.personas import PASSWORD, Cast
from tests.workbench.screens.desk import statements
from workbench.app import create_app
from workbench.settings import Settings

__all__ = ["statements"]

People = Callable[..., Browser]


def _try(browser: Browser, *, password: str = PASSWORD, status: int = 303, **fields: object) -> Page:
    page = browser.get("/entrar")
    return browser.submit(page, "/entrar", email="andrea@example.com", password=password, status=status, **fields)


def test_sign_in_page_asks_for_address_and_password_in_either_language(people: People) -> None:
    browser = people()

    page = browser.get("/entrar")

    assert page.h1 == "Entrar"
    assert set(page.form("/entrar")) == {"csrf_token", "siguiente", "email", "password"}


def test_sign_in_opens_the_start(people: People) -> None:
    browser = people()

    answer = _try(browser)

    assert answer.response.location == "/"
    assert browser.get("/ayuda").h1 == "Ayuda"


def test_sign_in_goes_on_to_the_page_that_was_asked_for(people: People) -> None:
    browser = people()
    sent = browser.get("/ayuda?x=1", status=303)

    page = browser.get(sent.response.location)
    answer = browser.submit(page, "/entrar", email="andrea@example.com", password=PASSWORD)

    assert answer.response.location == "/ayuda?x=1"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://malo.example/", "//malo.example/", "/\\malo.example/", "/\t/malo.example/", "/\n/malo.example/", "ayuda"],
)
def test_sign_in_never_sends_to_another_site(people: People, elsewhere: str) -> None:
    answer = _try(people(), siguiente=elsewhere)

    assert answer.response.location == "/"


def test_sign_in_says_how_many_tries_are_left_and_keeps_the_address(people: People) -> None:
    page = _try(people(), password="no es esta", status=422)

    assert page.texts("form-mistakes") == ["El correo o la contraseña no son esos. Intentos que le quedan: 4."]
    assert page.form("/entrar")["email"] == "andrea@example.com"
    assert page.form("/entrar")["password"] == ""


def test_sign_in_says_until_when_to_wait_after_five_tries(people: People) -> None:
    browser = people()
    for _ in range(4):
        _try(browser, password="no es esta", status=422)

    page = _try(browser, password="no es esta", status=429)

    assert page.response.headers["Retry-After"] == "900"
    assert page.texts("form-mistakes") == ["Hubo varios intentos seguidos. Puede volver a entrar a las 10:15."]


def test_sign_in_asks_for_what_is_missing(people: People) -> None:
    browser = people()

    page = browser.submit(browser.get("/entrar"), "/entrar", status=422)

    assert page.texts("field__error") == ["Escriba su correo.", "Escriba su contraseña."]


def test_sign_in_refuses_a_form_without_its_token(people: People) -> None:
    browser = people()
    browser.token = "no"

    page = browser.post("/entrar", {"email": "andrea@example.com", "password": PASSWORD}, status=400)

    assert page.h1 == "La página estuvo abierta mucho tiempo"
    assert browser.get("/ayuda", status=303).response.location == "/entrar?siguiente=/ayuda"


def test_sign_in_page_sends_who_is_signed_in_to_the_start(client: Browser) -> None:
    assert client.get("/entrar", status=303).response.location == "/"


def test_sign_in_brings_the_persons_language_and_theme_to_the_browser(
    people: People, session: Session, cast: Cast
) -> None:
    cast.andrea.locale, cast.andrea.theme = "en", "dark"
    browser = people()

    _try(browser)

    root = browser.get("/ayuda").root
    assert (root.get("lang"), root.get("data-bs-theme")) == ("en", "dark")


def test_sign_in_lasts_as_long_as_the_window_unless_remembered(people: People) -> None:
    browser = people()

    _try(browser)
    window = [one for one in browser.client._cookies.values() if one.key == "workbench"]
    _try_again = people()
    _try(_try_again, remember="y")
    kept = [one for one in _try_again.client._cookies.values() if one.key == "workbench"]

    assert [one.max_age or one.expires for one in window] == [None]
    assert [one.expires is not None for one in kept] == [True]


def test_browser_that_signed_in_before_does_not_wait_for_a_colleagues_failures(people: People) -> None:
    hers, his = people(), people()
    _try(hers)
    hers.submit(hers.get("/ayuda"), "/salir")
    for _ in range(4):
        _try(his, password="no es esta", status=422)
    _try(his, password="no es esta", status=429)

    page = _try(hers)

    assert page.response.location == "/"


def test_another_browser_with_a_made_up_cookie_waits(people: People) -> None:
    his = people()
    his.client.set_cookie("equipo", "WyJ4IixbXV0.made-up")
    for _ in range(4):
        _try(his, password="no es esta", status=422)
    _try(his, password="no es esta", status=429)

    _try(his, status=429)


def test_clients_behind_a_trusted_proxy_are_told_apart(settings: Settings, database: Database, session, cast) -> None:
    app = create_app(dataclasses.replace(settings, trusted_proxies=1), database)
    here, there = Browser(app, session), Browser(app, session)
    here.client.environ_base["HTTP_X_FORWARDED_FOR"] = "192.0.2.1, 203.0.113.7"
    there.client.environ_base["HTTP_X_FORWARDED_FOR"] = "192.0.2.1, 198.51.100.9"
    for _ in range(4):
        _try(here, password="no es esta", status=422)
    _try(here, password="no es esta", status=429)

    assert _try(there).response.location == "/"


def test_clients_cannot_choose_their_source_without_a_trusted_proxy(people: People) -> None:
    browser = people()
    statuses = []
    for number in range(6):
        browser.client.environ_base["HTTP_X_FORWARDED_FOR"] = f"192.0.2.{number}"
        data = {"csrf_token": browser.get("/entrar").form("/entrar")["csrf_token"], "email": "andrea@example.com"}
        statuses.append(browser.client.post("/entrar", data={**data, "password": "no es esta"}).status_code)

    assert statuses == [422, 422, 422, 422, 429, 429]


def test_who_is_signed_in_is_found_with_one_query_for_the_person(client: Browser, statements) -> None:
    client.get("/ayuda")

    with statements() as sent:
        client.get("/ayuda")

    about = [one for one in sent if 'FROM "user"' in one or "sign_in_session" in one]
    assert len(about) == 1


def test_session_ends_when_the_password_changes(client: Browser, session: Session, cast: Cast) -> None:
    cast.andrea.session_version += 1

    assert client.get("/ayuda", status=303).response.location == "/entrar?siguiente=/ayuda"


def test_session_ends_when_the_person_is_disabled(client: Browser, session: Session, cast: Cast) -> None:
    cast.andrea.is_active = False

    assert client.get("/ayuda", status=303).response.location == "/entrar?siguiente=/ayuda"


def test_session_ends_after_its_hours(client: Browser, app: Flask) -> None:
    clock = app.extensions["workbench_clock"]
    app.extensions["workbench_clock"] = lambda: clock() + timedelta(hours=12, seconds=5)

    assert client.get("/ayuda", status=303).response.location == "/entrar?siguiente=/ayuda"


def test_session_of_another_browser_is_not_taken_over(client: Browser) -> None:
    page = client.get("/ayuda", status=303, headers={"User-Agent": "another"})

    assert page.response.location == "/entrar?siguiente=/ayuda"


def test_cookie_is_out_of_reach_of_scripts_and_other_sites(people: People) -> None:
    browser = people()

    answer = _try(browser)

    cookie = next(one for one in answer.response.headers.getlist("Set-Cookie") if one.startswith("workbench="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
