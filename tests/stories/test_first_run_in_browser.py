"""From an empty database to the first queue in a browser: the only thing typed into a terminal was the start."""

import csv
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from models.enums import ImportKind
from tests.chromium import one_database, served, violations, window
from workbench.domain.imports import ImportTerms, import_file
from workbench.domain.records.audit import Actor
from workbench.domain.standing import recompute_standing
from workbench.jobs.nightly import FIRST_QUEUE
from workbench.jobs.timetable import run_asked

pytestmark = pytest.mark.browser

__all__ = ["one_database"]

PASSWORD = "una frase bien larga"


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as url:
        yield url


@pytest.fixture
def invoices(tmp_path, now):
    """What an ERP would export: three invoices of two customers."""
    rows = [("F1", "C1", "Marta Rojas", 40, "850000"), ("F2", "C1", "Marta Rojas", 10, "120000.50")]
    rows.append(("F3", "C2", "Taller El Yunque", 75, "2300000"))
    path = tmp_path / "facturas.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["external_id", "customer_external_id", "customer_name", "issued_on", "due_on", "amount"])
        for number, customer, name, late, amount in rows:
            due = now.date() - timedelta(days=late)
            writer.writerow([number, customer, name, due - timedelta(days=30), due, amount])
    return path


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


def bring(database, path, *, now) -> None:
    """What the file step brings about."""
    terms = ImportTerms(now=now, actor=Actor(None, "tests"), timezone="America/Bogota", portfolio="cobranzas-norte")
    assert import_file(database, ImportKind("invoices"), path, terms=terms).rejected == 0
    with database.writes() as session:
        recompute_standing(session, on=now.date(), today=now.date(), commit=session.commit)
        session.commit()


def queued(page: Page, database, settings, *, at) -> None:
    """The scheduler makes the queue that was asked for; the page follows it by itself."""
    expect(page.get_by_text("en unos segundos").or_(page.get_by_text("no está en marcha"))).to_be_visible()
    run_asked(database, {FIRST_QUEUE.name: FIRST_QUEUE}, zone=settings.zone, clock=lambda: at)
    expect(page.get_by_text("2 clientes en cola").first).to_be_visible()


def follow(page: Page, link: str) -> None:
    """Somebody who was invited opens their link on their own computer."""
    page.context.clear_cookies()
    page.goto(link)
    password_of(page)
    page.get_by_role("button", name="Guardar y entrar").click()


def test_from_nothing_to_the_first_queue(chromium: Browser, address, database, settings, invoices) -> None:
    now = settings.today
    with window(chromium, address) as page:
        begin(page)
        link = invite(page)
        heading(page, "Su primer archivo")
        assert violations(page) == []
        bring(database, invoices, now=now)
        page.goto("/arranque")
        page.get_by_role("link", name="Lo que llegó").click()
        expect(page.get_by_text("Taller El Yunque")).to_be_visible()
        expect(page.get_by_role("region", name="Cobranzas Norte")).to_contain_text("3.270.000,50")
        assert violations(page) == []
        page.get_by_role("link", name="Seguir", exact=True).click()
        page.get_by_role("button", name="Armar la primera cola").click()
        queued(page, database, settings, at=now)
        expect(page.get_by_text("Empieza con reglas, no con modelo")).to_be_visible()
        expect(page.get_by_text("se puede llamar a 0 de 2")).to_be_visible()
        assert violations(page) == []
        page.get_by_label("Dónde consta").fill("Contrato de crédito, cláusula 7")
        page.get_by_role("button", name="Anotar la autorización").click()
        queued(page, database, settings, at=now + timedelta(seconds=30))
        expect(page.get_by_text("Todo listo.")).to_be_visible()

        follow(page, link)

        expect(page.get_by_role("heading", name="Mi cola", level=1)).to_be_visible()
        expect(page.get_by_text("Taller El Yunque").first).to_be_visible()
