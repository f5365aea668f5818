"""Telephones of a file of customers: several in a cell, extensions, whose they are, and what stays as text."""

import pytest
import sqlalchemy as sa

from models import ContactPoint, Customer, Portfolio
from models.enums import PointKind
from tests.workbench.domain.imports.conftest import counts, invoice

pytestmark = pytest.mark.both

ANA = {"external_id": "C1", "name": "Ana Peña"}
TELEPHONES = (
    ContactPoint.position, ContactPoint.kind, ContactPoint.value, ContactPoint.extension, ContactPoint.belongs_to,
)  # fmt: skip
BOTH = "310 123 4567 / oficina: 601 234 5678 ext 12"


def attributes(rows):
    return [kept for _, kept in rows(Customer.id, Customer.attributes)]


@pytest.mark.parametrize(
    ("country", "written", "value"),
    [
        ("MX", "044 55 1234 5678", "+525512345678"),
        ("MX", "+5215512345678", "+525512345678"),
        ("México", "01 55 1234 5678", "+525512345678"),
        ("AR", "0 11 15 2345 6789", "+5491123456789"),
        ("CO", "3001234567.0", "+573001234567"),
    ],
)
def test_a_telephone_is_cleaned_before_it_is_judged(bring, rows, country, written, value):
    report = bring("customers", ANA | {"country": country, "phone": written})

    assert report.warnings.lines() == []
    assert rows(ContactPoint.value) == [(value,)]
    assert attributes(rows) == [{}]


def test_a_number_that_is_possible_and_not_valid_stays_as_text(bring, rows):
    report = bring("customers", ANA | {"country": "CO", "phone": "31012345678"})

    assert (counts(report), rows(ContactPoint.value)) == ((1, 0, 0, 0), [])
    assert attributes(rows) == [{"phone": "31012345678", "phone_reason": "no existe un número así en su país"}]
    assert report.warnings.lines() == [
        "Teléfonos que no existen así en su país, guardados como texto: 1 (el primero, línea 2)."
    ]


def test_a_cell_may_name_several_numbers_with_whose_they_are(bring, rows):
    row = ANA | {"country": "CO", "phone": BOTH, "phone_2": "320 123 4567 (esposa) y 12"}

    report = bring("customers", row)

    assert rows(*TELEPHONES) == [
        (0, PointKind.PHONE, "+573101234567", None, None),
        (1, PointKind.PHONE, "+573201234567", None, "esposa"),
        (11, PointKind.PHONE, "+576012345678", "12", "oficina"),
    ]
    assert attributes(rows) == [{"phone_2": "12", "phone_2_reason": "le faltan cifras"}]
    assert (report.rejected, counts(bring("customers", row))) == (0, (0, 0, 1, 0))


def test_a_later_file_corrects_whose_a_number_is_and_moves_what_it_no_longer_names(bring, rows):
    bring("customers", ANA | {"country": "CO", "phone": BOTH})

    report = bring("customers", ANA | {"country": "CO", "phone": "310 123 4567 (casa)"})

    assert counts(report) == (0, 1, 0, 0)
    assert rows(*TELEPHONES) == [
        (0, PointKind.PHONE, "+573101234567", None, "casa"),
        (100, PointKind.PHONE, "+576012345678", "12", "oficina"),
    ]


def test_a_telephone_is_read_in_the_country_of_the_customer_then_of_the_portfolios_law(bring, rows, database):
    bring("customers", {"external_id": "C2", "name": "B", "country": "AR"})
    bring(
        "invoices",
        invoice(customer_external_id="C1"),
        invoice(external_id="F2", customer_external_id="C3", portfolio="x"),
    )
    with database.writing() as session:
        session.execute(sa.update(Portfolio).where(Portfolio.code == "x").values(preset="MX"))

    bring(
        "customers",
        ANA | {"phone": "300 123 4567"},
        {"external_id": "C2", "name": "B", "phone": "11 2345 6789"},
        {"external_id": "C3", "name": "C", "phone": "55 1234 5678"},
    )

    assert [value for _, value in rows(ContactPoint.customer_id, ContactPoint.value)] == [
        "+541123456789", "+573001234567", "+525512345678",
    ]  # fmt: skip
