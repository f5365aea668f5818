"""Exports of usual programs land as they are, or ask what cannot be told."""

import pytest

from models import Customer
from models.enums import ImportKind
from tests.workbench.domain.imports.conftest import invoice
from workbench.domain.imports.engine.errors import FileRefused
from workbench.domain.imports.inspecting.inspection import inspect_file

EXPORTS = {
    "SAP": (
        "invoices",
        (
            "Cuenta deudor\tClase de doc.\tNº documento\tFecha doc.\tVencimiento neto\tImporte en MD\tMoneda\n"
            "0000100234\tRV\t1800000123\t01.10.2026\t31.10.2026\t1.234.567,89 \tCOP\n"
            "0000100234\tDG\t1600000077\t05.10.2026\t05.10.2026\t234.567,89-\tCOP\n"
            "* Total\t\t\t\t\t1.000.000,00 \tCOP\n"
        ),
        100_000_000,
    ),
    "CONTPAQi": (
        "open_items",
        (
            "Antigüedad de saldos\n\nCódigo,Cliente,Folio,Fecha,Vencimiento,Saldo\n"
            'CL001,Abarrotes López,A-1201,01/Sep/2026,01/Oct/2026,"$12,500.00"\n'
            ',,,,Total,"$12,500.00"\n'
        ),
        1_250_000,
    ),
    "Siigo": (
        "open_items",
        (
            "Identificación;Nombre tercero;Comprobante;Fecha elaboración;Fecha vencimiento;Saldo\n"
            "900111222;ACME SAS;FV-1-1023;01/09/2026;25/10/2026;1.500.000,00\n"
            "Total general;;;;;1.500.000,00\nElaboró: Contabilidad;;;;;\nPágina 1 de 1;;;;;\n"
        ),
        150_000_000,
    ),
    "Sage": (
        "invoices",
        (
            "Código cliente;Razón social;Serie;Nº Factura;Fecha factura;Fecha vto.;Importe efecto\n"
            "000123;TALLERES GOMEZ;A;145;13/09/2026;13/10/2026;1210,00\n"
        ),
        121_000,
    ),
    "A3": (
        "invoices",
        (
            "NIF cliente;Descripción;Doc.;F.Factura;F.Vto;Importe\n"
            "B1234;TALLERES GÓMEZ SL;2026/0012;15/09/26;15/10/26;1.210,00\n;;;;;1.210,00\n"
        ),
        121_000,
    ),
    "Alegra": (
        "open_items",
        (
            "Número,Cliente,Identificación,Fecha de creación,Fecha de vencimiento,Total,Por cobrar\n"
            "FE-10,Ana Peña,52123456,2026-10-01,2026-10-31,119000,100000\n"
        ),
        10_000_000,
    ),
    "receipts": (
        "payments",
        (
            "Comprobante,Fecha,Identificación,Factura que paga,Valor,Forma de pago\n"
            "RC-1,2026-11-03,900,F1,500,Transferencia\nRC-1,2026-11-03,900,F2,100,Transferencia\nTotal,,,,600,\n"
        ),
        60_000,
    ),
}


@pytest.mark.parametrize(("kind", "content", "amount"), EXPORTS.values(), ids=EXPORTS)
def test_exports_of_usual_programs_land_as_they_are(bring, bring_file, kind, content, amount):
    bring("customers", {"external_id": "900", "name": "Ana"})
    if kind == "payments":
        bring("invoices", invoice(external_id="F1", customer_external_id="900"))

    report = bring_file(kind, content)

    assert (report.rejected, dict(report.money)) == (0, {"COP": amount})


@pytest.mark.parametrize(("kind", "content"), [one[:2] for one in EXPORTS.values()], ids=EXPORTS)
def test_the_kind_of_an_export_is_told_by_its_columns(tmp_path, kind, content):
    path = tmp_path / "f.csv"
    path.write_text(content)

    told = {one.value for one in inspect_file(path).kinds}

    assert kind in told or (kind, told) == ("open_items", {"invoices"})


def test_a_total_and_what_is_still_to_be_collected_are_two_readings(bring_file):
    with pytest.raises(FileRefused, match=r"columns.amount = «total» .* o columns.amount = «por cobrar»"):
        bring_file("invoices", EXPORTS["Alegra"][1])


def test_a_code_beside_a_name_is_the_customers_and_alone_it_is_not(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("Código,Folio,Fecha,Vencimiento,Valor\nX,1,2026-10-01,2026-11-01,1.00\n")

    alone = inspect_file(path, kind=ImportKind.INVOICES)

    assert alone.missing == {ImportKind.INVOICES: ("customer_external_id",)}


def test_a_customer_beside_a_name_is_the_customers_key(bring_file, rows):
    text = "Cliente;Nombre;Factura;Emisión;Vencimiento;Total\n100;Ana Ruiz;F1;13/10/2026;13/11/2026;1000\n"

    report = bring_file("invoices", text)

    assert (report.inserted, report.rejected) == (1, 0)
    assert rows(Customer.external_id, Customer.name) == [("100", "Ana Ruiz")]


def test_a_missing_column_is_told_beside_the_headings_of_the_file(bring_file):
    with pytest.raises(FileRefused) as caught:
        bring_file(
            "invoices", "Quién;Nombre;Factura;Emisión;Vencimiento;Total\n100;Ana;F1;13/10/2026;13/11/2026;1000\n"
        )

    assert caught.value.values["missing"] == "customer_external_id"
    assert caught.value.values["found"] == "quién, nombre, factura, emisión, vencimiento, total"


@pytest.mark.parametrize(
    ("header", "number", "customer"),
    [
        ("Recibo No.,NIT,Fecha,Valor", "recibo no.", "nit"),
        ("Recibo N°,Cliente,Fecha,Valor", "recibo n°", "cliente"),
        ("No. recibo,Tercero,Fecha,Valor recibido", "no. recibo", "tercero"),
        ("Recibo,Código,Cliente,Fecha,Valor", "recibo", "código"),
        ("Recibo de Caja No.,Deudor,Fecha de recibo,Total recibido", "recibo de caja no.", "deudor"),
        ("Comprobante de ingreso,NIT,Fecha,Valor", "comprobante de ingreso", "nit"),
    ],
)
def test_number_and_customer_of_a_receipt_are_found_as_people_call_them(tmp_path, header, number, customer):
    path = tmp_path / "f.csv"
    path.write_text(f"{header}\n" + ",".join(["7"] * header.count(",")) + ",100.00\n")

    found = inspect_file(path, kind=ImportKind.PAYMENTS)

    assert (found.missing, found.mapping.columns["external_id"]) == ({}, number)
    assert found.mapping.columns["customer_external_id"] == customer


KEYS = {
    "Tally": (
        "open_items",
        "Date,Ref. No.,Party's Name,Pending Amount,Due on\n1-Sep-26,INV-1,Acme Ltd,900.00,1-Oct-26\n",
        ("Acme Ltd", "Acme Ltd"),
    ),
    "A3": (
        "invoices",
        "Cuenta;Descripción;Factura;F.Factura;F.Vto;Importe\n430000012;GÓMEZ SL;2026/0012;15/09/26;15/10/26;900,00\n",
        ("430000012", "GÓMEZ SL"),
    ),
}


@pytest.mark.both
@pytest.mark.parametrize(("kind", "content", "customer"), KEYS.values(), ids=KEYS)
def test_programs_without_a_customers_code_are_read_by_what_they_have(bring_file, rows, kind, content, customer):
    report = bring_file(kind, content)

    assert (report.inserted, report.rejected, list(report.money.values())) == (1, 0, [90000])
    assert rows(Customer.external_id, Customer.name) == [customer]
    assert any(guess.what.endswith("customer_external_id") for guess in report.guesses)
