"""Rejected rows are mended on the page, downloaded or left out; the mended ones are imported alone."""

import sqlalchemy as sa

from models import Invoice, RejectedRow
from models.enums import FixState

HEADER = "external_id,customer_external_id,customer_name,portfolio,currency,issued_on,due_on,amount\n"
BAD = HEADER + (
    "F1,C1,Ana,consumo,COP,2026-10-01,2026-11-01,10.00\n"
    "F2,C2,Luis,consumo,COP,2026-10-01,2026-11-31,20.00\n"
    "F3,C3,Sara,consumo,COP,2026-10-01,2026-11-02,treinta\n"
)


def invoices(session):
    return sorted(session.scalars(sa.select(Invoice.external_id)))


def test_cell_is_corrected_on_the_page_and_the_row_sent_alone(people, session, imported, work):
    paola = people("paola")
    number = imported(paola, BAD)
    page = paola.get("/datos/por-corregir")
    first = session.scalars(sa.select(RejectedRow.id).order_by(RejectedRow.line)).first()

    row = paola.post_piece(f"/datos/por-corregir/{first}", {"columna": "due_on", "valor": "2026-11-30"})
    paola.submit(paola.get("/datos/por-corregir"), f"/datos/por-corregir/archivo/{number}/enviar")
    work()

    assert "Todas 2" in page.words()
    assert "corregida" in row.words()
    assert invoices(session) == ["F1", "F2"]
    states = session.scalars(sa.select(RejectedRow.state).order_by(RejectedRow.line)).all()
    assert states == [FixState.SENT, FixState.OPEN]


def test_downloaded_rows_are_corrected_and_dropped_again_alone(people, session, imported):
    paola = people("paola")
    number = imported(paola, BAD)
    text = paola.get(f"/datos/por-corregir/archivo/{number}/filas").text

    imported(paola, text.replace("2026-11-31", "2026-11-30").replace("treinta", "30.00"), name="corregidas.csv")

    assert text.splitlines()[0].endswith("line,column,reason")
    assert invoices(session) == ["F1", "F2", "F3"]


def test_row_is_left_out_and_taken_up_again(people, session, imported):
    paola = people("paola")
    imported(paola, BAD)
    first = session.scalars(sa.select(RejectedRow.id).order_by(RejectedRow.line)).first()

    skipped = paola.post_piece(f"/datos/por-corregir/{first}", {"saltar": "1"})
    left = paola.get("/datos/por-corregir").words()
    again = paola.post_piece(f"/datos/por-corregir/{first}", {"saltar": "1"})

    assert ("se salta" in skipped.words(), "Todas 1" in left, "se salta" in again.words()) == (True, True, False)


def test_nothing_corrected_is_refused_in_words(people, imported):
    paola = people("paola")
    number = imported(paola, BAD)

    page = paola.submit(paola.get("/datos/por-corregir"), f"/datos/por-corregir/archivo/{number}/enviar", status=409)

    assert "Corrija primero alguna fila." in page.words()


def test_rows_of_somebody_elses_file_are_not_there(people, session, imported):
    imported(people("ana"), BAD)
    row = session.scalars(sa.select(RejectedRow.id)).first()

    people("paola").post(f"/datos/por-corregir/{row}", {"saltar": "1"}, status=404)


def test_a_formula_in_a_rejected_cell_is_text_in_the_download(people, imported):
    paola = people("paola")
    number = imported(paola, BAD.replace("Luis", '"=HYPERLINK(""http://x"")"'))

    assert "'=HYPERLINK" in paola.get(f"/datos/por-corregir/archivo/{number}/filas").text
