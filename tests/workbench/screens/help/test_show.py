"""Ayuda: the guides, a search through them, and the keyboard of every screen."""

from collections.abc import Callable

import pytest

from tests.browser import Browser

SHORTCUTS_OF = {
    "andrea": ["Mi cola", "Llamada", "Clientes"],
    "paola": ["Mi cola", "Llamada", "Clientes", "Guiones y ajustes", "Datos"],
    "elena": ["Mi cola", "Llamada", "Clientes"],
    "ana": ["Clientes", "Guiones y ajustes", "Datos"],
}


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("andrea", "Guía para gestores"),
        ("paola", "Guía para supervisores"),
        ("elena", "Guía para líderes de equipo"),
        ("ana", "Guía para operadores"),
    ],
)
def test_help_is_for_everybody_who_works_here(people: Callable[..., Browser], name: str, first: str) -> None:
    page = people(name).get("/ayuda")

    assert page.words(page.all(".//section[@id='indice']//h2")[0]) == first
    groups = [page.words(one) for one in page.all(".//section//section/h2")]
    assert groups == ["En todo lugar", *SHORTCUTS_OF[name]]


@pytest.mark.parametrize("url", ["/ayuda", "/ayuda/gestores"])
def test_help_is_not_for_strangers(people: Callable[..., Browser], url: str) -> None:
    assert people().get(url, status=303).response.location == f"/entrar?siguiente={url}"


@pytest.mark.parametrize("slug", ["gestores", "supervisores", "lideres", "operadores"])
@pytest.mark.parametrize("language", ["es", "en"])
def test_guide_is_shown_in_the_language_of_the_person(people: Callable[..., Browser], slug: str, language: str) -> None:
    browser = people("andrea")
    browser.submit(browser.get("/ayuda"), "/preferencias", language=language)

    page = browser.get(f"/ayuda/{slug}")

    assert page.h1.startswith({"es": "Guía para", "en": "Guide for"}[language])
    contents = [one.get("href") for one in page.all(".//ol//a")]
    assert contents == [f"#{one.get('id')}" for one in page.all(".//article//*[@id]")]


def test_guide_that_does_not_exist_is_not_found(people: Callable[..., Browser]) -> None:
    people("andrea").get("/ayuda/nadie", status=404)


def test_search_leads_to_the_section(people: Callable[..., Browser]) -> None:
    browser = people("andrea")

    page = browser.get("/ayuda?buscar=identidad+CONFIRME")

    first = page.all(".//section[@id='indice']//li/a")[0]
    assert first.get("href") == "/ayuda/gestores#la-llamada-paso-a-paso"
    assert page.by_id("buscar").get("value") == "identidad CONFIRME"


def test_search_as_one_types_brings_the_found_sections_alone(people: Callable[..., Browser]) -> None:
    piece = people("andrea").get_piece("/ayuda?buscar=rellamada")

    assert "Una rellamada" in piece.texts("box")[0]


def test_search_that_finds_nothing_says_so(people: Callable[..., Browser]) -> None:
    page = people("andrea").get("/ayuda?buscar=%3Cb%3Ezanahoria")

    assert page.words(page.by_id("indice")).startswith("0 secciones con «<b>zanahoria» Ver el índice Ninguna guía")


def test_other_pages_carry_the_shortcuts_in_a_dialog(people: Callable[..., Browser]) -> None:
    page = people("paola").get("/guiones")

    assert page.words(page.by_id("atajos-titulo")) == "Atajos de teclado"
