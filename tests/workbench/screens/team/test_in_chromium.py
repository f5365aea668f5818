"""Equipo in a real browser: readable by everybody, and whole on a telephone and without script."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from sqlalchemy.orm import Session

from tests.chromium import SCHEMES, SIZES, let_in, one_database, served, violations, window

pytestmark = pytest.mark.browser

__all__ = ["one_database"]


@pytest.fixture
def address(app: Flask, session: Session, month) -> Iterator[str]:
    """A server with a month of two currencies."""
    month("andrea")
    month("sara")
    session.commit()
    with served(app) as url:
        yield url


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", SIZES)
def test_page_breaks_no_rule_of_accessibility_and_is_as_wide_as_the_window(
    chromium: Browser, address: str, scheme: str, size: dict[str, int]
) -> None:
    with window(chromium, address, color_scheme=scheme) as page:
        let_in(page, "ana@example.com")
        page.set_viewport_size(size)
        page.goto("/equipo")
        for name in page.locator(".team__about > summary").all():
            name.click()

        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == size["width"]


@pytest.mark.long
def test_period_and_portfolio_are_chosen_without_script(chromium: Browser, address: str) -> None:
    with window(chromium, address, java_script_enabled=False) as page:
        let_in(page, "ana@example.com")
        page.goto("/equipo")

        page.get_by_text("Otro período").click()
        page.get_by_label("Desde").fill("2026-11-04")
        page.get_by_label("Hasta, ese día incluido").fill("2026-11-06")
        page.get_by_role("button", name="Ver el período").click()
        page.get_by_label("Cartera").select_option("Microcredito")
        page.get_by_role("button", name="Ver", exact=True).click()

        expect(page.locator(".topbar .segments [aria-current]")).to_have_text("4 nov – 6 nov")
        expect(page.locator("tfoot td").last).to_have_text("$100.00")
