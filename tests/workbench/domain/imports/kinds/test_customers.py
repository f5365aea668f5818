"""Importing customers: attributes with history, contact points, consents."""

from datetime import UTC, datetime

import pytest

from models import Consent, ContactPoint, Customer, CustomerVersion
from models.enums import Channel, CustomerKind, PointKind, PointState
from tests.workbench.domain.imports.conftest import counts, interaction, invoice, reasons

ANA = {"external_id": "C1", "name": "Ana Peña"}
POINTS = (ContactPoint.id, ContactPoint.kind, ContactPoint.value, ContactPoint.position)
WHOLE = ANA | {
    "kind": "residential", "document": "CC 9.123-4", "segment": "oro", "city": "Cali", "region": "Valle",
    "country": "co", "timezone": "America/Bogota", "language": "es-CO", "opened_on": "2020-05-01", "ruta": "12",
}  # fmt: skip


def test_a_new_customer_has_what_the_row_says(bring, rows, now):
    report = bring("customers", WHOLE)

    assert counts(report) == (1, 0, 0, 0)
    columns = (
        Customer.name, Customer.search_text, Customer.kind, Customer.document, Customer.segment, Customer.city,
        Customer.region, Customer.country, Customer.timezone, Customer.language, Customer.opened_on,
        Customer.attributes, Customer.created_at, Customer.import_id,
    )  # fmt: skip
    (row,) = rows(*columns)
    assert row[:10] == (
        "Ana Peña", "ana pena 91234 ~43219 ~3219", CustomerKind.RESIDENTIAL, "CC 9.123-4", "oro", "Cali", "Valle", "CO",
        "America/Bogota", "es",
    )  # fmt: skip
    assert (row[10].isoformat(), *row[11:]) == ("2020-05-01", {"ruta": "12"}, now, report.import_id)


def test_the_same_again_changes_nothing(bring, rows):
    row = WHOLE | {"phone": "3001234567", "email": "Ana@X.co", "consent_call": "true", "consent_sms": "false"}
    bring("customers", row)

    again = bring("customers", row)

    assert counts(again) == (0, 0, 1, 0)
    assert rows(CustomerVersion.id) == []
    assert len(rows(ContactPoint.id)) == 2
    assert len(rows(Consent.id)) == 2


@pytest.mark.both
def test_a_correction_keeps_what_it_replaces(bring, rows, now):
    bring("customers", WHOLE)

    report = bring("customers", WHOLE | {"name": "Ana María Peña", "city": "", "ruta": "13"})

    assert counts(report) == (0, 1, 0, 0)
    assert rows(Customer.name, Customer.city, Customer.attributes, Customer.search_text) == [
        ("Ana María Peña", None, {"ruta": "13"}, "ana maria pena 91234 ~43219 ~3219")
    ]
    ((replaced_at, values, import_id),) = rows(
        CustomerVersion.replaced_at, CustomerVersion.values, CustomerVersion.import_id
    )
    assert (replaced_at, import_id) == (now, report.import_id)
    assert values == {
        "name": "Ana Peña", "kind": "residential", "document": "CC 9.123-4", "segment": "oro", "city": "Cali",
        "region": "Valle", "opened_on": "2020-05-01", "country": "CO", "timezone": "America/Bogota", "language": "es",
        "attributes": {"ruta": "12"},
    }  # fmt: skip


def test_columns_the_file_does_not_have_stay_as_they_are(bring, rows):
    bring("customers", WHOLE | {"phone": "3001234567", "consent_call": "true"})

    report = bring("customers", ANA | {"zona": "norte"})

    assert counts(report) == (0, 1, 0, 0)
    assert rows(Customer.city, Customer.attributes) == [("Cali", {"ruta": "12", "zona": "norte"})]
    assert rows(*POINTS)[0][3] == 0
    assert len(rows(Consent.id)) == 1


def test_a_bad_row_is_refused_and_the_good_ones_land(bring, rows):
    report = bring("customers", WHOLE | {"name": ""}, WHOLE | {"external_id": "C2"})

    assert (reasons(report), counts(report)) == (
        [(2, "name", "Falta el dato: escríbalo o quite la fila.")],
        (1, 0, 0, 1),
    )
    assert rows(Customer.external_id) == [("C2",)]


def test_contact_points_are_kept_in_the_form_they_are_used_in(bring, rows):
    bring("customers", ANA | {
        "country": "CO", "phone": "300 123 4567", "phone_2": "(601) 234-5678", "whatsapp": "+57 300 1234567",
        "email": "Ana.Pena@Example.CO", "address": "Calle 1 # 2-03",
    })  # fmt: skip

    assert [point[1:] for point in rows(*POINTS)] == [
        (PointKind.PHONE, "+573001234567", 0),
        (PointKind.PHONE, "+576012345678", 1),
        (PointKind.WHATSAPP, "+573001234567", 0),
        (PointKind.EMAIL, "ana.pena@example.co", 0),
        (PointKind.ADDRESS, "Calle 1 # 2-03", 0),
    ]


def test_a_telephone_is_read_as_in_the_customers_country_else_the_companys(bring, rows):
    bring(
        "customers",
        {"external_id": "C1", "name": "A", "country": "MX", "phone": "55 1234 5678"},
        {"external_id": "C2", "name": "B", "country": "", "phone": "300 123 4567"},
    )

    assert [point[2] for point in rows(*POINTS)] == ["+525512345678", "+573001234567"]


def test_the_same_number_twice_is_one_contact_point(bring, rows):
    bring("customers", ANA | {"phone": "3001234567", "phone_2": "+573001234567"})

    assert [point[1:] for point in rows(*POINTS)] == [(PointKind.PHONE, "+573001234567", 0)]


def test_what_is_not_understood_stays_as_an_attribute_with_one_warning(bring, rows):
    report = bring(
        "customers",
        ANA | {"phone": "no tiene", "email": "ana", "country": "Tierra Media", "timezone": "Bogotá", "language": "x"},
        {
            "external_id": "C2",
            "name": "B",
            "phone": "12",
            "email": "",
            "country": "Perú",
            "timezone": "",
            "language": "",
        },
    )

    assert counts(report) == (2, 0, 0, 0)
    assert rows(Customer.external_id, Customer.country, Customer.timezone, Customer.language, Customer.attributes) == [
        ("C1", None, None, None, {
            "phone": "no tiene", "phone_reason": "no trae ningún número", "email": "ana", "country": "Tierra Media",
            "timezone": "Bogotá", "language": "x",
        }),
        ("C2", "PE", None, None, {"phone": "12", "phone_reason": "le faltan cifras"}),
    ]  # fmt: skip
    assert report.warnings.lines() == [
        "Países que no se reconocen, guardados como atributo: 1 (el primero: Tierra Media).",
        "Zonas horarias que no existen, guardadas como atributo: 1 (la primera: Bogotá).",
        "Idiomas que no se reconocen, guardados como atributo: 1 (el primero: x).",
        "Teléfonos que no traen ningún número, guardados como texto: 1 (el primero, línea 2).",
        "Correos que no se reconocen, guardados como atributo: 1 (el primero, línea 2).",
        "Teléfonos a los que les faltan cifras, guardados como texto: 1 (el primero, línea 3).",
    ]


def test_what_is_understood_later_is_an_attribute_no_longer(bring, rows):
    bring("customers", ANA | {"phone": "12", "country": "Tierra Media"})

    bring("customers", ANA | {"phone": "3001234567", "country": "CO"})

    assert rows(Customer.country, Customer.attributes) == [("CO", {})]


def test_a_number_no_longer_named_moves_behind_and_one_a_person_added_stays(bring, rows, database):
    bring("customers", ANA | {"phone": "3001111111", "phone_2": "3002222222"})
    with database.writing() as session:
        (customer,) = session.query(Customer).all()
        session.add(
            ContactPoint(customer_id=customer.id, kind=PointKind.PHONE, value="+573009999999", position=0,
                         created_at=customer.created_at)
        )  # fmt: skip

    report = bring("customers", ANA | {"phone": "3002222222", "phone_2": "3003333333"})

    assert counts(report) == (0, 1, 0, 0)
    assert {value: position for _, _, value, position in rows(*POINTS)} == {
        "+573001111111": 100, "+573002222222": 0, "+573009999999": 0, "+573003333333": 1,
    }  # fmt: skip


def test_a_number_keeps_its_state_when_it_is_imported_again(bring, rows, database):
    bring("customers", ANA | {"phone": "3001111111"})
    with database.writing() as session:
        session.query(ContactPoint).one().state = PointState.BAD

    assert counts(bring("customers", ANA | {"phone": "3001111111"})) == (0, 0, 1, 0)
    assert rows(ContactPoint.state) == [(PointState.BAD,)]


@pytest.mark.both
def test_consents_are_rows_and_only_news_is_written(bring, rows):
    said = {"consent_call": "true", "consent_sms": "false", "consent_email": "", "consent_whatsapp": "true"}
    bring("customers", ANA | said)

    report = bring("customers", ANA | said | {"consent_whatsapp": "false"})

    assert counts(report) == (0, 1, 0, 0)
    assert rows(Consent.id, Consent.channel, Consent.granted, Consent.source) == [
        (1, Channel.CALL, True, "import"),
        (2, Channel.SMS, False, "import"),
        (3, Channel.WHATSAPP, True, "import"),
        (4, Channel.WHATSAPP, False, "import"),
    ]


def test_importing_the_same_consent_again_does_not_undo_an_opt_out(bring, rows, database):
    bring("customers", ANA | {"consent_call": "true"})
    with database.writing() as session:
        first = session.query(Consent).one()
        session.add(
            Consent(customer_id=first.customer_id, channel=Channel.CALL, granted=False, known_at=first.known_at,
                    source="call")
        )  # fmt: skip

    assert counts(bring("customers", ANA | {"consent_call": "true"})) == (0, 0, 1, 0)
    assert rows(Consent.id, Consent.granted) == [(1, True), (2, False)]


def test_importing_the_same_consent_again_does_not_undo_an_opt_out_of_history(bring, rows):
    bring("customers", ANA | {"consent_sms": "true"})
    bring("invoices", invoice())
    bring("interactions", interaction(outcome="MS-BAJ", channel="sms"))

    assert counts(bring("customers", ANA | {"consent_sms": "true"})) == (0, 0, 1, 0)
    assert rows(Consent.known_at, Consent.channel, Consent.granted) == [
        (datetime(1970, 1, 1, tzinfo=UTC), Channel.SMS, True),
        (datetime(2026, 11, 10, 15, tzinfo=UTC), Channel.SMS, False),
    ]


def test_a_first_grant_counts_from_the_customers_first_day_and_a_change_from_the_import(bring, rows, now):
    opened = ANA | {"opened_on": "2020-05-01"}
    bring("customers", opened | {"consent_call": "true", "consent_sms": "false"})

    bring("customers", opened | {"consent_call": "false", "consent_sms": "true"})

    assert rows(Consent.id, Consent.channel, Consent.granted, Consent.known_at) == [
        (1, Channel.CALL, True, datetime(2020, 5, 1, tzinfo=UTC)),
        (2, Channel.SMS, False, now),
        (3, Channel.CALL, False, now),
        (4, Channel.SMS, True, now),
    ]


@pytest.mark.both
def test_a_customer_twice_in_a_file_counts_once_and_one_that_says_otherwise_is_refused(bring, rows):
    report = bring("customers", ANA, ANA, ANA | {"name": "Ana P."}, {"external_id": "C2", "name": "B"})

    assert counts(report) == (2, 0, 1, 1)
    assert rows(Customer.external_id, Customer.name) == [("C1", "Ana Peña"), ("C2", "B")]
    assert reasons(report) == [
        (
            4,
            "external_id",
            "«C1» ya está en la línea 2 con otros datos: deje una de las dos filas o dé otro número a esta.",
        )
    ]
    assert report.warnings.lines() == [
        "Filas iguales a otra del archivo: 1; cada una cuenta una vez (la primera, línea 3)."
    ]
