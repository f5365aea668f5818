"""`workbench import`: what it prints, its exit codes, its JSON and its rejects file."""

import csv
import json
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from models import Customer, FactVersion, ImportRun
from tests.workbench.cli.conftest import Answer
from tests.workbench.domain.imports import hostile

CUSTOMERS = "external_id,name\nC1,Ana Peña\n"
INVOICES = (
    "external_id,customer_external_id,portfolio,issued_on,due_on,amount,currency,note\n"
    "F1,C1,consumo,2026-10-01,2026-11-01,1250.50,COP,=1+1\n"
    "F2,C2,consumo,2026-10-01,2026-13-01,30.00,COP,=1+1\n"
    "F3,C2\n"
)

WIDTH = (
    "La fila tiene 2 columnas y el encabezado 8: complete o quite celdas, y ponga comillas a los textos con el "
    "separador dentro."
)


@pytest.fixture
def written(tmp_path):
    """`written("f.csv", text)`: the path of a file."""

    def write(name, text):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_import_tells_what_it_did(workbench, written):
    workbench("import", "customers", written("c.csv", CUSTOMERS))

    answer = workbench(
        "import", "invoices", written("f.csv", INVOICES + "F4,C3,consumo,2026-10-01,2026-11-01,1,COP,\n")
    )

    assert (answer.code, answer.out) == (0, (
        "Facturas: 4 filas leídas, 2 nuevas, 0 corregidas, 0 sin cambios, 2 rechazadas.\n"
        "Clientes creados desde las facturas: 1.\n"
        "Monto: 1.251,50 COP.\n"
        "Aviso: No existía la cartera consumo: se creó en COP, zona America/Bogota, política STRICT.\n"
        "Línea 3, due_on: «2026-13-01» no es una fecha: escríbala así: 2026-11-18.\n"
        f"Línea 4: {WIDTH}\n"
    ))  # fmt: skip


def test_import_prints_one_json_object_and_nothing_else(workbench, written):
    answer = workbench("import", "invoices", written("f.csv", INVOICES), "--format", "json")

    assert (answer.code, answer.err) == (0, "")
    assert answer.json == {
        "schema": 1, "kind": "invoices", "dry_run": False, "read": 3, "inserted": 1, "updated": 0, "unchanged": 0,
        "rejected": 2, "created_customers": 1, "money": [{"currency": "COP", "amount": 125_050}],
        "rejects": [
            {"line": 3, "external_id": "F2", "column": "due_on",
             "reason": "«2026-13-01» no es una fecha: escríbala así: 2026-11-18."},
            {"line": 4, "external_id": "F3", "column": "",
             "reason": WIDTH},
        ],
        "warnings": ["No existía la cartera consumo: se creó en COP, zona America/Bogota, política STRICT."],
        "guesses": [], "import_id": 1, "replayed": True, "postdated": [],
    }  # fmt: skip


def test_counts_and_amounts_of_a_large_file_are_written_as_people_read_them(workbench, written):
    rows = "external_id,customer_external_id,portfolio,issued_on,due_on,amount,currency\n"
    rows += "".join(f"F{one},C{one},consumo,2026-10-01,2026-11-01,{1000.5 if one else 1},COP\n" for one in range(1300))

    answer = workbench("import", "invoices", written("f.csv", rows), "--dry-run")

    said = "Facturas: 1.300 filas leídas, 1.300 nuevas, 0 corregidas, 0 sin cambios, 0 rechazadas."
    assert said in answer.out
    assert "Clientes creados desde las facturas: 1.300." in answer.out
    assert "Monto: 1.299.650,50 COP." in answer.out


def test_a_second_import_says_that_nothing_changed(workbench, written):
    path = written("c.csv", CUSTOMERS)
    workbench("import", "customers", path)

    assert workbench("import", "customers", path).out == (
        "Clientes: 1 filas leídas, 0 nuevas, 0 corregidas, 1 sin cambios, 0 rechazadas.\n"
    )


def test_a_dry_run_says_so_and_keeps_nothing(workbench, written):
    path = written("c.csv", CUSTOMERS)

    answer = workbench("import", "customers", path, "--dry-run")

    assert answer.out.splitlines() == [
        "Ensayo: no se guardó nada.",
        "Clientes: 1 filas leídas, 1 nuevas, 0 corregidas, 0 sin cambios, 0 rechazadas.",
    ]
    assert workbench("import", "customers", path, "--format", "json").json["inserted"] == 1


def test_rejects_go_to_a_file_that_can_be_corrected_and_imported(workbench, written, tmp_path):
    rejects = tmp_path / "mal.csv"

    answer = workbench("import", "invoices", written("f.csv", INVOICES), "--rejects", str(rejects))

    assert answer.out.endswith(f"Las filas rechazadas están en {rejects}.\n")
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        kept = list(csv.DictReader(file))
    assert [(row["external_id"], row["note"], row["line"], row["column"], row["reason"]) for row in kept] == [
        ("F2", "'=1+1", "3", "due_on", "«2026-13-01» no es una fecha: escríbala así: 2026-11-18."),
        (
            "F3",
            "",
            "4",
            "",
            WIDTH,
        ),
    ]
    corrected = written("bien.csv", rejects.read_text(encoding="utf-8-sig").replace("2026-13-01", "2026-12-01"))
    again = workbench("import", "invoices", corrected, "--rejects", str(rejects), "--format", "json").json
    assert (again["inserted"], again["rejected"]) == (1, 1)


def test_a_rejects_file_is_written_also_when_nothing_was_rejected(workbench, written, tmp_path):
    rejects = tmp_path / "mal.csv"
    rejects.write_text("de ayer")

    workbench("import", "customers", written("c.csv", CUSTOMERS), "--rejects", str(rejects))

    assert rejects.read_text(encoding="utf-8-sig") == "external_id,name,line,column,reason\n"


def test_portfolio_date_and_mapping_are_taken(workbench, written):
    workbench("import", "customers", written("c.csv", CUSTOMERS))
    mapping = written("m.toml", '[columns]\nexternal_id = "Nro"\n[constants]\ncurrency = "COP"\n')
    invoices = "Nro,customer_external_id,issued_on,due_on,amount\nF1,C1,2026-10-01,2026-11-01,10\n"

    answer = workbench(
        "import", "invoices", written("f.csv", invoices), "--mapping", mapping, "--portfolio", "hogar",
        "--date", "2026-10-15",
    )  # fmt: skip

    assert answer.code == 0
    (line,) = workbench("portfolio", "list", "--format", "json").json["portfolios"]
    assert (line["code"], line["accounts"], line["data_as_of"]) == ("hogar", 1, "2026-10-01")


def test_a_correction_counts_from_the_day_that_the_command_says(workbench, written, database):
    header = "external_id,customer_external_id,portfolio,issued_on,due_on,amount\n"
    workbench("import", "invoices", written("f.csv", header + "F1,C1,hogar,2026-10-01,2026-11-01,10\n"))

    workbench("import", "invoices", written("g.csv", header + "F1,C1,hogar,2026-10-01,2026-11-01,20\n"),
              "--date", "2026-10-15")  # fmt: skip

    with database.reading() as session:
        version = session.scalars(sa.select(FactVersion)).one()
    assert (version.replaced_on, version.replaced_at.date()) == (date(2026, 10, 15), date(2026, 10, 15))


def test_a_file_that_is_not_there_is_one_line(workbench, tmp_path):
    path = str(tmp_path / "no.csv")

    assert workbench("import", "customers", path) == Answer(1, "", f"No existe el archivo {path}.\n")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("", "f.csv está vacío: vuelva a exportarlo.\n"),
        ("external_id,name\nC1,Ana\nC2", (
            "f.csv está cortado en la línea 3: vuelva a exportarlo. No se importó "
            "nada.\n"
        )),
        ("external_id\nC1\n",
         ("Al archivo de customers le faltan columnas obligatorias: name. Trae: external_id. "
          "Diga en la correspondencia cuál es cada una.\n")),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_one_line(workbench, written, content, line):
    assert workbench("import", "customers", written("f.csv", content)) == Answer(1, "", line)


@pytest.mark.usefixtures("database")
def test_list_that_looks_partial_is_refused_until_it_is_confirmed(workbench, written):
    invoices = "external_id,customer_external_id,issued_on,due_on,amount\n" + "".join(
        f"F{number},C{number},2026-10-01,2026-10-31,100.00\n" for number in range(1, 4)
    )
    listed = written("l.csv", "external_id,customer_external_id,due_on,open_amount\nF1,C1,2026-10-31,100.00\n")
    workbench("import", "invoices", written("f.csv", invoices), "--portfolio", "p")

    refused = workbench("import", "open_items", listed, "--portfolio", "p")
    confirmed = workbench("import", "open_items", listed, "--portfolio", "p", "--complete", "--format", "json")

    assert refused == Answer(
        1,
        "",
        "La lista parece parcial: dejaría saldadas 2 de las 3 partidas abiertas de «p» (2 de 3 clientes, 200 COP). "
        "No se cambió nada. Si la lista está completa, confírmelo (en la línea de órdenes, con --complete).\n",
    )
    assert (confirmed.code, confirmed.json["money"]) == (0, [{"currency": "COP", "amount": -200_00}])
    assert confirmed.json["warnings"] == ["p: ya no se piden 200.00 COP; se anotaron como pago inferido de la lista."]


def test_rejects_may_not_overwrite_the_file(workbench, written):
    path = written("c.csv", CUSTOMERS)

    answer = workbench("import", "customers", path, "--rejects", path)

    assert answer == Answer(1, "", "El archivo de rechazos no puede ser el mismo que se importa.\n")


def test_a_kind_that_there_is_none_of_is_a_misuse(workbench):
    assert workbench("import", "facturas", "f.csv").code == 2


def test_progress_goes_to_stderr(workbench, written):
    answer = workbench("import", "customers", written("c.csv", CUSTOMERS))

    assert answer.err == "Clientes: 1/1\n"


def test_only_the_first_rejects_are_printed(workbench, written):
    rows = "".join(f"C{number},\n" for number in range(12))

    lines = workbench("import", "customers", written("c.csv", "external_id,name\n" + rows)).out.splitlines()

    assert len(lines) == 12
    assert lines[-1] == "Y 2 más: use --rejects para verlas todas."


def test_a_large_import_says_what_to_do_next(workbench, written):
    rows = "".join(f"F{n},C{n},consumo,2026-10-01,2026-11-01,1\n" for n in range(2_001))
    header = "external_id,customer_external_id,portfolio,issued_on,due_on,amount\n"

    answer = workbench("import", "invoices", written("f.csv", header + rows))

    assert answer.out.splitlines()[-1] == "Los saldos no se han recalculado: ejecute `workbench standing`."


def test_json_is_whole_where_there_are_no_warnings(workbench, written, settings):
    answer = workbench(
        "import", "customers", written("c.csv", CUSTOMERS), "--format", "json", settings=replace(settings, locale="en")
    )

    assert json.loads(answer.out)["warnings"] == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", hostile.FILES)
def test_a_file_beyond_the_limits_is_one_line_and_nothing_lands(workbench, database, tmp_path, name):
    path = tmp_path / name.replace(" ", "-")
    path.write_bytes(hostile.FILES[name]())

    answer = workbench("import", "customers", str(path))

    assert (answer.code, answer.out, len(answer.err.splitlines())) == (1, "", 1)
    assert path.name in answer.err
    with database.reading() as session:
        assert [session.scalar(sa.select(sa.func.count(table.id))) for table in (Customer, ImportRun)] == [0, 0]
