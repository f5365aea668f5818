"""Saldo a favor por aplicar in a real browser: readable by everybody, and whole on a telephone."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy.orm import Session

from tests.chromium import SCHEMES, SIZES, let_in, one_database, served, violations, window
from tests.factories.ledger import make_account, make_customer

pytestmark = pytest.mark.browser

__all__ = ["one_database"]


@pytest.fixture
def address(app: Flask, session: Session, cast, now) -> Iterator[str]:
    """A server with two accounts that have credit."""
    for name, credit in (("Marta Rojas Villamil", 300_000_00), ("Transportes del Sur S. A. S.", 40_000_00)):
        customer = make_customer(session, now=now, name=name)
        make_account(
            session, cast.consumo, now=now, customer_id=customer.id, open_amount=500_000_00, overdue_amount=300_000_00,
            credit=credit, last_payment_on=now.date(),
        )  # fmt: skip
    session.commit()
    with served(app) as url:
        yield url


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", SIZES)
def test_page_breaks_no_rule_of_accessibility_and_is_as_wide_as_the_window(
    chromium: Browser, address: str, scheme: str, size: dict[str, int]
) -> None:
    with window(chromium, address, color_scheme=scheme) as page:
        let_in(page, "paola@example.com")
        page.set_viewport_size(size)
        page.goto("/carteras")
        page.get_by_role("link", name="Saldo a favor por aplicar").click()
        page.get_by_role("heading", name="Saldo a favor por aplicar").wait_for()

        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
