"""A resting account says why and until when; a supervisor shortens the rest and sees tomorrow's queue before saving."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from sqlalchemy.orm import Session

from models import Account
from tests.chromium import one_database, served, sign_in, violations, window
from tests.factories.ledger import make_interaction
from tests.personas import PASSWORD, Cast
from tests.workbench.screens.desk import place

pytestmark = pytest.mark.browser

__all__ = ["one_database", "place"]


@pytest.fixture
def resting(session: Session, place, now) -> int:
    """The account of a customer who was spoken with five days ago."""
    account_id = place(name="Marta Rojas", rank=1).account_id
    make_interaction(session, session.get_one(Account, account_id), at=now - timedelta(days=5), outcome="CD-PEN")
    return account_id


@pytest.fixture
def address(app: Flask, session: Session, resting: int) -> Iterator[str]:
    session.commit()
    with served(app) as url:
        yield url


def test_resting_account_says_why_and_until_when(chromium: Browser, address: str, resting: int) -> None:
    with window(chromium, address) as page:
        sign_in(page, "andrea@example.com", PASSWORD)
        page.goto(f"/llamada/{resting}")

        said = page.locator("#descanso")
        expect(said).to_contain_text("Ya se habló con el titular: descansa 7 días después de una conversación.")
        expect(said).to_contain_text("Se retoma el sáb 21 nov.")
        assert violations(page) == []


def test_supervisor_shortens_the_rest_and_sees_the_effect_before_saving(
    chromium: Browser, address: str, cast: Cast
) -> None:
    with window(chromium, address) as page:
        sign_in(page, "paola@example.com", PASSWORD)
        page.goto(f"/carteras/{cast.consumo.id}")
        worked = page.get_by_role("region", name="Quién se trabaja")

        rest = worked.get_by_label("Días de descanso tras hablar con el titular")
        rest.fill("3")
        rest.press("Tab")

        expect(page.locator("#efecto tbody tr").first).to_have_text("Se trabajan01")
        assert violations(page) == []

        worked.get_by_role("button", name="Guardar").click()

        expect(page.get_by_text("Guardado: rige desde")).to_be_visible()
        expect(page.get_by_role("region", name="Quién se trabaja")).to_contain_text("Hay un cambio guardado")
