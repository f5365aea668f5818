"""Finding a customer in a browser, by keyboard alone and as quickly as a person types."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from models.enums import PointKind
from tests.chromium import LAPTOP, SCHEMES, let_in, one_database, served, violations, window
from tests.factories.ledger import make_account, make_customer, make_interaction, make_invoice, make_phone
from tests.factories.work import make_item

pytestmark = pytest.mark.browser

__all__ = ["one_database"]

SHORT = {"width": 1366, "height": 641}
FITS = "(({scrollHeight, scrollWidth}) => scrollHeight <= innerHeight && scrollWidth <= innerWidth)(document.body)"
QUICK = 30
"""Milliseconds between two keys of a quick typist."""


@pytest.fixture
def customers(session, cast, now):
    made = {}
    names = {"María Fernanda Ríos": cast.andrea, "Jairo Quiñones": cast.luis, "Yeimy Pérez Ávila": None}
    for place, (name, owner) in enumerate(names.items()):
        customer = make_customer(session, now=now, name=name, document=f"CC 52.418.90{place}", city="Bogotá")
        account = make_account(
            session, cast.consumo, now=now, customer_id=customer.id, collector_id=owner.id if owner else None,
            open_amount=800_00, overdue_amount=500_00, ledger_dirty=False, open_items=1, overdue_items=1,
            oldest_due_on=now.date() - timedelta(days=40), standing_on=now.date(),
        )  # fmt: skip
        make_phone(session, customer.id, now=now, value=f"+57300845126{place}")
        make_phone(session, customer.id, now=now, kind=PointKind.EMAIL, value=f"cliente{place}@correo.co")
        make_invoice(
            session, account, due_on=now.date() - timedelta(days=40), amount=500_00, external_id=f"FE-2041{place}"
        )
        make_interaction(session, account, at=now - timedelta(days=9), outcome="NC-NCT")
        if owner is not cast.luis:
            make_item(session, account, on=now.date(), rank=place + 1)
        made[name] = account
    return made


@pytest.fixture
def address(app: Flask, session: Session, customers) -> Iterator[str]:
    session.commit()
    with served(app) as url:
        yield url


def press(page: Page, *keys: str) -> int:
    """Press keys as quickly as a person types. Returns how many."""
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(QUICK)
    return len(keys)


def test_own_customer_is_found_and_opened_by_the_call_within_twelve_keys(chromium, address, customers) -> None:
    with window(chromium, address) as page:
        let_in(page, "andrea@example.com")
        page.goto("/cola")

        keys = press(page, "/", *"ferna", "Enter")

        page.wait_for_url(f"**/llamada/{customers['María Fernanda Ríos'].id}")
        assert keys <= 12


def test_letters_typed_while_a_piece_is_on_its_way_land_in_the_field(chromium, address, customers) -> None:
    with window(chromium, address) as page:
        let_in(page, "andrea@example.com")
        page.goto("/cola")
        page.route("**/cola/*", lambda route: (page.wait_for_timeout(400), route.continue_()))

        page.locator("[data-list-item]").nth(1).click(no_wait_after=True)
        press(page, "/", *"jk ", "Backspace", "Backspace", "Backspace", *"yeimy")

        expect(page.locator("[data-search-field]")).to_have_value("yeimy")
        expect(page.locator("#hallado [data-list-item]")).to_contain_text("Yeimy Pérez Ávila")


def test_a_search_typed_while_a_piece_is_on_its_way_is_opened_by_enter(chromium, address, customers) -> None:
    with window(chromium, address) as page:
        let_in(page, "andrea@example.com")
        page.goto("/cola")
        page.route("**/cola/*", lambda route: (page.wait_for_timeout(400), route.continue_()))

        page.locator("[data-list-item]").nth(1).click(no_wait_after=True)
        press(page, "/", *"ferna", "Enter")

        page.wait_for_url(f"**/llamada/{customers['María Fernanda Ríos'].id}")


def test_a_search_outlives_the_refusal_that_it_was_typed_before(chromium, address, customers) -> None:
    with window(chromium, address) as page:
        let_in(page, "andrea@example.com")
        page.goto("/cola")
        page.route("**/cola/*", lambda route: (page.wait_for_timeout(400), route.fulfill(status=500, body="")))

        page.locator("[data-list-item]").nth(1).click(no_wait_after=True)
        press(page, "g", "m", "/", *"yeimy")

        expect(page.locator("[data-search-field]")).to_have_value("yeimy")
        assert page.url.endswith("/cola")


def test_arrows_choose_and_escape_gives_the_focus_back(chromium, address, customers) -> None:
    with window(chromium, address) as page:
        let_in(page, "paola@example.com")
        page.goto("/cola")
        page.get_by_role("link", name="Guiones").focus()

        press(page, "Control+k", *"52418")
        expect(page.locator("#hallado [data-list-item]")).to_have_count(3)
        press(page, "ArrowDown", "ArrowDown")
        expect(page.locator("#hallado [data-list-item]").nth(1)).to_be_focused()
        press(page, "k", "ArrowUp")
        expect(page.locator("[data-search-field]")).to_be_focused()
        press(page, "Escape")

        expect(page.locator("#hallar")).not_to_be_visible()
        expect(page.get_by_role("link", name="Guiones")).to_be_focused()


def test_a_colleagues_customer_is_not_found_but_helped_by_its_number(chromium, address, customers) -> None:
    with window(chromium, address) as page:
        let_in(page, "andrea@example.com")
        page.goto("/cola")

        press(page, "/", *"3008451261")
        page.get_by_role("link", name="Nos llama este número").click()
        expect(page.get_by_text("Jairo Quiñones")).to_be_visible()
        assert "500" not in page.locator("main").inner_text()
        press(page, "1")

        page.wait_for_url(f"**/llamada/{customers['Jairo Quiñones'].id}")
        expect(page.get_by_role("heading", name="Jairo Quiñones")).to_be_visible()


def test_help_keeps_its_own_field(chromium, address, customers) -> None:
    with window(chromium, address) as page:
        let_in(page, "andrea@example.com")
        page.goto("/ayuda")

        press(page, "/", *"promesa")

        expect(page.locator("#buscar")).to_have_value("promesa")
        expect(page.locator("#hallar")).not_to_be_visible()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    "size", [pytest.param(LAPTOP, id="768"), pytest.param(SHORT, id="641", marks=pytest.mark.long)]
)
def test_pages_fit_and_break_no_rule_of_accessibility(chromium: Browser, address, customers, scheme, size) -> None:
    customer_id = customers["María Fernanda Ríos"].customer_id
    one = f"/clientes/{customer_id}"
    pages = ("/clientes", "/clientes?q=52418", "/clientes?q=nadie", one, f"{one}/contacto", "/entrante")
    numbers = (f"/entrante?numero={number}" for number in ("3008451261", "3009999999"))
    with window(chromium, address, color_scheme=scheme) as page:
        page.set_viewport_size(size)
        let_in(page, "paola@example.com")
        for path in (*pages, *numbers):
            page.goto(path)
            assert violations(page) == [], path
            assert page.evaluate(FITS), path
        for typed in ("52418", "nadie"):
            page.goto("/cola")
            press(page, "/", *typed)
            page.locator(f'[data-found-for="{typed}"]').wait_for()
            assert violations(page) == [], typed
