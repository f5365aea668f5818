"""The letter of reasons by keyboard: from the call to paper, which is white whatever the theme; axe finds nothing."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from tests.chromium import SIZES, one_database, served, sign_in, violations, window
from tests.personas import PASSWORD
from tests.workbench.screens.desk import place

pytestmark = pytest.mark.browser

__all__ = ["one_database", "place"]

REASONS = [
    {"feature": "answers", "value": 0.6, "contribution": 2.0, "text": "x"},
    {"feature": "days_past_due", "value": 47, "contribution": -1.5, "text": "x"},
]


@pytest.fixture
def account_id(place) -> int:
    """Of Marta Rojas, whom a model ranks."""
    return place(reasons=REASONS, scorer="model", value="effect", propensity=0.4, days_past_due=47).account_id


@pytest.fixture
def address(app: Flask, session: Session, account_id: int) -> Iterator[str]:
    session.commit()
    with served(app) as url:
        yield url


def make_letter(page: Page, account_id: int) -> None:
    """From the call, with the keyboard alone."""
    page.goto(f"/llamada/{account_id}")
    page.get_by_role("link", name="Por qué se llama, carta y peticiones").press("Enter")
    page.get_by_role("button", name="Hacer la carta de razones").press("Enter")
    page.wait_for_url("**/imprimir/explicacion/*")


@pytest.mark.parametrize("size", SIZES)
def test_letter_is_made_and_printed_by_keyboard(chromium: Browser, address: str, account_id: int, size) -> None:
    with window(chromium, address, color_scheme="dark") as page:
        page.set_viewport_size(size)
        sign_in(page, "andrea@example.com", PASSWORD)
        make_letter(page, account_id)
        page.evaluate("window.print = () => { document.title = 'printed' }")

        page.keyboard.press("p")

        expect(page).to_have_title("printed")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert violations(page) == []


def test_paper_has_no_bar_and_is_black_on_white(chromium: Browser, address: str, account_id: int) -> None:
    with window(chromium, address, color_scheme="dark") as page:
        sign_in(page, "andrea@example.com", PASSWORD)
        make_letter(page, account_id)

        page.emulate_media(media="print")

        expect(page.locator(".paper-bar")).to_be_hidden()
        expect(page.get_by_role("heading", name="Por qué le llamamos")).to_be_visible()
        colours = page.evaluate("[document.body, document.querySelector('main')].map(e => getComputedStyle(e).color)")
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == "rgb(255, 255, 255)"
        assert colours[0] == "rgb(0, 0, 0)"


def test_request_is_recorded_and_answered_by_keyboard(chromium: Browser, address: str, account_id: int) -> None:
    with window(chromium, address) as page:
        sign_in(page, "paola@example.com", PASSWORD)
        page.goto(f"/explicacion/{account_id}")
        page.keyboard.press("2")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#aviso")).to_contain_text("Anotada: se responde a más tardar el")

        page.get_by_role("link", name="Que una persona lo revise de nuevo").press("Enter")
        page.get_by_label("Respuesta para el cliente").fill("Se revisó: los datos son correctos.")
        page.get_by_label("Sigue como está").check()
        page.keyboard.press("Control+Enter")

        expect(page.get_by_role("link", name="Imprimir la respuesta")).to_be_visible()
        assert violations(page) == []


LONG = [
    [("promise_due", 2000, 1.0)],
    [("since_no_contact", 2000, 1.0), ("since_inbound", 2000, 0.5)],
    [("days_past_due", 600, 1.0), ("mean_days_late", 690, 0.5), ("open_amount", 98_765_432_100, 0.2)],
    [("open_amount", 98_765_432_100, 1.0), ("items", 49, 0.5), ("known_for", 900, 0.4)],
    [("since_payment", 99, 1.0), ("last_paid_amount", 98_765_432_100, 0.5)],
]
"""The longest that is said of each family."""


@pytest.fixture
def long_rows(place) -> None:
    for number, lines in enumerate(LONG):
        reasons = [{"feature": name, "value": value, "contribution": part} for name, value, part in lines]
        place(name=f"Cliente {number}", rank=number + 2, reasons=reasons, scorer="model", days_past_due=600)


def test_rows_of_the_queue_are_not_cut_off(chromium: Browser, long_rows: None, address: str) -> None:
    with window(chromium, address) as page:
        sign_in(page, "andrea@example.com", PASSWORD)
        page.goto("/cola")

        cut = page.eval_on_selector_all(
            ".queue__why", "all => all.filter(e => e.scrollWidth > e.clientWidth).map(e => e.textContent)"
        )

        assert cut == []
        expect(page.locator(".queue__why")).to_have_count(1 + len(LONG))
        expect(page.locator(".queue__why").first).to_have_text("Contesta 6 de cada 10 llamadas")
        expect(page.locator(".queue__card .reasons__way--down")).to_contain_text("Una llamada logra menos:")
        assert violations(page) == []
