"""Which guides there are for whom, and what a search finds in them."""

import re

import pytest

from workbench.screens.help.guides import GUIDES, MOST_FOUND, document, for_role, search


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


def test_search_finds_words_whatever_their_case_and_accents():
    found = search("  NÚMERO  politica ", guides=GUIDES, language="es")

    assert [one.section.title for one in found] == ["Cuando no se puede llamar", "Decidir qué cuentas se trabajan"]


def test_sections_whose_heading_has_the_words_come_first():
    found = search("promesa", guides=GUIDES, language="es")

    assert found[0].section.title == "Una promesa que se cumpla"
    assert "promesa" in found[1].excerpt.lower()


def test_every_word_has_to_be_there():
    assert search("promesa zanahoria", guides=GUIDES, language="es") == []


@pytest.mark.parametrize("words", ["", " ", "a", " x "])
def test_search_for_a_letter_is_not_made(words):
    assert search(words, guides=GUIDES, language="es") == []


def test_search_finds_a_bounded_number():
    assert len(search("de", guides=GUIDES, language="es")) == MOST_FOUND


def test_excerpt_is_cut_between_words():
    (found,) = search("festivos", guides=GUIDES, language="es")

    assert "festivos" in found.excerpt
    assert set(found.excerpt.split()) <= {*found.section.text.split(), "…"}
