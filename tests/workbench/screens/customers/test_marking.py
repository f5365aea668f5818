"""What was typed is marked in what is shown."""

import pytest

from workbench.screens.customers.marking import marked_key, marked_name


def drawn(pieces):
    return "".join(f"[{text}]" if marked else text for text, marked in pieces)


@pytest.mark.parametrize(
    ("name", "typed", "marked"),
    [
        ("María Fernanda Ríos", ["rios"], "María Fernanda [Ríos]"),
        ("Mario Ríos", ["ri", "mar"], "[Mar]io [Rí]os"),
        ("Ana González", ["gonsal"], "Ana [Gonzál]ez"),
        ("Ana Fernanda", ["fernadna"], "Ana [Fernanda]"),
        ("Ana", ["x"], "Ana"),
    ],
)
def test_words_of_a_name(name, typed, marked):
    assert drawn(marked_name(name, typed)) == marked


@pytest.mark.parametrize(
    ("text", "key", "marked"),
    [
        ("CC 52.418.903", "52418", "CC [52.418].903"),
        ("300 845 12 60", "1260", "300 845 [12 60]"),
        ("FE-20418", "20418", "FE-[20418]"),
        ("mf.rios@correo.co", "mf.r", "[mf.r]ios@correo.co"),
        ("FE-1", "9", "FE-1"),
        ("", "1", ""),
    ],
)
def test_part_of_a_number(text, key, marked):
    assert drawn(marked_key(text, key)) == marked
