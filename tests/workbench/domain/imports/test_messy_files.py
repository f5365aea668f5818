"""Files as people and programs make them land as they are meant, or are refused with what would settle them."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from models import Customer, Invoice, Payment
from models.enums import ImportKind
from tests.workbench.domain.imports.conftest import counts, reasons
from tests.workbench.domain.imports.messy import INVOICE_NAMES, book, csv_of, guesses, invoices
from workbench.domain.imports.engine.errors import FileRefused
from workbench.domain.imports.engine.mapping import Mapping
from workbench.domain.imports.importing import import_file
from workbench.domain.imports.inspecting.inspection import inspect_file


def test_a_typed_number_is_itself_and_a_text_is_read_by_the_locale(bring_file, rows, said):
    content = invoices(amounts=[185.12, "1.234,50", 1234.5, 1500, 185.125])

    report = bring_file("invoices", content, name="f.xlsx", terms=said(locale="es_CO"))

    assert rows(Invoice.external_id, Invoice.amount) == [
        ("F1", 18_512), ("F2", 123_450), ("F3", 123_450), ("F4", 150_000),
    ]  # fmt: skip
    assert reasons(report) == [
        (6, "amount", "«185.125» tiene más decimales que la moneda (2): redondéelo, o quite el separador de miles.")
    ]


def test_a_typed_number_is_itself_where_the_portfolio_says_the_locale(bring_file, rows, said):
    bring_file("invoices", invoices(amounts=[1234.5, "1.234,50"]), name="f.xlsx", terms=said(locale="portfolio"))

    assert rows(Invoice.external_id, Invoice.amount) == [("F1", 123_450), ("F2", 123_450)]


def test_computed_numbers_are_rounded_half_up_with_a_warning(bring_file, rows):
    report = bring_file("invoices", invoices(amounts=[100 / 3, 0.1 + 0.2, 200 / 3]), name="f.xlsx")

    assert rows(Invoice.external_id, Invoice.amount) == [("F1", 3333), ("F2", 30), ("F3", 6667)]
    assert report.warnings.lines()[0] == (
        "Montos calculados con más decimales que la moneda, redondeados: 2 (el primero, 33.3333333333333 a 33.33)."
    )


def test_days_and_truths_of_a_workbook_are_themselves(bring_file, rows, said):
    names = (*INVOICE_NAMES, "disputed")
    content = book(
        names,
        ("F1", "C1", datetime(2026, 3, 4), 46296, 1, "COP", True),  # noqa: DTZ001 - a sheet knows no zones
        ("F2", "C1", "04/03/2026", datetime(2026, 10, 1, 18, 30), 1, "COP", False),  # noqa: DTZ001 - as above
    )

    bring_file("invoices", content, name="f.xlsx", terms=said(locale="es_CO"))

    assert rows(Invoice.external_id, Invoice.issued_on, Invoice.due_on, Invoice.disputed) == [
        ("F1", date(2026, 3, 4), date(2026, 10, 1), True),
        ("F2", date(2026, 3, 4), date(2026, 10, 1), False),
    ]


@pytest.mark.parametrize(
    ("day", "formats"),
    [
        ("25/12/2026", "dd/mm/yyyy"),
        ("12/25/2026", "mm/dd/yyyy"),
        ("25-dic-2026", "dd-mmm-yyyy"),
        ("25.12.26", "dd.mm.yy"),
    ],
)
def test_days_that_can_be_read_one_way_are_read_so_and_told(bring_file, rows, day, formats):
    report = bring_file("invoices", csv_of("10.00", day=day))

    assert rows(Invoice.due_on) == [(date(2026, 12, 25),)]
    assert guesses(report) == {"day_formats": formats}
    assert report.as_json()["guesses"] == [{"what": "day_formats", "value": formats, "samples": [day]}]


def test_days_that_can_be_read_two_ways_are_refused_with_both(bring_file, rows):
    with pytest.raises(FileRefused) as caught:
        bring_file("invoices", csv_of("10.00", day="03/04/2026"))

    assert str(caught.value) == (
        "file.csv se puede leer de dos maneras y la correspondencia debe decir cuál: "
        "day_formats = «dd/mm/yyyy» («03/04/2026» = 2026-04-03) o "
        "day_formats = «mm/dd/yyyy» («03/04/2026» = 2026-03-04)."
    )
    assert rows(Invoice.id) == []


@pytest.mark.parametrize(
    ("mapping", "day"),
    [
        ({"day_formats": ("dd/mm/yyyy",)}, date(2026, 4, 3)),
        ({"day_formats": ("mm/dd/yyyy",)}, date(2026, 3, 4)),
        ({"locale": "es_CO"}, date(2026, 4, 3)),
        ({"locale": "en_US"}, date(2026, 3, 4)),
    ],
)
def test_a_mapping_settles_how_days_are_read(bring_file, rows, said, mapping, day):
    report = bring_file("invoices", csv_of("10", day="03/04/2026"), terms=said(**mapping))

    assert (rows(Invoice.due_on), report.guesses) == ([(day,)], [])


@pytest.mark.parametrize("day", ["2026-10-01 14:30:00", "2026-10-01T14:30", "01/10/2026 2:30 PM"])
def test_the_time_behind_a_day_is_dropped(bring_file, rows, said, day):
    content = csv_of("10.00", day=day)

    bring_file("invoices", content, terms=said(day_formats=("dd/mm/yyyy",)) if "/" in day else said())

    assert rows(Invoice.due_on) == [(date(2026, 10, 1),)]


def test_serial_days_of_a_text_file_are_read_where_the_mapping_says_so(bring_file, rows, said):
    content = csv_of("10.00", day="46296")

    assert counts(bring_file("invoices", content)) == (0, 0, 0, 1)
    assert counts(bring_file("invoices", content, terms=said(day_formats=("excel",)))) == (1, 0, 0, 0)
    assert rows(Invoice.due_on) == [(date(2026, 10, 1),)]


@pytest.mark.parametrize(
    ("amounts", "decimal", "minor"),
    [
        (["$ 1.234.567,89", "1.234"], ",", [123_456_789, 123_400]),
        (["1,234,567.89", "(1,234)", "50.00"], ".", [123_456_789, 5000]),
        (["1 234,50", "2 000"], ",", [123_450, 200_000]),
        (["COP 10,50"], ",", [1050]),
    ],
)
def test_amounts_that_can_be_read_one_way_are_read_so_and_told(bring_file, rows, amounts, decimal, minor):
    content = csv_of(*(amount for amount in amounts if "(" not in amount))

    report = bring_file("invoices", content)

    assert [amount for _, amount in rows(Invoice.external_id, Invoice.amount)] == minor
    assert guesses(report) == {"decimal": decimal}


@pytest.mark.parametrize("amounts", [["1.234", "5.678"], ["1,234"], ["$ 1.234"], ["1.234,50", "1,234.50"]])
def test_amounts_that_can_be_read_two_ways_are_refused_with_both(bring_file, rows, amounts):
    with pytest.raises(FileRefused, match=r"decimal = «\.» .* decimal = «,»|decimal = «,» .* decimal = «\.»"):
        bring_file("invoices", csv_of(*amounts))

    assert rows(Invoice.id) == []


def test_plain_amounts_and_iso_days_are_no_guess(bring_file):
    assert bring_file("invoices", csv_of("10.00", "1234.5", "7")).guesses == []


def test_a_currency_in_a_cell_must_be_that_of_the_row(bring_file, rows, said):
    content = csv_of("USD 10.00", "COP 10.00", "€ 10.00", "$ 10.00")

    report = bring_file("invoices", content, terms=said(decimal="."))

    assert rows(Invoice.external_id) == [("F2",), ("F4",)]
    assert reasons(report) == [
        (2, "amount", "El monto «USD 10.00» está en USD y la fila en COP: deje una sola moneda."),
        (4, "amount", "El monto «€ 10.00» está en EUR y la fila en COP: deje una sola moneda."),
    ]


def test_a_currency_in_a_cell_must_be_that_of_the_portfolio(bring_file, ana, rows, said):
    content = (
        "external_id,customer_external_id,portfolio,issued_on,due_on,amount\n"
        "F1,C1,consumo,2026-10-01,2026-10-01,US$ 5.00\nF2,C1,consumo,2026-10-01,2026-10-01,$ 5.00\n"
    )

    report = bring_file("invoices", content, terms=said(decimal="."))

    assert reasons(report) == [
        (2, "currency", "La fila está en USD y la cartera consumo en COP: corrija la moneda o la cartera.")
    ]
    assert rows(Invoice.external_id) == [("F0",), ("F2",)]


@pytest.mark.parametrize("key", ["9,00123E+11", "9.00123E+11", "9.00123E11", "9e+11", "-1,5E+10"])
@pytest.mark.parametrize("column", ["external_id", "customer_external_id"])
def test_a_key_in_scientific_notation_is_refused(bring_file, rows, key, column):
    row = {"external_id": "F1", "customer_external_id": "C1", column: key}
    content = (
        "external_id;customer_external_id;issued_on;due_on;amount\n"
        f"{row['external_id']};{row['customer_external_id']};2026-10-01;2026-10-01;1\n"
    )

    report = bring_file("invoices", content)

    told = f"«{key}» está en notación científica: perdió sus cifras. Corrija la columna en el archivo de origen."
    assert reasons(report) == [(2, column, told)]
    assert rows(Customer.id) == []


@pytest.mark.parametrize("column", ["invoice_external_id", "reverses"])
def test_a_key_that_a_payment_names_is_refused_in_scientific_notation(bring_file, ana, column):
    content = f"external_id,customer_external_id,paid_on,amount,{column}\nP1,C1,2026-11-01,5,9.00123E+11\n"

    report = bring_file("payments", content)

    assert [(line, where) for line, where, _ in reasons(report)] == [(2, column)]


def test_codes_that_only_look_like_numbers_are_keys(bring_file, rows):
    bring_file("customers", "external_id,name\n12E4,Ana\n5E10,Eva\nE+1,Ivo\n1001.0,Luz\n")

    assert rows(Customer.external_id) == [("1001.0",), ("12E4",), ("5E10",), ("E+1",)]


def test_typed_keys_are_whole_numbers_and_those_too_long_are_refused(bring_file, rows):
    content = book(("external_id", "name"), (1001.0, "Ana"), (900123456789, "Eva"), (12345678901234567890, "Ivo"))

    report = bring_file("customers", content, name="f.xlsx")

    assert rows(Customer.external_id) == [("1001",), ("900123456789",)]
    assert reasons(report) == [
        (4, "external_id",
         (
             "«12345678901234600000» es un número de más de 15 cifras: la hoja de cálculo perdió las "
             "últimas. Dé a la columna formato de texto y escríbalo otra vez."
         )),
    ]  # fmt: skip


TITLES = (
    ("DISTRIBUIDORA DEL NORTE", None, None, None, None, None, None),
    ("Cartera al 27/11/2026", None, None, None, None, None, None),
    (None,) * 7,
    ("Cliente", None, "Documento", None, None, "Valores", None),
    ("NIT", "Razón social", "Nº factura", "Fecha", "Vence", "Valor", "Teléfono"),
)
OWED = (
    ("900.123.456-1", "Ñandú SA", "FV-1", "01/09/2026", "31/10/2026", "$ 1.234.567,89", "601 234 5678"),
    ("900.123.456-1", "Ñandú SA", "FV-2", date(2026, 9, 15), date(2026, 10, 15), 500_000, "601 234 5678"),
    ("Subtotal", None, None, None, None, "$ 1.734.567,89", None),
    TITLES[-1],
    ("Total Gas SA", "Total Gas SA", "FV-3", "02/09/2026", "02/10/2026", "$ 50,00", None),
    (None,) * 7,
    ("TOTAL GENERAL", None, None, None, None, "$ 1.734.617,89", None),
)  # fmt: skip


def test_a_workbook_with_titles_totals_and_repeated_headers_lands(bring_file, rows):
    report = bring_file("invoices", book(*TITLES, *OWED), name="f.xlsx")

    assert rows(Invoice.external_id, Invoice.amount, Invoice.due_on) == [
        ("FV-1", 123_456_789, date(2026, 10, 31)),
        ("FV-2", 50_000_000, date(2026, 10, 15)),
        ("FV-3", 5_000, date(2026, 10, 2)),
    ]
    assert rows(Customer.name) == [("Total Gas SA",), ("Ñandú SA",)]
    assert (counts(report), report.read) == ((3, 0, 0, 0), 3)
    told = guesses(report)
    assert (told["header_row"], told["day_formats"], told["decimal"]) == ("5", "dd/mm/yyyy", ",")
    assert told["columns.external_id"] == "nº factura"
    assert report.guesses[-1].what == "leave_out"
    assert report.guesses[-1].samples == ("Subtotal · $ 1.734.567,89", "TOTAL GENERAL · $ 1.734.617,89")
    left_out, telephones = report.warnings.lines()[-2:]
    assert left_out == (
        "Filas que no se importan por ser totales, encabezados repetidos, ejemplos o notas al pie: 3 "
        "(la primera, línea 8)."
    )
    assert telephones.startswith("Las mismas filas parecen traer más que esto.")


def test_what_was_guessed_once_and_kept_leaves_nothing_to_guess(bring_file, terms):
    first = bring_file("invoices", book(*TITLES, *OWED), name="f.xlsx")

    kept = replace(first.mapping, leave_out=("Total", "Subtotal"))
    again = bring_file("invoices", book(*TITLES, *OWED), name="f.xlsx", terms=replace(terms, mapping=kept))

    assert (again.guesses, counts(again)) == ([], (0, 0, 3, 0))


def test_a_mapping_says_the_header_row(bring_file, rows, said):
    columns = {
        "external_id": "nº factura", "customer_external_id": "nit", "issued_on": "fecha", "due_on": "vence",
        "amount": "valor",
    }  # fmt: skip
    mapping = {"columns": columns, "locale": "es_CO", "header_row": 5}

    report = bring_file("invoices", book(*TITLES, *OWED), name="f.xlsx", terms=said(**mapping))

    assert counts(report) == (3, 0, 0, 0)
    with pytest.raises(FileRefused) as caught:
        bring_file("invoices", book(*TITLES, *OWED), name="f.xlsx", terms=said(**(mapping | {"header_row": 4})))
    assert str(caught.value) == (
        "La fila 4 de f.xlsx no nombra: nº factura, nit, fecha, vence, valor. Los nombres están en la fila 5: "
        "ponga header_row = 5 en la correspondencia."
    )


@pytest.mark.parametrize("row", [1, 3, 4, 7, 400])
def test_a_header_row_that_lacks_the_columns_is_refused_with_the_row_that_has_them(bring_file, said, row):
    with pytest.raises(FileRefused, match="Los nombres están en la fila 5: ponga header_row = 5"):
        bring_file("invoices", book(*TITLES, *OWED), name="f.xlsx", terms=said(header_row=row))


def test_a_header_row_of_our_own_names_is_refused_with_the_row_that_has_them(bring_file, said):
    with pytest.raises(FileRefused, match=r"La fila 2 de file.csv no nombra: external_id, .*están en la fila 1: "):
        bring_file("invoices", csv_of("1.00", "2.00"), terms=said(header_row=2))


def test_a_header_row_whose_names_nobody_knows_may_be_mapped_by_hand(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("Factura,Cliente,Valor\nCod,Doc,Imp\n1,2,3\n")

    assert inspect_file(path, mapping=Mapping(header_row=2)).header_row == 2


def test_no_words_of_a_mapping_leave_nothing_out(bring_file, said):
    report = bring_file("invoices", csv_of("10.00") + "Total,,,,10.00,\n", terms=said(leave_out=()))

    assert counts(report) == (1, 0, 0, 1)


def test_words_of_a_mapping_leave_their_rows_out(bring_file, said):
    content = csv_of("10.00") + "Saldo anterior,,,,10.00,\nTotal,,,,20.00,\n"

    report = bring_file("invoices", content, terms=said(leave_out=("saldo",)))

    assert (counts(report), reasons(report)[0][0], report.guesses) == ((1, 0, 0, 1), 4, [])


ONE_SHEET = (
    ("NIT", "Razón social", "Correo", "Factura", "Fecha", "Vence", "Valor factura", "Recibo", "Fecha pago", "Abono"),
    ("900-1", "Ana Peña", "ana@example.com", "F1", "01/09/2026", "30/09/2026", 100, "R1", "15/10/2026", 40),
    ("900-1", "Ana Peña", "ana@example.com", "F1", "01/09/2026", "30/09/2026", 100, "R3", "20/10/2026", 60),
    ("900-1", "Ana Peña", "ana@example.com", "F2", "02/09/2026", "30/09/2026", 50, None, None, None),
    ("900-2", "Eva Ruiz", None, "F3", "03/09/2026", "30/09/2026", 70, "R2", "16/10/2026", 70),
)  # fmt: skip


def test_one_sheet_with_everything_is_imported_kind_by_kind(database, terms, rows, tmp_path):
    path = tmp_path / "todo.xlsx"
    path.write_bytes(book(*ONE_SHEET))

    seen = inspect_file(path)
    kinds = [import_file(database, kind, path, terms=replace(terms, mapping=seen.mapping)) for kind in seen.kinds]

    assert seen.kinds == (ImportKind.CUSTOMERS, ImportKind.INVOICES, ImportKind.PAYMENTS)
    assert [(counts(report)[0], report.rejected, report.guesses) for report in kinds] == [
        (2, 0, []),
        (3, 0, []),
        (3, 0, []),
    ]
    assert kinds[2].warnings.lines()[0] == "Filas que no traen datos de este tipo: 1."
    assert rows(Customer.external_id, Customer.attributes) == [("900-1", {}), ("900-2", {})]
    assert rows(Payment.external_id, Payment.amount, Payment.paid_on) == [
        ("R1", 4_000, date(2026, 10, 15)), ("R2", 7_000, date(2026, 10, 16)), ("R3", 6_000, date(2026, 10, 20)),
    ]  # fmt: skip
    assert rows(Invoice.external_id, Invoice.attributes) == [("F1", None), ("F2", None), ("F3", None)]


class Kept:
    """Rejected rows, as a rejects file has them."""

    def __init__(self):
        self.lines = []

    def begin(self, header):
        self.lines.append([*header, "line", "column", "reason"])

    def add(self, reject, row):
        self.lines.append([*row, str(reject.line), reject.column, reject.text()])


def test_rejected_rows_of_a_messy_file_come_back_with_the_same_mapping(bring_file, rows, terms):
    first = bring_file("invoices", book(*TITLES, *OWED), name="f.xlsx")
    wrong = ("900-9", "Luz SA", "FV-9", "31/02/2026", "31/03/2026", 185.12, None)
    kept = Kept()
    said = replace(terms, mapping=first.mapping, rejects=kept)

    assert counts(bring_file("invoices", book(*TITLES, wrong), name="f.xlsx", terms=said)) == (0, 0, 0, 1)
    text = "\ufeff" + "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in kept.lines)
    mended = text.replace("31/02/2026", "28/02/2026").replace('"line","column","reason"', "line,column,reason")
    assert counts(bring_file("invoices", mended, terms=said)) == (1, 0, 0, 0)

    assert rows(Invoice.amount, where=Invoice.external_id == "FV-9") == [(18_512,)]
