"""Text as a search compares it."""

import pytest

from workbench.folding import fold, search_text


@pytest.mark.parametrize(
    ("text", "folded"),
    [("  Íñigo  NÚÑEZ ", "inigo nunez"), ("STRASSE straße", "strasse strasse"), ("Ana\tPeña", "ana pena"), ("", "")],
)
def test_fold_takes_case_accents_and_spaces_away(text, folded):
    assert fold(text) == folded


def test_a_customer_is_found_by_name_and_document_with_and_without_its_signs():
    assert search_text("Ana Peña", "CC 9.123-4") == "ana pena cc 9.123-4 cc91234"
    assert search_text("Ana Peña", "91234") == "ana pena 91234"
    assert search_text("Ana Peña", None) == "ana pena"
