"""Pages that say what went wrong: they need neither the database nor a person, and give away nothing."""

import logging
from collections.abc import Callable

import pytest
from flask import Flask

from models import Database
from tests.browser import Browser
from tests.workbench.web.practice import add_practice
from workbench.app import create_app
from workbench.settings import Settings


@pytest.fixture
def app(app: Flask) -> Flask:
    """The application with the practice screen; its mistakes become pages."""
    add_practice(app)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


def test_mistake_of_ours_has_a_code_that_the_log_knows(client: Browser, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        page = client.get("/practica/falla", status=500)

    text = page.words(page.one(".//main//p"))
    code = text.removeprefix("El servidor no pudo terminar. Lo que escribió sigue aquí. Código ").removesuffix(".")
    assert f"unexpected error {code} at GET /practica/falla" in caplog.text
    assert "secreto" not in page.text


def test_mistake_of_ours_is_a_notice_for_htmx(client: Browser) -> None:
    piece = client.get_piece("/practica/falla", status=500)

    assert piece.response.headers["HX-Retarget"] == "#aviso"


def test_page_about_a_lost_database_needs_no_database(caplog: pytest.LogCaptureFixture) -> None:
    away = Settings(database_url="sqlite:////nowhere/at/all.db", secret_key="0" * 32)
    client = create_app(away).test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = "token|1"

    answer = client.post("/entrar", data={"email": "a@b.c", "password": "x"})

    assert answer.status_code == 400
    assert client.get("/no-existe").status_code == 404


def test_too_large_a_request_says_the_limit(client: Browser, app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1024**2
    client.get("/ayuda")

    page = client.post("/preferencias", {"x": "a" * 1_100_000}, status=413)

    assert page.words(page.one(".//main//p")).startswith("El archivo pasa de 1 MB.")


def test_stale_form_of_ours_comes_back_with_what_was_typed(client: Browser) -> None:
    sent = {"amount": "500", "due_on": "vie", "csrf_token": "old", "password": "x"}

    page = client.post("/practica/guardar", sent, status=400, headers={"Sec-Fetch-Site": "same-origin"})

    fields = page.form("/practica/guardar")
    assert {name: fields[name] for name in fields if name != "csrf_token"} == {"amount": "500", "due_on": "vie"}
    assert client.submit(page, "/practica/guardar").response.location == "/practica/ver"


def test_stale_form_of_another_site_is_not_offered_again(client: Browser) -> None:
    client.token = ""

    page = client.post("/practica/guardar", {"amount": "500"}, status=400, headers={"Sec-Fetch-Site": "cross-site"})

    assert page.all(".//form") == []


def test_stale_form_under_htmx_gets_a_fresh_token(client: Browser) -> None:
    client.token = "old"

    piece = client.post_piece("/practica/guardar", {"amount": "500"}, status=400)

    fresh = piece.one(".//*[@data-fresh-token]").get("data-fresh-token")
    client.token = str(fresh)
    assert client.post("/practica/guardar", {"amount": "500", "due_on": "vie"}).response.location == "/practica/ver"


def test_wrong_method_says_so(client: Browser) -> None:
    assert client.get("/salir", status=405).h1 == "No se puede"


def test_pages_about_errors_speak_the_browsers_language(people: Callable[..., Browser]) -> None:
    browser = people()
    browser.client.set_cookie("idioma", "en")

    assert browser.get("/no-existe", status=404).root.get("lang") == "en"


def test_application_does_nothing_with_its_database_when_it_is_made() -> None:
    database = Database("sqlite:////nowhere/at/all.db")

    assert create_app(Settings(database_url=database.url, secret_key="0" * 32), database).name == "workbench.app"
