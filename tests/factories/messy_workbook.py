"""A workbook as an ERP of Colombia exports it: titles, merged headers, subtotals, notes of credit, all in one sheet."""

from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

HEADER = (
    "NIT / C.C.", "Razón social", "Teléfonos", "Ciudad", "Factura", "Tipo", "Fecha", "Vence", "Valor",
    "Nro. recibo", "Fecha pago", "Valor pagado",
)  # fmt: skip
CUSTOMERS = (
    ("900.321.654-1", "Ferretería El Tornillo S.A.S.", "601 345 6789 / 310 456 7890", "Bogotá"),
    ("52.876.543", "María Fernanda Gómez", "315-222-3344", "Medellín"),
    ("79.456.123", "José Ñáñez", "", "Cali"),
    ("830.111.222-3", "PANADERÍA LA ESPIGA LTDA", "3001112233; 3104445566 (Don Luis)", "Bogotá"),
    ("1.020.333.444", "Luis Peña", "no tiene", "Barranquilla"),
    ("900.555.666-7", "Taller El Yunque", "604 222 3344 ext 12", "Medellín"),
)
INVOICED, PAID = 26_595_300_49, 2_810_000_50
"""What the readable invoices less their notes of credit come to, and the receipts, in cents."""


def save_messy_workbook(path: Path, *, today: date) -> None:
    """Write it. One row has a day that does not exist; two customers have no telephone that can be called."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Cartera"
    sheet["A1"] = "DISTRIBUIDORA LA SABANA S.A.S."
    sheet.merge_cells("A1:L1")
    sheet["A3"] = f"Cartera por edades al {today:%d/%m/%Y}"
    for place, name, merged in (("A5", "Cliente", "A5:D5"), ("E5", "Documento", "E5:I5"), ("J5", "Recibo", "J5:L5")):
        sheet[place] = name
        sheet.merge_cells(merged)
    sheet.append(HEADER)
    lines = _lines(today)
    for number, customer in enumerate(CUSTOMERS):
        for line in lines[number]:
            sheet.append([text or None for text in (*customer, *line)])
        _append_total(sheet, f"Subtotal {customer[1]}", "$ 1.000,00")
    _append_total(sheet, "TOTAL CARTERA", "$ 27.295.300,49")
    book.save(path)


def _append_total(sheet: Worksheet, name: str, amount: str) -> None:
    sheet.append([name, *[None] * 7, amount])


def _lines(today: date) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Invoices, notes of credit and receipts, by customer; the 25th of a month tells that the day comes first."""

    def ago(days: int) -> str:
        return f"{today - timedelta(days=days):%d/%m/%Y}"

    told = f"{(today - timedelta(days=90)).replace(day=25):%d/%m/%Y}"
    none = ("", "", "")
    return (
        (
            ("FV-1001", "Factura", told, ago(45), "$ 1.234.567,89", "RC-501", ago(38), "$ 500.000,00"),
            ("FV-1044", "Factura", ago(76), ago(46), "$ 890.000,00", *none),
            ("NC-12", "Nota crédito", ago(43), "", "$ -150.000,00", *none),
        ),
        (
            ("FV-1002", "Factura", ago(149), ago(119), "$ 2.450.300,00", *none),
            ("FV-1003", "Factura", ago(118), ago(88), "$ 310.000,50", "RC-502", ago(22), "$ 310.000,50"),
        ),
        (("FV-1005", "Factura", ago(73), ago(43), "$ 765.432,10", *none),),
        (
            ("FV-1006", "Factura", ago(160), ago(130), "$ 12.000.000,00", "RC-503", ago(87), "$ 2.000.000,00"),
            ("FV-1060", "Factura", ago(7), ago(-23), "$ 4.000.000,00", *none),
        ),
        (("FV-1007", "Factura", ago(78), ago(48), "$ 95.000,00", *none),),
        (
            ("FV-1008", "Factura", ago(89), ago(59), "$ 5.600.000,00", *none),
            ("NC-13", "Nota crédito", ago(58), "", "(600.000,00)", *none),
            ("FV-1009", "Factura", f"31/02/{today:%Y}", ago(28), "$ 700.000,00", *none),
        ),
    )
