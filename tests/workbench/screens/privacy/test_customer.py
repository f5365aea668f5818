"""Datos del cliente: what is held, the copy on paper and as a file, orders to keep, and who may."""

import pytest
import sqlalchemy as sa

from models import AuditEntry, RetentionHold
from tests.factories.held import KEY, NAME
from tests.factories.ledger import make_account, make_customer
from tests.workbench.screens.desk import statements

__all__ = ["statements"]


def test_page_tells_what_is_held(people, here):
    page = people("paola").get(f"{here}/datos")

    assert page.h1 == f"{NAME} · Sus datos"
    told = page.words(page.with_class("facts")[0])
    assert "Teléfonos, correos y direcciones4" in told
    assert "Gestiones1" in told


def test_page_of_who_was_merged_leads_to_the_customer_who_stands_for_them(people, here, session, now):
    merged = make_customer(session, now=now, merged_into_id=int(here.rpartition("/")[2]))
    session.commit()

    answer = people("paola").get(f"/clientes/{merged.id}/datos", status=303)

    assert answer.response.headers["Location"].endswith(f"{here}/datos")


def test_json_is_a_file_that_no_browser_keeps(people, here, session):
    paola = people("paola")

    answer = paola._send("POST", f"{here}/copia", data={"como": "json"})

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["Cache-Control"] == "no-store"
    assert (answer.json["schema"], answer.json["customer"]["external_id"]) == (1, KEY)
    assert NAME not in answer.headers["Content-Disposition"]
    assert session.scalars(sa.select(AuditEntry.event)).all() == ["data_copied"]


def test_paper_has_every_part_in_words_and_begins_in_the_customers_language(people, here, account, session):
    session.execute(sa.text("UPDATE customer SET language = 'en'"))
    paola = people("paola")
    sent = paola.post(f"{here}/copia", {"como": "papel"})

    english = paola.get(f"/imprimir/datos/{account.customer_id}")
    spanish = paola.get(f"/imprimir/datos/{account.customer_id}?idioma=es").words()

    assert sent.response.headers["Location"] == f"/imprimir/datos/{account.customer_id}"
    assert [english.root.get("lang"), english.with_class("paper") != []] == ["en", True]
    for said in (
        "Los datos que guardamos de usted", NAME, "52418903", "300 555 12 34", "marta@zorro.example", "Calle Zorro 1",
        "apodo: zorro", "Su cuenta en Consumo", "$ 100", "Dice zorro", "Soy zorro", "Señora Zorro", "cumplida",
        "Datos del cliente antes de una corrección: 1", "1 de octubre de 2026",
    ):  # fmt: skip
        assert said in spanish


def test_copy_is_refused_to_who_does_not_see_every_account(people, here, account, session, cast):
    make_account(
        session, cast.microcredito, now=account.created_at, customer_id=account.customer_id, ledger_dirty=False
    )
    paola = people("paola")

    page = paola.get(f"{here}/datos")
    assert "Pida la copia a quien administra." in page.words()
    assert page.all(f".//form[@action='{here}/copia']") == []
    paola.post(f"{here}/copia", {"como": "json"}, status=409)
    paola.get(f"/imprimir/datos/{account.customer_id}", status=404)
    people("ana").get(f"/imprimir/datos/{account.customer_id}")


@pytest.mark.parametrize("name", ["andrea", "elena"])
def test_collectors_and_leads_do_not_hand_over_data(people, here, account, name):
    browser = people(name)

    browser.get(f"{here}/datos", status=403)
    browser.get(f"/imprimir/datos/{account.customer_id}", status=403)
    browser.post(f"{here}/copia", {"como": "json"}, status=403)
    browser.post(f"{here}/conservar", {"why": "x"}, status=403)


def test_customers_of_other_portfolios_are_not_there(people, account, session, cast, now):
    other = make_account(session, cast.microcredito, now=now)
    paola = people("paola")

    for path in (f"/clientes/{other.customer_id}/datos", f"/imprimir/datos/{other.customer_id}"):
        paola.get(path, status=404)
    for path in ("copia", "conservar", "conservar/1/levantar", "borrado", "borrado/retirar"):
        paola.post(f"/clientes/{other.customer_id}/{path}", {}, status=404)
    people("ana").post(f"/clientes/{other.customer_id + 99}/borrado/confirmar", {}, status=404)


def test_order_to_keep_is_placed_and_lifted(people, here, session):
    paola = people("paola")
    empty = paola.post(f"{here}/conservar", {"why": " "}, status=422)
    assert "Diga por qué se conservan" in empty.words()

    paola.post(f"{here}/conservar", {"why": "Juzgado 4, expediente 12"})
    placed = session.scalars(sa.select(RetentionHold).where(RetentionHold.lifted_at.is_(None))).one()
    assert "orden de conservar" in paola.get(f"{here}/datos").words(paola.get(f"{here}/datos").by_id("borrado"))

    paola.post(f"{here}/conservar/{placed.id}/levantar")
    assert session.get_one(RetentionHold, placed.id).lifted_at is not None
    paola.post(f"{here}/conservar/999/levantar", status=404)


def test_number_of_queries_does_not_grow_with_the_rows(people, here, account, session, statements):
    paola = people("paola")
    paola.get(f"{here}/datos")
    with statements() as few:
        paola.get(f"{here}/datos")
    for number in range(5):
        session.add(RetentionHold(customer_id=account.customer_id, why=f"caso {number}", placed_at=account.created_at))

    with statements() as many:
        paola.get(f"{here}/datos")

    assert len(many) == len(few)
