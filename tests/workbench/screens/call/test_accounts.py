"""The customer's other accounts are one key away; the call, its identity and its contact are about all of them."""

import pytest
import sqlalchemy as sa

from models import Account, Interaction, WorkItem
from models.enums import WorkState
from tests.factories.ledger import make_account, make_invoice
from tests.workbench.screens.desk import TODAY
from workbench.domain.contact import people_of


@pytest.fixture
def other(session, opened, cast, now) -> Account:
    """A second account of the customer, in another portfolio of the team, in another currency."""
    item, _ = opened
    cast.microcredito.currency, cast.microcredito.locale = "USD", "en_US"
    account = make_account(
        session, cast.microcredito, now=now, customer_id=item.customer_id, collector_id=cast.andrea.id,
        open_amount=77_700, overdue_amount=77_700, open_items=1, overdue_items=1,
        oldest_due_on=TODAY.replace(day=1), standing_on=TODAY, ledger_dirty=False,
    )  # fmt: skip
    make_invoice(session, account, due_on=TODAY.replace(day=1), amount=77_700)
    return account


def test_switcher_shows_what_is_overdue_on_each_and_since_when(client, other, identified):
    _, address = identified

    page = client.get(address)

    told = page.texts("accounts__one")
    assert [("$ 300.000" in one or "$300.000" in one, "47 días" in one) for one in told] == [
        (True, True),
        (False, False),
    ]
    assert "$777.00" in told[1]
    assert "17 días" in told[1]
    to = f"/llamada/{other.id}"
    assert {one.get("data-key") for one in page.all(f".//a[@href='{to}']")} == {"[", "]", None}


def test_switcher_tells_what_is_asked_of_each_net_of_its_credit(client, other, identified, session):
    _, address = identified
    other.credit = 7_700
    session.flush()

    assert "$700.00" in client.get(address).texts("accounts__one")[1]


def test_switcher_holds_no_amount_before_the_identity(client, other, opened):
    _, address = opened

    assert "777" not in client.get(address).text


def test_customer_with_one_account_has_no_switcher(client, opened):
    _, address = opened

    assert client.get(address).texts("accounts__one") == []


@pytest.mark.usefixtures("identified")
def test_call_and_identity_are_of_the_customer_whichever_account_is_shown(client, other):
    page = client.get(f"/llamada/{other.id}")

    assert page.one(".//*[@role='timer']") is not None
    assert "$777.00" in page.words(page.by_id("cifras"))


def test_outcome_saved_at_the_other_account_completes_the_one_call(client, other, identified, session, now):
    item, _ = identified
    to = f"/llamada/{other.id}"
    form = client.get(f"{to}/resultado?codigo=CD-PDP").form(f"{to}/guardar")

    client.post(f"{to}/guardar", form | {"promise_amount": "50.00", "promise_due_on": "+3"})

    (call,) = session.scalars(sa.select(Interaction)).all()
    assert (call.account_id, call.portfolio_id, call.outcome_code) == (other.id, other.portfolio_id, "CD-PDP")
    assert len(people_of(session, [item.customer_id], at=now)[item.customer_id].events) == 1
    assert session.scalars(sa.select(WorkItem.state)).all() == [WorkState.DONE]


def test_draft_is_kept_per_account(client, other, identified):
    _, address = identified
    form = client.get(f"{address}/resultado?codigo=CD-PEN").form(f"{address}/guardar")
    client.post_piece(f"{address}/borrador", form | {"note": "De la primera"}, status=200)

    assert "De la primera" not in client.get(f"/llamada/{other.id}").text
    assert "De la primera" in client.get(address).text


def test_another_account_comes_as_a_piece(client, other, opened):
    page = client.get_piece(f"/llamada/{other.id}")

    assert page.by_id("llamada") is not None
