"""What leaves the queue by itself."""

from datetime import date, timedelta

import pytest

from models.enums import HoldKind, WorkState
from tests.factories.callable import make_callable
from tests.factories.ledger import make_account
from tests.factories.work import make_hold, make_item
from workbench.domain.queue.settle import COVERED, ON_HOLD, PAID, drop_settled, why_gone

TODAY = date(2026, 11, 18)


@pytest.fixture
def account(session, now, cast):
    return make_callable(session, cast.consumo, now=now, today=TODAY)


@pytest.fixture
def item(session, account):
    return make_item(session, account, on=TODAY)


@pytest.fixture
def other(session, account, now, cast):
    """Another account of the same customer."""
    return make_account(
        session, cast.microcredito, now=now, customer_id=account.customer_id, open_amount=70_00, overdue_amount=70_00
    )


@pytest.fixture
def drop(session, now):
    def run(*accounts) -> int:
        session.flush()
        return drop_settled(session, [account.id for account in accounts], today=TODAY, now=now)

    return run


@pytest.mark.parametrize(
    ("amounts", "on_hold", "why"),
    [
        ((100, 0, 0, 0), False, PAID),
        ((100, 50, 0, 50), False, PAID),
        ((100, 50, 50, 50), False, None),
        ((100, 50, 50, 1), False, None),
        ((100, 50, 50, 0), False, COVERED),
        ((0, 50, 0, 50), False, None),
        ((0, 50, 0, 0), False, COVERED),
        ((0, 0, 0, 0), False, PAID),
        ((100, 0, 0, 0), True, ON_HOLD),
    ],
)
def test_why_gone(amounts, on_hold, why):
    names = ("was_overdue", "open_amount", "overdue_amount", "asked")

    told = why_gone(**dict(zip(names, amounts, strict=True)), on_hold=on_hold)

    assert told == why


@pytest.mark.both
def test_who_has_credit_for_all_that_is_overdue_leaves(drop, account, item):
    account.credit = account.overdue_amount

    assert (drop(account), item.state, item.why) == (1, WorkState.GONE, COVERED)


def test_who_paid_leaves(drop, account, item, now):
    account.overdue_amount = account.open_amount = 0

    assert drop(account) == 1
    assert (item.state, item.why, item.finished_at) == (WorkState.GONE, PAID, now)
    assert drop(account) == 0


def test_part_payment_shows_what_is_owed_now(drop, account, item):
    account.overdue_amount, account.open_amount = 10_00, 30_00

    assert drop(account) == 0
    assert (item.state, item.overdue_amount, item.open_amount) == (WorkState.WAITING, 10_00, 30_00)


def test_hold_takes_the_item_out(session, drop, account, item, now):
    make_hold(session, account.customer_id, kind=HoldKind.DISPUTE, now=now, account_id=account.id)

    assert drop(account) == 1
    assert (item.state, item.why) == (WorkState.GONE, ON_HOLD)


@pytest.mark.both
def test_item_turns_to_the_customers_other_account(drop, account, item, other):
    account.overdue_amount = account.open_amount = 0

    assert drop(account) == 0
    assert (item.account_id, item.portfolio_id, item.overdue_amount) == (other.id, other.portfolio_id, 70_00)


def test_item_that_turned_says_nothing_more_of_the_first_account(drop, account, item, other, cast):
    cast.microcredito.creditor = "Otro acreedor"
    other.oldest_due_on = TODAY - timedelta(days=5)
    item.scorer, item.model, item.propensity, item.value = "model", "consumo-1", 0.5, "effect"
    item.reasons = [{"feature": "days_past_due", "value": 333, "contribution": 0.5, "text": "Venció hace 11 meses"}]
    account.overdue_amount = account.open_amount = 0

    drop(account)

    assert (item.scorer, item.model, item.propensity, item.value) == ("rules", None, None, "points")
    assert (item.days_past_due, "Venció hace 11 meses" in str(item.reasons)) == (5, False)
    assert sum(line["contribution"] for line in item.reasons) == item.points


def test_item_in_hand_is_left_to_who_has_it(drop, account, item, cast, now):
    item.state, item.claimed_by, item.claimed_until = WorkState.CLAIMED, cast.luis.id, now + timedelta(minutes=1)
    account.overdue_amount = account.open_amount = 0

    assert drop(account) == 0
    assert item.state is WorkState.CLAIMED


def test_claim_that_ran_out_is_no_hindrance(drop, account, item, cast, now):
    item.state, item.claimed_by, item.claimed_until = WorkState.CLAIMED, cast.luis.id, now
    account.overdue_amount = account.open_amount = 0

    assert drop(account) == 1
    assert (item.state, item.claimed_by) == (WorkState.GONE, None)


@pytest.mark.usefixtures("item")
def test_items_of_others_and_of_other_days_stay(session, drop, account, now, cast):
    account.overdue_amount = account.open_amount = 0
    stranger = make_item(session, make_callable(session, cast.consumo, now=now, today=TODAY), on=TODAY)
    yesterday = make_item(session, account, on=TODAY - timedelta(days=1))

    drop(account)

    assert (stranger.state, yesterday.state) == (WorkState.WAITING, WorkState.WAITING)
