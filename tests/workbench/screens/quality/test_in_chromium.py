"""Calidad in a real browser: readable by everybody, whole on a telephone, and a pair decided from the keyboard."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.chromium import SCHEMES, SIZES, let_in, one_database, served, violations, window

pytestmark = pytest.mark.browser

__all__ = ["one_database"]


@pytest.fixture
def address(app: Flask, owe, pair, check) -> Iterator[str]:
    """A server with two pairs to decide and customers with every kind of problem."""
    check(
        owe("CLIENTE", phone=None),
        owe("COMERCIAL ANDINA SAS", document="900114772", phone="+576015550138", email="ventas@andina.co"),
        owe("Comercial Andina S.A.S.", document="NIT 900.114.772-2", phone="+576015550138", owner="luis"),
        owe("José Núñez Ordóñez", email="jose@gmial.com", phone="+573015550138", country=None, timezone=None),
        owe("Rosa Gil", phone=None, portfolio="microcredito"),
    )
    with served(app) as url:
        yield url


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", SIZES)
def test_pages_break_no_rule_of_accessibility_and_are_as_wide_as_the_window(
    chromium: Browser, address: str, pair, scheme: str, size: dict[str, int]
) -> None:
    with window(chromium, address, color_scheme=scheme) as page:
        let_in(page, "ana@example.com")
        page.set_viewport_size(size)
        paths = ("/datos/calidad", "/datos/calidad/no_number", "/datos/duplicados", f"/datos/duplicados/{pair.id}")
        for path in paths:
            page.goto(path)

            assert (path, violations(page)) == (path, [])
            assert page.evaluate("document.documentElement.scrollWidth") == size["width"]


def test_pairs_are_decided_from_the_keyboard(chromium: Browser, address: str, pair) -> None:
    with window(chromium, address) as page:
        let_in(page, "paola@example.com")
        page.goto(f"/datos/duplicados/{pair.id}")

        page.keyboard.press("u")
        expect(page.get_by_role("status")).to_contain_text("Unidas")
        expect(page.get_by_role("heading", level=1)).to_have_text("¿Es la misma persona?")
        page.keyboard.press("d")

        expect(page.get_by_role("status")).to_contain_text("son distintas")
        expect(page).to_have_url(f"{address}/datos/duplicados")
