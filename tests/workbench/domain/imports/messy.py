"""Files as people and programs make them, for tests."""

import io
from datetime import date

import openpyxl

INVOICE_NAMES = ("external_id", "customer_external_id", "issued_on", "due_on", "amount", "currency")


def book(*rows, more=None):
    """The bytes of a workbook with these rows; `more` are other sheets by name."""
    made, kept = openpyxl.Workbook(), io.BytesIO()
    made.active.title = "Cartera"
    for row in rows:
        made.active.append(row)
    for name, others in (more or {}).items():
        sheet = made.create_sheet(name)
        for row in others:
            sheet.append(row)
    made.save(kept)
    return kept.getvalue()


def invoices(*cells, amounts=(), names=INVOICE_NAMES):
    """A workbook of invoices with these amounts, or whole rows."""
    rows = [
        (f"F{number}", "C1", date(2026, 10, 1), date(2026, 11, 1), amount, "COP")
        for number, amount in enumerate(amounts, start=1)
    ]
    return book(names, *rows, *cells)


def csv_of(*amounts, day="2026-10-01"):
    """A CSV file of invoices with these amounts."""
    rows = [f'F{number},C1,{day},{day},"{amount}",COP' for number, amount in enumerate(amounts, start=1)]
    return ",".join(INVOICE_NAMES) + "\n" + "\n".join(rows) + "\n"


def guesses(report):
    """What an import took for granted, by what it is about."""
    return {guess.what: guess.value for guess in report.guesses}
