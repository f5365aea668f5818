"""Modelo in a real browser: readable by everybody, whole on a telephone, and gone back on without script."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from sqlalchemy.orm import Session

from models import ModelAlarm, ModelVersion
from models.enums import Slice
from tests.chromium import SCHEMES, SIZES, let_in, one_database, served, violations, window
from tests.factories.ledger import make_account, make_interaction
from tests.factories.scoring import REPORT, make_champion, make_training
from tests.factories.work import make_item
from tests.workbench.screens.model.test_alarm import FIGURES
from tests.workbench.screens.model.test_orders_and_weeks import JUDGED, WEEKS

pytestmark = pytest.mark.browser

__all__ = ["one_database"]


@pytest.fixture
def address(app: Flask, session: Session, cast, ranked, now) -> Iterator[str]:
    """A server where a model ranks consumo after the rules, with an alarm, other orders, weeks, chance and hours."""
    make_champion(session, cast.consumo, since=now - timedelta(days=9), until=now - timedelta(days=2))
    model = session.get_one(ModelVersion, ranked().model_id)
    make_training(session, cast.consumo, at=now, model=model, report=REPORT | JUDGED | WEEKS)
    session.add(ModelAlarm(portfolio_id=cast.consumo.id, raised_at=now, figures=FIGURES))
    account = make_account(session, cast.consumo, now=now)
    make_item(session, account, on=now.date(), slice=Slice.CALL_ARM, gain=500, scorer="model", value="effect")
    for number in range(240):
        outcome = "CD-PDP" if number % 3 else "NC-NCT"
        make_interaction(session, account, at=now - timedelta(days=20, hours=number % 8), outcome=outcome)
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


@pytest.mark.long
def test_alarm_is_followed_from_the_first_page_and_noted_without_script(chromium: Browser, address: str) -> None:
    with window(chromium, address, java_script_enabled=False) as page:
        let_in(page, "paola@example.com")
        page.goto("/equipo")

        page.get_by_role("link", name="Ver en Modelo").click()
        page.get_by_label("Qué encontró o qué va a hacer").fill("Faltaba el archivo del lunes")
        page.get_by_role("button", name="Anotar y quitar el aviso").click()

        expect(page.locator("#aviso-modelo")).to_contain_text("«Faltaba el archivo del lunes»")
        page.goto("/equipo")
        expect(page.get_by_role("link", name="Ver en Modelo")).to_have_count(0)
