"""Which guides there are for whom, and what a search finds in them."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from models.enums import RoleCode
from workbench.screens.help.guides import GUIDES, MOST_FOUND, Guide, document, for_role, search


@pytest.mark.parametrize(
    ("role", "first"),
    [
        ("collector", "gestores"),
        ("supervisor", "supervisores"),
        ("team_lead", "lideres"),
        ("administrator", "operadores"),
        ("auditor", "gestores"),
    ],
)
def test_guide_of_the_role_comes_first(role, first):
    mine = for_role(role)

    assert mine[0].slug == first
    assert sorted(one.slug for one in mine) == sorted(one.slug for one in GUIDES)


@pytest.mark.parametrize(("language", "title"), [("es", "Guía para gestores"), ("en", "Guide for collectors")])
def test_guide_is_in_the_language_of_the_screen(language, title):
    assert document(GUIDES[0], language).title == title


def test_guide_is_in_spanish_for_a_language_it_does_not_have():
    assert document(GUIDES[0], "pt").title == "Guía para gestores"


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.slug)
def test_every_link_on_the_screen_leads_to_a_heading(guide, language):
    anchors = {one.slug: {section.anchor for section in document(one, language).sections} for one in GUIDES}

    for address in re.findall(r'href="([^"]+)"', document(guide, language).html):
        slug, _, anchor = address.partition("#")
        assert not anchor or anchor in anchors[slug or guide.slug]


TEXT = """# Guía de práctica

## Marcar el teléfono

Elija un número que la política deje usar. Después pulse el teléfono y espere a que contesten; si nadie contesta, el
intento también cuenta para los límites de la ley, y por eso queda anotado desde que empieza.

## Una promesa que se cumpla

Monto, día y canal.

## Tipificar

Una promesa necesita un número: el monto.
"""


@dataclass(frozen=True)
class WrittenGuide(Guide):
    """A guide whose text is in a folder of the test."""

    folder: Path

    def file(self, language: str) -> Path:
        return self.folder / f"{language}.md"


@pytest.fixture
def written(tmp_path):
    (tmp_path / "es.md").write_text(TEXT, encoding="utf-8")
    return [WrittenGuide(RoleCode.COLLECTOR, "practica", "es.md", "en.md", tmp_path)]


def titles(words, guides):
    return [one.section.title for one in search(words, guides=guides, language="es")]


def test_search_finds_every_word_whatever_its_case_and_accents(written):
    assert titles("  NÚMERO  politica ", written) == ["Marcar el teléfono"]
    assert titles("promesa zanahoria", written) == []


def test_sections_whose_heading_has_the_words_come_first(written):
    assert titles("promesa", written) == ["Una promesa que se cumpla", "Tipificar"]


def test_excerpt_is_cut_between_words_around_what_was_found(written):
    (found,) = search("limites", guides=written, language="es")

    assert found.excerpt.startswith("… ")
    assert "límites" in found.excerpt
    assert set(found.excerpt.split()) <= {*found.section.text.split(), "…"}


@pytest.mark.parametrize("words", ["", " ", "a", " x "])
def test_search_for_a_letter_is_not_made(words):
    assert search(words, guides=GUIDES, language="es") == []


def test_search_finds_a_bounded_number():
    assert len(search("de", guides=GUIDES, language="es")) == MOST_FOUND
