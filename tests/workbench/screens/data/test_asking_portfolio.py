"""Columnas asks for the portfolio of rows that do not say theirs; one empty file among several costs no other."""

import io

import sqlalchemy as sa

from models import Upload

ROWS = (
    "external_id,customer_external_id,customer_name,issued_on,due_on,amount\n"
    "F1,C1,Cliente 1,2026-10-01,2026-11-01,1000.00\n"
)
ASKED = "Elija en «Cartera de las filas que no dicen la suya»"


def test_portfolio_is_asked_for_before_the_rows_are_checked(people, session, give, work):
    ana = people("ana")
    number = give(ana, ROWS)
    page = ana.get(f"/datos/importar/{number}/columnas")

    asked = ana.submit(page, f"/datos/importar/{number}/columnas", status=422)
    before = session.get(Upload, number).task
    ana.submit(asked, f"/datos/importar/{number}/columnas", cartera="consumo")
    work()

    assert "Falta 1 decisión" in page.words()
    assert "El archivo no dice la cartera y hay varias." in page.words()
    assert ASKED in asked.words()
    assert before is None
    assert ana.get(f"/datos/importar/{number}/revisar").texts("measure__value") == ["1", "0", "0", "0"]


def test_portfolio_of_who_has_only_one_is_chosen_and_shown(people, give, work):
    paola = people("paola")
    number = give(paola, ROWS)

    page = paola.get(f"/datos/importar/{number}/columnas")
    paola.submit(page, f"/datos/importar/{number}/columnas")
    work()

    assert page.form(f"/datos/importar/{number}/columnas")["cartera"] == "consumo"
    assert paola.get(f"/datos/importar/{number}/revisar").texts("measure__value") == ["1", "0", "0", "0"]


def test_empty_file_among_several_costs_none_of_the_rest(people, session):
    paola = people("paola")
    page = paola.get("/datos/importar")
    files = [(io.BytesIO(b""), "vacio.csv"), (io.BytesIO(ROWS.encode()), "facturas.csv")]

    answer = paola.post("/datos/importar", {**page.form("/datos/importar"), "archivos": files})

    assert session.scalars(sa.select(Upload.file_name)).all() == ["facturas.csv"]
    assert "vacio.csv está vacío." in paola.get(answer.response.headers["Location"]).words()


def test_file_that_brings_nothing_has_no_button_that_promises_an_import(people, checked):
    paola = people("paola")
    number = checked(paola, ROWS.splitlines(keepends=True)[0])

    assert "Terminar: no hay qué importar" in paola.get(f"/datos/importar/{number}/revisar").words()
