"""A customer's data in a browser: asked for, handed over, erased by two people; nothing breaks accessibility rules."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from sqlalchemy.orm import Session

from tests.chromium import SCHEMES, SIZES, one_database, served, sign_in, violations, window
from tests.factories.held import KEY, NAME, make_known_customer
from tests.personas import PASSWORD

pytestmark = pytest.mark.browser

__all__ = ["one_database"]


@pytest.fixture
def account(session, cast, now):
    return make_known_customer(session, cast, now=now)


@pytest.fixture
def address(app: Flask, session: Session, account) -> Iterator[str]:
    session.commit()
    with served(app) as url:
        yield url


def test_data_is_handed_over_and_erased_by_two_people(chromium: Browser, address: str, account) -> None:
    customer_id = account.customer_id
    with window(chromium, address) as page:
        sign_in(page, "paola@example.com", PASSWORD)
        page.goto(f"/explicacion/{account.id}")
        page.get_by_role("link", name="Sus datos").click()
        with page.expect_download() as download:
            page.get_by_role("button", name="Descargar JSON").click()
        told = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
        assert told["customer"]["external_id"] == KEY
        page.get_by_label("Escriba el nombre del cliente").fill(NAME)
        page.get_by_label("Por qué se borra").fill("Lo pidió por escrito")
        page.get_by_role("button", name="Pedir el borrado").click()
        expect(page.locator("#aviso")).to_contain_text("Falta que otra persona lo confirme.")

    with window(chromium, address) as page:
        sign_in(page, "ana@example.com", PASSWORD)
        page.goto(f"/clientes/{customer_id}/datos")
        page.get_by_label("Escriba el nombre del cliente").fill(NAME)
        page.get_by_role("button", name="Borrar para siempre").click()
        expect(page.get_by_role("heading", name=f"Cliente borrado {customer_id}")).to_be_visible()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", SIZES)
def test_pages_fit_and_break_no_rule_of_accessibility(
    chromium: Browser, address: str, account, *, size, scheme
) -> None:
    pages = (
        f"/clientes/{account.customer_id}/datos",
        f"/imprimir/datos/{account.customer_id}",
        "/ajustes/conservacion",
    )
    with window(chromium, address, color_scheme=scheme) as page:
        page.set_viewport_size(size)
        sign_in(page, "ana@example.com", PASSWORD)
        for path in pages:
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
            assert violations(page) == [], path
