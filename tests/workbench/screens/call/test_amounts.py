"""What is owed stands in the page once it may be told; until then, and for who is not the holder, there are dots."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models import Account, AuditEntry, WorkItem
from tests.factories.ledger import make_interaction, make_invoice, make_payment
from tests.factories.promises import make_promise

FIGURES = ("612.345", "987.123", "123.456", "246.802", "111.222", "333.444")
"""Of the first invoice, the second, a promise, a payment, the credit and a note."""
PAGES = ("", "/deuda?pestana=promesas", "/deuda?pestana=pagos", "/historia", "/guion", "/resultado?codigo=CD-PDP")


@pytest.fixture
def owing(opened, session, now):
    """Andrea's item, with amounts of every kind that no two of them share."""
    item, address = opened
    account = session.get_one(Account, item.account_id)
    account.open_amount = account.overdue_amount = 612_345_00 + 987_123_00
    account.credit = 111_222_00
    for amount in (612_345_00, 987_123_00):
        make_invoice(session, account, due_on=date(2026, 10, 2), amount=amount)
    make_promise(session, account, amount=123_456_00, due_on=date(2026, 11, 2), made_at=now - timedelta(days=20))
    make_payment(session, account, paid_on=date(2026, 11, 10), amount=246_802_00)
    make_interaction(session, account, at=now - timedelta(days=30), outcome="CD-PEN", note="Puede pagar $ 333.444")
    item.reasons = [{"feature": "exposure", "value": 612_345_00, "contribution": 1.0, "text": "x"}]
    return item, address


def figures_in(client, address: str) -> dict[str, list[str]]:
    """The figures that each page and piece of a call holds."""
    found = {}
    for path in PAGES:
        page = client.get(f"{address}{path}")
        held = [one for one in FIGURES if one in page.text or one.replace(".", "") in page.text]
        if held:
            found[path] = held
    return found


@pytest.mark.usefixtures("script")
def test_no_page_of_a_call_holds_an_amount_before_the_identity(client, owing):
    _, address = owing

    assert figures_in(client, address) == {}
    assert "$ ••••••" in client.get(address).words()
    assert "Montos ocultos hasta confirmar la identidad." in client.get(address).words()


@pytest.mark.usefixtures("script", "identified")
def test_identity_shows_them_all(client, owing):
    _, address = owing

    assert {one for held in figures_in(client, address).values() for one in held} == set(FIGURES)
    assert "Montos ocultos" not in client.get(address).words()


@pytest.mark.usefixtures("script", "identified")
@pytest.mark.parametrize("asked", ["grupo=CI", "codigo=CI-CON"])
def test_third_party_hides_them_again_with_days(client, owing, asked):
    _, address = owing

    page = client.get(f"{address}/resultado?{asked}")

    assert not [one for one in FIGURES if one in page.text]
    assert "habla con otra persona" in page.words()
    assert "•• días" in page.words(page.by_id("cifras"))


@pytest.mark.usefixtures("script", "identified")
def test_choosing_a_third_party_takes_them_off_the_page_that_is_open(client, owing):
    _, address = owing

    piece = client.get_piece(f"{address}/resultado?grupo=CI")

    for region in ("cifras", "deuda", "historia", "por-que"):
        assert f'hx-target="#{region}"' in piece.text
    assert not [one for one in FIGURES if one in piece.text]
    back = client.get_piece(f"{address}/resultado?grupo=CD&oculto=1")
    assert "612.345" in back.text


def test_amounts_are_shown_for_ten_seconds_and_who_asked_is_recorded(  # noqa: PLR0917 - fixtures
    client, owing, session, shown, cast, app
):
    item, address = owing

    page = shown(item)

    assert "$ 612.345" in page.words()
    assert "por 10 segundos" in page.words()
    entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.event == "amounts_shown")).one()
    assert (entry.actor_id, entry.subject_kind, entry.subject_id) == (cast.andrea.id, "account", item.account_id)
    began = app.extensions["workbench_clock"]
    app.extensions["workbench_clock"] = lambda: began() + timedelta(seconds=11)
    assert figures_in(client, address) == {}


def test_amounts_shown_at_one_account_are_not_shown_at_another(client, owing, shown, place):
    other: WorkItem = place(name="Jorge Ruiz", rank=2)

    shown(owing[0])

    assert "300.000" not in client.get(f"/llamada/{other.account_id}").text


def test_script_reads_no_amount_while_they_are_shown_for_seconds(client, owing, shown, script):
    item, address = owing
    shown(item)

    for path in ("/guion", "/resultado?codigo=CD-PDP"):
        assert not [one for one in FIGURES if one in client.get_piece(f"{address}{path}").text]


def test_amount_is_proposed_once_the_identity_is_confirmed(client, call, script):
    _, address = call
    page = client.get(f"{address}/resultado?codigo=CD-PDP")
    assert page.by_id("promise_amount").get("value") == ""
    form = client.get(f"{address}/guion?paso=identidad").form(f"{address}/identidad")
    told = form | {"dato": ["name", "document"], "code": "CD-PDP"}

    fresh = client.post_piece(f"{address}/identidad", told | {"promise_amount": ""}, status=200)

    assert fresh.by_id("promise_amount").get("value") == "$\xa0300.000"


def test_amount_that_was_typed_before_the_identity_stays(client, call, script):
    _, address = call
    form = client.get(f"{address}/guion?paso=identidad").form(f"{address}/identidad")
    told = form | {"dato": ["name", "document"], "code": "CD-PDP", "promise_amount": "50.000"}

    fresh = client.post_piece(f"{address}/identidad", told, status=200)

    assert 'id="promise_amount"' not in fresh.text
