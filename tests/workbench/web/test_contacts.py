"""Telephone numbers and documents as people write them."""

import pytest

from workbench.web.contacts import format_document, format_phone, initials


@pytest.mark.parametrize(
    ("number", "country", "shown"),
    [
        ("+573008451260", None, "300 845 12 60"),
        ("+576015550138", "CO", "601 555 01 38"),
        ("+525512345678", "MX", "55 1234 5678"),
        ("+15205550142", None, "(520) 555-0142"),
        ("+573008451260", "MX", "+57 300 8451260"),
        ("no es un número", None, "no es un número"),
    ],
)
def test_phone_is_written_as_at_home(number: str, country: str | None, shown: str) -> None:
    assert format_phone(number, country=country) == shown


@pytest.mark.parametrize(
    ("document", "shown"),
    [
        ("CC 52418903", "CC 52.418.903"),
        ("NIT 900114772-0", "NIT 900.114.772-0"),
        ("CC 52.418.903", "CC 52.418.903"),
        ("RFC RICF8605149A1", "RFC RICF8605149A1"),
    ],
)
def test_document_is_grouped_where_its_country_does(document: str, shown: str) -> None:
    assert format_document(document) == shown


@pytest.mark.parametrize(
    ("name", "letters"), [("Andrea Morales Ruiz", "AM"), ("Andrea", "A"), ("óscar", "Ó"), ("", ""), ("María 2", "M")]
)
def test_initials_stand_for_first_name_and_surname(name: str, letters: str) -> None:
    assert initials(name) == letters
