"""The form of every result fits on the screen of a laptop without scrolling, and breaks no accessibility rule."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from models import Account
from tests.chromium import LAPTOP, SCHEMES, let_in, one_database, served, violations, window
from tests.factories.ledger import make_account
from tests.stories.test_call_in_browser import SECOND, SMALLEST
from tests.stories.test_keys_in_browser import dialled, numbers, press
from tests.workbench.screens.desk import TODAY, place
from workbench.domain.calls.tree import outcome_rows

pytestmark = pytest.mark.browser

__all__ = ["numbers", "one_database", "place"]

LEAVES = [row["code"] for row in outcome_rows() if row["on_form"]]
TOO_TALL = """() => ['.outcome__body', 'html'].filter(name => {
  const one = document.querySelector(name);
  return one.scrollHeight > one.clientHeight + 1;
})"""


@pytest.fixture
def two_accounts(session: Session, numbers: Account, cast: Any, now: Any) -> Account:
    """Marta owes on two accounts, and has a mailbox on WhatsApp and two telephones."""
    make_account(
        session, cast.microcredito, now=now, customer_id=numbers.customer_id, collector_id=cast.andrea.id,
        open_amount=900_00, overdue_amount=900_00, open_items=1, overdue_items=1,
        oldest_due_on=TODAY.replace(day=2), standing_on=TODAY, ledger_dirty=False,
    )  # fmt: skip
    session.commit()
    return numbers


@pytest.fixture
def open_call(chromium: Browser, app: Flask, two_accounts: Account) -> Iterator[Callable[..., Page]]:
    """A window of a theme on a server with Marta's call."""
    with served(app) as address:

        def opened(scheme: str = "light") -> Any:
            return window(chromium, address, color_scheme=scheme)

        yield opened


@pytest.mark.parametrize("size", [LAPTOP, SMALLEST], ids=["768", "641"])
def test_form_of_every_result_fits_without_scrolling(
    open_call: Any, two_accounts: Account, size: dict[str, int]
) -> None:
    with open_call() as page:
        page.set_viewport_size(size)
        let_in(page, "andrea@example.com")
        page.goto(f"/llamada/{two_accounts.id}")
        dialled(page)
        too_tall = {}
        for path in (
            "",
            *(f"/resultado?grupo={group}" for group in ("CD", "CI", "NC")),
            *(f"/resultado?codigo={code}" for code in LEAVES),
        ):
            page.goto(f"/llamada/{two_accounts.id}{path}")
            found = page.evaluate(TOO_TALL)
            if found:
                too_tall[path] = found

    assert too_tall == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_forms_of_a_call_have_no_violation_of_the_accessibility_rules(
    open_call: Any, two_accounts: Account, scheme: str
) -> None:
    with open_call(scheme) as page:
        let_in(page, "andrea@example.com")
        page.goto(f"/llamada/{two_accounts.id}")
        assert violations(page) == []
        dialled(page)
        for code in ("CD-PDP", "CD-VLL", "CD-YAP", "CI-NCO", "NC-OCU"):
            page.goto(f"/llamada/{two_accounts.id}/resultado?codigo={code}")
            assert violations(page) == [], code


def test_other_account_comes_by_one_key_with_the_draft_of_each(open_call: Any, two_accounts: Account) -> None:
    with open_call() as page:
        let_in(page, "andrea@example.com")
        page.goto(f"/llamada/{two_accounts.id}")
        dialled(page)
        press(page, "n")
        page.keyboard.type("De la primera")
        press(page, "Escape ]")

        expect(page.locator(".accounts__one[aria-current]")).to_contain_text("900")
        expect(page.get_by_role("timer")).to_be_visible()
        expect(page.get_by_label("Nota")).to_have_value("")
        press(page, "[")

        expect(page.locator(".accounts__one[aria-current]")).to_contain_text("300.000")
        expect(page.get_by_label("Nota")).to_have_value("De la primera")
        assert SECOND not in page.title()


def test_fields_beside_the_numbers_are_wide_enough_to_read(open_call: Any, two_accounts: Account) -> None:
    with open_call() as page:
        let_in(page, "andrea@example.com")
        page.goto(f"/llamada/{two_accounts.id}")

        fields = page.locator(".points :is(select, input:not([type=hidden]))")
        narrow = fields.evaluate_all("all => all.filter(one => one.offsetWidth < 100).map(one => one.name)")

        assert fields.count() == 2
        assert narrow == []
