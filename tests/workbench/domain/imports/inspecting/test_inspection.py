"""What a file looks like before it is imported."""

import io

import openpyxl
import pytest

from models.enums import ImportKind
from workbench.domain.imports.engine.errors import FileRefused
from workbench.domain.imports.engine.guess import Alternative
from workbench.domain.imports.engine.mapping import Mapping
from workbench.domain.imports.inspecting.inspection import fingerprint_of, inspect_file


@pytest.fixture
def seen(tmp_path):
    """`seen("a;b\\n1;2\\n")`: the inspection of a file with this content, or of a workbook with these sheets."""

    def look(content, **said):
        path = tmp_path / "f"
        if isinstance(content, dict):
            book, kept = openpyxl.Workbook(), io.BytesIO()
            book.remove(book.active)
            for name, rows in content.items():
                sheet = book.create_sheet(name)
                for row in rows:
                    sheet.append(row)
            book.save(kept)
            content = kept.getvalue()
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return inspect_file(path, **said)

    return look


OWED = (
    "NIT;Cliente;Factura;Fecha;Vence;Valor\n"
    "900-1;Ana;F1;25/09/2026;25/10/2026;1.234,50\n"
    "900-2;Eva;F2;26/09/2026;26/10/2026;7,00\n"
)


def test_a_file_is_shown_with_its_columns_as_they_are_written(seen):
    found = seen(OWED)

    assert (found.encoding, found.delimiter, found.header_row, found.rows) == ("utf-8", ";", 1, 2)
    assert [(one.header, one.samples) for one in found.columns[-2:]] == [
        ("Vence", ("25/10/2026", "26/10/2026")),
        ("Valor", ("1.234,50", "7,00")),
    ]
    assert found.header_why == "Los nombres de las columnas están en la primera fila."


def test_kind_and_columns_are_guessed_by_their_names(seen):
    found = seen(OWED)

    assert (found.kinds, found.missing, found.open_guesses) == ((ImportKind.INVOICES,), {}, ())
    assert found.mapping == Mapping(
        columns={
            "external_id": "factura",
            "customer_external_id": "nit",
            "customer_name": "cliente",
            "issued_on": "fecha",
            "due_on": "vence",
            "amount": "valor",
        },
        day_formats=("dd/mm/yyyy",),
        decimal=",",
    )
    assert [(guess.what, guess.samples) for guess in found.guesses[-2:]] == [
        ("day_formats", ("25/09/2026", "25/10/2026", "26/09/2026")),
        ("decimal", ("1.234,50", "7,00")),
    ]


@pytest.mark.parametrize(
    ("header", "kinds"),
    [
        ("external_id,name,phone", ["customers"]),
        ("external_id,customer_external_id,paid_on,amount", ["payments"]),
        ("external_id,customer_external_id,issued_on,due_on,amount,customer_name", ["invoices"]),
        ("external_id,customer_external_id,at,channel,outcome", ["interactions"]),
        ("NIT,Razón social,Teléfono,Ciudad", ["customers"]),
        ("Recibo,Nit,Fecha de pago,Valor pagado,Factura", ["payments"]),
        ("Nro. recibo,Cliente,Fecha,Importe", ["payments"]),
        ("N.I.T.,Nombre,Teléfono,Factura,Emisión,Vence,Valor", ["customers", "invoices"]),
        ("NIT / C.C.,Nombre,Teléfono,Factura,Emisión,Vence,Valor", ["customers", "invoices"]),
        (
            "Llave,Nombre,Teléfono,Factura,Emisión,Vence,Valor,Recibo,Fecha pago,Abono",
            ["customers", "invoices", "payments"],
        ),
        ("Código cliente,Nombre,Factura,Emisión,Vencimiento,Importe", ["invoices"]),
        ("Código cliente,Nombre,Celular,Factura,Emisión,Vencimiento,Importe", ["customers", "invoices"]),
        ("NIT,Factura,Vence,Saldo", ["open_items"]),
        ("NIT,Factura,Fecha,Vence,Saldo", ["open_items"]),
        ("NIT,Factura,Fecha,Vence,Valor,Saldo", ["invoices"]),
        ("ruta,zona", []),
    ],
)
def test_the_kinds_of_rows_are_told_by_the_header(seen, header, kinds):
    found = seen(header + "\n" + ",".join("1" for _ in header.split(",")) + "\n")

    assert [kind.value for kind in found.kinds] == kinds


@pytest.mark.parametrize(
    ("column", "cell", "guessed"),
    [
        ("Moneda", "COP", "currency"),
        ("Moneda", "Pesos", None),
        ("Forma de pago", "Transferencia", "method"),
        ("Forma de pago", "Trueque", None),
    ],
)
def test_a_column_of_fixed_words_is_guessed_only_where_its_words_are_known(seen, column, cell, guessed):
    found = seen(f"Recibo,NIT,Fecha pago,Abono,{column}\nR1,1,2026-10-25,5,{cell}\n")

    assert {name for name, given in found.mapping.columns.items() if given == column.lower()} == {guessed} - {None}


def test_a_column_of_usual_words_for_how_something_was_paid_is_found(seen):
    found = seen("Recibo,NIT,Fecha pago,Abono,Forma de pago\nR1,1,2026-10-25,5,Efectivo\n")

    assert found.mapping.columns["method"] == "forma de pago"


def test_a_kind_that_is_said_tells_what_is_missing(seen):
    found = seen("NIT,Nombre,Fecha\n1,Ana,2026-10-01\n", kind=ImportKind.INVOICES)

    assert found.missing == {ImportKind.INVOICES: ("external_id", "due_on", "amount")}
    assert found.mapping.columns == {"customer_external_id": "nit", "customer_name": "nombre", "issued_on": "fecha"}


def test_what_a_mapping_says_is_not_guessed(seen):
    said = Mapping(columns={"external_id": "cliente"}, day_formats=("dd/mm/yyyy",), decimal=",")

    found = seen(OWED, kind=ImportKind.INVOICES, mapping=said)

    assert found.mapping.columns["external_id"] == "cliente"
    assert {guess.what for guess in found.guesses} == {
        "columns.customer_external_id", "columns.issued_on", "columns.due_on", "columns.amount",
    }  # fmt: skip


def test_a_guess_that_two_readings_fit_has_both_the_companys_own_first(seen):
    content = OWED.replace("25/", "05/").replace("26/", "06/").replace("7,00", "7").replace("1.234,50", "1.234")

    spanish, american = seen(content, locale="es_CO"), seen(content, locale="en_US")

    assert [guess.alternatives for guess in spanish.open_guesses] == [
        (
            Alternative("dd/mm/yyyy", "«05/09/2026» = 2026-09-05"),
            Alternative("mm/dd/yyyy", "«05/09/2026» = 2026-05-09"),
        ),
        (Alternative(",", "«1.234» = 1234"), Alternative(".", "«1.234» = 1.234")),
    ]
    assert [guess.value for guess in american.open_guesses] == ["mm/dd/yyyy", "."]


def test_a_total_beside_a_balance_is_a_choice(seen):
    found = seen(
        OWED.replace(";Valor", ";Valor total;Saldo").replace("1.234,50", "9,00;8,00").replace("7,00", "7,00;7,00")
    )

    assert [(guess.what, [one.value for one in guess.alternatives]) for guess in found.open_guesses] == [
        ("columns.amount", ["valor total", "saldo"])
    ]


def test_sheets_are_listed_and_one_can_be_chosen(seen):
    header = ("external_id", "name")
    book = {"Notas": [("x",)], "A": [header, ("1", "Ana")], "B": [header, ("2", "Eva"), ("3", "Ivo")], "Vacía": []}

    first, chosen = seen(book), seen(book, sheet="B")

    assert (first.sheets, first.sheet) == (("Notas", "A", "B", "Vacía"), "A")
    assert first.open_guesses[0].alternatives == (Alternative("A"), Alternative("B"))
    assert (chosen.sheet, chosen.rows, chosen.guesses) == ("B", 2, ())


def test_a_header_below_titles_takes_names_from_cells_merged_over_two_rows(seen):
    rows = [
        ("Informe",),
        ("NIT", "Cliente", "Factura", None, None, "Valor"),
        (None, None, "Número", "Emisión", "Vence", None),
    ]
    book = {"A": [*rows, ("1", "Ana", "F1", "2026-09-01", "2026-10-01", 5)]}

    found = seen(book, kind=ImportKind.INVOICES)

    assert [one.header for one in found.columns] == ["NIT", "Cliente", "Número", "Emisión", "Vence", "Valor"]
    assert found.header_why % found.header_values == (
        "En la fila 3 se reconocen 6 nombres de columnas; en las de arriba, menos."
    )


def test_a_file_that_is_no_table_is_refused(seen):
    with pytest.raises(FileRefused, match="está cortado en la línea 3"):
        seen("external_id,name\nA,Ana\nB")


def test_files_with_the_same_columns_have_one_fingerprint():
    assert fingerprint_of(["NIT", "Nº Factura", ""]) == fingerprint_of(["nro factura", "nit"])
    assert fingerprint_of(["NIT"]) != fingerprint_of(["NIT", "Valor"])


ROWS = ("Ana · F1 · 1.00", "Eva · F2 · 2.00", "Luz · F3 · 3.00")


@pytest.mark.parametrize("titles", ["", "Cartera de noviembre\n\n"])
@pytest.mark.parametrize(("sign", "told"), [("\t", "tab"), ("|", "|")])
def test_a_guessed_delimiter_is_shown_with_three_rows_of_the_table(seen, titles, sign, told):
    table = "NIT,Factura,Valor\nAna,F1,1.00\nEva,F2,2.00\nLuz,F3,3.00\nIda,F4,4.00\n".replace(",", sign)

    found = seen(titles + table, kinds=[ImportKind.INVOICES])

    (guess,) = [one for one in found.guesses if one.what == "delimiter"]
    assert (guess.value, guess.samples, found.delimiter) == (told, ROWS, sign)
    assert [one.samples for one in found.columns] == [
        ("Ana", "Eva", "Luz"), ("F1", "F2", "F3"), ("1.00", "2.00", "3.00"),
    ]  # fmt: skip


@pytest.mark.parametrize("sign", [";", "\t", "|", ","])
def test_a_file_that_says_its_delimiter_is_shown_with_three_rows(seen, sign):
    table = "NIT,Factura,Fecha\nAna,F1,25/12/2026\nEva,F2,26/12/2026\nLuz,F3,27/12/2026\n".replace(",", sign)

    found = seen(f"sep={sign}\n{table}", kinds=[ImportKind.INVOICES])

    assert (found.header_row, found.delimiter, found.rows) == (2, sign, 3)
    assert [one.samples for one in found.columns] == [
        ("Ana", "Eva", "Luz"), ("F1", "F2", "F3"), ("25/12/2026", "26/12/2026", "27/12/2026"),
    ]  # fmt: skip
    told = {guess.what: guess.samples for guess in found.guesses}
    assert told["columns.external_id"] == ("F1", "F2", "F3")
    assert not told.keys() & {"delimiter", "header_row"}


def test_samples_are_the_rows_with_most_cells_not_subtotals(seen):
    found = seen(
        "Código;Factura;Recibo\nSubtotal Ana;;\nC1;F1;\nC2;F2;R2\nSubtotal Eva;;\nC3;F3;R3\nC4;F4;R4\nC5;F5;R5\n"
    )

    assert [one.samples for one in found.columns] == [("C2", "C3", "C4"), ("F2", "F3", "F4"), ("R2", "R3", "R4")]
