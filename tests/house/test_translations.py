"""Every visible string is Spanish and has its English: nothing missing, nothing left over, the same places to fill."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("models", "scoring", "scripts_library", "workbench")
KEYWORDS = dict.fromkeys(("_", "_l", "gettext", "lazy_gettext", "N_")) | {"ngettext": (1, 2)}
PLACES = re.compile(r"%\((\w+)\)s")


@pytest.fixture(scope="module")
def wanted() -> set[str | tuple[str, str]]:
    """Every string that the code marks."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found: set[str | tuple[str, str]] = set()
    for package in PACKAGES:
        for _, _, message, _, _ in extract_from_dir(
            str(ROOT / package), method_map=methods, options_map=options, keywords=KEYWORDS
        ):
            found.add(tuple(message) if isinstance(message, tuple) else message)
    return found - {""}


@pytest.fixture(scope="module")
def english() -> Catalog:
    """The English catalogue."""
    with (ROOT / "workbench/translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale="en")


def test_every_string_has_its_english(wanted, english):
    known = {message.id for message in english if message.id and all(_texts(message.string))}
    known |= {one[0] for one in known if isinstance(one, tuple)}  # a plural has its singular

    assert sorted(map(str, wanted - known)) == [], "run `make catalogues` and fill in what is empty"


def test_nothing_is_left_over(wanted, english):
    assert sorted(str(message.id) for message in english if message.id and message.id not in wanted) == []


def test_translations_fill_the_same_places(english):
    different = [
        message.id
        for message in english
        if message.id
        for source, text in zip(_texts(message.id), _texts(message.string), strict=True)
        if set(PLACES.findall(source)) != set(PLACES.findall(text))
    ]

    assert different == []


def _texts(one: object) -> tuple[str, ...]:
    return tuple(one) if isinstance(one, tuple | list) else (str(one),)
