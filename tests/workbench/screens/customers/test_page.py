"""One customer: what is held, what may be done now and why not."""

from datetime import timedelta

from models import Consent, Customer
from models.enums import Channel, HoldKind, PointState
from tests.factories.ledger import make_account, make_interaction, make_phone
from tests.factories.work import make_item

SUNDAY = timedelta(days=4)


def test_page_shows_accounts_history_numbers_and_that_a_call_is_allowed(client, owe, cast, session, now):
    account = owe(document="CC 52.418.903")
    make_account(session, cast.consumo, now=now, customer_id=account.customer_id, merged_from=99, overdue_amount=7_00)
    make_interaction(session, account, at=now - timedelta(days=9), outcome="NC-NCT")
    make_phone(session, account.customer_id, now=now, value="+576015550138", state=PointState.BAD)

    page = client.get(f"/clientes/{account.customer_id}")

    assert page.h1 == "María Fernanda Ríos"
    assert ["$ 500" in text for text in page.texts("client__account")] == [True, False]
    assert "Se puede llamar ahora" in page.words()
    assert "No contesta" in page.words()
    assert page.texts("tone-bad") == ["no sirve"]


def test_page_says_why_no_call_may_be_made(client, owe, session, now):
    rested, spoke = owe(), owe("Ana Rojas", phone="+573000000003")
    make_interaction(session, spoke, at=now - timedelta(hours=1), outcome="CD-PEN")
    rested.overdue_amount = rested.open_amount = 0
    session.flush()

    told = client.get(f"/clientes/{rested.customer_id}").words()
    gate = client.get(f"/clientes/{spoke.customer_id}").words()

    assert "Hoy no se trabaja" in told
    assert "Ahora no se puede llamar" in gate
    assert "Ley 2300" in gate


def test_page_says_that_a_colleague_has_the_customer(people, owe, session, cast, now):
    account = owe(owner=None)
    make_item(
        session, account, on=now.date(), rank=1, state="claimed", claimed_by=cast.luis.id,
        claimed_until=now + timedelta(minutes=5),
    )  # fmt: skip

    assert "La atiende otra persona del equipo" in people("andrea").get(f"/clientes/{account.customer_id}").words()


def test_contact_shows_consents_by_channel(client, owe, session, now):
    account = owe()
    for granted, ago in ((True, 9), (False, 1)):
        session.add(
            Consent(
                customer_id=account.customer_id, channel=Channel.SMS, granted=granted, source="archivo",
                known_at=now - timedelta(days=ago),
            )
        )  # fmt: skip
    session.flush()

    page = client.get(f"/clientes/{account.customer_id}/contacto")

    (of_sms,) = [line for line in page.texts("client__points")[1].split("\n") if "SMS" in line]
    assert "se dio de baja" in of_sms


def test_customer_of_nobody_here_is_absent_and_a_merged_one_leads_to_the_kept_one(people, owe, session, cast, now):
    account, gone = owe(), owe("María F. Ríos", phone="+573000000004")
    session.get_one(Customer, gone.customer_id).merged_into_id = account.customer_id
    gone.customer_id, gone.merged_from = account.customer_id, gone.customer_id
    session.flush()
    merged = gone.merged_from

    people("sara").get(f"/clientes/{account.customer_id}", status=404)
    answer = people("andrea").get(f"/clientes/{merged}", status=303)

    assert answer.response.location == f"/clientes/{account.customer_id}"
    assert "era también" in people("andrea").get(f"/clientes/{account.customer_id}").words()


def test_sensitive_holds_are_told_without_detail(client, owe, session, now):
    from models import Hold

    account = owe()
    session.add(
        Hold(
            customer_id=account.customer_id, kind=HoldKind.VULNERABLE, placed_at=now, known_at=now, known_on=now.date(),
        )
    )  # fmt: skip
    session.flush()

    assert "Detalle reservado" in client.get(f"/clientes/{account.customer_id}").words()
