"""Modelo in a real browser: readable by everybody, whole on a telephone, and gone back on without script."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from sqlalchemy.orm import Session

from tests.chromium import SCHEMES, SIZES, let_in, one_database, served, violations, window
from tests.factories.scoring import make_champion

pytestmark = pytest.mark.browser

__all__ = ["one_database"]


@pytest.fixture
def address(app: Flask, session: Session, cast, ranked, now) -> Iterator[str]:
    """A server where a model ranks consumo after the rules."""
    make_champion(session, cast.consumo, since=now - timedelta(days=9), until=now - timedelta(days=2))
    ranked()
    session.commit()
    with served(app) as url:
        yield url


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", SIZES)
def test_pages_break_no_rule_of_accessibility_and_are_as_wide_as_the_window(
    chromium: Browser, address: str, scheme: str, size: dict[str, int]
) -> None:
    with window(chromium, address, color_scheme=scheme) as page:
        let_in(page, "ana@example.com")
        page.set_viewport_size(size)
        for path in ("/modelo?cartera=consumo", "/modelo?cartera=microcredito", "/modelo/anterior?cartera=consumo"):
            page.goto(path)
            for closed in page.locator("details.model__data, details.model__numbers").all():
                closed.locator("summary").click()

            assert (path, violations(page)) == (path, [])
            assert page.evaluate("document.documentElement.scrollWidth") == size["width"]


@pytest.mark.long
def test_portfolio_is_chosen_and_gone_back_on_without_script(chromium: Browser, address: str) -> None:
    with window(chromium, address, java_script_enabled=False) as page:
        let_in(page, "ana@example.com")
        page.goto("/modelo?cartera=microcredito")

        page.get_by_label("Cartera").select_option("Consumo")
        page.get_by_role("button", name="Ver", exact=True).click()
        page.get_by_role("link", name="Volver al anterior…").click()
        page.get_by_role("button", name="Volver a lo que ordenaba antes").click()

        expect(page.locator("#quien-ordena")).to_have_text("Ordenan reglas, no un modelo.")
        expect(page.locator("#aviso")).to_contain_text("Listo.")
