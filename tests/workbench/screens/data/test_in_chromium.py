"""Importing in a real browser: a workbook as an ERP exports it, from drop to rows that landed, without touching it."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from models import Account, ContactPoint, Customer, Database, Invoice, Lease, Payment
from tests.chromium import SCHEMES, SIZES, let_in, one_database, served, violations, window
from tests.personas import Cast
from workbench.jobs.uploads import UploadWork, work_on_uploads

pytestmark = pytest.mark.browser

__all__ = ["one_database"]

NAMES = (
    "Código cliente", "Razón social", "Teléfonos", "Nro. factura", "Fecha factura", "Fecha vencimiento",
    "Valor factura", "Recibo", "Fecha pago", "Valor pago",
)  # fmt: skip
PHONES = "310 123 4567 / 320 765 4321"
ROWS = (
    ("900114772", "Comercial Andina SAS", PHONES, "FE-1001", "13/10/2026", "25/10/2026", "$ 1.234.567,89", "RC-1",
     "05/11/2026", "$ 234.567,89"),
    ("900114772", "Comercial Andina SAS", PHONES, "FE-1002", "14/10/2026", "28/10/2026", "$ 500.000,00"),
    ("Total Comercial Andina SAS", None, None, None, None, None, "$ 1.734.567,89", None, None, "$ 234.567,89"),
    ("52418903", "Ríos Cárdenas María", "601 234 5678", "FE-1003", "20/10/2026", "31/10/2026", "$ 80.000,00"),
    ("52418903", "Ríos Cárdenas María", "601 234 5678", "NC-77", "02/11/2026", "02/11/2026", "-$ 30.000,00"),
    ("52418903", "Ríos Cárdenas María", "601 234 5678", "FE-1004", "20/10/2026", "31/11/2026", "$ 10.000,00"),
    ("Total Ríos Cárdenas María", None, None, None, None, None, "$ 50.000,00"),
    ("Total general", None, None, None, None, None, "$ 1.784.567,89", None, None, "$ 234.567,89"),
)  # fmt: skip


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Title rows, a merged heading, days and money as text, totals, a credit note, two telephones in a cell."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["COMERCIALIZADORA EJEMPLO S.A.S."], ["Cartera por cliente al 18/11/2026"], []):
        sheet.append(row)
    sheet.append(["Cliente", None, None, "Factura", None, None, None, "Recaudo"])
    for cells in ("A4:C4", "D4:G4", "H4:J4"):
        sheet.merge_cells(cells)
    for row in (NAMES, *ROWS):
        sheet.append(row)
    path = tmp_path / "cartera por cliente.xlsx"
    book.save(path)
    return path


@pytest.fixture
def address(app: Flask, session: Session, cast: Cast, database: Database) -> Iterator[str]:
    """A server, and beside it what the scheduler does every two seconds."""
    clock = app.extensions["workbench_clock"]
    session.add(Lease(name="scheduler", holder="tests", since=clock(), beat_at=clock()))
    session.commit()
    work = UploadWork(database, zone=ZoneInfo("America/Bogota"), clock=clock)
    ended = threading.Event()

    def keep_working() -> None:
        while not ended.wait(0.1):
            work_on_uploads(work)

    thread = threading.Thread(target=keep_working)
    thread.start()
    with served(app) as url:
        yield url
    ended.set()
    thread.join()


class Clicks:
    """Counts what a person presses."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def press(self, name: str) -> None:
        """Press a button."""
        self.count += 1
        self.page.get_by_role("button", name=name).click()


def shoot(page: Page, name: str) -> None:
    """Keep a picture where the folder for them is set."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png")


def test_messy_workbook_lands_with_two_clicks_and_its_bad_row_with_two_more(
    chromium: Browser, address: str, workbook: Path, session: Session
) -> None:
    with window(chromium, address) as page:
        let_in(page, "paola@example.com")
        page.goto("/datos/importar")
        shoot(page, "archivo")
        clicks = Clicks(page)
        page.get_by_label("Suelte el archivo aquí").set_input_files(workbook)
        expect(page.get_by_role("heading", level=1)).to_have_text("Columnas")
        shoot(page, "columnas")
        page.get_by_label("Cartera de las filas").select_option("consumo")
        clicks.press("Revisar")
        expect(page.get_by_role("button", name="Importar")).to_be_visible()
        shoot(page, "revisar")
        clicks.press("Importar")
        expect(page.get_by_role("heading", level=1)).to_have_text("Listo")
        shoot(page, "listo")
        page.goto("/datos/por-corregir")
        shoot(page, "por-corregir")
        page.get_by_label("Fecha vencimiento").fill("30/11/2026")
        clicks.press("Guardar")
        expect(page.get_by_text("corregida", exact=True)).to_be_visible()
        clicks.press("Importar las corregidas")
        expect(page.get_by_role("heading", level=1)).to_have_text("Listo")

    session.expire_all()
    assert clicks.count == 4
    amounts = session.execute(sa.select(Invoice.external_id, Invoice.amount).order_by(Invoice.external_id)).all()
    assert amounts == [("FE-1001", 123456789), ("FE-1002", 50000000), ("FE-1003", 8000000), ("FE-1004", 1000000)]
    paid = session.execute(sa.select(Payment.external_id, Payment.amount).order_by(Payment.external_id)).all()
    assert paid == [("NC-77", 3000000), ("RC-1", 23456789)]
    phones = session.scalars(sa.select(ContactPoint.value).order_by(ContactPoint.value)).all()
    assert phones == ["+573101234567", "+573207654321", "+576012345678"]
    assert session.scalars(sa.select(Customer.name).order_by(Customer.name)).all() == [
        "Comercial Andina SAS",
        "Ríos Cárdenas María",
    ]
    balances = session.scalars(sa.select(Account.open_amount - Account.credit).order_by(Account.id)).all()
    assert balances == [150000000, 6000000]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", SIZES)
def test_pages_break_no_rule_of_accessibility_and_are_as_wide_as_the_window(
    chromium: Browser, address: str, workbook: Path, scheme: str, size: dict[str, int]
) -> None:
    with window(chromium, address, color_scheme=scheme) as page:
        let_in(page, "paola@example.com")
        page.set_viewport_size(size)
        looked_at = []

        def look(name: str) -> None:
            shoot(page, f"{name}-{size['width']}-{scheme}")
            width = page.evaluate("document.documentElement.scrollWidth")
            looked_at.append((name, violations(page), width == size["width"]))

        page.goto("/datos/importar")
        look("archivo")
        page.get_by_label("Suelte el archivo aquí").set_input_files(workbook)
        expect(page.get_by_role("heading", level=1)).to_have_text("Columnas")
        look("columnas")
        page.get_by_label("Cartera de las filas").select_option("consumo")
        page.get_by_role("button", name="Revisar").click()
        expect(page.get_by_role("button", name="Importar")).to_be_visible()
        look("revisar")
        page.get_by_role("button", name="Importar").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Listo")
        for name, url in (
            ("listo", page.url),
            ("por-corregir", "/datos/por-corregir"),
            ("historial", "/datos/historial"),
            ("importacion", "/datos/historial/1"),
        ):
            page.goto(url)
            look(name)

        assert [one for one in looked_at if one[1] or not one[2]] == []


REJECTED = "external_id,customer_external_id,customer_name,portfolio,currency,issued_on,due_on,amount\n" + "".join(
    f"F{n},C{n},Cliente {n},consumo,COP,2026-10-01,{due},10.00\n"
    for n, due in enumerate(("2026-11-31", "pronto", "pronto", "luego", "hoy"), start=1)
)
PASTE = """lines => {
  const data = new DataTransfer();
  data.setData("text/plain", lines);
  const said = {clipboardData: data, bubbles: true, cancelable: true};
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", said));
}"""


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_file_is_imported_and_its_rejects_are_mended_from_the_keyboard(
    chromium: Browser, address: str, tmp_path: Path, session: Session
) -> None:
    path = tmp_path / "facturas.csv"
    path.write_text(REJECTED)
    with window(chromium, address) as page:
        let_in(page, "paola@example.com")
        page.goto("/datos/importar")
        page.get_by_label("Suelte el archivo aquí").set_input_files(path)
        expect(page.get_by_role("heading", level=1)).to_have_text("Columnas")
        press(page, "Control+Enter")
        expect(page.get_by_role("button", name="Importar")).to_be_visible()
        press(page, "Control+Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Listo")

        page.goto("/datos/por-corregir")
        field = page.locator("input:focus")
        expect(field).to_have_value("2026-11-31")
        press(page, "Control+Enter")  # what is proposed, and down
        expect(field).to_have_value("pronto")
        field.fill("2026-11-02")
        press(page, "Control+d")  # the same in the row that says the same
        expect(page.get_by_text("Corregidas 2 filas iguales.")).to_be_visible()
        expect(field).to_have_value("luego")
        page.evaluate(PASTE, "2026-11-04\n2026-11-05\n")
        expect(page.get_by_text("corregida", exact=True)).to_have_count(5)
        press(page, "Escape", "i")
        expect(page.get_by_role("heading", level=1)).to_have_text("Listo")

    session.expire_all()
    assert [str(one) for one in session.scalars(sa.select(Invoice.due_on).order_by(Invoice.external_id))] == [
        "2026-11-30", "2026-11-02", "2026-11-02", "2026-11-04", "2026-11-05",
    ]  # fmt: skip
