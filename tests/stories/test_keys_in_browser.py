"""What each step of a collector's day costs in keys, typed without a pause. The guide tells the numbers."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from models import Account, Database, Interaction, Promise
from models.enums import PointKind, PointState
from tests.chromium import let_in, one_database, served, window
from tests.factories.ledger import make_phone
from tests.stories.test_call_in_browser import FIRST, SECOND, identify
from tests.workbench.screens.desk import TODAY, place
from workbench.domain.scripts.lifecycle import load_starters

pytestmark = pytest.mark.browser

__all__ = ["one_database", "place"]

TYPIST_MS = 30
"""Between two keys of who does not look at the screen."""


@pytest.fixture
def numbers(session: Session, place: Callable[..., Any], now: Any) -> Account:
    """Marta's account: her mailbox on WhatsApp stands before her two telephones. Jorge is the next."""
    item = place(name=FIRST, rank=1)
    place(name=SECOND, rank=2)
    account = session.get_one(Account, item.account_id)
    make_phone(session, account.customer_id, now=now, kind=PointKind.WHATSAPP, value="+573005550901")
    make_phone(session, account.customer_id, now=now, value="+573005550902", state=PointState.UNVERIFIED, position=1)
    load_starters(session, now=now)
    session.commit()
    return account


@pytest.fixture
def andrea(chromium: Browser, app: Flask, numbers: Account) -> Iterator[Page]:
    """Andrea's window on Marta's call, which she has taken."""
    with served(app) as address, window(chromium, address) as page:
        let_in(page, "andrea@example.com")
        page.goto("/cola")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text(FIRST)
        page.wait_for_load_state()
        yield page


def dialled(page: Page) -> None:
    """The first of two numbers is on the line, and the person has been identified."""
    press(page, "l l")
    expect(page.get_by_role("timer")).to_be_visible()
    identify(page)


def press(page: Page, keys: str) -> int:
    """Press keys one after the other as a typist does; how many they were."""
    pressed = keys.split(" ")
    for key in pressed:
        page.keyboard.press(key)
        page.wait_for_timeout(TYPIST_MS)
    return len(pressed)


def saved(database: Database, kind: type[Any]) -> list[Any]:
    """What there is of a kind, the last first."""
    with database.reading() as looking:
        return list(looking.scalars(sa.select(kind).order_by(kind.id.desc())))


@pytest.mark.parametrize(
    ("keys", "most", "code"),
    [
        ("3 1 Control+Enter", 3, "NC-NCT"),
        ("3 6 Control+Enter", 3, "NC-EQV"),
        ("1 1 Tab 3 0 Control+Enter", 6, "CD-PDP"),
        ("1 5 Tab ArrowDown Control+Enter", 5, "CD-VLL"),
        ("1 3 ArrowDown Tab ArrowDown Control+Enter", 6, "CD-YAP"),
    ],
)
def test_keys_from_the_outcome_to_the_next_account(
    andrea: Page, database: Database, keys: str, most: int, code: str
) -> None:
    dialled(andrea)

    assert press(andrea, keys) <= most

    expect(andrea.get_by_role("heading", level=1)).to_contain_text(SECOND)
    andrea.wait_for_load_state()
    assert saved(database, Interaction)[0].outcome_code == code


def test_promise_keeps_the_proposed_amount_and_channel_and_takes_the_day_that_was_typed(
    andrea: Page, database: Database
) -> None:
    dialled(andrea)

    press(andrea, "1 1 Tab 3 0 Control+Enter")

    expect(andrea.get_by_role("heading", level=1)).to_contain_text(SECOND)
    (promise,) = saved(database, Promise)
    assert (promise.amount, promise.due_on, promise.channel) == (300_000_00, TODAY.replace(day=30), "transfer")


def test_script_says_the_amount_and_the_day_that_stand_in_the_form(andrea: Page) -> None:
    dialled(andrea)
    press(andrea, "1 1")
    expect(andrea.get_by_label("¿Cuánto paga?")).to_be_focused()

    andrea.keyboard.type("120000", delay=TYPIST_MS)
    press(andrea, "Tab")
    andrea.keyboard.type("30", delay=TYPIST_MS)
    press(andrea, "Tab")

    said = andrea.locator("#guion .speech__text")
    expect(said).to_contain_text("120.000")
    expect(said).to_contain_text("lunes 30 de noviembre")
    expect(andrea.get_by_label("¿Por dónde?")).to_be_focused()


def test_stroke_of_a_day_that_is_typed_ahead_opens_no_search(andrea: Page) -> None:
    dialled(andrea)
    andrea.route("**/llamada/**", lambda route: (andrea.wait_for_timeout(5 * TYPIST_MS), route.continue_()))

    press(andrea, "1 1 Tab 3 / 1 2 Tab")

    expect(andrea.locator("#guion .speech__text")).to_contain_text("jueves 3 de diciembre")
    expect(andrea.locator("#hallar")).not_to_be_visible()


def test_what_is_typed_while_the_script_is_on_its_way_stays(andrea: Page) -> None:
    dialled(andrea)
    press(andrea, "1 1")
    expect(andrea.get_by_label("¿Cuánto paga?")).to_be_focused()
    asked = []

    def late(route: Any) -> None:
        asked.append(route.request.url)
        andrea.wait_for_timeout(10 * TYPIST_MS)
        route.continue_()

    andrea.route("**/guion?*", late)
    andrea.keyboard.type("120000", delay=TYPIST_MS)
    press(andrea, "Tab")
    andrea.keyboard.type("30", delay=TYPIST_MS)

    expect(andrea.locator("#guion .speech__text")).to_contain_text("120.000")
    assert len(asked) == 1
    expect(andrea.get_by_label("¿Cuándo?")).to_have_value("30")


@pytest.mark.parametrize(
    ("keys", "number"),
    [("l l", "+573005550"), ("l Enter", "+573005550"), ("l 1", "+573005550"), ("l 2", "+573005550902")],
)
def test_dialling_reaches_the_number_that_was_chosen(
    andrea: Page, database: Database, numbers: Account, keys: str, number: str
) -> None:
    press(andrea, keys)

    expect(andrea.locator(".point--live")).to_contain_text("en línea")
    assert andrea.locator(".point--live").get_attribute("href").startswith(f"tel:{number}")
    assert saved(database, Interaction)[0].contact_point_id is not None


def test_digits_outside_the_numbers_choose_the_outcome(andrea: Page) -> None:
    press(andrea, "l")
    expect(andrea.locator("[data-choice]").first).to_be_focused()

    press(andrea, "Escape 1 1")

    expect(andrea.locator(".outcome__chosen")).to_contain_text("Promesa de pago")
    expect(andrea.get_by_role("timer")).to_have_count(0)


def test_arrows_in_a_field_go_through_its_quick_values(andrea: Page) -> None:
    dialled(andrea)
    press(andrea, "1 2")
    amount = andrea.get_by_label("¿Cuánto paga?")
    expect(amount).to_be_focused()
    picks = andrea.locator("[data-fill=promise_amount]").evaluate_all("all => all.map(one => one.dataset.value)")

    shown = []
    for _ in (*picks, None):
        press(andrea, "ArrowDown")
        shown.append(amount.input_value())

    start = picks.index(shown[0])
    assert shown == [*picks[start:], *picks[:start], shown[0]][: len(picks) + 1]


def test_call_back_is_on_the_next_day_at_the_hour_that_was_chosen(andrea: Page, database: Database, now: Any) -> None:
    dialled(andrea)

    press(andrea, "1 5 Tab ArrowDown Control+Enter")

    expect(andrea.get_by_role("heading", level=1)).to_contain_text(SECOND)
    assert saved(database, Interaction)[0].callback_at == now + timedelta(days=1)
