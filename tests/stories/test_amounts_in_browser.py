"""What is owed is on the screen for ten seconds after M, and never while a third party listens."""

import pytest
from playwright.sync_api import Page, expect

from tests.chromium import one_database, violations
from tests.stories.test_keys_in_browser import andrea, dialled, numbers, press
from tests.workbench.screens.desk import place

pytestmark = pytest.mark.browser

__all__ = ["andrea", "numbers", "one_database", "place"]

FIGURE = "300.000"


def test_amounts_come_and_go_by_key_and_the_focus_stays(andrea: Page) -> None:
    expect(andrea.locator("#cifras")).to_contain_text("••••••")

    press(andrea, "m")

    expect(andrea.locator("#cifras")).to_contain_text(FIGURE)
    press(andrea, "n")
    expect(andrea.get_by_label("Nota")).to_be_focused()
    expect(andrea.locator("#cifras")).to_contain_text("••••••")
    expect(andrea.locator("#deuda")).not_to_contain_text(FIGURE)
    expect(andrea.get_by_label("Nota")).to_be_focused()
    assert violations(andrea) == []


def test_amounts_leave_the_page_when_somebody_else_is_on_the_line(andrea: Page) -> None:
    dialled(andrea)
    expect(andrea.locator("#cifras")).to_contain_text(FIGURE)

    press(andrea, "2")

    expect(andrea.locator("#deuda")).to_contain_text("habla con otra persona")
    assert FIGURE not in andrea.content()
    press(andrea, "1")
    assert FIGURE not in andrea.content()
