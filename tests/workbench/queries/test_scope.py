"""Which accounts, customers and items exist for whom."""

from datetime import date

import pytest
import sqlalchemy as sa

from models import Account, Customer, WorkItem
from tests.factories.ledger import make_account
from tests.factories.work import make_item
from workbench.kernel.errors import NotVisible
from workbench.queries.scope import account_for, accounts_calling_in, accounts_of, customers_of, work_items_of

TODAY = date(2026, 11, 18)
EVERYBODY = ("andrea", "luis", "sara", "paola", "elena", "ana")


@pytest.fixture
def accounts(session, now, cast) -> dict[str, Account]:
    """Of Andrea, of Luis, of nobody, of Sara in the other team; and a second of Andrea's customer, which is Sara's."""
    andreas = make_account(session, cast.consumo, now=now, collector_id=cast.andrea.id)
    return {
        "andrea": andreas,
        "luis": make_account(session, cast.consumo, now=now, collector_id=cast.luis.id),
        "pool": make_account(session, cast.consumo, now=now),
        "sara": make_account(session, cast.microcredito, now=now, collector_id=cast.sara.id),
        "second": make_account(
            session, cast.microcredito, now=now, collector_id=cast.sara.id, customer_id=andreas.customer_id
        ),
    }


def seen(session, accounts, condition) -> set[str]:
    ids = set(session.scalars(sa.select(Account.id).where(condition)))
    return {name for name, account in accounts.items() if account.id in ids}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("andrea", {"andrea", "pool", "second"}),
        ("luis", {"luis", "pool"}),
        ("sara", {"sara", "second", "andrea"}),
        ("paola", {"andrea", "luis", "pool"}),
        ("elena", {"andrea", "luis", "pool"}),
        ("ana", {"andrea", "luis", "pool", "sara", "second"}),
    ],
)
def test_accounts_of(session, accounts, cast, name, expected):
    assert seen(session, accounts, accounts_of(cast.person(name))) == expected


def test_who_calls_in_is_served_within_the_teams_portfolios(session, accounts, cast):
    assert seen(session, accounts, accounts_calling_in(cast.person("luis"))) == {"andrea", "luis", "pool"}
    assert seen(session, accounts, accounts_calling_in(cast.person("andrea"))) == {"andrea", "luis", "pool", "second"}


def test_customers_are_those_of_the_accounts(session, accounts, cast):
    found = set(session.scalars(sa.select(Customer.id).where(customers_of(cast.person("luis")))))

    assert found == {accounts["luis"].customer_id, accounts["pool"].customer_id}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("andrea", {"andrea", "pool"}),
        ("luis", {"luis", "pool"}),
        ("sara", {"sara"}),
        ("paola", {"andrea", "luis", "pool"}),
        ("ana", {"andrea", "luis", "pool", "sara"}),
    ],
)
def test_work_items_of(session, accounts, cast, name, expected):
    items = {owner: make_item(session, accounts[owner], on=TODAY) for owner in ("andrea", "luis", "pool", "sara")}

    ids = set(session.scalars(sa.select(WorkItem.id).where(work_items_of(cast.person(name)))))

    assert {owner for owner, item in items.items() if item.id in ids} == expected


def test_account_in_scope_is_fetched(session, accounts, cast):
    assert account_for(session, cast.person("andrea"), accounts["pool"].id) is accounts["pool"]
    assert account_for(session, cast.person("luis"), accounts["andrea"].id, calling_in=True) is accounts["andrea"]


def test_out_of_scope_and_missing_look_the_same(session, accounts, cast):
    for account_id, calling_in in ((accounts["sara"].id, True), (accounts["andrea"].id, False), (10**9, True)):
        with pytest.raises(NotVisible):
            account_for(session, cast.person("luis"), account_id, calling_in=calling_in)
