"""A column that says which kind of document a row is, and what each kind does."""

import pytest

from models import Invoice, Payment
from tests.workbench.domain.imports.conftest import counts, reasons
from tests.workbench.domain.imports.messy import book, guesses

KINDS = ("Factura", "NC", "Nota de Débito", "FV", "Nota crédito", "N/C")


@pytest.mark.parametrize("name", ["Tipo", "Tipo de documento", "Tipo Doc.", "Clase", "Tipo comprobante"])
def test_a_column_of_kinds_of_documents_is_found_by_its_name_and_words(bring_file, rows, name):
    table = [(f"D{number}", "900-1", "2026-10-01", "2026-11-01", kind, "10.00") for number, kind in enumerate(KINDS)]

    report = bring_file("invoices", book(("Factura", "NIT", "Fecha", "Vence", name, "Valor"), *table), name="f.xlsx")

    assert guesses(report)["columns.kind"] == name.lower()
    assert sorted(rows(Invoice.external_id)) == [("D0",), ("D2",), ("D3",)]
    assert sorted(rows(Payment.external_id)) == [("D1",), ("D4",), ("D5",)]
    assert dict(report.money) == {"COP": 0}


def test_a_column_called_kind_that_has_other_words_is_an_attribute(bring_file, rows):
    table = [("F1", "900-1", "2026-10-01", "2026-11-01", "Servicios", "10.00")]

    bring_file("invoices", book(("Factura", "NIT", "Fecha", "Vence", "Tipo", "Valor"), *table), name="f.xlsx")

    assert rows(Invoice.external_id, Invoice.attributes) == [("F1", {"tipo": "Servicios"})]


def test_a_document_of_another_kind_among_invoices_is_refused(bring_file, rows):
    table = [
        (f"D{number}", "900-1", "2026-10-01", "2026-11-01", kind, "10.00")
        for number, kind in enumerate(("FV", "NC", "RC"))
    ]

    report = bring_file("invoices", book(("Factura", "NIT", "Fecha", "Vence", "Tipo", "Valor"), *table), name="f.xlsx")

    assert [(line, column) for line, column, _ in reasons(report)] == [(4, "kind")]


def test_a_mapping_says_which_column_is_the_kind_of_document(bring_file, rows, said):
    names = {"external_id": "doc", "customer_external_id": "cli", "issued_on": "f1", "due_on": "f2", "amount": "v"}
    mapping = said(columns={**names, "kind": "qué es"}, values={"kind": {"devuelto": "credit_note"}})

    bring_file("invoices", "doc,cli,f1,f2,v,qué es\nD1,C1,2026-10-01,2026-11-01,5.00,Devuelto\n", terms=mapping)

    assert (rows(Invoice.id), rows(Payment.external_id)) == ([], [("D1",)])


def test_a_credit_note_of_a_list_of_open_items_is_credit_whatever_its_sign(bring_file, rows):
    table = [
        ("Tipo", "Factura", "NIT", "Vence", "Saldo"),
        ("FV", "F1", "900-1", "2026-11-01", 100),
        ("NC", "F1", "900-1", "2026-11-01", 30),
        ("NC", "N2", "900-1", "2026-11-01", -20),
    ]

    report = bring_file("open_items", book(*table), name="f.xlsx")

    assert (counts(report), dict(report.money)) == ((3, 0, 0, 0), {"COP": 5000})
    assert (rows(Invoice.external_id), sorted(rows(Payment.external_id, Payment.amount))) == (
        [("F1",)], [("F1", 3000), ("N2", 2000)],
    )  # fmt: skip
