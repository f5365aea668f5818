"""Text as a search compares it."""

import pytest

from workbench.folding import fold, search_text, sound


@pytest.mark.parametrize(
    ("text", "folded"),
    [("  Íñigo  NÚÑEZ ", "inigo nunez"), ("STRASSE straße", "strasse strasse"), ("Ana\tPeña", "ana pena"), ("", "")],
)
def test_fold_takes_case_accents_and_spaces_away(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("name", "document", "found_by"),
    [
        ("Ana Peña", "CC 9.123-4", "ana pena 91234 ~43219 ~3219"),
        ("Ana Peña", "91234", "ana pena 91234 ~43219"),
        ("Ana Peña Ana", None, "ana pena"),
        (
            "Transportes D'Angelo S.A.S.",
            "NIT 900.114.772-0",
            "transportes danjelo sas 9001147720 ~0277411009 ~277411009",
        ),
        ("Yeimy-Lu", "RICF8605149A1", "yeimi lu ricf8605149a1 ~1a9415068fcir"),
    ],
)
def test_a_customer_is_found_by_name_and_document_with_and_without_its_signs(name, document, found_by):
    assert search_text(name, document) == found_by


@pytest.mark.parametrize(
    "alike",
    [
        ("gonzalez", "gonsales", "gonzales"), ("vargas", "bargas"), ("jimenez", "gimenes", "ximenez"),
        ("guillermo", "guiyermo"), ("quiroga", "kiroga"), ("hernandez", "ernandes"), ("yeimy", "yeimi"),
        ("chavez", "chaves"), ("campos", "canpos"), ("cecilia", "sesilia"),
    ],
)  # fmt: skip
def test_words_that_sound_alike_are_one(alike):
    assert len({sound(word) for word in alike}) == 1


@pytest.mark.parametrize(("one", "other"), [("casa", "gasa"), ("perez", "peres12"), ("luis", "lucy"), ("пётр", "петр")])
def test_words_that_sound_otherwise_stay_apart(one, other):
    assert sound(one) != sound(other)
