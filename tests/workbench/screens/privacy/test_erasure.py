"""Erasing on the screen: what stands in the way is told, two people, the name typed, and it is said to be for good."""

import pytest
import sqlalchemy as sa

from models import AuditEntry, Customer, Erasure, Invoice, ReviewRequest
from models.enums import ErasureState, RequestKind, ReviewEffect
from tests.factories.held import NAME, dump, traces_in

ASKED = {"typed_name": NAME, "ground": "Lo pidió por escrito el lunes"}


def test_two_people_erase_and_the_page_says_who(people, here, session, account):
    people("paola").post(f"{here}/borrado", ASKED)
    ana = people("ana")
    assert "No se puede deshacer." in ana.get(f"{here}/datos").words()

    ana.post(f"{here}/borrado/confirmar", {"typed_name": NAME})

    page = ana.get(f"{here}/datos")
    assert page.h1 == f"Cliente borrado {account.customer_id} · Sus datos"
    assert "Lo pidió Paola y lo confirmó Ana." in page.words()
    assert traces_in(dump(session)) == []
    ana.get(f"/llamada/{account.id}")
    ana.get(f"/imprimir/datos/{account.customer_id}")
    ana.get(f"/explicacion/{account.id}")


def test_who_asked_waits_for_another_and_may_take_it_back(people, here, session):
    ana = people("ana")
    ana.post(f"{here}/borrado", ASKED)

    page = ana.get(f"{here}/datos")
    assert "Lo confirma otra persona que administre." in page.words()
    assert page.all(f".//form[@action='{here}/borrado/confirmar']") == []
    refused = ana.post(f"{here}/borrado/confirmar", {"typed_name": NAME}, status=409)
    assert "usted la pidió" in refused.words()
    ana.post(f"{here}/borrado/retirar")
    assert session.scalars(sa.select(Erasure.state)).all() == [ErasureState.WITHDRAWN]
    ana.post(f"{here}/borrado/retirar", status=409)


def test_supervisor_asks_and_does_not_confirm(people, here, session):
    people("ana").post(f"{here}/borrado", ASKED)

    people("paola").post(f"{here}/borrado/confirmar", {"typed_name": NAME}, status=403)
    for name in ("andrea", "elena"):
        people(name).post(f"{here}/borrado", ASKED, status=403)
        people(name).post(f"{here}/borrado/retirar", status=403)
    assert session.scalars(sa.select(Customer.name).where(Customer.name == NAME)).one()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"typed_name": "Marta"}, "El nombre no es el del cliente"),
        ({"ground": ""}, "Diga por qué se borra"),
        ({"ground": "a" * 501}, "pasa de 500 letras"),
    ],
)
def test_form_that_is_not_whole_is_shown_again_with_what_is_wrong(people, here, fields, said):
    page = people("paola").post(f"{here}/borrado", ASKED | fields, status=422)

    assert any(said in one for one in page.texts("field__error"))


def test_debt_is_told_and_the_form_is_not_offered(people, here, session):
    session.execute(sa.update(Invoice).values(open_amount=1))
    paola = people("paola")

    page = paola.get(f"{here}/datos")

    told = page.words(page.by_id("borrado"))
    assert "No se puede borrar mientras deba en Consumo." in told
    assert "No hay una fecha" in told
    assert page.all(f".//form[@action='{here}/borrado']") == []
    assert "mientras deba" in paola.post(f"{here}/borrado", ASKED, status=409).words()


def test_day_from_which_it_is_possible_is_told(people, here, session, cast):
    cast.consumo.preset = "CL"  # its law keeps records for twenty-four months
    page = people("paola").get(f"{here}/datos")

    assert "Se puede desde: 2 oct 2028." in page.words(page.by_id("borrado"))
    assert "No hay una fecha" not in page.words()


def test_request_for_erasure_leads_to_the_data_and_is_answered_by_the_erasure(people, here, account, session):
    andrea, paola = people("andrea"), people("paola")
    andrea.post(
        f"/explicacion/{account.id}/peticion", {"kind": "erasure", "received_on": "2026-11-17", "note": "zorro"}
    )
    asked = session.scalars(sa.select(ReviewRequest).where(ReviewRequest.kind == RequestKind.ERASURE)).one()

    page = paola.get(f"/peticiones/{asked.id}")
    assert page.all(f".//a[@href='{here}/datos']")
    assert [one.get("value") for one in page.all(".//input[@name='effect']")] == ["denied"]
    paola.post(f"{here}/borrado", ASKED)
    people("ana").post(f"{here}/borrado/confirmar", {"typed_name": NAME})

    assert session.get_one(ReviewRequest, asked.id).effect is ReviewEffect.ERASED
    assert "Sus datos personales se borraron." in paola.get(f"/imprimir/respuesta/{asked.id}").words()


def test_request_for_a_copy_is_answered_as_delivered(people, here, account, session):
    people("andrea").post(
        f"/explicacion/{account.id}/peticion", {"kind": "copy", "received_on": "2026-11-17", "note": ""}
    )
    asked = session.scalars(sa.select(ReviewRequest).where(ReviewRequest.kind == RequestKind.COPY)).one()
    paola = people("paola")
    assert "hasta el mar 1 dic" in paola.get(f"{here}/datos").words()

    paola.post(f"/peticiones/{asked.id}/responder", {"text": "Va con esta carta.", "effect": "paused"}, status=422)
    paola.post(f"/peticiones/{asked.id}/responder", {"text": "Va con esta carta.", "effect": "delivered"})

    said = paola.get(f"/imprimir/respuesta/{asked.id}").words()
    assert "usted pidió una copia de sus datos" in said
    assert "El orden en que le llamamos no cambia." not in said


def test_who_confirms_is_told_of_reasons_that_stay_sealed(people, here, account, session, now):
    session.add(
        AuditEntry(
            at=now, event="item_skipped", actor="t", subject_kind="account", subject_id=account.id, before={}, after={},
            why="pidió otra hora",
        )
    )  # fmt: skip
    people("paola").post(f"{here}/borrado", ASKED)

    told = people("ana").get(f"{here}/datos").words()

    assert "En la auditoría queda 1 motivo escrito por el equipo, sellado" in told
