"""What static/js/workbench.js does, in a real browser: keys, drafts, focus, notices, connection, theme, contrast."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from tests.chromium import SCHEMES, let_in, one_database, served, sign_in_by_form, violations, window
from tests.personas import PASSWORD, Cast

pytestmark = pytest.mark.browser

__all__ = ["one_database"]
DRAFT = 'form[data-draft="practice"]'


@pytest.fixture
def address(practice: Flask, session: Session, cast: Cast) -> Iterator[str]:
    """A server with the practice screen and the personas."""
    session.commit()
    with served(practice) as url:
        yield url


@pytest.fixture
def andrea(chromium: Browser, address: str) -> Iterator[Page]:
    """Andrea's window on the desk of the practice screen."""
    with window(chromium, address) as opened:
        let_in(opened, "andrea@example.com")
        opened.goto("/practica/mesa")
        yield opened


def test_person_signs_in_by_the_form(chromium: Browser, address: str) -> None:
    with window(chromium, address) as opened:
        sign_in_by_form(opened, "andrea@example.com", PASSWORD)

        expect(opened).to_have_url(re.compile("/ayuda$"))


def test_keys_press_what_they_are_bound_to_but_not_while_typing(andrea: Page) -> None:
    andrea.keyboard.press("3")
    expect(andrea.get_by_label("tres")).to_be_checked()

    andrea.keyboard.press("n")
    expect(andrea.get_by_label("Nota")).to_be_focused()
    andrea.keyboard.type("2 n")

    expect(andrea.get_by_label("Nota")).to_have_value("2 n")
    expect(andrea.get_by_label("tres")).to_be_checked()


def test_escape_leaves_a_field_so_that_keys_work_again(andrea: Page) -> None:
    andrea.get_by_label("Nota").focus()

    andrea.keyboard.press("Escape")
    andrea.keyboard.press("2")

    expect(andrea.get_by_label("dos")).to_be_checked()


def test_last_visible_of_several_matches_wins(andrea: Page) -> None:
    andrea.keyboard.press("1")

    expect(andrea.get_by_label("hoja")).to_be_checked()
    expect(andrea.get_by_label("uno")).not_to_be_checked()


def test_list_moves_with_letters_and_arrows_and_picks_when_it_rests(andrea: Page) -> None:
    andrea.keyboard.press("j")
    andrea.keyboard.press("ArrowDown")

    expect(andrea.locator("[data-list-item][aria-current]")).to_have_text("tercera")
    expect(andrea.locator("#picked")).to_have_text("3")


@pytest.mark.long
def test_enter_presses_its_button_from_a_list(andrea: Page) -> None:
    andrea.keyboard.press("j")
    andrea.keyboard.press("Enter")

    expect(andrea).to_have_url(re.compile("/ayuda$"))


def test_letters_after_g_lead_to_screens(andrea: Page) -> None:
    andrea.keyboard.press("g")
    andrea.keyboard.press("g")

    expect(andrea).to_have_url(re.compile("/guiones$"))


def test_question_mark_shows_the_shortcuts_and_escape_closes_them(andrea: Page) -> None:
    andrea.keyboard.press("?")
    expect(andrea.get_by_role("heading", name="Atajos de teclado")).to_be_visible()

    andrea.keyboard.press("Escape")
    expect(andrea.get_by_role("heading", name="Atajos de teclado")).to_be_hidden()


def test_letters_do_nothing_once_they_are_switched_off(andrea: Page) -> None:
    andrea.goto("/ayuda")
    andrea.get_by_role("button", name="Apagar los atajos de una letra").click()
    andrea.goto("/practica/mesa")

    andrea.keyboard.press("3")

    expect(andrea.get_by_label("tres")).not_to_be_checked()


def test_draft_comes_back_after_the_page_was_left(andrea: Page) -> None:
    andrea.keyboard.press("2")
    expect(andrea.get_by_label("dos")).to_be_checked()
    andrea.get_by_label("Nota").fill("Llama el lunes")
    andrea.get_by_label("Monto").fill("500")

    andrea.goto("/ayuda")
    andrea.goto("/practica/mesa")

    expect(andrea.get_by_label("Nota")).to_have_value("Llama el lunes")
    expect(andrea.get_by_label("Monto")).to_have_value("500")
    expect(andrea.get_by_label("dos")).to_be_checked()
    expect(andrea.locator("[data-draft-status]")).to_be_visible()


def test_draft_is_gone_once_it_is_saved_without_htmx(andrea: Page) -> None:
    andrea.get_by_label("Nota").fill("Llama el lunes")
    andrea.get_by_label("Monto").fill("500")
    andrea.get_by_label("Día").fill("vie")

    andrea.keyboard.press("Control+Enter")
    expect(andrea.get_by_text("Guardado.")).to_be_visible()
    andrea.goto("/practica/mesa")

    expect(andrea.get_by_label("Nota")).to_have_value("")


def test_draft_stays_while_what_was_sent_is_not_valid(andrea: Page) -> None:
    andrea.get_by_label("Nota").fill("Llama el lunes")
    andrea.get_by_label("Monto").fill("1,5")

    andrea.keyboard.press("Control+Enter")
    expect(andrea.get_by_text("Escriba el monto así")).to_be_visible()
    andrea.goto("/practica/mesa")

    expect(andrea.get_by_label("Nota")).to_have_value("Llama el lunes")


def test_swap_that_is_not_valid_puts_the_focus_on_the_first_mistake(andrea: Page) -> None:
    andrea.goto("/practica/pieza")
    andrea.get_by_label("Monto").fill("1,5")

    andrea.get_by_role("button", name="Guardar").click()

    expect(andrea.get_by_label("Monto")).to_be_focused()
    expect(andrea.get_by_label("Monto")).to_have_value("1,5")


def test_swap_brings_neighbours_and_a_notice_that_can_be_closed(andrea: Page) -> None:
    andrea.goto("/practica/pieza")
    andrea.get_by_label("Monto").fill("500")
    andrea.get_by_label("Día").fill("vie")

    andrea.get_by_role("button", name="Guardar").click()
    expect(andrea.locator("#count")).to_have_text("2")
    expect(andrea.locator("#aviso")).to_contain_text("Guardado.")
    andrea.get_by_role("button", name="Cerrar el aviso").click()

    expect(andrea.locator("#aviso")).not_to_contain_text("Guardado.")


def test_refused_action_says_why_and_leaves_the_page_as_it_was(andrea: Page) -> None:
    andrea.goto("/practica/pieza")

    andrea.get_by_role("button", name="Negar").click()

    expect(andrea.locator("#aviso")).to_contain_text("Se puede desde las")
    expect(andrea.get_by_role("button", name="Negar")).to_be_visible()


def test_what_cannot_be_sent_waits_and_goes_when_the_server_is_back(andrea: Page) -> None:
    andrea.goto("/practica/pieza")
    andrea.get_by_label("Monto").fill("500")
    andrea.get_by_label("Día").fill("vie")
    andrea.route("**/practica/guardar", lambda route: route.abort())

    andrea.get_by_role("button", name="Guardar").click()
    expect(andrea.get_by_text("Sin conexión desde las")).to_be_visible()
    andrea.unroute("**/practica/guardar")
    andrea.get_by_role("button", name="Reintentar").click()

    expect(andrea.locator("#aviso")).to_contain_text("Guardado.")
    expect(andrea.get_by_text("Sin conexión desde las")).to_be_hidden()


def test_session_that_ended_sends_the_whole_window_to_sign_in(andrea: Page) -> None:
    andrea.goto("/practica/pieza")
    andrea.context.clear_cookies()

    andrea.get_by_role("button", name="Negar").click()

    expect(andrea).to_have_url(re.compile(r"/entrar\?siguiente="))
    expect(andrea.get_by_role("heading", name="Entrar")).to_be_visible()


def test_timer_counts_from_the_servers_instant(andrea: Page) -> None:
    expect(andrea.get_by_role("timer")).to_have_text(re.compile(r"^02:1\d$"))


def test_theme_changes_at_once_and_stays(andrea: Page) -> None:
    andrea.keyboard.press("g")
    andrea.keyboard.press("t")
    expect(andrea.locator("html")).to_have_attribute("data-bs-theme", "dark")

    andrea.goto("/ayuda")

    expect(andrea.locator("html")).to_have_attribute("data-bs-theme", "dark")


@pytest.mark.parametrize("scheme", [pytest.param("light", marks=pytest.mark.long), "dark"])
def test_automatic_theme_is_the_computers(chromium: Browser, address: str, scheme: str) -> None:
    with window(chromium, address, color_scheme=scheme) as opened:
        opened.goto("/entrar")

        expect(opened.locator("html")).to_have_attribute("data-bs-theme", scheme)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    "path",
    ["/practica/mesa", *(pytest.param(path, marks=pytest.mark.long) for path in ("/entrar", "/ayuda", "/no-existe"))],
)
def test_pages_have_no_violation_of_the_accessibility_rules(
    chromium: Browser, address: str, scheme: str, path: str
) -> None:
    with window(chromium, address, color_scheme=scheme) as opened:
        if path != "/entrar":
            let_in(opened, "andrea@example.com")
        opened.goto(path)

        assert violations(opened) == []


def test_everything_works_without_script(chromium: Browser, address: str) -> None:
    with window(chromium, address, java_script_enabled=False) as opened:
        sign_in_by_form(opened, "andrea@example.com", PASSWORD)
        opened.goto("/practica/mesa")
        opened.get_by_label("Monto").fill("500")
        opened.get_by_label("Día").fill("vie")

        opened.get_by_role("button", name="Guardar").click()

        expect(opened.get_by_text("Guardado.")).to_be_visible()
