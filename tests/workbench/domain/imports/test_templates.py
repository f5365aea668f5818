"""Templates: a header and an example that an import leaves out."""

import csv
import io
from dataclasses import replace

import pytest

from models import Customer
from workbench.domain.imports.kinds.table import KINDS
from workbench.domain.imports.templates import template


def written(rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("locale", ["es", "en"])
def test_the_example_of_a_template_is_left_out(bring_file, kind, locale):
    report = bring_file(kind.value, written(template(kind, locale)))

    assert (report.read, report.guesses) == (0, [])
    assert report.warnings.lines() == [
        (
            "Filas que no se importan por ser totales, encabezados repetidos, ejemplos o notas al pie: 1 "
            "(la primera, línea 2)."
        ),
        "El archivo no trae ninguna fila.",
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_a_template_would_land_under_another_key(bring_file, ana, terms, kind):
    header, example = template(kind)
    row = dict(zip(header, example, strict=True)) | {"external_id": "X-1", "invoice_external_id": ""}
    row |= {"customer_external_id": "C1", "portfolio": "consumo"}
    kept = [header, [row[name] for name in header]]

    report = bring_file(kind.value, written(kept), terms=replace(terms, complete=True))

    assert [one.text() for one in report.rejects] == []
    assert report.read == 1


def test_rows_under_the_example_land(bring_file, rows):
    made = template(next(iter(KINDS)))

    bring_file("customers", written([*made, ["C1", "Ana", *[""] * (len(made[0]) - 2)]]))

    assert rows(Customer.external_id) == [("C1",)]
