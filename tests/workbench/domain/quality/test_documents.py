"""Documents: valid, invalid with the reason, or not checked, by the rules of each country."""

import pytest

from models.enums import CustomerKind
from workbench.domain.quality import DocumentState, document_verdict, useful_document

VALID = [
    ("CO", "NIT 900.114.772-2", None), ("CO", "9001147722", CustomerKind.BUSINESS), ("CO", "CC 52.418.903", None),
    ("CO", "C.C. 52418903", CustomerKind.RESIDENTIAL), ("MX", "RICF8605149A1", None),
    ("MX", "RFC: RICF8605149A1", None),
    ("CL", "76.086.428-5", None), ("CL", "RUT 76086428-5", CustomerKind.BUSINESS), ("PE", "20512333797", None),
    ("PE", "DNI 45678912", None), ("EC", "1792060346-001", None), ("EC", "171430710-3", CustomerKind.RESIDENTIAL),
    ("AR", "20-05536168-2", None), ("AR", "CUIL 20055361682", None), ("AR", "DNI 22.333.444", None),
    ("ES", "54362315K", None), ("ES", "NIE X-2482300W", None), ("ES", "CIF J99216582", None),
    ("BR", "390.533.447-05", CustomerKind.RESIDENTIAL), ("GT", "576937-K", None), ("DO", "1-01-85004-3", None),
    ("SV", "0614-050707-104-8", None), ("PY", "80028061-0", None), ("UY", "21-100342-001-7", None),
    ("VE", "J-07013380-5", None), ("US", "EIN 91-1144442", CustomerKind.BUSINESS),
]  # fmt: skip
INVALID = [
    ("CO", "NIT 900.114.772-0", None, "sería %(digit)s"),
    ("CO", "900114772", CustomerKind.BUSINESS, "sin su dígito"),
    ("CL", "76.086.428-4", None, "dígito de verificación no corresponde"),
    ("PE", "20512333798", CustomerKind.BUSINESS, "dígito de verificación no corresponde"),
    ("EC", "1714307104", CustomerKind.RESIDENTIAL, "dígito de verificación no corresponde"),
    ("AR", "20-05536168-3", CustomerKind.BUSINESS, "dígito de verificación no corresponde"),
    ("ES", "54362315Z", None, "dígito de verificación no corresponde"),
    ("MX", "RICF860514", None, "largo"),
    ("MX", "XAXX010101000", None, "relleno"),
    ("CO", "11111111", None, "relleno"),
    ("CO", "123456789", None, "relleno"),
    ("ES", "pendiente", None, "No es un número"),
]


@pytest.mark.parametrize(("country", "document", "kind"), VALID)
def test_document_that_exists_is_valid(country, document, kind):
    assert document_verdict(document, country, kind).state is DocumentState.VALID


@pytest.mark.parametrize(("country", "document", "kind", "why"), INVALID)
def test_document_that_cannot_exist_is_told_with_the_reason(country, document, kind, why):
    verdict = document_verdict(document, country, kind)

    assert verdict.state is DocumentState.INVALID
    assert why in verdict.why
    assert verdict.why % (verdict.values or {})


@pytest.mark.parametrize(("country", "document"), [(None, "900114772"), ("NI", "001-010190"), ("CO", "PAS AB1")])
def test_document_without_a_rule_is_not_judged(country, document):
    assert document_verdict(document, country, None).state is DocumentState.UNCHECKED


@pytest.mark.parametrize(
    ("one", "other"), [("CC 52.418.903", "52418903"), ("0052418903", "52418903"), ("Rut: 76.086.428-k", "76086428K")]
)
def test_spellings_of_one_document_are_compared_alike(one, other):
    assert useful_document(one) == useful_document(other) != ""


@pytest.mark.parametrize("document", [None, "", "N/A", "00000000", "1234"])
def test_document_that_says_nothing_is_not_compared(document):
    assert useful_document(document) == ""
