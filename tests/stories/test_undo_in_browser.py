"""A saved outcome is taken back by one key, and what was typed is there again after a reload or a crash."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from models import Account, Database, Interaction
from tests.chromium import let_in, one_database, served, window
from tests.stories.test_call_in_browser import FIRST, SECOND
from tests.stories.test_keys_in_browser import andrea, dialled, numbers, press, saved
from tests.workbench.screens.desk import place

pytestmark = pytest.mark.browser

__all__ = ["andrea", "numbers", "one_database", "place"]

NOTE = "Que la llamen después de las seis"


def test_saved_outcome_is_undone_by_one_key_on_the_next_account(andrea: Page, database: Database) -> None:
    dialled(andrea)
    press(andrea, "n")
    andrea.keyboard.type(NOTE)
    press(andrea, "Escape 3 6 Control+Enter")
    expect(andrea.get_by_role("heading", level=1)).to_contain_text(SECOND)
    andrea.wait_for_load_state()
    assert saved(database, Interaction)[0].outcome_code == "NC-EQV"

    press(andrea, "z")

    expect(andrea.get_by_role("heading", level=1)).to_contain_text(FIRST)
    expect(andrea.locator(".outcome__chosen")).to_contain_text("Número equivocado")
    expect(andrea.get_by_label("Nota")).to_have_value(NOTE)
    assert saved(database, Interaction)[0].outcome_code is None

    press(andrea, "Backspace 1 Control+Enter")
    expect(andrea.get_by_role("heading", level=1)).to_contain_text(SECOND)
    assert [(one.outcome_code, one.note) for one in saved(database, Interaction)] == [("NC-NCT", NOTE)]


def type_a_note(page: Page) -> None:
    """Type a note into the form of a promise, and leave the field."""
    dialled(page)
    press(page, "1 1")
    expect(page.get_by_label("¿Cuánto paga?")).to_be_focused()
    page.keyboard.press("Escape")
    press(page, "n")
    page.keyboard.type(NOTE)
    page.keyboard.press("Escape")
    expect(page.locator("[data-draft-status]")).to_contain_text("Borrador de las")


def test_draft_is_there_in_another_browser_after_a_crash(chromium: Browser, app: Flask, numbers: Account) -> None:
    with served(app) as address:
        with window(chromium, address) as page:
            let_in(page, "andrea@example.com")
            page.goto(f"/llamada/{numbers.id}")
            type_a_note(page)
        with window(chromium, address) as page:  # nothing of the first browser is left
            let_in(page, "andrea@example.com")
            page.goto(f"/llamada/{numbers.id}")

            expect(page.get_by_label("Nota")).to_have_value(NOTE)
            expect(page.locator(".outcome__chosen")).to_contain_text("Promesa de pago")
            expect(page.locator("[data-draft-status]")).to_contain_text("Borrador de las")


def test_what_was_typed_without_a_network_reaches_the_server_once_it_is_back(andrea: Page, numbers: Account) -> None:
    dialled(andrea)
    andrea.context.set_offline(True)
    press(andrea, "n")
    andrea.keyboard.type(NOTE)
    andrea.keyboard.press("Escape")
    andrea.context.set_offline(False)

    expect(andrea.locator("[data-draft-status]")).to_contain_text("Borrador de las")
    andrea.reload()
    expect(andrea.get_by_label("Nota")).to_have_value(NOTE)


def test_note_typed_before_the_result_goes_along_when_it_is_chosen(andrea: Page) -> None:
    dialled(andrea)
    press(andrea, "n")
    andrea.keyboard.type(NOTE)
    press(andrea, "Escape 1")
    expect(andrea.get_by_role("link", name="Promesa de pago")).to_be_visible()

    press(andrea, "1")

    expect(andrea.get_by_label("¿Cuánto paga?")).to_be_focused()
    expect(andrea.get_by_label("Nota")).to_have_value(NOTE)
