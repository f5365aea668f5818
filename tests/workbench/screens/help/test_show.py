"""Ayuda: the keyboard of every screen."""

from collections.abc import Callable

import pytest

from tests.browser import Browser


@pytest.mark.parametrize("name", ["andrea", "paola", "elena", "ana"])
def test_help_is_for_everybody_who_works_here(people: Callable[..., Browser], name: str) -> None:
    page = people(name).get("/ayuda")

    assert [page.words(one) for one in page.all(".//section//section/h2")] == ["En todo lugar", "Mi cola", "Llamada"]


def test_help_is_not_for_strangers(people: Callable[..., Browser]) -> None:
    assert people().get("/ayuda", status=303).response.location == "/entrar?siguiente=/ayuda"


def test_other_pages_carry_the_shortcuts_in_a_dialog(people: Callable[..., Browser]) -> None:
    page = people("paola").get("/guiones")

    assert page.words(page.by_id("atajos-titulo")) == "Atajos de teclado"
