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
        ("elena", {"Mi cola", "Guiones"}),
        ("paola", {"Mi cola", "Carteras", "Guiones", "Ajustes"}),
        ("ana", {"Carteras", "Guiones", "Ajustes"}),
    ],
)
def test_rail_holds_the_doors_of_the_role(people: Callable[..., Browser], name: str, doors: set[str]) -> None:
    page = people(name).get("/ayuda")

    assert {text for text, _ in _rail(page)} == doors


def test_rail_marks_where_one_is(people: Callable[..., Browser]) -> None:
    page = people("paola").get("/guiones")

    assert [text for text, current in _rail(page) if current == "page"] == ["Guiones"]


def test_start_is_the_first_door(people: Callable[..., Browser]) -> None:
    assert people("ana").get("/", status=303).response.location == "/carteras"
