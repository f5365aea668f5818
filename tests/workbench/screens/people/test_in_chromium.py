"""Usuarios, Equipos and settings of a portfolio in a browser: both themes, laptop and telephone, by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.chromium import SCHEMES, SIZES, let_in, one_database, served, violations, window
from tests.factories.ledger import make_account

__all__ = ["one_database"]

pytestmark = pytest.mark.browser


@pytest.fixture
def address(app, session, cast, now):
    make_account(session, cast.consumo, now=now, collector_id=cast.luis.id)
    cast.sara.password_hash = ""
    session.commit()
    with served(app) as url:
        yield url


@pytest.fixture
def paths(cast):
    person, team = f"/ajustes/usuarios/{cast.luis.id}", f"/ajustes/equipos/{cast.norte.id}"
    return [
        "/ajustes/usuarios", "/ajustes/usuarios/invitar", "/ajustes/usuarios?filtro=apagadas", person,
        f"{person}/apagar", f"/ajustes/usuarios/{cast.ana.id}", f"/ajustes/usuarios/{cast.sara.id}",
        "/ajustes/equipos", team, f"/carteras/{cast.consumo.id}/ajustes", "/ajustes/trabajos",
        "/arranque/empresa", "/arranque/revisar", "/arranque/cola", "/arranque/inventada",
    ]  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_pages_are_accessible_and_never_wider_than_the_window(chromium, address, paths, scheme, size):
    with window(chromium, address, color_scheme=scheme) as page:
        page.set_viewport_size(size)
        let_in(page, "ana@example.com")
        for path in paths:
            page.goto(path)
            assert (path, violations(page)) == (path, [])
            wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
            assert (path, wide) == (path, False)


def test_person_is_invited_with_the_keyboard_alone(chromium, address):
    with window(chromium, address) as page:
        let_in(page, "ana@example.com")
        page.goto("/ajustes/usuarios")
        page.keyboard.press("i")
        expect(page.get_by_label("Nombre", exact=True)).to_be_focused()
        page.keyboard.type("Luz Mora")
        page.keyboard.press("Tab")
        page.keyboard.type("luz@norte.co")
        page.keyboard.press("Control+Enter")

        expect(page.get_by_label("Enlace de una sola vez")).to_be_visible()
        assert violations(page) == []
        page.reload()
        expect(page.get_by_label("Enlace de una sola vez")).to_have_count(0)


def test_effect_of_settings_is_shown_while_they_are_typed(chromium, address, cast):
    with window(chromium, address) as page:
        let_in(page, "paola@example.com")
        page.goto(f"/carteras/{cast.consumo.id}/ajustes")
        settings = page.get_by_role("region", name="Ajustes de la cartera")

        settings.get_by_label("Política de contacto").select_option("CL")

        expect(page.locator("#efecto-ajustes")).to_contain_text("mañana 08:00–20:00")
        assert violations(page) == []
        settings.get_by_role("button", name="Guardar").click()
        expect(page.get_by_text("Guardado: rige desde ahora")).to_be_visible()
