"""A mapping file: what it may hold, and a line for what it may not."""

import json

import pytest

from workbench.domain.imports.engine.errors import FileRefused
from workbench.domain.imports.engine.mapping import Mapping
from workbench.domain.imports.engine.mapping_files import mapping_as_dict, mapping_as_toml, parse_mapping, read_mapping

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


EVERYTHING = """
locale = "es_CO"
sheet = "Cartera"
header_row = 5
encoding = "cp1252"
delimiter = "tab"
day_formats = ["dd/mm/yyyy", "excel"]
decimal = ","
leave_out = ["Total"]
ready = "odoo"

[columns]
customer_external_id = "NIT"

[kinds.payments.columns]
external_id = "Nº \\"recibo\\""

[kinds.payments.values.method]
"En efectivo" = "cash"
"""


def test_a_mapping_says_where_the_table_stands_and_how_its_cells_are_written(mapping_of):
    assert mapping_of(EVERYTHING) == Mapping(
        columns={"customer_external_id": "nit"},
        locale="es_CO",
        sheet="Cartera",
        header_row=5,
        encoding="windows-1252",
        delimiter="\t",
        day_formats=("dd/mm/yyyy", "excel"),
        decimal=",",
        leave_out=("Total",),
        ready="odoo",
        kinds={"payments": Mapping(
            columns={"external_id": 'nº "recibo"'}, values={"method": {"en efectivo": "cash"}}
        )},
    )  # fmt: skip


@pytest.mark.parametrize("text", [WHOLE, EVERYTHING, "", "leave_out = []"])
def test_a_mapping_that_is_written_is_read_again_as_it_was(mapping_of, text):
    mapping = mapping_of(text)

    assert mapping_of(mapping_as_toml(mapping)) == mapping
    assert parse_mapping(json.loads(json.dumps(mapping_as_dict(mapping)))) == mapping


@pytest.mark.parametrize("text", ['day_format = "dd/mm/yyyy"', 'dates = "dd/mm/yyyy"', 'day_formats = "dd/mm/yyyy"'])
def test_formats_of_days_go_by_several_names(mapping_of, text):
    assert mapping_of(text) == Mapping(day_formats=("dd/mm/yyyy",))


def test_what_is_said_of_a_kind_is_added_to_what_is_said_of_all(mapping_of):
    mapping = mapping_of(EVERYTHING)

    payments, invoices = mapping.of_kind("payments"), mapping.of_kind("invoices")

    assert payments.columns == {"customer_external_id": "nit", "external_id": 'nº "recibo"'}
    assert (invoices.columns, invoices.header_row) == ({"customer_external_id": "nit"}, 5)
    assert mapping.own_columns("payments", ["external_id", "amount"]) == {'nº "recibo"'}
    assert mapping.own_columns("invoices", ["external_id"]) == frozenset()


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("column = 1", "column"),
        ("sheet = 3", "sheet = 3"),
        ("header_row = 0", "header_row = 0"),
        ("header_row = true", "header_row = True"),
        ('encoding = "klingon"', "encoding = klingon"),
        ('delimiter = "x"', "delimiter = x"),
        ('day_formats = "mes"', "day_formats = mes"),
        ("day_formats = 5", "day_formats = 5"),
        ('decimal = ";"', "decimal = ;"),
        ('leave_out = [""]', "leave_out = ['']"),
        ('ready = "../x"', "ready = ../x"),
        ("kinds = 1", "kinds"),
        ("[kinds.facturas]", "kinds.facturas"),
        ("[kinds.payments]\nsheet = 'x'", "kinds.payments.sheet"),
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

    assert str(caught.value) == f"m.toml: no se entiende «{part}» en la correspondencia. Corríjalo o quítelo."


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
