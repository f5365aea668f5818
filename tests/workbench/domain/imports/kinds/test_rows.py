"""What a row of each kind may not say: the column and the reason, without a database."""

import pytest

from models import Outcome
from models.enums import ImportKind
from tests.workbench.domain.imports.conftest import interaction, invoice, payment
from tests.workbench.domain.imports.kinds.test_payments import NOT_POSITIVE
from workbench.domain.imports.engine.mapping import Mapping
from workbench.domain.imports.engine.report import Warnings
from workbench.domain.imports.engine.shape import shape_of
from workbench.domain.imports.kinds.columns import COLUMNS
from workbench.domain.imports.kinds.customers.rows import CustomerReader
from workbench.domain.imports.kinds.facts.interaction_rows import Vocabulary, read_interactions
from workbench.domain.imports.kinds.facts.ledger_rows import read_invoices, read_payments
from workbench.domain.imports.kinds.facts.places import ImportPortfolio

PLACE = ImportPortfolio(1, "consumo", currency="COP", zone="America/Bogota", locale="es_CO")
PROMISED = {"outcome": "CD-PDP", "promise_amount": "60.00", "promise_due_on": "2026-11-20"}
VOCABULARY = Vocabulary(
    outcomes={"NC-NCT": Outcome(code="NC-NCT", requires=[]), "CD-PDP": Outcome(code="CD-PDP", requires=["promise"])},
    delay_reasons=frozenset({"R02"}),
    users={},
    warnings=Warnings(),
)


def sheet_of(kind, *rows, mapping=None):
    names = tuple(rows[0])
    shape = shape_of(names, COLUMNS[kind], mapping=mapping or Mapping())
    sheet, _ = shape.sheet([(line, [row[name] for name in names]) for line, row in enumerate(rows, start=2)])
    shape.written.settle_amounts(sheet, locale=PLACE.locale, decimals=PLACE.decimals, warnings=Warnings())
    return sheet, shape


def refused(sheet):
    return [(line, bad.column, bad.reason % bad.values) for line, _, bad in sheet.refusals()]


@pytest.mark.parametrize(
    ("wrong", "column", "reason"),
    [
        ({"external_id": ""}, "external_id", "Falta el dato: escríbalo o quite la fila."),
        ({"customer_external_id": ""}, "customer_external_id", "Falta el dato: escríbalo o quite la fila."),
        ({"issued_on": "2026-02-30"}, "issued_on", "«2026-02-30» no es una fecha: escríbala así: 2026-11-18."),
        ({"due_on": ""}, "due_on", "Falta el dato: escríbalo o quite la fila."),
        ({"due_on": "pronto"}, "due_on", "«pronto» no es una fecha: escríbala así: 2026-11-18."),
        (
            {"kind": "boleto"},
            "kind",
            (
                "«boleto» no es uno de: invoice, credit_note, void. Escriba uno de ellos, o diga "
                "cuál es en la correspondencia."
            ),
        ),
        (
            {"amount": "0", "kind": "credit_note"},
            "amount",
            "Una nota crédito no puede ser de cero: escriba su monto o quite la fila.",
        ),
        (
            {"amount": "1.234"},
            "amount",
            "«1.234» tiene más decimales que la moneda (2): redondéelo, o quite el separador de miles.",
        ),
        ({"amount": "1,50"}, "amount", "«1,50» no es un monto: escriba solo la cifra, así: 1234.50."),
        ({"disputed": "quizá"}, "disputed", "«quizá» no es sí ni no: escriba true o false."),
        ({"known_at": "ayer"}, "known_at", "«ayer» no es un día con hora: escríbalo así: 2026-11-18T10:30:00-05:00."),
    ],
)
def test_a_bad_row_of_an_invoice_says_why(wrong, column, reason):
    good = invoice(external_id="F2", disputed="", known_at="", kind="", settles="")
    sheet, shape = sheet_of(ImportKind.INVOICES, good | {"external_id": "F1"} | wrong, good)

    (facts,) = read_invoices(sheet, PLACE, shape)

    assert refused(sheet) == [(2, column, reason)]
    assert facts.external_ids == ["F2"]


@pytest.mark.parametrize(
    ("wrong", "column", "reason"),
    [
        ({"external_id": ""}, "external_id", "Falta el dato: escríbalo o quite la fila."),
        ({"paid_on": "10/11/2026"}, "paid_on", "«10/11/2026» no es una fecha: escríbala así: 2026-11-18."),
        ({"amount": "0"}, "amount", NOT_POSITIVE % "0"),
        ({"amount": "-5"}, "amount", NOT_POSITIVE % "-5"),
        ({"amount": ""}, "amount", "Falta el dato: escríbalo o quite la fila."),
        ({"method": "trueque"}, "method",
         (
             "«trueque» no es uno de: cash, cheque, card, transfer, direct_debit, other. Escriba uno "
             "de ellos, o diga cuál es en la correspondencia."
         )),
        ({"reverses": "P1"}, "reverses", (
            "Un pago no puede reversarse a sí mismo: dé otro número a la fila y deje en «reverses» "
            "el del pago."
        )),
        ({"deposited_on": "2026-11-12"}, "method", (
            "Solo un cheque tiene estado, día de depósito y día de devolución: escriba cheque en "
            "«method» o deje vacíos esos datos."
        )),
        ({"method": "cheque", "cheque_status": "deposited", "bounced_on": "2026-11-12"}, "cheque_status",
         "Un cheque con día de devolución está devuelto: escriba bounced en «cheque_status» o quite ese día."),
    ],
)  # fmt: skip
def test_a_bad_row_of_a_payment_says_why(wrong, column, reason):
    good = payment(external_id="P2", method="", cheque_status="", deposited_on="", bounced_on="")
    sheet, shape = sheet_of(ImportKind.PAYMENTS, good | {"external_id": "P1"} | wrong, good)

    facts = read_payments(sheet, PLACE, shape)

    assert refused(sheet) == [(2, column, reason)]
    assert facts.external_ids == ["P2"]


@pytest.mark.parametrize(
    ("wrong", "column", "reason"),
    [
        ({"at": ""}, "at", "Falta el dato: escríbalo o quite la fila."),
        ({"at": "10/11/2026"}, "at", "«10/11/2026» no es un día con hora: escríbalo así: 2026-11-18T10:30:00-05:00."),
        ({"channel": "humo"}, "channel",
         (
             "«humo» no es uno de: call, voicemail, sms, email, whatsapp, chat, letter, visit, "
             "other. Escriba uno de ellos, o diga cuál es en la correspondencia."
         )),
        ({"direction": "lateral"}, "direction", (
            "«lateral» no es uno de: outbound, inbound. Escriba uno de ellos, o diga cuál es en la "
            "correspondencia."
        )),
        ({"outcome": "XX-YYY"}, "outcome", (
            "«XX-YYY» no es un código del árbol de resultados: escriba uno, como NC-NCT, o diga en "
            "la correspondencia cuál es."
        )),
        ({"outcome": ""}, "outcome", "Falta el dato: escríbalo o quite la fila."),
        ({"delay_reason": "R77"}, "delay_reason", (
            "«R77» no es un código de motivo de atraso: escriba uno, como R02, o déjelo "
            "vacío."
        )),
        ({"duration_s": "-3"}, "duration_s", "«-3» no es un número entero: escriba solo cifras."),
        ({"promise_amount": "10.00"}, "promise_amount", (
            "El resultado NC-NCT no lleva promesa: deje vacíos su monto y su día, o escriba un "
            "resultado que sea promesa, como CD-PDP."
        )),
        (PROMISED | {"promise_amount": ""}, "promise_amount", "Falta el dato: escríbalo o quite la fila."),
        (PROMISED | {"promise_due_on": ""}, "promise_due_on", "Falta el dato: escríbalo o quite la fila."),
        (PROMISED | {"promise_amount": "0"}, "promise_amount",
         "El monto de una promesa debe ser mayor que cero y dice «0»: corríjalo."),
        (PROMISED | {"promise_due_on": "2026-11-09"}, "promise_due_on", (
            "La promesa vence antes de haberse hecho: corrija su día o el de la "
            "gestión."
        )),
    ],
)  # fmt: skip
def test_a_bad_row_of_an_interaction_says_why(wrong, column, reason):
    empty = dict.fromkeys(("direction", "delay_reason", "duration_s", "promise_amount", "promise_due_on"), "")
    good = interaction(external_id="G2") | empty
    sheet, shape = sheet_of(ImportKind.INTERACTIONS, good | {"external_id": "G1"} | wrong, good)

    facts = read_interactions(sheet, PLACE, shape, vocabulary=VOCABULARY)

    assert refused(sheet) == [(2, column, reason)]
    assert facts.external_ids == ["G2"]


@pytest.mark.parametrize(
    ("wrong", "column", "reason"),
    [
        ({"external_id": " "}, "external_id", "Falta el dato: escríbalo o quite la fila."),
        ({"name": ""}, "name", "Falta el dato: escríbalo o quite la fila."),
        (
            {"kind": "gente"},
            "kind",
            (
                "«gente» no es uno de: business, residential. Escriba uno de ellos, o diga cuál es "
                "en la correspondencia."
            ),
        ),
        ({"opened_on": "01/05/2020"}, "opened_on", "«01/05/2020» no es una fecha: escríbala así: 2026-11-18."),
        ({"consent_call": "tal vez"}, "consent_call", "«tal vez» no es sí ni no: escriba true o false."),
    ],
)
def test_a_bad_row_of_a_customer_says_why(wrong, column, reason):
    good = {"external_id": "C2", "name": "Eva", "kind": "", "opened_on": "", "consent_call": "true"}
    sheet, shape = sheet_of(ImportKind.CUSTOMERS, good | {"external_id": "C1"} | wrong, good)

    read = CustomerReader(shape, country="CO", warnings=Warnings()).read(sheet, {})

    assert refused(sheet) == [(2, column, reason)]
    assert [row.external_id for row in read] == ["C2"]


def test_the_first_thing_wrong_with_a_row_is_told():
    bad = invoice(issued_on="x", amount="y")
    sheet, shape = sheet_of(ImportKind.INVOICES, bad)

    read_invoices(sheet, PLACE, shape)

    assert refused(sheet) == [(2, "issued_on", "«x» no es una fecha: escríbala así: 2026-11-18.")]


@pytest.mark.parametrize(
    ("locale", "amount"), [("es_CO", "1.234,50"), ("es_MX", "1,234.50"), ("portfolio", "1.234,50"), (None, "1234.50")]
)
def test_amounts_are_written_as_the_mapping_says(locale, amount):
    sheet, shape = sheet_of(ImportKind.INVOICES, invoice(amount=amount), mapping=Mapping(locale=locale))

    assert read_invoices(sheet, PLACE, shape)[0].values["amount"] == [123_450]
