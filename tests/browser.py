"""The page client: fetches pages and pieces as a browser would, and checks every one of them as HTML.

A test says what it wants of a page; that titles, labels, ids, tokens and the content policy are right is asked of every
page fetched by any test. Before each request the test's own session commits, so that the application sees its rows and
nobody waits for its lock; afterwards it reads everything anew.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from xml.etree.ElementTree import Element

import flask
import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_login.utils import _create_identifier
from flask_wtf.csrf import generate_csrf
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from models import Database, User
from tests.personas import Cast
from workbench.app import create_app
from workbench.domain.people import open_session
from workbench.settings import Settings

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://localhost/desde"}
OUT_OF_BAND = "hx-partial"
TOKEN = re.compile(r'<input[^>]*name="csrf_token"[^>]*value="([^"]*)"[^>]*>')
_NUMBERS = re.compile(
    r"""((?:\b(?:id|for|aria-[a-z]+)=(?:"[^"]*"|'[^']*'))|</?h[1-6]|&[#\w]+;)"""  # what checks read stays
    r"""|"[0-9a-f]{32}"|[0-9]+"""
)
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}


class Page:
    """An answer, parsed."""

    def __init__(self, response: TestResponse, *, is_piece: bool) -> None:
        self.response = response
        self.status = response.status_code
        self.text = response.get_data(as_text=True)
        self.is_piece = is_piece

    @cached_property
    def root(self) -> Element:
        """The document, or a fragment's nodes under one parent."""
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        parse = parser.parseFragment if self.is_piece else parser.parse
        tree = parse(self.text)
        wrong = [f"{kind} at {at}" for at, kind, _ in parser.errors]
        assert not wrong, f"not valid HTML: {wrong[:5]}\n{self.text[:2000]}"
        return tree

    def all(self, path: str) -> list[Element]:
        """Every element of an XPath as ElementTree knows it, such as `.//tr`."""
        return self.root.findall(path)

    def one(self, path: str) -> Element:
        """The single element of a path."""
        found = self.all(path)
        assert len(found) == 1, f"{len(found)} elements at {path}"
        return found[0]

    def by_id(self, name: str) -> Element:
        """The element with this id."""
        return self.one(f".//*[@id='{name}']")

    def with_class(self, name: str) -> list[Element]:
        """Every element that has this class, in document order."""
        return [one for one in self.root.iter() if name in str(one.get("class", "")).split()]

    def words(self, element: Element | None = None) -> str:
        """What a reader sees, every run of spaces as one; those that do not break lines too, so tests can type them."""
        return " ".join("".join((element if element is not None else self.root).itertext()).split())

    def texts(self, name: str) -> list[str]:
        """The words of every element that has this class."""
        return [self.words(one) for one in self.with_class(name)]

    @property
    def h1(self) -> str:
        """The name of the page."""
        return self.words(self.one(".//h1"))

    def form(self, action: str) -> dict[str, str]:
        """The values that the first form with this action would send as it stands."""
        found = self.all(f".//form[@action='{action}']")
        assert found, f"no form goes to {action}"
        return _values(found[0])


class Browser:
    """One person's browser; cookies stay between requests."""

    def __init__(self, app: Flask, session: Session) -> None:
        self.client: FlaskClient = app.test_client()
        self.session = session
        self.token = ""

    def get(self, url: str, *, status: int = 200, headers: dict[str, str] | None = None) -> Page:
        """Fetch a page and check it."""
        return self._answer(self._send("GET", url, headers=headers), status=status, is_piece=False)

    def get_piece(self, url: str, *, status: int = 200) -> Page:
        """Fetch with htmx and check that a piece came."""
        return self._answer(self._send("GET", url, headers=HTMX), status=status, is_piece=True)

    def post(
        self,
        url: str,
        data: dict[str, object] | None = None,
        *,
        status: int = 303,
        headers: dict[str, str] | None = None,
    ) -> Page:
        """Send a form as a browser without script does; the token of the last page, or of the sign-in, goes with it."""
        return self._answer(self._send("POST", url, data=data, headers=headers), status=status, is_piece=False)

    def post_piece(self, url: str, data: dict[str, object] | None = None, *, status: int = 200) -> Page:
        """Send a form with htmx and check the pieces that come back."""
        return self._answer(self._send("POST", url, data=data, headers=HTMX), status=status, is_piece=True)

    def submit(self, page: Page, action: str, *, status: int = 303, **fields: object) -> Page:
        """Fill in a form of a page and send it."""
        return self.post(action, {**page.form(action), **fields}, status=status)

    def _send(self, method: str, url: str, **options: object) -> TestResponse:
        if method == "POST":
            options["data"] = {"csrf_token": self.token, **(options.get("data") or {})}
        self.session.commit()
        response = self.client.open(url, method=method, **options)
        self.session.expire_all()
        return response

    def _answer(self, response: TestResponse, *, status: int, is_piece: bool) -> Page:
        page = Page(response, is_piece=is_piece)
        assert page.status == status, f"{page.status} instead of {status}: {page.text[:1500]}"
        if response.mimetype == "text/html" and page.text and status not in {301, 302, 303}:
            check(page)
            token = TOKEN.search(page.text)
            self.token = token[1] if token else self.token
        return page


def check(page: Page) -> None:
    """What every page and every piece must be, whatever a test is about.

    Most tests begin with pages that another test has fetched: what differs in nothing that is checked is parsed once.
    """
    assert "default-src 'none'" in page.response.headers["Content-Security-Policy"]
    assert "HX-Request" in page.response.headers["Vary"]
    text = (page.is_piece, _without_numbers(page.text))
    if text not in _CHECKED:
        _check_text(page)
        _CHECKED.add(text)


_CHECKED: set[tuple[bool, str]] = set()
"""Pages and pieces found good in this process."""


def _without_numbers(text: str) -> str:
    """A page without what no check reads: tokens, and numbers outside of ids, labels and names of elements."""
    token = TOKEN.search(text)
    if token and token[1]:
        text = text.replace(token[1], "")
    return _NUMBERS.sub(lambda found: found[1] or "0", text)


def _check_text(page: Page) -> None:
    if page.is_piece:
        _check_piece(page)
    else:
        _check_whole(page)
    _check_ids(page)
    _check_fields(page)
    _check_forms(page)
    _check_policy(page)


def _check_whole(page: Page) -> None:
    assert page.text.lstrip().lower().startswith("<!doctype html>"), "a page begins with its doctype"
    assert page.root.get("lang"), "a page names its language"
    title = page.words(page.one("./head/title"))
    assert title.startswith(page.h1), f"the title {title!r} begins with the h1 {page.h1!r}"


def _check_piece(page: Page) -> None:
    assert not page.all(".//h1/../../..//html"), "a piece is no page"
    assert "<html" not in page.text, "a piece is no page"
    roots = [one for one in page.root if isinstance(one.tag, str) and one.tag != OUT_OF_BAND]
    assert len(roots) <= 1, f"a piece has one root element, this has {[one.tag for one in roots]}"
    loose = [page.root.text, *(one.tail for one in page.root)]
    assert not "".join(text or "" for text in loose).strip(), "a piece has nothing beside its root"


def _check_ids(page: Page) -> None:
    ids = Counter(one.get("id") for one in page.root.iter() if isinstance(one.tag, str) and one.get("id"))
    doubled = [name for name, count in ids.items() if count > 1]
    assert not doubled, f"ids used twice: {doubled}"
    if page.is_piece:
        return
    for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
        for one in page.all(f".//*[@{attribute}]"):
            missing = [name for name in str(one.get(attribute)).split() if name not in ids]
            assert not missing, f"{attribute} names {missing}, which is nowhere"


def _check_fields(page: Page) -> None:
    labelled = {one.get("for") for one in page.all(".//label[@for]")}
    inside = {id(field) for label in page.all(".//label") for field in label.iter()}
    for tag in ("input", "select", "textarea"):
        for field in page.all(f".//{tag}"):
            if field.get("type") in UNLABELLED:
                continue
            named = field.get("aria-label") or field.get("aria-labelledby") or field.get("id") in labelled
            assert named or id(field) in inside, f"{tag} {field.get('name')!r} has no label"
    for button in [*page.all(".//button"), *page.all(".//a")]:
        pictures = [one for one in button.iter() if one.get("aria-label")]
        assert page.words(button) or button.get("aria-label") or pictures, "something to press has no name"


def _check_forms(page: Page) -> None:
    for form in page.all(".//form"):
        method = str(form.get("method", "get")).lower()
        if method == "dialog":
            continue
        assert form.get("action"), "a form has an action, so that it works without script"
        tokens = [one for one in form.iter("input") if one.get("name") == "csrf_token"]
        assert len(tokens) == (1 if method == "post" else 0), f"token of the form to {form.get('action')}"


def _check_policy(page: Page) -> None:
    for one in page.root.iter():
        if not isinstance(one.tag, str):
            continue
        assert one.tag != "style", "styles live in static/css"
        assert one.tag != "script" or one.get("src"), "scripts live in static/js"
        inline = [name for name in one.attrib if name == "style" or name.startswith(("on", "hx-on"))]
        assert not inline, f"the content policy forbids {inline} on {one.tag}"
        assert not str(one.get("href", "")).startswith("javascript:"), "a link goes to an address"
        assert "[" not in str(one.get("hx-trigger", "")), "filters of triggers need eval"


def _values(form: Element) -> dict[str, str]:
    values = {}
    for field in form.iter():
        name = field.get("name") if isinstance(field.tag, str) else None
        if not name or field.tag == "button":
            continue
        if field.tag == "select":
            chosen = [one for one in field.iter("option") if one.get("selected") is not None] or list(
                field.iter("option")
            )
            values[name] = str(chosen[0].get("value", "")) if chosen else ""
        elif field.tag == "textarea":
            values[name] = "".join(field.itertext()).removeprefix("\n")
        elif field.get("type") not in {"radio", "checkbox"} or field.get("checked") is not None:
            values[name] = str(field.get("value", ""))
    return values


@dataclass
class People:
    """Browsers of the personas: `people("andrea")` is signed in, `people()` is nobody."""

    app: Flask
    session: Session
    cast: Cast

    def __call__(self, name: str | None = None) -> Browser:
        """A new browser, signed in as a persona without going through the form."""
        browser = Browser(self.app, self.session)
        if name is not None:
            _sign_in(browser, getattr(self.cast, name), app=self.app)
        return browser


def _sign_in(browser: Browser, user: User, *, app: Flask) -> None:
    signed_in = cookie_of(browser.session, user, app=app, environ=browser.client.environ_base)
    with app.test_request_context():
        browser.token, secret = generate_csrf(), flask.session["csrf_token"]
    with browser.client.session_transaction() as cookie:
        cookie.update(**signed_in, csrf_token=secret)


def cookie_of(session: Session, user: User, *, app: Flask, environ: dict[str, str]) -> dict[str, object]:
    """What the cookie holds of a person who has signed in from where `environ` says."""
    began = app.extensions["workbench_clock"]()
    token = open_session(session, user, now=began, lasts=timedelta(hours=12))
    with app.test_request_context(environ_base=environ):
        return {"_user_id": f"{token}|{user.session_version}", "_fresh": True, "_id": _create_identifier()}


class Compiled(BytecodeCache):
    """Templates compiled once for all applications of a run: compiling them takes longer than most tests."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """What was compiled before; a template that has changed since is not taken."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = Compiled()


@pytest.fixture
def app(settings: Settings, database: Database) -> Flask:
    """The application on the test's database."""
    made = create_app(settings, database)
    made.config["TESTING"] = True
    made.jinja_env.bytecode_cache = _COMPILED
    return made


@pytest.fixture
def people(app: Flask, session: Session, cast: Cast) -> Callable[..., Browser]:
    """Browsers of the personas, see `People`."""
    return People(app, session, cast)


@pytest.fixture
def client(people: Callable[..., Browser]) -> Browser:
    """The browser of Andrea, a collector of norte."""
    return people("andrea")
