"""What browsers are told to refuse."""

import pytest
from flask import Flask

from models import Database
from workbench.app import create_app
from workbench.settings import Settings


@pytest.mark.parametrize("path", ["/entrar", "/no-existe", "/healthz", "/static/css/base.css"])
def test_every_answer_carries_the_content_policy(plain_app: Flask, path: str) -> None:
    with plain_app.test_client().get(path) as answer:
        headers = answer.headers

    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Strict-Transport-Security" not in headers


def test_behind_https_cookies_and_addresses_stay_there() -> None:
    settings = Settings(database_url="sqlite://", secret_key="0" * 32, secure_cookies=True)
    client = create_app(settings, Database("sqlite://")).test_client()

    answer = client.get("/entrar", base_url="https://localhost")

    assert answer.headers["Strict-Transport-Security"] == "max-age=63072000"
    cookies = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("workbench=")]
    assert ["Secure" in one for one in cookies] == [True]


def test_static_files_may_be_kept_for_a_year(plain_app: Flask) -> None:
    with plain_app.test_client().get("/static/css/base.css") as answer:
        kept_for = answer.cache_control.max_age

    assert kept_for == 31_536_000
