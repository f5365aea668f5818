"""What an import would change is shown, what may be a mistake first; a person leaves a change out, and takes it in."""

import pytest
import sqlalchemy as sa

from models import Invoice

HEADER = "external_id,customer_external_id,customer_name,portfolio,currency,issued_on,due_on,amount\n"
ROW = "F{n},C{n},Cliente {n},consumo,COP,2026-10-01,2026-11-0{n},{amount}\n"
BEFORE = HEADER + "".join(ROW.format(n=n, amount="1000.00") for n in (1, 2, 3))
AFTER = HEADER + "".join(ROW.format(n=n, amount=amount) for n, amount in ((1, "1100.00"), (2, "100.00"), (3, "90.00")))


@pytest.fixture
def paola(people, imported):
    """She imported three invoices of a thousand."""
    paola = people("paola")
    imported(paola, BEFORE)
    return paola


def amounts(session):
    session.expire_all()
    return dict(session.execute(sa.select(Invoice.external_id, Invoice.amount)).all())


def test_doubtful_changes_come_first_with_the_reason(paola, checked):
    page = paola.get(f"/datos/importar/{checked(paola, AFTER)}/revisar")

    rows = [[page.words(cell) for cell in row.findall("td")][:4] for row in page.all(".//table//tr[td]")]
    assert rows == [
        ["F2 Valor de la factura", "$ 1.000", "$ 100", "Baja 10 veces: ¿se corrió la coma?"],
        ["F3 Valor de la factura", "$ 1.000", "$ 90", "Baja 11 veces: ¿se corrió la coma?"],
        ["F1 Valor de la factura", "$ 1.000", "$ 1.100", "cambia un dato que ya estaba"],
    ]


def test_change_left_out_is_not_imported_and_the_balance_shown_is_without_it(paola, checked, work, session):
    number = checked(paola, AFTER)
    here = f"/datos/importar/{number}"

    paola.post(
        f"{here}/dejar-fuera", {**paola.get(f"{here}/revisar").form(f"{here}/dejar-fuera"), "fila": "invoices:F2"}
    )
    work()
    page = paola.get(f"{here}/revisar")
    paola.submit(page, f"{here}/importar")
    work()

    assert page.texts("balance") == ["Antes$ 3.000Facturas$ 810Pagos$ 0Después$ 2.190"]
    assert [one.get("data-sign") for one in page.with_class("balance")[0]] == [None, "−", "−", "="]
    assert "Se dejan fuera F2 Facturas" in page.words()
    assert amounts(session) == {"F1": 1100_00, "F2": 1000_00, "F3": 90_00}
    assert "Filas que usted dejó fuera al revisar: 1." in paola.get(f"{here}/listo").words()


def test_all_doubtful_changes_are_left_out_at_once_and_one_taken_in_again(paola, checked, work, session):
    number = checked(paola, AFTER)
    here = f"/datos/importar/{number}"

    paola.submit(paola.get(f"{here}/revisar"), f"{here}/dejar-fuera", fila=["invoices:F2", "invoices:F3"])
    work()
    paola.submit(paola.get(f"{here}/revisar"), f"{here}/incluir", fila="invoices:F3")
    work()
    paola.submit(paola.get(f"{here}/revisar"), f"{here}/importar")
    work()

    assert amounts(session) == {"F1": 1100_00, "F2": 1000_00, "F3": 90_00}


def test_row_that_no_change_names_is_not_left_out(paola, checked):
    number = checked(paola, AFTER)
    here = f"/datos/importar/{number}"

    page = paola.submit(paola.get(f"{here}/revisar"), f"{here}/dejar-fuera", status=409, fila="invoices:F9")

    assert "Esa fila ya no está entre los cambios" in page.words()


def test_list_of_open_items_settles_nothing_of_a_row_left_out(paola, checked, work, session):
    listed = "external_id,customer_external_id,portfolio,currency,due_on,open_amount,amount\n" + "".join(
        f"F{n},C{n},consumo,COP,2026-11-0{n},{left},{left}\n"
        for n, left in ((1, "1000.00"), (2, "20000.00"), (3, "1000.00"))
    )
    number = checked(paola, listed, trae=["open_items"])
    here = f"/datos/importar/{number}"
    paola.submit(paola.get(f"{here}/revisar"), f"{here}/dejar-fuera", fila="open_items:F2")
    work()
    paola.submit(paola.get(f"{here}/revisar"), f"{here}/importar")
    work()

    session.expire_all()
    left = session.execute(sa.select(Invoice.external_id, Invoice.open_amount).order_by(Invoice.external_id)).all()
    assert left == [("F1", 1000_00), ("F2", 1000_00), ("F3", 1000_00)]
