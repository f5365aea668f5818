"""What the pages of Datos say of a file is true of it: its size, what came of it, who gave it, what can be done now."""

import re

import pytest
import sqlalchemy as sa

from models import ImportRun, Upload
from models.enums import UploadState
from tests.factories.ledger import make_account, make_customer
from workbench.domain.imports import ready_mappings
from workbench.domain.uploads import answers
from workbench.screens.data.on_screen import AFTERWARDS, ON_SCREEN, say_afterwards

HEADER = "external_id,customer_external_id,customer_name,portfolio,currency,issued_on,due_on,amount\n"
ROWS = HEADER + "F1,C1,Ana Peña,consumo,COP,2026-10-01,2026-11-01,1000.00\n"
BAD = ROWS.replace("2026-11-01", "2026-11-31")


def foreign(rows, customers):
    return HEADER + "".join(f"X{n},Z{n % customers},Otro,consumo,COP,2026-10-01,2026-11-01,5.00\n" for n in range(rows))


@pytest.fixture
def many_customers(session, cast, now):
    for _ in range(60):
        make_account(session, cast.consumo, now=now, customer_id=make_customer(session, now=now).id)


@pytest.mark.usefixtures("many_customers")
def test_first_rows_of_a_long_file_are_not_said_to_be_the_whole(people, checked):
    paola = people("paola")
    number = checked(paola, foreign(answers.LOOKED_AT + 200, customers=600))

    page = paola.get(f"/datos/importar/{number}/revisar")
    stopped = paola.submit(page, f"/datos/importar/{number}/importar", status=409)

    said = "de 600 clientes que nombran las primeras 1.000 filas solo se conocen 0."
    assert said in page.words().lower()
    assert said in stopped.words()
    assert "600 clientes nuevos" in page.words()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (ROWS, "Importado. Los saldos ya lo cuentan"),
        ("external_id,name\nC1,Ana Peña\n", "Importado. Ya se ve en las fichas de los clientes."),
        (BAD, "No entró nada: 1 fila queda por corregir. Los saldos y las colas siguen igual."),
        (HEADER, "No había nada nuevo: los saldos y las colas siguen igual."),
    ],
)
def test_result_says_whether_anything_came_in(people, imported, content, said):
    paola = people("paola")
    number = imported(paola, content)

    page = paola.get(f"/datos/importar/{number}/listo").words()

    assert said in page
    assert ("Importado." in page) is (content not in {BAD, HEADER})


def test_result_of_the_same_file_again_says_that_nothing_was_new(people, imported):
    paola = people("paola")
    imported(paola, ROWS)

    number = imported(paola, ROWS)

    assert "No había nada nuevo" in paola.get(f"/datos/importar/{number}/listo").words()


def test_result_of_an_import_that_was_undone_says_so(people, session, imported):
    paola = people("paola")
    number = imported(paola, ROWS)
    run = session.scalars(sa.select(ImportRun.id)).one()
    paola.submit(paola.get(f"/datos/historial/{run}"), f"/datos/historial/{run}/deshacer")

    page = paola.get(f"/datos/importar/{number}/listo").words()

    assert "Esta importación se deshizo: lo que entró ya no cuenta." in page
    assert "Importado." not in page


def test_result_that_waits_for_the_night_does_not_count_already(people, session, imported):
    paola = people("paola")
    number = imported(paola, ROWS)
    upload = session.get(Upload, number)
    upload.reports = {**upload.reports, "invoices": {**upload.reports["invoices"], "replayed": False}}
    session.commit()

    page = paola.get(f"/datos/importar/{number}/listo").words()

    assert "Los saldos y las colas lo cuentan desde esta noche: son muchas cuentas." in page


def test_people_are_named_and_not_their_mailboxes(people, session, imported):
    paola = people("paola")
    imported(paola, ROWS)
    run = session.scalars(sa.select(ImportRun.id)).one()
    paola.submit(paola.get(f"/datos/historial/{run}"), f"/datos/historial/{run}/deshacer")

    pages = [paola.get(path) for path in ("/datos/importar", "/datos/historial", f"/datos/historial/{run}")]

    assert ["Paola" in page.words(page.by_id("contenido")) for page in pages] == [True] * 3
    assert ["paola@example.com" in page.words(page.by_id("contenido")) for page in pages] == [False] * 3


def test_recognised_program_is_named_with_what_it_means(people, give):
    paola = people("paola")
    rows = "ID,Customer Name,Customer Group,Territory,Mobile No\nC1,Ana,Retail,Bogotá,3001234567\n"
    ours = give(paola, ROWS)

    page = paola.get(f"/datos/importar/{give(paola, rows)}/columnas").words()

    assert "Parece una exportación de ERPNext." in page
    assert "no hay que cambiarlos en el archivo" in page
    programs = [one.program for one in ready_mappings().values()]
    assert not [one for one in programs if one in paola.get(f"/datos/importar/{ours}/columnas").words()]


def test_every_row_that_is_sent_to_columns_is_told_what_can_be_done_once_imported(app):
    asked = [one for one, shown in ON_SCREEN.items() if re.search("elija.*Columnas", shown)]
    of_rows = [one for one in asked if "%(file)s" not in one]

    with app.test_request_context():
        told = [say_afterwards(one, {"value": "X", "formats": "d"}) for one in of_rows]

    assert set(of_rows) == AFTERWARDS.keys()
    assert ["suéltelas en Importar" in one for one in told] == [True] * len(told)


def test_row_of_an_imported_file_is_told_what_can_be_done_now(people, imported):
    ana = people("ana")
    rows = "external_id,customer_external_id,paid_on,amount,portfolio\nP1,C1,2026-11-02,10.00,\n"
    imported(people("paola"), ROWS)
    imported(people("paola"), ROWS.replace("F1", "F2").replace("consumo", "hogar"), name="hogar.csv")
    number = imported(ana, rows, name="pagos.csv")

    pages = [ana.get(path) for path in (f"/datos/por-corregir?archivo={number}", f"/datos/importar/{number}/listo")]

    assert ["suéltelas en Importar y elija en Columnas" in page.words() for page in pages] == [True, True]


def test_rows_that_cannot_be_kept_for_correcting_are_told(people, session, imported):
    paola = people("paola")
    number = imported(paola, BAD)
    upload = session.get(Upload, number)
    upload.reports = {"invoices": {**upload.reports["invoices"], "rejected": 60_000}}
    session.commit()

    page = paola.get("/datos/por-corregir").words()

    assert "El archivo tiene 40.000 filas más por corregir que no caben aquí" in page


def test_task_that_failed_is_not_said_to_be_checked(people, session, checked):
    paola = people("paola")
    number = checked(paola, ROWS)
    upload = session.get(Upload, number)
    upload.trouble = {"text": "No terminó por una falla del programa.", "values": {}}
    session.commit()

    assert upload.state is UploadState.CHECKED
    assert "no terminó" in paola.get("/datos/importar").words()
    assert "No se pudo leer el archivo" not in paola.get(f"/datos/importar/{number}/revisar").words()
