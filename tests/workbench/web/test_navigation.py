"""The rail: what a person may not open is not there."""

from collections.abc import Callable

import pytest

from tests.browser import Browser, Page


def _rail(page: Page) -> list[tuple[str, str | None]]:
    links = list(page.with_class("rail__list")[0].iter("a"))
    return [(page.words(one), one.get("aria-current")) for one in links]


@pytest.mark.parametrize(
    ("name", "doors"),
    [
        ("andrea", {"Mi cola", "Guiones"}),
        ("elena", {"Equipo", "Mi cola", "Peticiones", "Guiones", "Modelo"}),
        ("paola", {"Equipo", "Mi cola", "Carteras", "Peticiones", "Guiones", "Modelo", "Datos", "Ajustes"}),
        ("ana", {"Equipo", "Carteras", "Peticiones", "Guiones", "Modelo", "Datos", "Ajustes"}),
    ],
)
def test_rail_holds_the_doors_of_the_role(people: Callable[..., Browser], name: str, doors: set[str]) -> None:
    page = people(name).get("/ayuda")

    assert {text for text, _ in _rail(page)} == doors


def test_rail_marks_where_one_is(people: Callable[..., Browser]) -> None:
    page = people("paola").get("/guiones")

    assert [text for text, current in _rail(page) if current == "page"] == ["Guiones"]


@pytest.mark.parametrize(
    ("name", "start"), [("andrea", "/cola"), ("elena", "/equipo"), ("paola", "/equipo"), ("ana", "/equipo")]
)
def test_start_is_the_first_door(people: Callable[..., Browser], name: str, start: str) -> None:
    assert people(name).get("/", status=303).response.location == start
