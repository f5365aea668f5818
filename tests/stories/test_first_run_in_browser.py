"""From an empty database to the first queue in a browser: the only thing typed into a terminal was the start."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.chromium import one_database, served, violations, window
from tests.factories.messy_workbook import save_messy_workbook
from workbench.jobs.nightly import FIRST_QUEUE
from workbench.jobs.timetable import run_asked
from workbench.jobs.uploads import UploadWork, work_on_uploads

pytestmark = pytest.mark.browser

__all__ = ["one_database"]

PASSWORD = "una frase bien larga"


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as url:
        yield url


CLICKS = 14
"""Of the administrator, from the first page to the first queue that may be called, two to look at another country."""


@pytest.fixture
def workbook(tmp_path, now):
    path = tmp_path / "cartera.xlsx"
    save_messy_workbook(path, today=now.date())
    return path


def count_clicks(page: Page) -> list[str]:
    """Presses of the mouse from now on, by what was pressed; pages may change meanwhile."""
    clicks: list[str] = []

    def counted(pressed: str) -> None:
        clicks.append(pressed)

    page.expose_function("counted", counted)
    page.add_init_script("addEventListener('mousedown', event => counted(event.target.textContent.trim()), true)")
    return clicks


def password_of(page: Page) -> None:
    page.get_by_label("Contraseña", exact=True).fill(PASSWORD)
    page.get_by_label("Otra vez").fill(PASSWORD)


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def begin(page: Page) -> None:
    """The administrator, the company and its country."""
    page.goto("/")
    heading(page, "Primer arranque")
    assert violations(page) == []
    page.get_by_label("Su nombre").fill("Teresa Ibarra")
    page.get_by_label("Correo").fill("teresa@norte.co")
    password_of(page)
    page.get_by_role("button", name="Empezar").click()
    heading(page, "Su empresa")
    assert violations(page) == []
    page.get_by_label("Nombre de la empresa").fill("Cobranzas Norte")
    page.get_by_role("button", name="Seguir").click()
    heading(page, "¿Dónde viven sus clientes?")
    page.get_by_role("radio", name="México").check()
    expect(page.get_by_role("heading", name="Lo que trae México")).to_be_visible()
    page.get_by_role("radio", name="Colombia").check()
    expect(page.get_by_text("No se pregunta por qué no ha pagado")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Seguir con Colombia").click()


def invite(page: Page) -> str:
    """A collector, by a link that is shown once."""
    heading(page, "¿Quién trabaja aquí?")
    page.get_by_label("Nombre", exact=True).fill("Luis Peña")
    page.get_by_label("Correo").fill("luis@norte.co")
    page.get_by_role("button", name="Invitar").click()
    link = page.get_by_label("Enlace de una sola vez").input_value()
    assert violations(page) == []
    page.get_by_role("link", name="Seguir", exact=True).click()
    return link


def bring(page: Page, database, path, *, settings) -> None:
    """The file on screen: dropped as it is, looked at, imported; the scheduler works behind the page."""
    work = UploadWork(database, zone=settings.zone, clock=lambda: settings.today)
    page.get_by_role("link", name="Elegir el archivo").click()
    page.get_by_label("Suelte el archivo aquí, o elíjalo").set_input_files(path)
    page.wait_for_url("**/columnas*")
    expect(page.get_by_label("A qué va NIT / C.C.")).to_have_value("customer")
    expect(page.get_by_label("A qué va Nro. recibo")).to_have_value("payment")
    assert violations(page) == []
    page.get_by_role("button", name="Revisar").click()
    page.wait_for_url("**/revisar*")
    work_on_uploads(work)
    expect(page.get_by_text("6 clientes nuevos")).to_be_visible()
    expect(page.get_by_text("31/02")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Importar").click()
    page.wait_for_url("**/listo*")
    work_on_uploads(work)
    expect(page.get_by_text("6 clientes nuevos")).to_be_visible()
    expect(page.get_by_text("Fecha de emisión: «31/02")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Seguir con el arranque").click()


def look_at(page: Page) -> None:
    """What came in: credit notes and receipts are taken off, totals and the day that does not exist are not in it."""
    heading(page, "Lo que llegó")
    expect(page.get_by_text("Taller El Yunque")).to_be_visible()
    expect(page.get_by_role("region", name="Cobranzas Norte")).to_contain_text("23.785.299,99")
    assert violations(page) == []
    page.get_by_role("link", name="Seguir", exact=True).click()


def queued(page: Page, database, settings, *, at) -> None:
    """The scheduler makes the queue that was asked for; the page follows it by itself."""
    expect(page.get_by_text("en unos segundos").or_(page.get_by_text("no está en marcha"))).to_be_visible()
    run_asked(database, {FIRST_QUEUE.name: FIRST_QUEUE}, zone=settings.zone, clock=lambda: at)
    expect(page.get_by_text("6 clientes en cola").first).to_be_visible()


def follow(page: Page, link: str) -> None:
    """Somebody who was invited opens their link on their own computer."""
    page.context.clear_cookies()
    page.goto(link)
    password_of(page)
    page.get_by_role("button", name="Guardar y entrar").click()


def test_from_nothing_to_the_first_queue(chromium: Browser, address, database, settings, workbook: Path) -> None:
    now = settings.today
    with window(chromium, address) as page:
        clicks = count_clicks(page)
        begin(page)
        link = invite(page)
        heading(page, "Su primer archivo")
        assert violations(page) == []
        bring(page, database, workbook, settings=settings)
        look_at(page)
        page.get_by_role("button", name="Armar la primera cola").click()
        queued(page, database, settings, at=now)
        expect(page.get_by_text("Empieza con reglas, no con modelo")).to_be_visible()
        expect(page.get_by_text("se puede llamar a 0 de 6")).to_be_visible()
        assert violations(page) == []
        page.get_by_label("Dónde consta").fill("Contrato de crédito, cláusula 7")
        page.get_by_role("button", name="Anotar la autorización").click()
        queued(page, database, settings, at=now + timedelta(seconds=30))
        expect(page.get_by_text("se puede llamar a 4 de 6")).to_be_visible()
        expect(page.get_by_text("Todo listo.")).to_be_visible()
        assert len(clicks) == CLICKS, clicks

        follow(page, link)

        expect(page.get_by_role("heading", name="Mi cola", level=1)).to_be_visible()
        expect(page.get_by_text("Taller El Yunque").first).to_be_visible()
