"""A collector's morning in a real browser: from the queue to a saved promise and the next account, by keys alone."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from models import Database, Interaction, Invoice, Promise, WorkItem
from tests.chromium import SCHEMES, let_in, one_database, served, violations, window
from tests.workbench.screens.desk import TODAY, place
from workbench.domain.scripts.lifecycle import load_starters

pytestmark = pytest.mark.browser

__all__ = ["one_database", "place"]

FIRST, SECOND = "Marta Rojas", "Jorge Ruiz"
SMALLEST = {"width": 1366, "height": 641}
"""What a 14-inch laptop leaves of its screen under the bars of the browser."""


@pytest.fixture
def address(app: Flask, session: Session, place, now) -> Iterator[str]:
    """A server with two accounts in Andrea's queue and the starter scripts."""
    place(name=FIRST, rank=1)
    place(name=SECOND, rank=2)
    load_starters(session, now=now)
    session.commit()
    with served(app) as url:
        yield url


@pytest.fixture
def andrea(chromium: Browser, address: str) -> Iterator[Page]:
    """Andrea's window on her queue."""
    with window(chromium, address) as opened:
        let_in(opened, "andrea@example.com")
        opened.goto("/cola")
        yield opened


def take_up(page: Page, account: str = FIRST) -> None:
    """From the queue to a call that is on."""
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(account)
    page.wait_for_load_state()
    page.keyboard.press("l")
    expect(page.get_by_role("timer")).to_be_visible()


def identify(page: Page) -> None:
    """Say that it is the person, and tick two data."""
    page.keyboard.press("q")
    expect(page.get_by_role("button", name="Confirmar identidad")).to_be_visible()
    page.keyboard.press("q")
    page.keyboard.press("w")
    page.keyboard.press("Enter")
    expect(page.locator(".script-steps [aria-current]")).to_have_text("Motivo")


def choose_promise(page: Page) -> None:
    """Direct contact, promise to pay."""
    page.keyboard.press("1")
    expect(page.get_by_role("link", name="Promesa de pago")).to_be_visible()
    page.keyboard.press("1")
    expect(page.get_by_label("¿Cuánto paga?")).to_be_visible()


def promises(database: Database) -> list[tuple[int, object]]:
    """What was promised so far."""
    with database.reading() as looking:
        return [(one.amount, one.due_on) for one in looking.scalars(sa.select(Promise))]


def test_promise_is_taken_by_keys_and_the_next_account_has_the_focus(andrea: Page, database: Database) -> None:
    andrea.keyboard.press("j")
    expect(andrea.locator("#cola-siguiente .person")).to_have_text(SECOND)
    andrea.keyboard.press("k")
    expect(andrea.locator("#cola-siguiente .person")).to_have_text(FIRST)
    take_up(andrea)
    identify(andrea)
    choose_promise(andrea)

    andrea.get_by_label("¿Cuándo?").fill("+3")
    andrea.get_by_label("¿Por dónde?").select_option("transfer")
    andrea.keyboard.press("Control+Enter")

    expect(andrea.get_by_role("heading", level=1)).to_contain_text(SECOND)
    andrea.wait_for_load_state()
    expect(andrea.get_by_role("heading", level=1)).to_be_focused()
    expect(andrea).to_have_title(re.compile(f"^{SECOND}"))
    assert promises(database) == [(300_000_00, TODAY + timedelta(days=3))]


def test_promise_is_filled_in_without_leaving_the_keyboard(andrea: Page, database: Database) -> None:
    take_up(andrea)
    identify(andrea)
    choose_promise(andrea)
    expect(andrea.get_by_label("¿Cuánto paga?")).to_be_focused()

    andrea.keyboard.type("100000")
    andrea.keyboard.press("Tab")
    while andrea.get_by_label("¿Cuándo?").evaluate("field => field !== document.activeElement"):
        andrea.keyboard.press("Tab")
    andrea.keyboard.type("+3")
    andrea.keyboard.press("Tab")
    while andrea.get_by_label("¿Por dónde?").evaluate("field => field !== document.activeElement"):
        andrea.keyboard.press("Tab")
    andrea.keyboard.type("Tra")
    andrea.keyboard.press("Control+Enter")

    expect(andrea.get_by_role("heading", level=1)).to_contain_text(SECOND)
    andrea.wait_for_load_state()
    assert promises(database) == [(100_000_00, TODAY + timedelta(days=3))]


@pytest.mark.parametrize(
    ("keys", "chosen", "times"),
    [
        ("12", "Contacto directo › Promesa de abono parcial", 4),
        *(
            pytest.param(keys, chosen, 20, marks=pytest.mark.long)
            for keys, chosen in (
                ("11", "Contacto directo › Promesa de pago"),
                ("12", "Contacto directo › Promesa de abono parcial"),
                ("21", "Contacto indirecto › Toma recado"),
                ("32", "Sin contacto › Buzón de voz"),
            )
        ),
    ],
)
def test_two_keys_without_a_pause_choose_the_outcome_that_was_typed(
    andrea: Page, keys: str, chosen: str, times: int
) -> None:
    for _ in range(times):
        andrea.goto("/llamada/1")
        for key in keys:
            andrea.keyboard.press(key)

        expect(andrea.locator(".outcome__chosen")).to_contain_text(chosen)


def test_keys_typed_while_an_account_is_saved_do_nothing_to_the_next_one(andrea: Page, database: Database) -> None:
    take_up(andrea)
    andrea.keyboard.press("3")
    andrea.keyboard.press("1")
    expect(andrea.locator(".outcome__chosen")).to_contain_text("No contesta")

    andrea.keyboard.press("Control+Enter")
    andrea.keyboard.press("Control+Enter")
    andrea.keyboard.press("l")

    expect(andrea.get_by_role("heading", level=1)).to_contain_text(SECOND)
    andrea.wait_for_load_state()
    expect(andrea.get_by_role("timer")).to_have_count(0)
    with database.reading() as looking:
        assert looking.scalars(sa.select(Interaction.outcome_code)).all() == ["NC-NCT"]


def test_key_right_after_moving_in_the_queue_acts_on_the_row_that_was_reached(andrea: Page) -> None:
    andrea.keyboard.press("j")
    andrea.keyboard.press("Enter")

    expect(andrea.get_by_role("heading", level=1)).to_contain_text(SECOND)
    andrea.wait_for_load_state()


def test_who_forgot_to_call_and_to_identify_is_led_there_by_keys_and_loses_nothing(
    andrea: Page, database: Database
) -> None:
    andrea.keyboard.press("Enter")
    expect(andrea.get_by_role("heading", level=1)).to_contain_text(FIRST)
    andrea.wait_for_load_state()
    choose_promise(andrea)
    andrea.get_by_label("¿Cuándo?").fill("+3")
    andrea.get_by_label("¿Por dónde?").select_option("transfer")

    andrea.keyboard.press("Control+Enter")
    expect(andrea.locator(".form-mistakes")).to_contain_text("Primero marque «Llamar» (tecla L)")
    expect(andrea.locator(".form-mistakes")).to_be_focused()
    andrea.keyboard.press("l")
    expect(andrea.get_by_role("timer")).to_be_visible()
    andrea.keyboard.press("Control+Enter")
    expect(andrea.locator(".form-mistakes")).to_contain_text("Primero confirme la identidad (tecla I)")
    expect(andrea.locator(".form-mistakes")).to_be_focused()
    for key in ("i", "q", "w", "Enter"):
        andrea.keyboard.press(key)
    expect(andrea.locator(".script-steps [aria-current]")).to_have_text("Motivo")
    andrea.keyboard.press("Control+Enter")

    expect(andrea.get_by_role("heading", level=1)).to_contain_text(SECOND)
    andrea.wait_for_load_state()
    assert promises(database) == [(300_000_00, TODAY + timedelta(days=3))]


def test_who_calls_in_is_served_by_keys(andrea: Page, database: Database) -> None:
    andrea.keyboard.press("Enter")
    expect(andrea.get_by_role("heading", level=1)).to_contain_text(FIRST)
    andrea.wait_for_load_state()
    for key in ("o", "q", "w", "Enter"):
        andrea.keyboard.press(key)
    expect(andrea.locator(".script-steps [aria-current]")).to_have_text("Motivo")
    choose_promise(andrea)
    andrea.get_by_label("¿Cuándo?").fill("+3")
    andrea.get_by_label("¿Por dónde?").select_option("transfer")
    andrea.keyboard.press("Control+Enter")

    expect(andrea.get_by_role("heading", level=1)).to_contain_text(SECOND)
    andrea.wait_for_load_state()
    assert promises(database) == [(300_000_00, TODAY + timedelta(days=3))]


def test_enter_in_a_field_does_not_save_by_accident(andrea: Page, database: Database) -> None:
    take_up(andrea)
    choose_promise(andrea)
    andrea.get_by_label("¿Por dónde?").select_option("transfer")

    andrea.get_by_label("¿Cuándo?").fill("+3")
    andrea.keyboard.press("Enter")
    andrea.wait_for_timeout(400)

    expect(andrea.get_by_label("¿Cuándo?")).to_have_value("+3")
    assert promises(database) == []


@pytest.mark.long
def test_what_is_missing_gets_the_focus_and_what_was_typed_stays(andrea: Page) -> None:
    take_up(andrea)
    identify(andrea)
    choose_promise(andrea)
    andrea.get_by_label("Nota").fill("Paga con la quincena")

    andrea.keyboard.press("Control+Enter")

    expect(andrea.get_by_label("¿Cuándo?")).to_be_focused()
    expect(andrea.get_by_label("Nota")).to_have_value("Paga con la quincena")


@pytest.mark.parametrize(("keys", "said"), [("s2", "Saltada por hoy."), ("pb", "Pospuesta hasta hoy 18:00.")])
def test_skip_and_snooze_take_two_keys_and_their_undo_one(andrea: Page, keys: str, said: str) -> None:
    for key in keys:
        andrea.keyboard.press(key)
    expect(andrea.get_by_text(said)).to_be_visible()
    expect(andrea.locator("#cola-siguiente .person")).to_have_text(SECOND)

    andrea.keyboard.press("z")

    expect(andrea.locator(".queue__name")).to_have_text([FIRST, SECOND])


@pytest.mark.parametrize("key", ["s", "p"])
def test_what_opens_takes_the_focus_and_gives_it_back(andrea: Page, key: str) -> None:
    andrea.keyboard.press(key)
    expect(andrea.locator("details[open] .choice").first).to_be_focused()

    andrea.keyboard.press("Escape")

    expect(andrea.locator(f"summary[data-key={key}]")).to_be_focused()
    expect(andrea.locator("details[open] .choice")).to_have_count(0)


def test_another_reason_to_skip_is_typed(andrea: Page, database: Database) -> None:
    for key in "s4":
        andrea.keyboard.press(key)
    andrea.keyboard.press("Enter")
    expect(andrea.get_by_text("Escriba la razón.")).to_be_visible()
    andrea.get_by_label("Con sus palabras").fill("Está de viaje")
    andrea.keyboard.press("Enter")

    expect(andrea.get_by_text("Saltada por hoy.")).to_be_visible()
    with database.reading() as looking:
        assert "Está de viaje" in looking.scalars(sa.select(WorkItem.why)).all()


@pytest.mark.long
def test_same_path_without_script(chromium: Browser, address: str, database: Database) -> None:
    with window(chromium, address, java_script_enabled=False) as page:
        let_in(page, "andrea@example.com")
        page.goto("/cola")
        page.get_by_role("button", name="Llamar").click()
        page.get_by_role("button", name=re.compile("verificado")).click()
        page.get_by_role("link", name="Identidad").click()
        page.get_by_label("Nombre completo").check()
        page.get_by_label("Documento").check()
        page.get_by_role("button", name="Confirmar identidad").click()
        page.get_by_role("link", name="Contacto directo").click()
        page.get_by_role("link", name="Promesa de pago").click()
        page.get_by_label("¿Cuándo?").fill("+3")
        page.get_by_label("¿Por dónde?").select_option("transfer")
        page.get_by_role("button", name="Guardar y siguiente").click()

        expect(page.get_by_role("heading", level=1)).to_contain_text(SECOND)
        page.wait_for_load_state()
    assert promises(database) == [(300_000_00, TODAY + timedelta(days=3))]


def test_promise_fits_the_smallest_screen(andrea: Page) -> None:
    andrea.set_viewport_size(SMALLEST)
    take_up(andrea)
    identify(andrea)
    choose_promise(andrea)

    for field in ("¿Cuánto paga?", "¿Cuándo?", "¿Por dónde?", "Nota"):
        expect(andrea.get_by_label(field)).to_be_in_viewport(ratio=1)
    expect(andrea.get_by_role("button", name="Guardar y siguiente")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [*(pytest.param(width, marks=pytest.mark.long) for width in (1366, 1280, 800)), 390])
def test_nothing_is_wider_than_the_screen(andrea: Page, session: Session, place, width: int) -> None:
    item = place(name="María de los Ángeles Etxeberría-Goikoetxea y Fernández de Córdoba viuda de Montalvo", rank=3)
    long_number = session.scalars(sa.select(Invoice).where(Invoice.account_id == item.account_id)).one()
    long_number.external_id = "FACTURA-2026-SUCURSAL-CHAPINERO-000000123456789"
    session.commit()
    wider = []
    for path in (
        f"/cola/{item.id}",
        f"/llamada/{item.account_id}",
        f"/llamada/{item.account_id}/resultado?codigo=CD-PDP",
    ):
        andrea.set_viewport_size({"width": width, "height": 768})
        andrea.goto(path)
        if andrea.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wider.append(path)

    assert wider == []


def test_debts_open_over_the_script_on_a_narrower_screen(andrea: Page) -> None:
    andrea.set_viewport_size({"width": 1280, "height": 720})
    andrea.goto("/llamada/1")
    expect(andrea.locator("#deuda")).to_be_hidden()

    andrea.keyboard.press("d")

    expect(andrea.locator("#deuda")).to_be_in_viewport()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    "path",
    [
        "/cola",
        "/llamada/1/resultado?codigo=CD-PDP",
        *(pytest.param(path, marks=pytest.mark.long) for path in ("/llamada/1", "/llamada/1/deuda?pestana=promesas")),
    ],
)
def test_queue_and_call_have_no_violation_of_the_accessibility_rules(
    chromium: Browser, address: str, scheme: str, path: str
) -> None:
    with window(chromium, address, color_scheme=scheme) as page:
        let_in(page, "andrea@example.com")
        page.goto(path)

        assert violations(page) == []


@pytest.mark.long
def test_attempt_stands_although_the_window_was_closed(andrea: Page, database: Database) -> None:
    take_up(andrea)

    andrea.goto("/cola")

    with database.reading() as looking:
        assert looking.scalars(sa.select(Interaction.outcome_code)).all() == [None]
