"""Llamada: what the page says, to whom, and what stays closed."""

from datetime import date, timedelta

import pytest

from models import Account, Customer, Portfolio
from models.enums import Channel, ChequeState, HoldKind, PaymentKind, PaymentMethod, PromiseState
from tests.factories.ledger import make_interaction, make_payment, make_phone
from tests.factories.promises import make_promise
from tests.factories.work import make_hold

TODAY = date(2026, 11, 18)


def test_show_says_who_it_is_and_what_is_owed(shown, place):
    item = place(name="Marta Rojas", invoices=2)

    page = shown(item)

    assert page.h1 == "Marta Rojas · Llamada"
    assert page.texts("call__fact")[:2] == ["Saldo vencido$ 600.000", "Mora47 días 31–60"]
    assert "52418903 · Bogotá · Consumo" in page.words(page.by_id("cliente"))


def test_show_lists_invoices_oldest_first_with_their_total(shown, place):
    item = place(invoices=2)

    page = shown(item)

    rows = [page.words(row) for row in page.by_id("deuda").findall(".//tbody/tr")]
    assert [row.split(" ", 1)[1] for row in rows] == ["oct 47 d $ 300.000", "oct 46 d $ 300.000"]
    assert page.words(page.by_id("deuda").find(".//tfoot")) == "Total$ 600.000"


def test_show_takes_the_credit_off_the_balance(shown, place, session):
    item = place()
    session.get_one(Account, item.account_id).credit = 50_000_00

    page = shown(item)

    assert "A favor$ 50.000" in page.texts("call__fact")
    assert page.words(page.by_id("deuda").find(".//tfoot")) == "Total · menos $ 50.000 a favor$ 250.000"


def test_debts_piece_shows_promises_and_payments_in_words(client, place, session, now, shown):
    item = place()
    account = session.get_one(Account, item.account_id)
    made = now - timedelta(days=20)
    make_promise(session, account, amount=100_000_00, due_on=date(2026, 11, 2), made_at=made, state=PromiseState.BROKEN)
    make_payment(session, account, paid_on=date(2026, 11, 10), amount=40_000_00)

    shown(item)
    promises = client.get_piece(f"/llamada/{item.account_id}/deuda?pestana=promesas")
    payments = client.get_piece(f"/llamada/{item.account_id}/deuda?pestana=pagos")

    assert "no cumplida" in promises.words()
    assert "10 nov" in payments.words()
    assert "$ 40.000" in payments.words()


def test_payments_say_what_is_no_money_and_what_is_not_money_yet(client, place, session):
    account = session.get_one(Account, place().account_id)
    cheque = {"method": PaymentMethod.CHEQUE, "cheque_status": ChequeState.RECEIVED}
    make_payment(session, account, paid_on=date(2026, 12, 15), amount=7_000_00, **cheque)
    make_payment(session, account, paid_on=date(2026, 11, 10), amount=8_000_00, kind=PaymentKind.INFERRED)
    make_payment(session, account, paid_on=date(2026, 11, 9), amount=9_000_00, kind=PaymentKind.CREDIT_NOTE)

    words = client.get_piece(f"/llamada/{account.id}/deuda?pestana=pagos").words()

    told = [words.index(one) for one in ("en cartera: cuenta desde el 15 dic", "inferido de la lista", "nota crédito")]
    assert told == sorted(told)


def test_show_tells_the_history_newest_first_under_its_months(client, place, session, now):
    item = place()
    account = session.get_one(Account, item.account_id)
    make_interaction(session, account, at=now - timedelta(days=2), outcome="NC-NCT")
    make_interaction(session, account, at=now - timedelta(days=40), outcome="NC-BZN", note="Sonó dos veces")

    page = client.get(f"/llamada/{item.account_id}")

    assert page.texts("history__period") == ["Últimos 7 días", "Octubre"]
    assert page.texts("history__what") == ["No contesta", "Buzón de voz"]
    assert page.texts("history__detail")[1].endswith("Sonó dos veces")


def test_history_tells_money_by_its_day(client, place, session):
    item = place()
    make_payment(session, session.get_one(Account, item.account_id), paid_on=date(2026, 11, 10), amount=40_000_00)

    assert client.get(f"/llamada/{item.account_id}").texts("history__when") == ["10 nov"]


def test_history_piece_is_the_timeline_alone(client, place):
    item = place()

    page = client.get_piece(f"/llamada/{item.account_id}/historia?antes=mal")

    assert page.texts("history") == [
        "Historia HistoriaLlamadasMensajesDinero Sin historia todavía: es la primera gestión."
    ]


def test_show_warns_of_an_old_ledger(client, place, cast):
    item = place()
    cast.consumo.data_as_of = TODAY - timedelta(days=4)

    page = client.get(f"/llamada/{item.account_id}")

    assert "Pagos hasta el sáb 14 nov. Pregunte si ya pagó antes de cobrar." in page.words()


def test_show_warns_of_old_payments_though_invoices_are_of_today(client, place, cast):
    item = place()
    cast.consumo.data_as_of, cast.consumo.payments_as_of = TODAY, TODAY - timedelta(days=4)

    page = client.get(f"/llamada/{item.account_id}")

    assert "Pagos hasta el sáb 14 nov. Pregunte si ya pagó antes de cobrar." in page.words()


def test_show_says_nothing_of_a_fresh_ledger(client, place, cast):
    item = place()
    cast.consumo.data_as_of = TODAY - timedelta(days=3)

    assert "Pregunte si ya pagó" not in client.get(f"/llamada/{item.account_id}").words()


def test_show_names_what_rests_but_not_a_sensitive_reason(client, place, session, now):
    item = place()
    make_hold(session, item.customer_id, kind=HoldKind.VULNERABLE, now=now)

    page = client.get(f"/llamada/{item.account_id}")

    assert page.texts("point--waiting") == ["detalle reservado"]


def test_show_lets_one_call_who_rests_only_where_the_law_does(client, place, session, now):
    item = place()
    make_interaction(session, session.get_one(Account, item.account_id), at=now - timedelta(days=1), outcome="CD-REN")
    allowed = "Puede llamar si hace falta."

    session.get_one(Portfolio, item.portfolio_id).preset = "MX"
    assert allowed in client.get(f"/llamada/{item.account_id}").words()

    make_hold(session, item.customer_id, kind=HoldKind.REVIEW, now=now)
    words = client.get(f"/llamada/{item.account_id}").words()
    assert "Hoy no se trabaja." in words
    assert allowed not in words


def test_steps_after_identity_are_closed_until_it_is_confirmed(client, place, script):
    item = place()

    page = client.get(f"/llamada/{item.account_id}")

    steps = page.all(".//ol[@class='script-steps']/li")
    assert [step.find("a") is not None for step in steps] == [True, True, False, False, False]
    assert "$" not in page.words(page.with_class("speech")[0])


def test_closed_step_asked_for_by_its_address_is_not_shown(client, place, script):
    item = place()

    page = client.get_piece(f"/llamada/{item.account_id}/guion?paso=motivo")

    assert page.words(page.one(".//li[@aria-current='step']")) == "Saludo"


def test_show_without_a_script_says_so(client, place):
    item = place()

    assert "No hay guion para esta situación" in client.get(f"/llamada/{item.account_id}").words()


def test_show_is_read_only_while_a_colleague_has_it(people, place):
    item = place(owner=None)
    luis = people("luis")
    luis.get("/cola")
    luis.post(f"/llamada/{item.account_id}/abrir")

    page = people("andrea").get(f"/llamada/{item.account_id}")

    assert "Otra persona del equipo tiene a este cliente hasta las 10:10." in page.words()
    assert page.all(f".//form[@action='/llamada/{item.account_id}/intento']") == []
    assert "Guardar y siguiente" not in page.words(page.by_id("resultado"))


@pytest.mark.parametrize("address", ["", "/deuda", "/historia", "/guion", "/resultado"])
def test_call_of_another_team_does_not_exist(people, place, address):
    item = place(name="Marta Rojas")

    page = people("sara").get(f"/llamada/{item.account_id}{address}", status=404)

    assert "Marta Rojas" not in page.words()


@pytest.mark.parametrize("invoices", [1, 3])
def test_show_takes_the_same_number_of_queries_for_any_number_of_invoices(client, place, statements, script, invoices):
    item = place(invoices=invoices)
    client.get(f"/llamada/{item.account_id}")

    with statements() as sent:
        client.get(f"/llamada/{item.account_id}")

    assert len(sent) == QUERIES


QUERIES = 42


def test_show_tells_extension_and_owner_of_a_number_and_what_is_none(client, place, session, now):
    item = place()
    account = session.get_one(Account, item.account_id)
    make_phone(session, account.customer_id, now=now, value="+576012345678", extension="12", belongs_to="oficina")
    customer = session.get_one(Customer, account.customer_id)
    customer.attributes = {"phone_2": "no tiene", "phone_2_reason": "no trae ningún número"}

    page = client.get(f"/llamada/{item.account_id}")

    points = " ".join(page.texts("points"))
    assert "ext. 12 · oficina · verificado" in points
    assert "no trae ningún número" in points


def test_show_says_what_the_law_leaves_of_calls(client, opened):
    _, address = opened

    page = client.get(address)

    assert page.words(page.by_id("ley")) == "quedan 1 de 1 intentos hoy, 1 de 1 contactos esta semana"


def test_history_is_filtered_by_channel(client, place, session, now):
    item = place()
    account = session.get_one(Account, item.account_id)
    make_interaction(session, account, at=now - timedelta(days=3), outcome="NC-NCT", note="la llamada")
    make_interaction(session, account, at=now - timedelta(days=2), outcome="MS-ENV", channel=Channel.SMS, note="el SMS")
    make_payment(session, account, paid_on=date(2026, 11, 10), amount=40_000_00)

    shown = {
        one: client.get_piece(f"/llamada/{item.account_id}/historia?filtro={one}").words()
        for one in ("", "llamadas", "mensajes", "dinero")
    }

    held = {one: ("la llamada" in text, "el SMS" in text, "Pago recibido" in text) for one, text in shown.items()}
    assert held == {
        "": (True, True, True),
        "llamadas": (True, False, False),
        "mensajes": (False, True, False),
        "dinero": (False, False, True),
    }


def test_who_may_only_look_is_told_that_others_save(people, place):
    page = people("ana").get(f"/llamada/{place().account_id}")

    assert "Solo lectura: registra quien gestiona cuentas." in page.words()
