"""Exports of known programs are recognised by their headers and land."""

from datetime import date

import pytest

from models import Invoice, Payment
from models.enums import ImportKind
from workbench.domain.imports.engine.mapping import Mapping
from workbench.domain.imports.inspecting.inspection import inspect_file
from workbench.domain.imports.inspecting.ready import ready_mappings, ready_text
from workbench.domain.imports.kinds.columns import COLUMNS

EXPORTS = {
    ("erpnext", "customers"): "ID,Customer Name,Customer Group,Territory,Mobile No\nC1,Ana,Retail,Bogotá,3001234567\n",
    ("erpnext", "invoices"): (
        "ID,Customer,Customer Name,Date,Payment Due Date,Grand Total,Outstanding Amount,Currency,Status\n"
        "F1,C1,Ana,2026-09-25,2026-10-25,100.5,20.5,COP,Overdue\n"
    ),
    ("erpnext", "payments"): (
        "ID,Party,Posting Date,Paid Amount,Mode of Payment,Cheque/Reference No\n"
        "P1,C1,2026-10-25,100.5,Wire Transfer,77\n"
    ),
    ("odoo", "customers"): "id,name,vat,phone,mobile,email\nC1,Ana,900-1,6012345678,,ana@example.com\n",
    ("odoo", "invoices"): (
        "Number,Invoice Partner Display Name,Invoice/Bill Date,Due Date,Total Signed,Currency,Status\n"
        "F1,C1,2026-09-25,2026-10-25,100.5,COP,Posted\n"
    ),
    (
        "odoo",
        "payments",
    ): "Date,Number,Journal,Payment Method,Customer/Vendor,Amount\n2026-10-25,P1,Bank,Manual,C1,100.5\n",
    ("dolibarr", "customers"): "Código cliente,Nombre empresa,Teléfono,Población\nC1,Ana,6012345678,Cali\n",
    ("dolibarr", "invoices"): (
        "Código cliente,Nombre empresa,Ref. factura,Fecha facturación,Fecha vencimiento,Importe total\n"
        "C1,Ana,F1,2026-09-25,2026-10-25,100.5\n"
    ),
    ("dolibarr", "payments"): (
        "Código cliente,Ref. factura,Ref. pago,Fecha de pago,Importe pago,Forma de pago\n"
        "C1,F0,P1,2026-10-25,100.5,VIR\n"
    ),
}


@pytest.mark.parametrize(("program", "kind"), EXPORTS)
def test_an_export_is_recognised_by_its_header(tmp_path, program, kind):
    path = tmp_path / "f.csv"
    path.write_text(EXPORTS[program, kind], encoding="utf-8")

    found = inspect_file(path)

    assert (found.kinds, found.ready, found.missing) == ((ImportKind(kind),), program, {})
    assert found.guesses[0].what == "ready"
    assert inspect_file(path, mapping=Mapping(ready=program), kind=ImportKind(kind)).guesses == ()


@pytest.mark.parametrize("program", ["erpnext", "odoo", "dolibarr"])
def test_invoices_and_payments_of_a_program_land(bring_file, ana, rows, program):
    invoices = bring_file("invoices", EXPORTS[program, "invoices"])
    payments = bring_file("payments", EXPORTS[program, "payments"])

    assert (invoices.rejected, payments.rejected) == (0, 0)
    assert rows(Invoice.external_id, Invoice.amount, Invoice.due_on)[1:] == [("F1", 10_050, date(2026, 10, 25))]
    assert rows(Payment.external_id, Payment.amount) == [("P1", 10_050)]


def test_every_ready_mapping_says_what_its_kinds_require():
    for ready in ready_mappings().values():
        assert f'program = "{ready.program}"' in ready_text(ready.name)
        for kind, columns in ready.kinds.items():
            assert set(COLUMNS[kind].required) <= columns.keys()
            assert columns.keys() <= COLUMNS[kind].known
