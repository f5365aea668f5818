"""The list of imports, and undoing one in a click; what stands in the way is named."""

from datetime import timedelta

import sqlalchemy as sa

from models import Account, Customer, ImportRun, Invoice, Payment, RejectedRow
from models.enums import FixState
from tests.factories.ledger import make_interaction
from tests.workbench.domain.statements import counted

HEADER = "external_id,customer_external_id,customer_name,portfolio,currency,issued_on,due_on,amount\n"
ROWS = HEADER + "F1,C1,Ana Peña,consumo,COP,2026-10-01,2026-11-01,1000.00\n"


def test_history_tells_who_what_when_and_totals(people, session, imported):
    paola = people("paola")
    imported(paola, ROWS, name="facturas.csv")

    page = paola.get("/datos/historial")

    (cells,) = [[page.words(cell) for cell in row.findall("td")] for row in page.all(".//tbody/tr")]
    assert cells == ["hoy 10:00", "facturas.csv", "Facturas", "Paola", "1", "0", "0", "1.000 COP", "lista"]


def test_import_is_undone_in_one_click(people, session, imported):
    paola = people("paola")
    imported(paola, ROWS)
    number = session.scalars(sa.select(ImportRun.id)).one()

    paola.submit(paola.get(f"/datos/historial/{number}"), f"/datos/historial/{number}/deshacer")

    assert session.scalars(sa.select(Invoice.id)).all() == []
    assert session.scalars(sa.select(Account.id)).all() == []
    assert "Esta importación ya se deshizo." in paola.get(f"/datos/historial/{number}").words()


def test_file_with_everything_is_undone_in_one_click(people, session, give, work):
    paola = people("paola")
    header = "Código cliente,Razón social,Teléfono,Nro. factura,Fecha factura,Fecha vencimiento,Valor factura,Recibo"
    row = "77,Ana Peña,3101234567,FE-1,2026-10-01,2026-11-01,1000.00,RC-1"
    number = give(paola, f"{header},Fecha pago,Valor pago\n{row},2026-11-02,200.00\n", cartera="consumo")
    page = paola.get(f"/datos/importar/{number}/columnas")
    kinds = ["customers", "invoices", "payments"]
    paola.submit(page, f"/datos/importar/{number}/columnas", trae=kinds, cartera="consumo")
    work()
    paola.submit(paola.get(f"/datos/importar/{number}/revisar"), f"/datos/importar/{number}/importar")
    work()
    runs = session.scalars(sa.select(ImportRun.id).order_by(ImportRun.id)).all()

    paola.submit(paola.get(f"/datos/historial/{runs[1]}"), f"/datos/historial/{runs[1]}/deshacer")

    assert len(runs) == 3
    assert [session.scalars(sa.select(table.id)).all() for table in (Customer, Account, Invoice, Payment)] == [[]] * 4
    assert session.scalars(sa.select(ImportRun.id).where(ImportRun.undone_at.is_(None))).all() == []


def test_what_stands_in_the_way_is_named_and_nothing_changes(people, session, imported, now):
    paola = people("paola")
    imported(paola, ROWS)
    number = session.scalars(sa.select(ImportRun.id)).one()
    page = paola.get(f"/datos/historial/{number}")
    account = session.scalars(sa.select(Account)).one()
    make_interaction(session, account, at=now + timedelta(minutes=1), outcome="NC-NCT")

    refused = paola.submit(page, f"/datos/historial/{number}/deshacer", status=409)

    assert "Gestiones posteriores en sus cuentas: 1 (Ana Peña)." in refused.words()
    assert len(session.scalars(sa.select(Invoice.id)).all()) == 1


def test_history_asks_as_many_queries_whatever_its_length(people, session, imported):
    paola = people("paola")
    imported(paola, ROWS)
    paola.get("/datos/historial")  # what is read once a while, as the company's zone is, is read

    with counted(session) as few:
        paola.get("/datos/historial")
    run = session.scalars(sa.select(ImportRun)).one()
    told = {"kind": run.kind, "sha256": "", "started_at": run.started_at, "actor_id": run.actor_id, "counts": {}}
    session.add_all(ImportRun(file_name=f"{number}.csv", **told) for number in range(9))
    session.commit()
    with counted(session) as many:
        paola.get("/datos/historial")

    assert len(many) == len(few)


def test_page_that_cannot_be_is_the_first(people, imported):
    paola = people("paola")
    imported(paola, ROWS)

    for asked in ("0", "-1", "9" * 30, "uno"):
        assert "cartera.csv" in paola.get(f"/datos/historial?pagina={asked}").words()


def test_history_says_that_rows_wait_only_while_they_do(people, session, imported):
    paola = people("paola")
    imported(paola, ROWS + "F2,C2,Luis,consumo,COP,2026-10-01,2026-11-31,20.00\n")
    waiting = paola.get("/datos/historial").words()
    row = session.scalars(sa.select(RejectedRow)).one()
    row.state = FixState.SENT
    session.commit()

    assert "con filas por corregir" in waiting
    assert "con filas por corregir" not in paola.get("/datos/historial").words()
    assert "Ver las filas por corregir" not in paola.get("/datos/historial/1").words()


def test_import_under_way_leads_to_its_bar(people, session, imported):
    """Nothing is wrong with it, so nothing is red: it is only not over."""
    paola = people("paola")
    number = imported(paola, ROWS)
    run = session.scalars(sa.select(ImportRun)).one()
    run.finished_at = None
    session.commit()

    page = paola.get(f"/datos/historial/{run.id}")

    assert "La importación todavía está en curso" in page.words()
    assert page.texts("form-mistakes") == []
    assert f"/datos/importar/{number}/listo" in [link.get("href") for link in page.all(".//a")]
