"""What the engine says in terms of a mapping file or of the command line, a page says in terms of its own controls."""

import ast
import re
from pathlib import Path

import sqlalchemy as sa

import workbench
from models import SenderMapping
from workbench.screens.data.on_screen import ON_SCREEN, say_here

IMPORTS = Path(workbench.__file__).parent / "domain" / "imports"
OF_A_TERMINAL = {"mapping_files.py"}
"""Reads the mapping files that only the command line takes."""
TECHNICAL = re.compile(
    r"correspondencia|línea de órdenes|--\w|al importar|«[a-z_]+»|\b[a-z]+_[a-z]+\b|\(detail\)|STRICT"
)
OWN_FORM = re.compile(r"%\((?!detail)\w+\)s")

OURS = "external_id,customer_external_id,customer_name,portfolio,issued_on,due_on,amount\n"


def sentences() -> set[str]:
    """Every sentence of the engine that is marked for translation."""
    found = set()
    for path in IMPORTS.rglob("*.py"):
        if path.name in OF_A_TERMINAL:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "N_":
                found.add(ast.literal_eval(node.args[0]))
    return found


def test_every_technical_sentence_of_the_engine_has_the_page_s_own():
    technical = {text for text in sentences() if TECHNICAL.search(OWN_FORM.sub("", text))}

    assert technical <= ON_SCREEN.keys()


def test_every_sentence_of_a_page_stands_for_one_of_the_engine_and_is_not_technical():
    assert ON_SCREEN.keys() <= sentences()
    assert [text for text in ON_SCREEN.values() if TECHNICAL.search(OWN_FORM.sub("", text))] == []


def test_two_columns_that_may_be_the_amount_are_asked_for_by_name(people, give):
    paola = people("paola")
    rows = "Código;Nombre;Factura;Emisión;Vencimiento;Valor;Saldo\nN1;Ana;X1;25/08/2026;25/09/2026;1500,50;1000,50\n"
    number = give(paola, rows)

    page = paola.get(f"/datos/importar/{number}/columnas")

    assert "¿Qué columna es «Valor de la factura»?" in page.words()
    assert "columns.amount" not in page.words()
    assert "Valor1500,50" in page.words().replace(" ", "")


def test_day_that_is_not_written_like_the_others_is_told_without_the_key_of_a_mapping(app):
    text = next(one for one in ON_SCREEN if "day_formats" in one)

    with app.test_request_context():
        said = say_here(text, {"value": "2026.13", "formats": "dd/mm/yyyy"})

    assert said.startswith("«2026.13» no es una fecha escrita como las demás.")


def test_reading_of_days_that_was_chosen_wrongly_is_changed_on_the_page(people, give, work, session):
    paola = people("paola")
    rows = "Factura;Código cliente;Razón social;Fecha;Vencimiento;Valor\nA1;77;Ana;01/10/2026;02/10/2026;1.500\n"
    number = give(paola, rows)
    page = paola.get(f"/datos/importar/{number}/columnas?trae=invoices")
    decided = {"lectura:day_formats": "mm/dd/yyyy", "lectura:decimal": ".", "cartera": "consumo"}
    paola.submit(page, f"/datos/importar/{number}/columnas", **decided)
    work()

    again = paola.get(f"/datos/importar/{number}/columnas")
    form = again.form(f"/datos/importar/{number}/columnas")
    paola.submit(again, f"/datos/importar/{number}/columnas", fechas="d", decimal=",", recordar="1", remitente="SAP")
    work()

    assert (form["fechas"], form["decimal"]) == ("m", ".")
    kept = session.scalars(sa.select(SenderMapping.mapping)).one()
    assert (kept["day_formats"][0], kept["decimal"]) == ("dd/mm/yyyy", ",")
    assert "Después$ 1.500" in "".join(paola.get(f"/datos/importar/{number}/revisar").texts("balance"))


def test_amount_of_a_sentence_is_written_as_people_of_its_currency_write_it(app):
    text = next(one for one in ON_SCREEN if one.startswith("La lista parece parcial"))
    counts = {"items": 3, "of": 4, "customers": 2, "of_customers": 2, "portfolio": "consumo"}

    with app.test_request_context():
        said = say_here(text, {**counts, "amount": "132,984,700.00", "currency": "COP"})

    assert "132.984.700 COP" in said.replace("\N{NO-BREAK SPACE}", " ")
    assert "--complete" not in said
