"""Headers, renamed and extra columns, and rows as columns."""

import pytest

from models.enums import ImportKind
from workbench.domain.imports.engine.errors import FileRefused
from workbench.domain.imports.engine.mapping import Mapping
from workbench.domain.imports.engine.shape import shape_of
from workbench.domain.imports.kinds.columns import COLUMNS

CUSTOMERS = COLUMNS[ImportKind.CUSTOMERS]


def refusal(header, mapping=None):
    with pytest.raises(FileRefused) as caught:
        shape_of(header, CUSTOMERS, mapping=mapping or Mapping())
    return str(caught.value)


def test_header_is_read_in_any_order_and_case_and_the_rest_is_extra():
    shape = shape_of(["Ruta ", " NAME", "external_id", ""], CUSTOMERS)

    assert shape.names == ("ruta", "name", "external_id", "")
    assert shape.extras == ("ruta",)
    assert shape.present == {"ruta", "name", "external_id", ""}


def test_headers_are_compared_without_what_nobody_sees():
    mapping = Mapping(columns={"external_id": "nº cliente", "name": "razón social"})

    shape = shape_of(["\ufeffNº\u00a0cliente", "Razo\u0301n\n social"], CUSTOMERS, mapping=mapping)

    assert shape.names == ("external_id", "name")


def test_extra_columns_of_one_name_are_told_apart_and_one_header_may_be_two_of_ours():
    mapping = Mapping(columns={"external_id": "nit", "document": "nit"})

    shape = shape_of(["NIT", "name", "Nota", "nota"], CUSTOMERS, mapping=mapping)
    sheet, _ = shape.sheet([(2, ["7", "Ana", "a", "b"])])

    assert shape.extras == ("nota", "nota (2)")
    assert (sheet.columns["external_id"], sheet.columns["document"]) == (["7"], ["7"])


def test_empty_cells_behind_the_last_column_are_nothing():
    sheet, refused = shape_of(["external_id", "name"], CUSTOMERS).sheet([(2, ["A", "Ana", "", " "])])

    assert (sheet.columns["name"], refused) == (["Ana"], [])


def test_a_missing_column_refuses_the_file_and_says_what_is_there():
    assert refusal(["name", "ruta"]) == (
        "Al archivo de customers le faltan columnas obligatorias: external_id. Trae: name, ruta. "
        "Diga en la correspondencia cuál es cada una."
    )


def test_a_header_that_stands_twice_refuses_the_file():
    assert (
        refusal(["external_id", "name", "Name"])
        == "El encabezado repite columnas: name. Deje una de cada una o cambie su nombre."
    )


def test_a_mapping_that_names_an_absent_column_refuses_the_file():
    assert refusal(["id", "name"], Mapping(columns={"external_id": "código"})) == (
        "La correspondencia nombra columnas que el archivo no trae: código. Trae: id, name. "
        "Corrija sus nombres en la correspondencia."
    )


def test_a_mapping_renames_fixes_and_translates_cells():
    mapping = Mapping(
        columns={"external_id": "código"}, constants={"country": "CO", "kind": "business"},
        values={"kind": {"empresa": "business"}, "segment": {"oro": "A"}},
    )  # fmt: skip
    shape = shape_of(["Código", "name", "kind", "segment"], CUSTOMERS, mapping=mapping)

    sheet, refused = shape.sheet([(2, [" 7 ", "Ana", "persona", "ORO"]), (3, ["8", "Eva", "empresa", "plata"])])

    assert refused == []
    assert sheet.columns == {
        "external_id": ["7", "8"], "name": ["Ana", "Eva"], "kind": ["business", "business"],
        "segment": ["A", "plata"], "country": ["CO", "CO"],
    }  # fmt: skip


def test_a_column_a_mapping_fixes_need_not_be_in_the_file():
    shape = shape_of(["external_id"], CUSTOMERS, mapping=Mapping(constants={"name": "Cliente"}))

    assert shape.present == {"external_id", "name"}


def test_a_row_of_another_width_is_refused_with_its_key():
    shape = shape_of(["external_id", "name"], CUSTOMERS)

    sheet, refused = shape.sheet([(2, ["A"]), (3, ["B", "Benito"]), (4, ["C", "x", "y"]), (5, [])])

    assert sheet.columns == {"external_id": ["B"], "name": ["Benito"]}
    assert [(line, key, bad.reason % bad.values) for line, key, bad in refused] == [
        (
            2,
            "A",
            (
                "La fila tiene 1 columnas y el encabezado 2: complete o quite celdas, y ponga comillas a "
                "los textos con el separador dentro."
            ),
        ),
        (
            4,
            "C",
            (
                "La fila tiene 3 columnas y el encabezado 2: complete o quite celdas, y ponga comillas a "
                "los textos con el separador dentro."
            ),
        ),
    ]


def test_columns_of_a_rejects_file_are_not_attributes():
    assert shape_of(["external_id", "name", "line", "column", "reason"], CUSTOMERS).extras == ()
    assert shape_of(["external_id", "name", "reason"], CUSTOMERS).extras == ("reason",)


def test_attributes_are_the_extra_columns_that_say_something():
    shape = shape_of(["external_id", "name", "ruta", "zona"], CUSTOMERS)
    sheet, _ = shape.sheet([(2, ["A", "Ana", "12", ""]), (3, ["B", "Eva", "", ""])])

    assert shape.attributes(sheet) == [{"ruta": "12"}, None]
