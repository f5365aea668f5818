"""A mapping file: what it may hold, and a line for what it may not."""

import pytest

from workbench.domain.imports.engine.errors import FileRefused
from workbench.domain.imports.engine.mapping import Mapping
from workbench.domain.imports.engine.mapping_files import read_mapping

WHOLE = """
locale = "es_CO"

[columns]
external_id = "Nro. Factura"

[constants]
portfolio = "consumo"
disputed = false

[values.method]
Efectivo = "cash"
"""


@pytest.fixture
def mapping_of(tmp_path):
    """The mapping of a file with this text."""

    def read(text):
        path = tmp_path / "m.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_mapping(path)

    return read


def test_mapping_renames_fixes_and_translates(mapping_of):
    assert mapping_of(WHOLE) == Mapping(
        columns={"external_id": "nro. factura"},
        constants={"portfolio": "consumo", "disputed": "false"},
        values={"method": {"efectivo": "cash"}},
        locale="es_CO",
    )


def test_mapping_may_leave_the_locale_to_the_portfolio(mapping_of):
    assert mapping_of('locale = "portfolio"') == Mapping(locale="portfolio")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("column = 1", "column"),
        ('locale = "xx_YY"', "locale = xx_YY"),
        ("locale = 7", "locale = 7"),
        ("columns = 7", "columns"),
        ("[constants]\nx = 1.5", "constants.x"),
        ("[constants]\nx = [1]", "constants.x"),
        ("values = 1", "values"),
        ("[values]\nmethod = 1", "method"),
    ],
)
def test_what_a_mapping_does_not_know_is_named(mapping_of, text, part):
    with pytest.raises(FileRefused) as caught:
        mapping_of(text)

    assert str(caught.value) == f"m.toml: no se entiende «{part}» en la correspondencia."


@pytest.mark.parametrize("text", ["[", b"\xff\xfe"])
def test_what_is_no_toml_is_refused(mapping_of, text):
    with pytest.raises(FileRefused, match=r"m\.toml no es un archivo TOML"):
        mapping_of(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a" * 20_000, "m.toml es demasiado grande para una correspondencia; el máximo es 16 KB."),
        (
            "locale = 'es_CO'\n[columns]\n" + "a." * 5_000 + "a = 1",
            "m.toml tiene demasiados puntos seguidos en la línea 3: ponga las claves entre comillas.",
        ),
    ],
    ids=["large", "deep"],
)
def test_a_mapping_beyond_its_bounds_is_refused_without_parsing_it(mapping_of, monkeypatch, text, reason):
    monkeypatch.setattr("tomllib.loads", lambda _text: pytest.fail("it was parsed"))

    with pytest.raises(FileRefused) as caught:
        mapping_of(text)

    assert str(caught.value) == reason
