"""From the dropped file to rows that landed: columns, check, import; each step says what it is going to do."""

import io

import pytest
import sqlalchemy as sa

from models import Account, AuditEntry, ImportRun, Invoice, SenderMapping, Upload
from models.enums import UploadState
from tests.factories.ledger import make_account, make_customer

HEADER = "external_id,customer_external_id,customer_name,portfolio,currency,issued_on,due_on,amount\n"
ROWS = HEADER + "".join(f"F{n},C{n},Cliente {n},consumo,COP,2026-10-01,2026-11-0{n},1000.00\n" for n in (1, 2, 3))
THEIRS = "Factura;Código cliente;Razón social;Fecha;Vencimiento;Valor\nA1;77;Ana;01/10/2026;25/10/2026;1.500,50\n"


def test_file_goes_from_drop_to_rows_in_three_steps(people, session, give, work):
    paola = people("paola")
    number = give(paola, ROWS, "facturas.csv")

    page = paola.get(f"/datos/importar/{number}/columnas")
    paola.submit(page, f"/datos/importar/{number}/columnas")
    waiting = paola.get(f"/datos/importar/{number}/revisar")
    work()
    review = paola.get(f"/datos/importar/{number}/revisar")
    landed_before = session.scalars(sa.select(Invoice.external_id)).all()
    paola.submit(review, f"/datos/importar/{number}/importar")
    work()
    result = paola.get(f"/datos/importar/{number}/listo")

    assert waiting.by_id("progreso") is not None
    assert review.texts("measure__value") == ["3", "0", "0", "0"]
    assert landed_before == []
    assert sorted(session.scalars(sa.select(Invoice.external_id))) == ["F1", "F2", "F3"]
    assert result.h1 == "Listo"
    assert session.scalars(sa.select(AuditEntry.event).where(AuditEntry.subject_kind == "import_run")).all() == [
        "file_imported"
    ]


def test_review_shows_the_balance_before_and_after(people, session, checked, imported):
    paola = people("paola")
    imported(paola, ROWS)

    number = checked(paola, ROWS.replace("1000.00", "1500.00"))
    page = paola.get(f"/datos/importar/{number}/revisar")

    (balance,) = page.texts("balance")
    assert balance == "Antes$ 3.000Facturas$ 1.500Pagos$ 0Después$ 4.500"
    assert page.texts("replaced")[0] == "$ 1.000"


def test_import_confirms_the_check_that_was_seen_and_no_later_one(people, session, checked, work):
    paola = people("paola")
    number = checked(paola, ROWS.replace("consumo", ""), cartera="consumo")
    seen = paola.get(f"/datos/importar/{number}/revisar")
    columns = paola.get(f"/datos/importar/{number}/columnas")
    paola.submit(columns, f"/datos/importar/{number}/columnas", **{"columna-2": "-"})
    work()

    answer = paola.submit(seen, f"/datos/importar/{number}/importar", status=409)

    assert "El archivo se revisó otra vez después de abrir esta página" in answer.words()
    work()
    assert session.scalars(sa.select(Invoice.id)).all() == []
    paola.submit(answer, f"/datos/importar/{number}/importar")
    work()
    assert len(session.scalars(sa.select(Invoice.id)).all()) == 3


def test_columns_of_somebody_are_recognised_with_samples_and_remembered_by_name(people, session, give, work):
    paola = people("paola")
    number = give(paola, THEIRS, "sap.csv")
    page = paola.get(f"/datos/importar/{number}/columnas?trae=invoices")
    paola.submit(page, f"/datos/importar/{number}/columnas", cartera="consumo", recordar="1", remitente="Crediandes")
    work()

    again = give(paola, THEIRS.replace("A1", "A2"), "otro nombre.csv")
    known = paola.get(f"/datos/importar/{again}/columnas")

    assert "1.500,50" in page.words()
    assert session.scalars(sa.select(SenderMapping.name)).all() == ["Crediandes"]
    assert "Se reconoció por sus columnas: es de «Crediandes»." in known.words()
    assert session.get(Upload, number).state is UploadState.CHECKED


def test_mapping_of_another_sender_asks(people, session, give, work):
    paola = people("paola")
    number = give(paola, THEIRS)
    page = paola.get(f"/datos/importar/{number}/columnas?trae=invoices")
    paola.submit(page, f"/datos/importar/{number}/columnas", recordar="1", remitente="Crediandes")
    other = give(paola, ROWS)
    page = paola.get(f"/datos/importar/{other}/columnas")

    asked = paola.submit(page, f"/datos/importar/{other}/columnas", status=422, recordar="1", remitente="Crediandes")
    paola.submit(asked, f"/datos/importar/{other}/columnas", recordar="1", remitente="Crediandes", reemplaza="1")

    assert "«Crediandes» se recuerda con otras columnas" in asked.words()


def test_file_of_another_company_stops_and_asks(  # noqa: PLR0917 - fixtures
    people, session, cast, checked, work, now
):
    for _ in range(60):
        make_account(session, cast.consumo, now=now, customer_id=make_customer(session, now=now).id)
    paola = people("paola")
    foreign = HEADER + "".join(f"X{n},Z{n},Otro,consumo,COP,2026-10-01,2026-11-01,5.00\n" for n in range(9))
    foreign += ",Elaboró: Contabilidad,,,,,,\n"
    number = checked(paola, foreign)
    page = paola.get(f"/datos/importar/{number}/revisar")

    stopped = paola.submit(page, f"/datos/importar/{number}/importar", status=409)
    paola.submit(stopped, f"/datos/importar/{number}/importar", son_nuestros="1")
    work()

    assert "Parece de otra empresa: de 9 clientes del archivo solo se conocen 0." in stopped.words()
    assert session.scalar(sa.select(sa.func.count()).select_from(Invoice)) == 9


def test_second_import_of_the_kind_is_told_who_runs_and_waits(people, session, checked, work):
    paola = people("paola")
    first = checked(paola, ROWS)
    second = checked(paola, ROWS.replace("F1,", "F9,"))
    for number in (first, second):
        paola.submit(paola.get(f"/datos/importar/{number}/revisar"), f"/datos/importar/{number}/importar")

    page = paola.get(f"/datos/importar/{second}/listo")

    assert "Antes va cartera.csv, de Paola," in page.words()
    work()
    assert session.scalars(sa.select(ImportRun.upload_id).order_by(ImportRun.id)).all() == [first, second]


def test_missing_columns_are_said_and_nothing_is_checked(people, session, give):
    paola = people("paola")
    number = give(paola, "una,dos\n1,2\n")
    page = paola.get(f"/datos/importar/{number}/columnas")

    refused = paola.submit(page, f"/datos/importar/{number}/columnas", status=422, trae="payments")

    assert "Falta decir qué columna es «Número de pago»." in refused.words()
    assert session.get(Upload, number).task is None


@pytest.mark.parametrize(("content", "text"), [(b"", "está vacío"), (b"\x00\x01\x02" * 99, "no es texto")])
def test_file_that_is_no_table_is_said_in_a_sentence(people, session, content, text):
    paola = people("paola")
    page = paola.get("/datos/importar")

    answer = paola.post(
        "/datos/importar",
        {**page.form("/datos/importar"), "archivos": (io.BytesIO(content), "x.csv")},
        status=303 if content else 422,
    )
    if content:
        answer = paola.get(answer.response.headers["Location"])

    assert text in answer.words()


def test_without_a_file_the_page_says_so(people):
    paola = people("paola")

    page = paola.submit(paola.get("/datos/importar"), "/datos/importar", status=422)

    assert "Elija o suelte un archivo." in page.words()


def test_cancelled_file_is_never_imported(people, session, checked, work):
    paola = people("paola")
    number = checked(paola, ROWS)
    page = paola.get(f"/datos/importar/{number}/revisar")

    paola.submit(page, f"/datos/importar/{number}/cancelar")
    work()

    assert "Este archivo se canceló" in paola.get(f"/datos/importar/{number}/revisar").words()
    assert session.scalars(sa.select(ImportRun.id)).all() == []


@pytest.mark.parametrize("name", ["andrea", "elena"])
def test_who_may_not_import_is_told_who_may(people, name):
    page = people(name).get("/datos/importar", status=403)

    assert "Esto lo puede hacer quien supervisa o quien administra." in page.words()


def test_file_of_somebody_elses_portfolio_is_not_there(people, session, checked):
    number = checked(people("ana"), ROWS)

    people("paola").get(f"/datos/importar/{number}/revisar", status=404)


def test_supervisor_touches_no_portfolio_of_another_team(people, session, checked):
    paola = people("paola")
    number = checked(paola, ROWS.replace("consumo,COP", "microcredito,MXN"))

    page = paola.get(f"/datos/importar/{number}/revisar")

    assert (
        "La cartera microcredito no es de sus equipos: pida a quien administra que la importe o que se la asigne."
        in page.words()
    )
    assert page.texts("measure__value") == ["0", "0", "0", "3"]


def test_session_that_ended_while_the_file_travelled_is_said_at_sign_in(people, session):
    nobody = people()

    answer = nobody.client.post("/datos/importar", data={"archivos": (io.BytesIO(b"a,b\n"), "x.csv")})
    page = nobody.get(answer.headers["Location"])

    assert "Su sesión terminó mientras subía el archivo y no se guardó nada." in page.words()


def test_template_has_an_example_row_that_is_left_out(people, session, imported):
    paola = people("paola")
    text = paola.get("/datos/plantilla/invoices").text

    imported(paola, text, trae="invoices")

    assert "EJEMPLO-1" in text
    assert session.scalars(sa.select(Invoice.external_id)).all() == []


def test_list_of_open_items_that_looks_partial_stops_and_asks(people, session, imported, checked, work):
    paola = people("paola")
    imported(paola, ROWS)
    listed = "external_id,customer_external_id,portfolio,due_on,open_amount\nF1,C1,consumo,2026-11-01,400.00\n"
    number = checked(paola, listed)
    stopped = paola.get(f"/datos/importar/{number}/revisar")

    paola.submit(stopped, f"/datos/importar/{number}/completa")
    work()
    review = paola.get(f"/datos/importar/{number}/revisar")
    paola.submit(review, f"/datos/importar/{number}/importar")
    work()

    assert "Importar y cambiar el saldo" in review.words()
    assert "no hay qué importar" not in review.words()
    assert "La lista parece parcial" in stopped.words()
    assert "¿Está completa la lista?" in stopped.words()
    assert "No se pudo leer el archivo" not in stopped.words()
    assert sorted(session.scalars(sa.select(Account.open_amount))) == [0, 0, 400_00]


ALL_IN_ONE = (
    "Llave,Nombre,Celular,Factura,Emisión,Vence,Valor,Recibo,Fecha pago,Abono\n"
    "C1,Ana Gil,3001112233,F1,2026-09-01,2026-10-01,100.00,R1,2026-10-05,40.00\n"
    "C2,,3001112234,F2,2026-09-31,2026-10-01,50.00,,,\n"
)
"""Customers, invoices and receipts in a sheet; only the name of the customer's key is unknown."""


def test_a_file_of_which_one_column_is_unknown_has_the_others_recognised(people, give):
    paola = people("paola")
    number = give(paola, ALL_IN_ONE)

    form = paola.get(f"/datos/importar/{number}/columnas").form(f"/datos/importar/{number}/columnas")

    assert [form[f"columna-{place}"] for place in range(10)] == [
        "", "customer_name", "phone", "invoice", "issued_on", "due_on", "invoice_amount", "payment", "paid_on",
        "payment_amount",
    ]  # fmt: skip


def test_columns_are_looked_at_again_for_all_the_kinds_that_were_ticked(people, give):
    paola = people("paola")
    number = give(paola, "Llave,Quién,Celular,Aparte,Emisión,Vence,Zona,Fecha pago,Cuánto\nC1,Ana,3,F1,2,3,4,5,6\n")
    address = f"/datos/importar/{number}/columnas"
    form = paola.get(address).form(address)
    assert form["columna-5"] == ""

    sent = {**form, "trae": ["customers", "invoices", "payments"], "columna-0": "customer", "cambiar": "1"}
    seen = paola.post(address, sent, status=200).form(address)

    assert (seen["columna-0"], seen["columna-2"], seen["columna-5"]) == ("customer", "phone", "due_on")


def test_rejected_rows_name_their_column_and_warnings_their_kind(people, give, work):
    paola = people("paola")
    number = give(paola, ALL_IN_ONE)
    address = f"/datos/importar/{number}"
    kinds = ["customers", "invoices", "payments"]
    form = paola.get(f"{address}/columnas").form(f"{address}/columnas")
    paola.post(f"{address}/columnas", {**form, "trae": kinds, "columna-0": "customer", "cartera": "consumo"})
    work()

    before = paola.get(f"{address}/revisar")
    assert "Nombre del cliente: Falta el dato: escríbalo o quite la fila." in before.words()
    assert "Pagos: Filas que no traen datos de este tipo: 1." in before.words()
    assert "1 cliente nuevo" in before.words()
    paola.submit(before, f"{address}/importar")
    work()
    assert "1 cliente nuevo" in paola.get(f"{address}/listo").words()


def test_new_customers_that_look_like_known_ones_are_named_before_importing(people, checked, imported):
    paola = people("paola")
    imported(paola, HEADER + "F1,00123,Ana Peña,consumo,COP,2026-10-01,2026-11-01,10.00\n")

    number = checked(paola, HEADER + "F2,123,Ana Pena,consumo,COP,2026-10-01,2026-11-01,10.00\n")

    assert "Ana Pena «123» ≈ Ana Peña «00123»" in paola.get(f"/datos/importar/{number}/revisar").words()


def test_latest_files_count_only_what_has_landed(people, checked, imported):
    """New rows of a file that was only checked are not there yet."""
    paola = people("paola")
    imported(paola, ROWS)
    checked(paola, ROWS.replace("F", "G"))

    page = paola.get("/datos/importar")

    assert [("+ 3" in row, "revisado" in row) for row in page.texts("latest__row")] == [(False, True), (True, False)]
