"""Rejected rows are mended on the page, downloaded or left out; the mended ones are imported alone."""

import sqlalchemy as sa

from models import Invoice, RejectedRow
from models.enums import FixState
from tests.workbench.domain.statements import counted

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
    assert set(session.scalars(sa.select(RejectedRow.state))) == {FixState.SENT}
    assert "corregidas.csv" not in paola.get("/datos/por-corregir").words()


def test_row_of_another_file_with_the_same_line_keeps_waiting(people, session, imported):
    paola = people("paola")
    number = imported(paola, BAD)
    imported(paola, BAD.replace("F2,C2,Luis", "G2,C9,Eva").replace("F3,C3,Sara", "G3,C9,Eva"), name="otro.csv")
    text = paola.get(f"/datos/por-corregir/archivo/{number}/filas").text

    imported(paola, text.replace("2026-11-31", "2026-11-30"), name="corregidas.csv")

    (sent,) = session.scalars(sa.select(RejectedRow.state).where(RejectedRow.external_id == "F2"))
    waiting = session.scalars(
        sa.select(RejectedRow.external_id).where(RejectedRow.state == FixState.OPEN).order_by(RejectedRow.id)
    ).all()
    assert (sent, waiting) == (FixState.SENT, ["F3", "G2", "G3", "F3"])


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


MANY = HEADER + (
    "F1,C1,Ana,consumo,COP,2026-10-01,2026-11-31,10.00\n"
    "F2,C2,Luis,consumo,COP,2026-10-01,2026-02-30,20.00\n"
    "F3,C3,Sara,consumo,COP,2026-10-01,,30.00\n"
    "F4,C4,Rosa,consumo,COP,2026-10-01,,40.00\n"
    "F5,C5,Elsa,consumo,COP,2026-10-01,pronto,50.00\n"
)


def days(session):
    session.expire_all()
    rows = session.execute(sa.select(RejectedRow.line, RejectedRow.texts).order_by(RejectedRow.line))
    return [(line, texts[6]) for line, texts in rows]


def test_proposals_stand_beside_their_cells_and_are_accepted_together(people, session, imported, work):
    paola = people("paola")
    number = imported(paola, MANY)
    page = paola.get("/datos/por-corregir")

    paola.submit(page, f"/datos/por-corregir/archivo/{number}/aceptar")
    after = paola.get("/datos/por-corregir")
    paola.submit(after, f"/datos/por-corregir/archivo/{number}/enviar")
    work()

    assert "Aceptar las 2 propuestas" in page.words()
    assert page.texts("pick") == ["2026-11-30", "2026-02-28"]
    assert "Ese mes tiene 30 días." in page.words()
    assert days(session)[:2] == [(2, "2026-11-30"), (3, "2026-02-28")]
    assert "Importar las 2 corregidas" in after.words()
    assert invoices(session) == ["F1", "F2"]


def test_same_text_goes_into_all_rows_that_say_the_same(people, session, imported):
    paola = people("paola")
    imported(paola, MANY)
    row = session.scalars(sa.select(RejectedRow.id).where(RejectedRow.line == 4)).one()

    paola.post(
        f"/datos/por-corregir/{row}",
        {
            **paola.get("/datos/por-corregir").form(f"/datos/por-corregir/{row}"),
            "valor": "2026-12-01",
            "parecidas": "1",
        },
        status=303,
    )

    assert days(session)[2:] == [(4, "2026-12-01"), (5, "2026-12-01"), (6, "pronto")]


def test_customer_whose_key_is_written_otherwise_is_proposed(people, session, imported):
    paola = people("paola")
    imported(paola, HEADER + "F1,00123,Ana Peña,consumo,COP,2026-10-01,2026-11-01,10.00\n")
    imported(
        paola,
        "external_id,customer_external_id,portfolio,paid_on,amount\nP1,123,consumo,2026-11-02,5.00\n"
        "P2,77,consumo,2026-11-02,5.00\n",
        name="pagos.csv",
    )

    page = paola.get("/datos/por-corregir")

    assert page.texts("pick") == ["00123"]
    assert "Hay un cliente «Ana Peña» con ese código escrito de otro modo." in page.words()


def test_row_is_known_by_customer_number_day_and_amount(people, imported):
    paola = people("paola")
    imported(paola, "sucursal,canal," + BAD.replace("\nF", "\nnorte,web,F"))

    page = paola.get("/datos/por-corregir")

    assert page.texts("fix__cells")[0] == "customer_nameLuiscustomer_external_idC2external_idF2amount20.00sucursalnorte"


def test_number_of_queries_does_not_grow_with_the_rejected_rows(people, session, imported):
    paola = people("paola")
    few = imported(paola, BAD)
    many = imported(paola, MANY.replace(",F", ",X"), name="otras.csv")
    paola.get("/datos/por-corregir")

    sent = []
    for number in (few, many):
        with counted(session) as statements:
            paola.get(f"/datos/por-corregir?archivo={number}")
        sent.append(len(statements))

    assert sent[0] == sent[1]
