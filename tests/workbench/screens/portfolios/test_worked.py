"""Who is worked: the settings that stand, the effect of others before they are saved, and saving them."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models import Account, AuditEntry, WorkPolicy
from tests.factories.ledger import make_interaction, make_invoice

TODAY = date(2026, 11, 18)


@pytest.fixture
def spoken_with(session, place, now):
    """Two customers who were spoken with five days ago, and one who was not."""
    for _ in range(2):
        account = session.get_one(Account, place(owner="andrea").account_id)
        make_interaction(session, account, at=now - timedelta(days=5), outcome="CD-PEN")
    place(owner="andrea")


def effect(page):
    """The lines of the effect: what is counted, as it stands and as it would be."""
    found = page.by_id("efecto").findall("./tbody/tr")
    return {page.words(row[0]): tuple(int(page.words(cell)) for cell in row[1:]) for row in found}


def saved():
    """The settings that were saved, but for those that every persona's portfolio begins with."""
    return sa.select(WorkPolicy).where(WorkPolicy.set_by_name != "tests")


def address(cast):
    return f"/carteras/{cast.consumo.id}/trabajo"


def test_show_says_what_stands(people, place, cast):
    words = people("paola").get(f"/carteras/{cast.consumo.id}").words()

    assert "días de descanso tras hablar con el titular: 7 · intentos en siete días: 3, por día: 1" in words
    assert "Antes del vencimiento no se llama." in words


@pytest.mark.usefixtures("spoken_with")
def test_effect_is_told_for_tomorrow_before_anything_is_saved(people, cast, session):
    page = people("paola").get_piece(f"{address(cast)}?rest_days=3")

    assert effect(page) == {
        "Se trabajan": (1, 3), "Por localizar": (0, 0), "Descansan": (2, 0), "de ellas: Conversación reciente": (2, 0),
    }  # fmt: skip
    assert session.scalars(saved()).all() == []


def test_effect_counts_what_falls_due_before_the_first_day_of_the_change(people, place, cast, session):
    for due_on in (TODAY, TODAY + timedelta(days=1)):
        account = session.get_one(Account, place(owner="andrea").account_id)
        account.overdue_amount, account.overdue_items, account.oldest_due_on = 0, 0, due_on
        make_invoice(session, account, due_on=due_on, amount=account.open_amount)

    page = people("paola").get_piece(f"{address(cast)}?rest_days=3")

    assert effect(page) == {
        "Se trabajan": (1, 1), "Por localizar": (0, 0), "Descansan": (1, 1), "de ellas: Nada vencido": (1, 1),
    }  # fmt: skip


def test_effect_asks_the_same_number_of_queries_however_many_accounts(people, place, cast, statements):
    paola = people("paola")
    place()
    with statements() as few:
        paola.get_piece(f"{address(cast)}?rest_days=3")
    for _ in range(5):
        place()

    with statements() as many:
        paola.get_piece(f"{address(cast)}?rest_days=3")

    assert len(many) <= len(few)


def test_saved_settings_begin_tomorrow_with_one_entry(people, cast, session):
    paola = people("paola")
    data = {**paola.get(f"/carteras/{cast.consumo.id}").form(address(cast)), "rest_days": "3", "preventive_days": "2"}

    paola.post(address(cast), data, status=303)

    (row,) = session.scalars(saved())
    assert (row.from_on, row.rest_days, row.preventive_days) == (TODAY + timedelta(days=1), 3, 2)
    assert (row.set_by, row.set_by_name) == (cast.paola.id, "paola@example.com")
    (entry,) = session.scalars(sa.select(AuditEntry).where(AuditEntry.event == "portfolio_changed"))
    assert (entry.before["work_policy"]["rest_days"], entry.after["work_policy"]["rest_days"]) == (7, 3)
    assert "Hay un cambio guardado que rige desde" in paola.get(f"/carteras/{cast.consumo.id}").words()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("rest_days", "-1", "El descanso tras una conversación va de 0 a 60 días."),
        ("rest_days", "99999999999999999999", "El descanso tras una conversación va de 0 a 60 días."),
        ("most_tries", "0", "Los intentos en siete días van de 1 a 50."),
        ("most_tries_a_day", "-3", "Los intentos por día van de 1 a 50."),
        ("preventive_days", "400", "Los días antes del vencimiento van de 0 a 60; con 0 no se llama antes."),
        ("from_on", "2026-11-17", "El cambio rige desde hoy o desde un día que viene: lo que pasó queda como estaba."),
    ],
)
def test_absurd_settings_are_refused_with_a_sentence(people, cast, session, *, field, value, sentence):
    paola = people("paola")
    data = {**paola.get(f"/carteras/{cast.consumo.id}").form(address(cast)), field: value}

    page = paola.post(address(cast), data, status=422)

    assert sentence in page.words()
    assert sentence in paola.get(f"{address(cast)}?{field}={value}").words()
    assert session.scalars(saved()).all() == []


def test_settings_are_not_for_collectors_nor_for_other_teams(client, people, cast):
    client.get("/cola")
    client.post(address(cast), {"rest_days": "3"}, status=403)

    people("paola").get(f"/carteras/{cast.microcredito.id}/trabajo", status=404)
