"""A file of the watched folder that did not come in is told on Importar and beside Datos, until somebody sees to it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from models import Invoice, Upload
from workbench.domain.imports.engine.report import spanish
from workbench.domain.uploads import Inbox
from workbench.jobs.uploads import UploadWork, work_on_uploads

UNKNOWN = "Documento X;Tercero;Nombre Y;Vence Z;Cuánto\nF1;C1;Ana;01/11/2026;1000\n"
TOLD = "De la carpeta vigilada no entró noche.csv"


@pytest.fixture
def dropped(tmp_path, database, session, cast, now):
    """`dropped(text, name)`: a file of the watched folder, and what the background does with it."""

    def drop(content, name="noche.csv", at=now):
        session.commit()  # the background writes by itself
        (tmp_path / name).write_text(content)
        inbox = Inbox(tmp_path, locale="es_CO", translate=spanish)
        for _ in range(3):
            work_on_uploads(UploadWork(database, zone=ZoneInfo("America/Bogota"), clock=lambda: at, inbox=inbox))

    return drop


def test_file_that_did_not_come_in_is_told_with_its_reason_until_it_is_seen(people, dropped, session):
    paola = people("paola")
    dropped(UNKNOWN)
    number = session.scalars(sa.select(Upload.id)).one()

    page = paola.get("/datos/importar")
    elsewhere = paola.get("/datos/historial")
    paola.submit(page, f"/datos/importar/{number}/visto")
    after = paola.get("/datos/importar")

    assert TOLD in page.words()
    assert "Suéltelo" in page.words() or "impórtelo una vez desde Datos" in page.words()
    assert ", 1 aviso" in elsewhere.words()
    assert TOLD not in after.words()
    assert ", 1 aviso" not in after.words()


def test_file_of_no_known_portfolio_is_opened_by_who_sees_them_all(people, dropped, session):
    dropped(UNKNOWN)
    number = session.scalars(sa.select(Upload.id)).one()
    ana, paola = people("ana"), people("paola")

    columns = ana.get(f"/datos/importar/{number}/columnas")

    assert "Vence Z" in columns.words()
    assert "Abrir" in ana.get("/datos/importar").words()
    assert "Tómelo de la carpeta «failed»" in paola.get("/datos/importar").words()
    paola.get(f"/datos/importar/{number}/columnas", status=404)


def test_file_that_came_again_is_told_no_more(people, dropped, session):
    header = "external_id,customer_external_id,customer_name,portfolio,currency,issued_on,due_on,amount\n"
    dropped(UNKNOWN)

    dropped(f"{header}F1,C1,Ana,consumo,COP,2026-10-01,2026-11-01,1.00\n")

    assert session.scalars(sa.select(Invoice.external_id)).all() == ["F1"]
    assert TOLD not in people("paola").get("/datos/importar").words()


def test_file_of_long_ago_is_told_no_more(people, dropped, now):
    dropped(UNKNOWN, at=now - timedelta(days=15))

    assert TOLD not in people("paola").get("/datos/importar").words()


def test_who_may_not_import_is_told_nothing(people, dropped):
    dropped(UNKNOWN)

    assert ", 1 aviso" not in people("luis").get("/cola").words()
