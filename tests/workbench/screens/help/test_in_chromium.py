"""Ayuda in a real browser: found as one types, readable by everybody, whole on a telephone."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from sqlalchemy.orm import Session

from tests.chromium import SCHEMES, SIZES, let_in, one_database, served, violations, window

pytestmark = pytest.mark.browser

__all__ = ["one_database"]


@pytest.fixture
def address(app: Flask, session: Session, cast) -> Iterator[str]:
    """A server with the people of the cast."""
    session.commit()
    with served(app) as url:
        yield url


def test_search_finds_while_one_types_and_leads_into_the_guide(chromium: Browser, address: str) -> None:
    with window(chromium, address) as page:
        let_in(page, "andrea@example.com")
        page.goto("/ayuda")

        page.keyboard.press("/")
        page.keyboard.type("rellamada")
        page.get_by_role("link", name="Una rellamada").click()

        expect(page).to_have_url(re.compile("/ayuda/gestores#una-rellamada$"))
        expect(page.get_by_role("heading", name="Una rellamada")).to_be_in_viewport()


def test_what_is_typed_before_the_first_timer_of_a_busy_browser_is_searched_for(
    chromium: Browser, address: str
) -> None:
    with window(chromium, address) as page:
        let_in(page, "andrea@example.com")
        page.add_init_script("const timer = setTimeout; setTimeout = (act, after) => timer(act, after || 60_000)")
        page.goto("/ayuda")

        page.keyboard.press("/")
        page.keyboard.type("rellamada")

        expect(page.get_by_role("link", name="Una rellamada")).to_be_visible()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", SIZES)
def test_pages_break_no_rule_of_accessibility_and_are_as_wide_as_the_window(
    chromium: Browser, address: str, scheme: str, size: dict[str, int]
) -> None:
    with window(chromium, address, color_scheme=scheme) as page:
        let_in(page, "andrea@example.com")
        page.set_viewport_size(size)
        for path in ("/ayuda", "/ayuda/operadores", "/ayuda?buscar=promesa", "/ayuda?buscar=zanahoria"):
            page.goto(path)

            assert (path, violations(page)) == (path, [])
            assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
