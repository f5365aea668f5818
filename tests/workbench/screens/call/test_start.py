"""The attempt: written at once, refused with the rules that forbid it, warned of with a reason."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import Account, AuditEntry, Interaction
from models.enums import HoldKind
from tests.factories.ledger import make_interaction, make_phone
from tests.factories.work import make_hold


def attempts(session):
    """Attempts without an outcome."""
    return session.scalars(sa.select(Interaction).where(Interaction.outcome_code.is_(None))).all()


def test_start_writes_the_attempt_at_once(client, opened, number_of, session):
    item, address = opened

    answer = client.post(f"{address}/intento", {"punto": number_of(item).id})

    assert answer.response.location == address
    found = [(one.collector_id, one.contact_point_id, one.work_item_id) for one in attempts(session)]
    assert found == [(item.claimed_by, number_of(item).id, item.id)]


def test_start_answers_htmx_with_the_call_and_its_clock(client, opened, number_of):
    item, address = opened

    page = client.post_piece(f"{address}/intento", {"punto": number_of(item).id})

    assert page.with_class("timer")[0].get("role") == "timer"
    assert page.texts("point--live") != []
    assert "Colgar" in page.words()


def test_start_twice_is_one_attempt(client, opened, number_of, session):
    item, address = opened

    client.post(f"{address}/intento", {"punto": number_of(item).id})
    client.post(f"{address}/intento", {"punto": number_of(item).id})

    assert len(attempts(session)) == 1


def test_start_that_is_blocked_says_every_rule_and_when_it_opens(client, opened, number_of, session, now):
    item, address = opened
    make_interaction(session, session.get_one(Account, item.account_id), at=now - timedelta(hours=1), outcome="NC-NCT")

    page = client.post(f"{address}/intento", {"punto": number_of(item).id}, status=409)

    assert page.texts("blank__title") == ["Ahora no se puede llamar"]
    assert "Se abre mañana 07:00, hora del cliente." in page.words()
    assert "Ya tuvo su gestión de hoy." in page.texts("checks")[0]
    assert attempts(session) == []


def test_start_that_is_blocked_answers_htmx_with_the_same(client, opened, number_of, session, now):
    item, address = opened
    make_hold(session, item.customer_id, kind=HoldKind.CEASE, now=now)

    page = client.post_piece(f"{address}/intento", {"punto": number_of(item).id}, status=409)

    assert page.texts("blank__title") == ["Ahora no se puede llamar"]
    assert "No se abre con el tiempo" in page.words()


def test_blocked_call_may_still_note_who_called_in(client, place, session, now):
    item = place()
    make_hold(session, item.customer_id, kind=HoldKind.CEASE, now=now)

    page = client.get(f"/llamada/{item.account_id}/resultado?codigo=CD-PEN")

    assert "Nos llamó el cliente" in page.words()


def test_start_that_is_warned_of_needs_a_reason(client, opened, number_of, session, now):
    item, address = opened
    yesterday = now - timedelta(days=1)
    make_interaction(
        session, session.get_one(Account, item.account_id), at=yesterday, outcome="CD-PEN", discussed_debt=True
    )

    page = client.post(f"{address}/intento", {"punto": number_of(item).id}, status=409)

    assert page.texts("blank__title") == ["La política de contacto advierte"]
    assert page.one(".//input[@name='motivo']").get("required") is not None
    assert attempts(session) == []


def test_what_the_policy_warns_of_is_said_before_the_reason_is_asked_for(client, opened, session, now):
    item, address = opened
    yesterday = now - timedelta(days=1)
    make_interaction(
        session, session.get_one(Account, item.account_id), at=yesterday, outcome="CD-PEN", discussed_debt=True
    )

    page = client.get(address)

    [note] = page.texts("call__warning")
    assert note.startswith("La política de contacto advierte. Escriba por qué llama ahora. ")
    assert len(note) > len("La política de contacto advierte. Escriba por qué llama ahora. ")


def test_start_that_is_warned_of_goes_on_with_its_reason_in_the_audit(client, opened, number_of, session, now):
    item, address = opened
    yesterday = now - timedelta(days=1)
    make_interaction(
        session, session.get_one(Account, item.account_id), at=yesterday, outcome="CD-PEN", discussed_debt=True
    )

    client.post(f"{address}/intento", {"punto": number_of(item).id, "motivo": "Pidió que la llamáramos hoy"})

    entries = session.scalars(sa.select(AuditEntry).where(AuditEntry.event == "policy_overridden")).all()
    assert [entry.why for entry in entries] == ["Pidió que la llamáramos hoy"]
    assert len(attempts(session)) == 1


def test_start_of_another_team_does_not_exist(people, place, number_of, session):
    item = place()
    sara = people("sara")

    sara.post(f"/llamada/{item.account_id}/intento", {"punto": number_of(item).id}, status=404)

    assert attempts(session) == []


def test_start_with_the_number_of_somebody_else_does_not_exist(client, opened, place, number_of, session):
    _, address = opened
    other = place(name="Otra persona", owner="luis")

    client.post(f"{address}/intento", {"punto": number_of(other).id}, status=404)

    assert attempts(session) == []


def test_start_while_a_colleague_has_the_customer_says_who_and_since_when(client, opened, number_of, session, cast):
    item, address = opened
    item.claimed_by = cast.luis.id
    session.commit()

    page = client.post(f"{address}/intento", {"punto": number_of(item).id, "motivo": "Pidió"}, status=409)

    assert "Luis tiene a este cliente desde las 10:00." in page.words(page.by_id("cliente"))
    assert attempts(session) == []


def test_start_leaves_the_outcome_that_is_being_filled_in_alone(client, opened, number_of):
    item, address = opened

    page = client.post_piece(f"{address}/intento", {"punto": number_of(item).id})

    assert page.all(".//*[@id='resultado']") == []
    assert [one.get("hx-target") for one in page.all("./hx-partial")] == ["#guion"]


def test_page_of_a_call_renews_the_claim(client, opened, number_of, session):
    item, address = opened
    page = client.post_piece(f"{address}/intento", {"punto": number_of(item).id})
    item.claimed_until -= timedelta(minutes=9)
    session.flush()
    before = item.claimed_until

    assert page.one(f".//span[@hx-post='{address}/sigue']").get("hx-trigger") == "every 240s"
    client.post_piece(f"{address}/sigue", status=204)

    assert item.claimed_until - before >= timedelta(minutes=9)


def test_page_without_a_call_does_not_ask_to_keep_it(client, opened):
    _, address = opened

    assert "sigue" not in client.get(address).response.text


def test_second_number_cannot_be_dialled_past_the_attempt_that_is_on(client, opened, number_of, session, now):
    item, address = opened
    first = number_of(item)
    other = make_phone(session, item.customer_id, value="+573015550123", now=now)
    session.commit()
    client.post(f"{address}/intento", {"punto": first.id})

    page = client.get(address)

    dialled = [link.get("href") for link in page.all(".//a") if (link.get("href") or "").startswith("tel:")]
    assert dialled == [f"tel:{first.value}"]
    assert other.value not in dialled


@pytest.mark.parametrize(
    ("template", "begins", "target"),
    [
        ("sip:{number}@pbx.example", "sip:+57", None),
        ("https://pbx.example/dial?to={number}", "https://pbx.example/dial?to=%2B57", "_blank"),
    ],
)
def test_number_is_dialled_as_the_operator_set_it(app, client, opened, number_of, *, template, begins, target):
    item, address = opened
    app.extensions["workbench_settings"] = replace(app.extensions["workbench_settings"], call_url=template)
    client.post(f"{address}/intento", {"punto": number_of(item).id})

    [link] = client.get(address).with_class("point--live")

    assert link.get("href").startswith(begins)
    assert link.get("target") == target


def test_call_that_was_hung_up_is_found_again_with_its_seconds(app, client, opened, number_of, now):
    item, address = opened
    app.extensions["workbench_clock"] = lambda: now
    client.post(f"{address}/intento", {"punto": number_of(item).id})
    app.extensions["workbench_clock"] = lambda: now + timedelta(seconds=95)
    client.post(f"{address}/colgar")
    app.extensions["workbench_clock"] = lambda: now + timedelta(minutes=30)
    client.get("/cola")

    assert client.get(address).texts("timer") == ["1:35"]
