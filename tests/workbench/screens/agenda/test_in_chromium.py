"""Agenda in a real browser: readable by everybody, no page that scrolls, and worked by keyboard alone."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from sqlalchemy.orm import Session

from models import Account
from tests.chromium import SCHEMES, SIZES, let_in, one_database, served, violations, window
from tests.factories.promises import make_promise

pytestmark = pytest.mark.browser

__all__ = ["one_database"]


@pytest.fixture
def address(app: Flask, session: Session, agreed, now) -> Iterator[str]:
    """A server with calls of andrea's and of nobody, late, soon, moved, and a promise that is half paid."""
    late = agreed(-40, name="Se pasó")
    agreed(7, name="Pronto", note="Después de la una")
    agreed(60, name="De nadie", owner=None)
    agreed(64, name="Choca")
    agreed(90, name="Movida").callback_moved_to = now + timedelta(days=1)
    account = session.get_one(Account, late.account_id)
    made = now - timedelta(days=3)
    make_promise(session, account, amount=300_00, counted=150_00, due_on=now.date(), made_at=made)
    session.commit()
    with served(app) as url:
        yield url


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", ["/agenda?alcance=todas", "/agenda?vista=semana&alcance=todas", "/mis-cifras"])
def test_page_breaks_no_rule_of_accessibility_and_is_as_wide_as_the_window(
    chromium: Browser, address: str, scheme: str, size: dict[str, int], *, path: str
) -> None:
    with window(chromium, address, color_scheme=scheme) as page:
        let_in(page, "andrea@example.com")
        page.set_viewport_size(size)
        page.goto(path)

        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == size["width"]


def test_call_is_chosen_taken_and_moved_by_keyboard(chromium: Browser, address: str) -> None:
    with window(chromium, address) as page:
        let_in(page, "andrea@example.com")
        page.goto("/cola")
        page.keyboard.press("g")
        page.keyboard.press("a")
        page.wait_for_url("**/agenda")
        page.goto("/agenda?alcance=todas")
        foot = page.locator("#agenda-elegida")
        expect(foot).to_contain_text("Se pasó")

        page.keyboard.press("j")
        expect(foot).to_contain_text("Pronto")
        page.keyboard.press("j")
        expect(foot).to_contain_text("De nadie")
        page.keyboard.press("t")
        expect(page.locator(".agenda__row[aria-current] .agenda__owner")).to_have_text("Yo")

        page.keyboard.press("v")
        expect(page.locator("#agenda-elegida details[open]")).to_be_visible()
        page.keyboard.press("b")
        expect(page.locator("#aviso")).to_contain_text("Movida para")


def test_day_and_week_and_the_call_are_a_key_away(chromium: Browser, address: str) -> None:
    with window(chromium, address) as page:
        let_in(page, "andrea@example.com")
        page.goto("/agenda")
        page.keyboard.press("s")
        page.wait_for_url("**/agenda?vista=semana*")
        page.keyboard.press("d")
        page.wait_for_url("**/agenda?vista=dia*")
        page.keyboard.press("ArrowRight")
        page.wait_for_url("**de=2026-11-19*")
        page.keyboard.press("ArrowLeft")
        page.wait_for_url("**de=2026-11-18*")
        page.keyboard.press("Enter")
        page.wait_for_url("**/llamada/*")
