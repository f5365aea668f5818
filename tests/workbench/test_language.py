"""The operator's language: Spanish is the source, another language comes from its catalogue."""

from workbench.language import catalogue, translate

PO = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Se agregó a %(email)s."
msgstr "Added %(email)s."
"""


def test_spanish_is_the_source():
    assert translate("Se agregó a %(email)s.", "es", {"email": "a@b.c"}) == "Se agregó a a@b.c."


def test_text_without_values_keeps_its_percent_signs():
    assert translate("Pagó el 50 % ayer", "es") == "Pagó el 50 % ayer"


def test_other_language_comes_from_its_catalogue(tmp_path):
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text(PO, encoding="utf-8")

    english = catalogue("en", tmp_path)

    assert english.gettext("Se agregó a %(email)s.") == "Added %(email)s."
    assert english.gettext("Sin traducir") == "Sin traducir"


def test_language_without_a_catalogue_is_shown_in_spanish(tmp_path):
    assert catalogue("pt", tmp_path).gettext("Hecho") == "Hecho"
