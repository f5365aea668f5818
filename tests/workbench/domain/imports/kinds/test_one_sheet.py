"""Customers from rows that bring invoices too: a customer has many rows, and the first one is taken."""

from dataclasses import replace

import pytest

from models import ContactPoint, Customer, Invoice
from models.enums import ImportKind
from tests.workbench.domain.imports.conftest import counts
from workbench.domain.imports import Mapping
from workbench.domain.imports.engine import run as engine
from workbench.domain.imports.importing import import_file

HEADER = "nit,razon,ciudad,tel,factura,fecha,vence,valor\n"
ROWS = (
    "900-1,Ana Peña,Cali,3101234567,F1,2026-09-01,2026-09-30,100\n"
    "900-1,ANA  PENA,Bogotá,3101234567,F2,2026-09-01,2026-09-30,50\n"
    "900-2,Eva Ruiz,Tunja,,F3,2026-09-01,2026-09-30,70\n"
    "900-1,Ana Peña,Cali,3207654321,F4,2026-09-01,2026-09-30,50\n"
    "900-1,Ana Peña,Cali,3101234567,F5,2026-09-01,2026-09-30,50\n"
    "900-2,Otra Persona,Tunja,,F6,2026-09-01,2026-09-30,70\n"
)
OTHER_DATA = (
    "Filas que dicen otra ciudad, otro teléfono u otro dato de un cliente que ya está en el archivo: 2 (la primera, "
    "línea 3). De cada cliente se toma su primera fila."
)
CUSTOMERS = Mapping(columns={"external_id": "nit", "name": "razon", "city": "ciudad", "phone": "tel"})
INVOICES = Mapping(
    columns={
        "external_id": "factura", "customer_external_id": "nit",
        "issued_on": "fecha", "due_on": "vence", "amount": "valor",
    }
)  # fmt: skip


@pytest.fixture
def brought(database, terms, tmp_path):
    """`brought(mapping, kind=CUSTOMERS, dry_run=False)`: import what the rows bring of one kind."""
    path = tmp_path / "todo.csv"
    path.write_text(HEADER + ROWS)

    def run(mapping, kind=ImportKind.CUSTOMERS, **more):
        return import_file(database, kind, path, terms=replace(terms, portfolio="P", mapping=mapping, **more))

    return run


def several():
    return Mapping(kinds={"customers": CUSTOMERS, "invoices": INVOICES})


@pytest.mark.parametrize("batch", [2, 1_000])
def test_first_row_of_a_customer_is_taken_and_the_others_told(brought, rows, monkeypatch, batch):
    monkeypatch.setattr(engine, "BATCH", batch)

    dry = brought(several(), dry_run=True)
    report = brought(several())
    again = brought(several())

    assert rows(Customer.external_id, Customer.name, Customer.city) == [
        ("900-1", "Ana Peña", "Cali"),
        ("900-2", "Eva Ruiz", "Tunja"),
    ]
    assert rows(ContactPoint.value) == [("+573101234567",)]
    assert [counts(one) for one in (dry, report, again)] == [(2, 0, 3, 1), (2, 0, 3, 1), (0, 0, 5, 1)]
    assert [OTHER_DATA in one.warnings.lines() for one in (dry, report, again)] == [True] * 3


def test_another_name_under_the_same_key_is_refused_still(brought):
    (refused,) = brought(several()).rejects

    assert (refused.line, refused.column) == (7, "external_id")
    assert "ya está en la línea 4 con otros datos" in refused.text()


def test_file_of_customers_alone_has_one_row_for_each(brought):
    report = brought(CUSTOMERS)

    assert counts(report) == (2, 0, 0, 4)


@pytest.mark.parametrize("batch", [2, 1_000])
@pytest.mark.parametrize("dry_run", [True, False])
def test_row_whose_customer_is_refused_is_refused_whole(brought, rows, monkeypatch, batch, dry_run):
    """The invoice of another person does not become a debt of who has the key."""
    monkeypatch.setattr(engine, "BATCH", batch)
    brought(several())

    report = brought(several(), kind=ImportKind.INVOICES, dry_run=dry_run)

    (refused,) = report.rejects
    assert counts(report) == (5, 0, 0, 1)
    assert (refused.line, refused.external_id, refused.column) == (7, "F6", "external_id")
    assert "«900-2» ya está en la línea 4 con otros datos" in refused.text()
    assert "F6" not in {one for (one,) in rows(Invoice.external_id)}


def test_customers_alone_do_not_hold_back_the_invoices_of_their_file(brought):
    """A mapping that takes invoices alone from the same rows knows of no other name."""
    assert counts(brought(INVOICES, kind=ImportKind.INVOICES)) == (6, 0, 0, 0)
