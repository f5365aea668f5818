"""The queue in a real browser: it follows what happens and keeps its place, and filters answer to keys."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from models import Account, WorkItem
from models.enums import Lane, WorkState
from tests.chromium import SCHEMES, let_in, one_database, served, violations, window
from tests.workbench.screens.desk import place
from workbench.domain.scripts.lifecycle import load_starters

pytestmark = pytest.mark.browser

__all__ = ["one_database", "place"]

FIRST_NEW, SECOND_NEW = "Nueva Uno", "Nueva Dos"
ROWS = 30


@pytest.fixture
def items(session: Session, place: Callable[..., Any], now: Any) -> list[WorkItem]:
    """A list that is longer than the screen; the tenth and the twentieth have been overdue for a few days only."""
    made = []
    for rank in range(1, ROWS + 1):
        name = {10: FIRST_NEW, 20: SECOND_NEW}.get(rank, f"Cliente {rank}")
        made.append(place(name=name, rank=rank, days_past_due=3 if rank in {10, 20} else 40))
    load_starters(session, now=now)
    session.commit()
    return made


@pytest.fixture
def queue(chromium: Browser, app: Flask, items: list[WorkItem]) -> Iterator[Page]:
    """Andrea's window on her queue."""
    with served(app) as address, window(chromium, address) as page:
        let_in(page, "andrea@example.com")
        page.goto("/cola")
        expect(page.locator(".queue__row")).to_have_count(len(items))
        yield page


def poll(page: Page) -> None:
    """What happens by itself every twenty seconds."""
    with page.expect_response(lambda answer: "visto=" in answer.url):
        page.evaluate("document.getElementById('cola-lista').dispatchEvent(new CustomEvent('every'))")


def scrolled(page: Page) -> int:
    return page.locator(".queue__scroll").evaluate("list => list.scrollTop")


def test_the_list_follows_a_payment_and_moves_neither_place_nor_choice(
    queue: Page, session: Session, items: list[WorkItem]
) -> None:
    chosen = queue.locator(f"#cuenta-{items[14].id}")
    chosen.click()
    expect(queue.locator("#cola-siguiente .person")).to_have_text("Cliente 15")
    queue.locator(".queue__scroll").evaluate("list => { list.scrollTop = 420; }")
    session.get_one(Account, items[12].account_id).overdue_amount = 70_000_00
    session.commit()

    poll(queue)

    expect(queue.locator(f"#cuenta-{items[12].id}")).to_contain_text("$ 70.000")
    expect(chosen).to_have_attribute("aria-current", "true")
    expect(chosen).to_be_focused()
    assert scrolled(queue) == 420


def test_who_reads_the_list_without_a_focus_is_not_sent_to_its_top(
    queue: Page, session: Session, items: list[WorkItem]
) -> None:
    queue.locator(".queue__scroll").evaluate("list => { list.scrollTop = 420; }")
    items[25].state = WorkState.DONE
    session.commit()

    poll(queue)

    expect(queue.locator(".queue__row")).to_have_count(ROWS - 1)
    assert scrolled(queue) == 420
    assert queue.evaluate("document.activeElement === document.body")


def test_what_left_gives_way_to_the_one_that_followed(queue: Page, session: Session, items: list[WorkItem]) -> None:
    queue.locator(f"#cuenta-{items[4].id}").click()
    expect(queue.locator("#cola-siguiente .person")).to_have_text("Cliente 5")
    items[4].state, items[4].why = WorkState.GONE, "Ya no debe lo vencido."
    session.commit()

    poll(queue)

    expect(queue.locator("#cola-siguiente .person")).to_have_text("Cliente 6")
    expect(queue.locator("#cola-siguiente")).to_contain_text("Ya no debe lo vencido.")


def test_a_filter_takes_two_keys_and_goes_along_through_the_calls(queue: Page, items: list[WorkItem]) -> None:
    for key in "f5":
        queue.keyboard.press(key)
    queue.wait_for_url("**/cola?filtro=new")
    expect(queue.locator(".queue__name")).to_have_text([FIRST_NEW, SECOND_NEW])

    queue.keyboard.press("Enter")
    expect(queue.get_by_role("heading", level=1)).to_contain_text(FIRST_NEW)
    queue.keyboard.press("j")
    expect(queue.get_by_role("heading", level=1)).to_contain_text(SECOND_NEW)
    queue.keyboard.press("k")
    expect(queue.get_by_role("heading", level=1)).to_contain_text(FIRST_NEW)
    queue.keyboard.press("Escape")

    queue.wait_for_url(f"**/cola?cuenta={items[9].id}&filtro=new")
    expect(queue.locator(f"#cuenta-{items[9].id}")).to_have_class("queue__row is-visited")


def test_back_from_a_call_the_list_stands_where_it_was_left(queue: Page, items: list[WorkItem]) -> None:
    queue.locator(f"#cuenta-{items[24].id}").click()
    expect(queue.locator("#cola-siguiente .person")).to_have_text("Cliente 25")
    left = scrolled(queue)
    queue.keyboard.press("Enter")
    expect(queue.get_by_role("heading", level=1)).to_contain_text("Cliente 25")

    queue.keyboard.press("Escape")

    expect(queue.locator("#cola-siguiente .person")).to_have_text("Cliente 25")
    expect(queue.locator(f"#cuenta-{items[24].id}")).to_be_in_viewport()
    assert scrolled(queue) == left > 0


def test_the_tab_calls_ten_minutes_before_and_stops_when_it_is_done(
    queue: Page, session: Session, items: list[WorkItem], now: Any
) -> None:
    expect(queue).to_have_title("Mi cola · Abono")
    items[2].lane, items[2].due_at = Lane.CALLBACK, now + timedelta(minutes=8)
    session.commit()
    poll(queue)
    expect(queue).to_have_title("10:08 Cliente 3 · Mi cola · Abono")

    items[2].state = WorkState.DONE
    session.commit()
    poll(queue)

    expect(queue).to_have_title("Mi cola · Abono")


@pytest.fixture
def soon(session: Session, items: list[WorkItem], now: Any) -> WorkItem:
    """An item whose agreed hour comes within minutes."""
    items[1].lane, items[1].due_at = Lane.CALLBACK, now + timedelta(minutes=8)
    session.commit()
    return items[1]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("height", [768, 641])
def test_page_never_scrolls_and_breaks_no_rule_of_access(
    chromium: Browser, app: Flask, soon: WorkItem, *, scheme: str, height: int
) -> None:
    with served(app) as address, window(chromium, address, color_scheme=scheme) as page:
        let_in(page, "andrea@example.com")
        page.set_viewport_size({"width": 1366, "height": height})
        for path in ("/cola", "/cola?filtro=new", "/cola?filtro=broken", f"/cola?cuenta={soon.id}"):
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
            foot = page.locator("#cola-siguiente .pane__foot")
            assert foot.count() == 0 or foot.bounding_box()["y"] + foot.bounding_box()["height"] <= height
            assert violations(page) == []
