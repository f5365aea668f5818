"""Conservación: terms of the company and of portfolios, what goes tomorrow, erasures that wait, keys let in again."""

import pytest
import sqlalchemy as sa

from models import RetentionTerms
from tests.factories.held import KEY, NAME


def test_page_shows_what_goes_tomorrow_by_name(people, account, cast, session):
    ana = people("ana")
    assert "Nada." in ana.get("/ajustes/conservacion").words()

    ana.post("/ajustes/conservacion/0", {"keep_days": "30", "erase_days": "40", "note_days": "30", "decision_days": ""})

    page = ana.get("/ajustes/conservacion")
    assert "Clientes que se borran1" in page.words()
    assert NAME in page.words()
    kept = session.scalars(sa.select(RetentionTerms)).one()
    assert (kept.id, kept.keep_days, kept.erase_days, kept.note_days, kept.decision_days) == (0, 30, 40, 30, None)


def test_portfolio_has_terms_of_its_own_until_it_follows_the_company_again(people, cast, session):
    ana, address = people("ana"), f"/ajustes/conservacion/{cast.consumo.id}"
    ana.post(address, {"erase_days": "400"})
    assert session.scalars(sa.select(RetentionTerms.portfolio_id)).one() == cast.consumo.id

    ana.post(address, {"erase_days": "400", "como-la-empresa": "1"})

    assert session.scalars(sa.select(RetentionTerms)).all() == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"erase_days": "pronto"}, "Escriba un número de días, o déjelo vacío."),
        ({"erase_days": "3"}, "Escriba días entre 30 y 36.500, o déjelo vacío."),
        ({"keep_days": "90", "erase_days": "60"}, "No se borra antes de lo que se conserva: escriba 90 o más."),
    ],
)
def test_terms_that_cannot_be_are_refused_beside_their_field(people, cast, fields, said):
    page = people("ana").post(f"/ajustes/conservacion/{cast.consumo.id}", fields, status=422)

    assert page.texts("field__error") == [said]


def test_erasures_that_wait_are_listed(people, here):
    people("paola").post(f"{here}/borrado", {"typed_name": NAME, "ground": "Lo pidió"})

    page = people("ana").get("/ajustes/conservacion")

    assert page.all(f".//a[@href='{here}/datos']")


def test_key_of_an_erased_customer_is_admitted_again(people, here):
    ana = people("ana")
    unknown = ana.post("/ajustes/conservacion/admitir", {"external_id": KEY, "why": "Volvió"}, status=422)
    assert unknown.texts("field__error") == ["Esa clave no es de un cliente borrado."]
    people("paola").post(f"{here}/borrado", {"typed_name": NAME, "ground": "Lo pidió"})
    ana.post(f"{here}/borrado/confirmar", {"typed_name": NAME})

    ana.post("/ajustes/conservacion/admitir", {"external_id": KEY, "why": "Volvió a comprar"})


@pytest.mark.parametrize("name", ["andrea", "elena", "paola"])
def test_terms_are_set_by_who_administers(people, cast, name):
    browser = people(name)

    browser.get("/ajustes/conservacion", status=403)
    browser.post("/ajustes/conservacion/0", {}, status=403)
    browser.post("/ajustes/conservacion/admitir", {}, status=403)
