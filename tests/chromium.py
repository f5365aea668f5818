"""A real browser on a real server: for what only a browser shows, such as keys, drafts and the content policy.

Chromium is the one that `CHROMIUM` names or that is on the PATH. Where there is none these tests are skipped and say
so; with `WORKBENCH_REQUIRE_BROWSER=1` a missing browser is a failure.
"""

import atexit
import os
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import make_server

from models import User
from tests.browser import TOKEN, cookie_of
from tests.engines import SqliteMaker

SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCHEMES = ["light", pytest.param("dark", marks=pytest.mark.long)]
LAPTOP, TELEPHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
SIZES = [pytest.param(LAPTOP, id="laptop"), pytest.param(TELEPHONE, id="telephone", marks=pytest.mark.long)]
"""What pages are looked at in: `make test` draws each page once, `make test-long` in every theme and size."""
HARMLESS = ("Failed to load resource", "htmx: htmx:error: Failed to fetch")
"""What is said of any answer from 400 on and of none at all; whether that was wanted is the test's business."""

expect.set_options(timeout=30_000)
"""How long a page may take on a busy machine; a test that passes never waits for it."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if path is None:
        if os.environ.get("WORKBENCH_REQUIRE_BROWSER") == "1":
            pytest.fail("no Chromium: install one or name it in CHROMIUM")
        pytest.skip("no Chromium: install one (Debian: apt-get install chromium) or name it in CHROMIUM")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield started
        started.close()


@pytest.fixture(name="database_url")
def one_database(sqlite_maker: SqliteMaker) -> Iterator[str]:
    """For modules that drive a browser, which does not see which database is behind a page: one kind is enough."""
    with sqlite_maker.fresh() as url:
        yield url


def violations(page: Page) -> list[tuple[str, list[object]]]:
    """What a page breaks of the accessibility rules: each rule with the elements that break it."""
    found = Axe().run(page)
    return [(one["id"], [node["target"] for node in one["nodes"]]) for one in found.response["violations"]]


class _Front:
    """One server per worker, so that its address and what a browser keeps of it stay; the application changes."""

    def __init__(self) -> None:
        self.app: Flask | None = None
        self._server = make_server("127.0.0.1", 0, self, threaded=True)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def __call__(self, environ: dict[str, object], start_response: object) -> Iterable[bytes]:
        """Answer with the application of the test that runs."""
        return self.app(environ, start_response)

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@cache
def _front() -> _Front:
    front = _Front()
    atexit.register(front.close)
    return front


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address of a server that answers with `app` until the block ends."""
    front = _front()
    front.app = app
    yield front.address


_CONTEXTS: dict[tuple[object, ...], BrowserContext] = {}
"""Contexts of the browser by their options: what they keep of static files is not fetched again by every test."""


@contextmanager
def window(chromium: Browser, address: str, **options: object) -> Iterator[Page]:
    """A window at an address that knows nothing of the ones before it but the static files.

    Errors of scripts and breaches of the content policy fail the test at its end.
    """
    key = (chromium, address, *sorted(options.items()))
    if key not in _CONTEXTS:
        _CONTEXTS[key] = chromium.new_context(base_url=address, viewport=LAPTOP, **options)
    context = _CONTEXTS[key]
    context.clear_cookies()
    page = context.new_page()
    context.new_cdp_session(page).send(
        "Storage.clearDataForOrigin", {"origin": address, "storageTypes": "local_storage"}
    )
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    try:
        yield page
    finally:
        page.close()
    found = [one for one in complaints if not one.startswith(HARMLESS)]
    assert found == [], found


def let_in(page: Page, email: str) -> None:
    """Give the window the cookie of a person who has signed in: the form costs a real hash of the password."""
    front = _front()
    app = front.app
    environ = {"HTTP_USER_AGENT": page.evaluate("navigator.userAgent"), "REMOTE_ADDR": "127.0.0.1"}
    with app.extensions["workbench_database"].writing() as session:
        user = session.scalars(sa.select(User).where(User.email == email)).one()
        cookie = cookie_of(session, user, app=app, environ=environ)
    value = app.session_interface.get_signing_serializer(app).dumps(cookie)
    name = app.config["SESSION_COOKIE_NAME"]
    page.context.add_cookies([{"name": name, "value": value, "url": front.address, "httpOnly": True}])


def sign_in(page: Page, email: str, password: str) -> None:
    """Send the form without drawing it; the cookie that comes back is the window's."""
    form = page.request.get("/entrar").text()
    fields = {"email": email, "password": password, "csrf_token": TOKEN.search(form)[1]}
    answer = page.request.post("/entrar", form=fields, max_redirects=0)
    assert answer.status == 303, f"{email} was not let in: {answer.status}"


def sign_in_by_form(page: Page, email: str, password: str) -> None:
    """Go through the form, as a person does, on to a page that needs no rows."""
    page.goto("/entrar?siguiente=/ayuda")
    page.get_by_label("Correo").fill(email)
    page.get_by_label("Contraseña", exact=True).fill(password)
    page.get_by_role("button", name="Entrar", exact=True).click()
    page.get_by_role("navigation", name="Principal").wait_for()
