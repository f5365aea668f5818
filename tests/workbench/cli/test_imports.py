"""`workbench imports list` and `workbench imports undo`."""

import json

import pytest

from workbench.cli import execute

ROWS = (
    "external_id,customer_external_id,portfolio,currency,issued_on,due_on,amount\n"
    "F1,C1,consumo,COP,2026-10-01,2026-11-01,10.00\n"
)


@pytest.fixture
def imported(settings, database, tmp_path, capsys):
    path = tmp_path / "facturas.csv"
    path.write_text(ROWS)
    assert execute(["import", "invoices", str(path)], settings=settings) == 0
    capsys.readouterr()


def test_import_is_listed_undone_and_listed_as_undone(settings, imported, capsys):
    assert execute(["imports", "undo", "1"], settings=settings) == 0
    said = capsys.readouterr().out
    assert execute(["imports", "list", "--format", "json"], settings=settings) == 0

    (line,) = json.loads(capsys.readouterr().out)["imports"]
    assert "Deshecha: 4 filas borradas" in said
    assert (line["kind"], line["file"], line["inserted"], line["state"]) == ("invoices", "facturas.csv", 1, "undone")


def test_what_stands_in_the_way_is_one_line_and_exit_1(settings, imported, tmp_path, capsys):
    path = tmp_path / "corregidas.csv"
    path.write_text(ROWS.replace("10.00", "20.00"))
    execute(["import", "invoices", str(path)], settings=settings)
    capsys.readouterr()

    assert execute(["imports", "undo", "1"], settings=settings) == 1

    assert "cambiaron las mismas filas: 1 (corregidas.csv)." in capsys.readouterr().err


def test_unknown_import_is_one_line_and_exit_1(settings, database, capsys):
    assert execute(["imports", "undo", "7"], settings=settings) == 1
    assert "No hay ninguna importación 7." in capsys.readouterr().err
