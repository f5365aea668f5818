"""`workbench mapping` and what `workbench import` says of a mapping."""

import csv

import pytest

from tests.workbench.cli.conftest import Answer

MESSY = "NIT;Cliente;Factura;Fecha;Vence;Valor\n900-1;Ana;F1;25/09/2026;25/10/2026;$ 1.234,50\nTotal;;;;;$ 1.234,50\n"


@pytest.fixture
def messy(tmp_path):
    """A file with nothing in our own form."""
    path = tmp_path / "f.csv"
    path.write_text(MESSY, encoding="cp1252")
    return path


def test_ready_mappings_are_listed_and_shown(workbench):
    listed = workbench("mapping", "list", "--format", "json").json["mappings"]

    assert [(one["name"], one["kinds"]) for one in listed] == [
        *((name, ["customers", "invoices", "payments"]) for name in ("dolibarr", "erpnext", "odoo")),
        ("tally", ["open_items"]),
    ]
    assert len(workbench("mapping", "list").out.splitlines()) == 4
    assert 'program = "Odoo"' in workbench("mapping", "show", "odoo").out
    assert workbench("mapping", "show", "sap") == Answer(
        1, "", "No hay una correspondencia «sap»: hay dolibarr, erpnext, odoo, tally.\n"
    )


def test_a_template_is_printed_as_csv(workbench):
    header, example = csv.reader(workbench("mapping", "template", "payments").out.splitlines())

    assert header[:4] == ["external_id", "customer_external_id", "paid_on", "amount"]
    assert example[:4] == ["EJEMPLO-1", "C-17", "2026-11-10", "185000.00"]


def test_a_look_is_a_mapping_that_can_be_kept(workbench, messy, tmp_path):
    kept = tmp_path / "m.toml"
    kept.write_text(workbench("mapping", "look", str(messy)).out, encoding="utf-8")

    answer = workbench("import", "invoices", str(messy), "--mapping", str(kept), "--format", "json").json

    assert (answer["inserted"], [guess["what"] for guess in answer["guesses"]]) == (1, ["leave_out"])
    seen = workbench("mapping", "look", str(messy), "--format", "json").json
    assert (seen["kinds"], seen["delimiter"], seen["mapping"]["decimal"]) == (["invoices"], ";", ",")
    assert workbench("mapping", "look", "no.csv") == Answer(1, "", "No existe el archivo no.csv.\n")


def test_an_import_tells_its_guesses_and_keeps_them_where_asked(workbench, messy, tmp_path):
    kept = tmp_path / "m.toml"

    answer = workbench("import", "invoices", str(messy), "--save-mapping", str(kept))

    guessed = [line for line in answer.out.splitlines() if line.startswith("Supuesto")]
    assert len(guessed) == 9
    assert guessed[0] == "Supuesto: columns.external_id = «factura» («F1»; «»)".replace("; «»", "")
    assert guessed[-1].endswith("(«Total · $ 1.234,50»)")
    again = workbench("import", "invoices", str(messy), "--mapping", str(kept), "--format", "json").json
    assert (again["unchanged"], len(again["guesses"])) == (1, 1)


def test_a_guess_that_two_readings_fit_is_one_line_and_exit_1(workbench, messy):
    messy.write_text(MESSY.replace("25/", "05/"), encoding="utf-8")

    assert workbench("import", "invoices", str(messy)) == Answer(
        1,
        "",
        "f.csv se puede leer de dos maneras y la correspondencia debe decir cuál: "
        "day_formats = «dd/mm/yyyy» («05/09/2026» = 2026-09-05) o "
        "day_formats = «mm/dd/yyyy» («05/09/2026» = 2026-05-09).\n",
    )


def test_rejected_rows_come_back_with_the_same_mapping_as_they_were_written(workbench, messy, tmp_path):
    kept, rejects, mended = tmp_path / "m.toml", tmp_path / "mal.csv", tmp_path / "bien.csv"
    messy.write_text(MESSY.replace("Total;", "900-2;Eva;NC-1;31/02/2026;25/10/2026;-$ 5,50\nTotal;"), encoding="cp1252")
    workbench("import", "invoices", str(messy), "--save-mapping", str(kept), "--rejects", str(rejects))
    kept.write_text(f'encoding = "cp1252"\ndelimiter = ";"\n{kept.read_text(encoding="utf-8")}', encoding="utf-8")

    mended.write_text(rejects.read_text(encoding="utf-8").replace("31/02/2026", "28/02/2026"), encoding="utf-8")
    answer = workbench("import", "invoices", str(mended), "--mapping", str(kept), "--format", "json").json

    assert (answer["inserted"], answer["rejected"]) == (1, 0)
    assert answer["money"] == [{"currency": "COP", "amount": -550}]


def test_a_ready_mapping_is_named(workbench, tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("id,name,vat,phone\nC1,Ana,900-1,\n", encoding="utf-8")

    answer = workbench("import", "customers", str(path), "--mapping", "odoo", "--format", "json").json

    assert (answer["inserted"], answer["guesses"]) == (1, [])
