"""The rail: what a person may not open is not there."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from tests.browser import Browser, Page
from tests.factories.ledger import make_account
from tests.factories.work import make_item
from tests.personas import Cast


def _rail(page: Page) -> list[tuple[str, str | None]]:
    links = list(page.with_class("rail__list")[0].iter("a"))
    return [(page.words(one), one.get("aria-current")) for one in links]


@pytest.mark.parametrize(
    ("name", "doors"),
    [
        ("andrea", {"Mi cola", "Clientes", "Guiones"}),
        ("elena", {"Equipo", "Mi cola", "Clientes", "Peticiones", "Guiones", "Modelo"}),
        ("paola", {"Equipo", "Mi cola", "Clientes", "Carteras", "Peticiones", "Guiones", "Modelo", "Datos", "Ajustes"}),
        ("ana", {"Arranque", "Equipo", "Clientes", "Carteras", "Peticiones", "Guiones", "Modelo", "Datos", "Ajustes"}),
    ],
)
def test_rail_holds_the_doors_of_the_role(people: Callable[..., Browser], name: str, doors: set[str]) -> None:
    page = people(name).get("/ayuda")

    assert {text for text, _ in _rail(page)} == doors


def test_rail_marks_where_one_is(people: Callable[..., Browser]) -> None:
    page = people("paola").get("/guiones")

    assert [text for text, current in _rail(page) if current == "page"] == ["Guiones"]


@pytest.mark.parametrize(
    ("name", "start"), [("andrea", "/cola"), ("elena", "/equipo"), ("paola", "/equipo"), ("ana", "/arranque")]
)
def test_start_is_the_first_door_or_the_first_start_of_an_empty_database(
    people: Callable[..., Browser], name: str, start: str
) -> None:
    assert people(name).get("/", status=303).response.location == start


def test_first_start_is_gone_once_a_queue_was_built(
    people: Callable[..., Browser], cast: Cast, session: Session, now: datetime
) -> None:
    make_item(session, make_account(session, cast.consumo, now=now), on=now.date())
    ana = people("ana")

    assert ana.get("/", status=303).response.location == "/equipo"
    assert "Arranque" not in {text for text, _ in _rail(ana.get("/ayuda"))}


@pytest.mark.parametrize(
    ("name", "address", "leads_to"),
    [
        ("paola", "/datos", "/datos/importar"),
        ("ana", "/ajustes", "/ajustes/usuarios"),
        ("paola", "/ajustes", "/ajustes/trabajos"),
    ],
)
def test_address_of_a_group_leads_to_its_first_page_that_one_may_open(
    people: Callable[..., Browser], name: str, address: str, leads_to: str
) -> None:
    assert people(name).get(address, status=303).response.location == leads_to


@pytest.mark.parametrize(("name", "address"), [("andrea", "/datos"), ("elena", "/datos"), ("andrea", "/ajustes")])
def test_address_of_a_group_without_a_page_for_one_says_who_may(
    people: Callable[..., Browser], name: str, address: str
) -> None:
    people(name).get(address, status=403)
