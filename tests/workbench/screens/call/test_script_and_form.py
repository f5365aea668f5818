"""Script and form stand on one screen: what the one says, the other proposes and the rules accept."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from models import Account, Promise
from tests.factories.ledger import make_invoice
from tests.workbench.screens.desk import TODAY
from workbench.domain.scripts import script_facts
from workbench.domain.scripts.values import script_values
from workbench.queries.call import call_file
from workbench.screens.call.forms import Head
from workbench.screens.call.picks import day_picks
from workbench.web.money import format_money

CREDIT = 45_123_00
SUMS = ("saldo", "saldo_vencido", "mitad")
"""What the script says of the account and the form proposes too."""


@pytest.fixture
def credited(session, identified):
    """A call with Marta, who owes 300,000.00 late, 100,000.00 to come and 70,000.00 in dispute, and has a credit."""
    item, address = identified
    account = session.get_one(Account, item.account_id)
    make_invoice(session, account, due_on=TODAY + timedelta(days=9), amount=100_000_00)
    make_invoice(session, account, due_on=TODAY - timedelta(days=20), amount=70_000_00, disputed=True)
    account.open_amount, account.disputed_amount, account.credit = 470_000_00, 70_000_00, CREDIT
    session.flush()
    return account, address


@pytest.fixture
def spoken(session, cast, now):
    """What the script says of an account at an instant."""

    def say(account, *, at=now):
        facts = script_facts(session, account.id)
        return script_values(facts, language="es", now=at, collector=cast.person("andrea"))

    return say


def picks(page, field):
    """The quick values of a field, by their words without the amount."""
    found = page.all(f".//button[@data-fill='{field}']")
    return {page.words(one).split("$")[0].strip(): one.get("data-value") for one in found}


def test_sums_of_the_script_are_those_of_the_form(client, credited, spoken):
    account, address = credited
    said = spoken(account)

    page = client.get(f"{address}/resultado?codigo=CD-PDP")

    written = {name: format_money(said[f"cuenta.{name}"], "COP", locale="es_CO") for name in SUMS}
    assert picks(page, "promise_amount") == {
        "Todo": written["saldo"],
        "Lo vencido": written["saldo_vencido"],
        "La mitad": written["mitad"],
    }
    assert page.by_id("promise_amount").get("value") == written["saldo_vencido"]
    assert written["saldo_vencido"].replace("\xa0", " ") in page.words(page.by_id("cliente"))
    assert said["cuenta.saldo_vencido"] == 300_000_00 - CREDIT


@pytest.mark.parametrize("name", SUMS)
def test_promise_of_a_sum_that_was_spoken_is_accepted(client, credited, spoken, session, name):
    account, address = credited
    amount = spoken(account)[f"cuenta.{name}"]
    form = client.get(f"{address}/resultado?codigo=CD-PDP").form(f"{address}/guardar")
    typed = {"promise_amount": format_money(amount, "COP", locale="es_CO"), "promise_due_on": "+3"}

    client.post(f"{address}/guardar", {**form, **typed, "promise_channel": "transfer"})

    assert session.scalars(sa.select(Promise.amount)).all() == [amount]


def test_two_oldest_are_proposed_less_the_credit(client, credited, session):
    account, address = credited
    for days, amount in ((60, 80_000_00), (5, 50_000_00)):
        make_invoice(session, account, due_on=TODAY - timedelta(days=days), amount=amount)
    account.open_amount, account.overdue_amount = 600_000_00, 430_000_00
    session.flush()

    page = client.get(f"{address}/resultado?codigo=CD-PDP")

    offered = picks(page, "promise_amount")
    assert offered["Las 2 más antiguas"] == format_money(380_000_00 - CREDIT, "COP", locale="es_CO")


def test_reminder_asks_for_the_next_invoice_less_what_is_left_of_the_credit(credited, spoken):
    account, _ = credited
    account.credit = 320_000_00

    said = spoken(account)

    assert said["cuenta.saldo_vencido"] is None
    assert said["cuenta.proximo_monto"] == 80_000_00


@pytest.fixture
def form_days(app, session, cast):
    """The days that the form proposes to an account at an instant."""

    def offer(account_id, *, at):
        with app.test_request_context():
            file = call_file(session, cast.person("andrea"), account_id=account_id, now=at)
            head = Head(file.portfolio.currency, file.portfolio.locale, file.portfolio.timezone, at.date())
            return {value for _, value in day_picks(file, head=head)}

    return offer


@pytest.mark.parametrize("day", range(10, 15))
def test_days_of_the_script_are_offered_by_the_form(session, place, spoken, form_days, day):
    account = session.get_one(Account, place().account_id)
    morning = datetime(2026, 11, day, 15, 0, tzinfo=UTC)

    said = spoken(account, at=morning)

    days = {said["propuesta.fecha_1"].isoformat(), said["propuesta.fecha_2"].isoformat()}
    assert days <= form_days(account.id, at=morning)


def test_days_are_the_portfolios_also_for_a_customer_elsewhere(session, place, spoken):
    item = place()
    account = session.get_one(Account, item.account_id)
    late = datetime(2026, 11, 19, 4, 30, tzinfo=UTC)
    here = spoken(account, at=late)
    file = script_facts(session, account.id)
    file.customer.timezone = "Europe/Madrid"

    there = spoken(account, at=late)

    assert (there["cuenta.dias_mora"], there["propuesta.fecha_1"]) == (
        here["cuenta.dias_mora"],
        here["propuesta.fecha_1"],
    )
