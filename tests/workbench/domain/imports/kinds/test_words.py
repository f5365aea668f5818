"""Usual Spanish words in columns of fixed words are understood without a mapping."""

import pytest

from models import Customer, Interaction, Payment
from models.enums import Channel, ChequeState, CustomerKind, Direction, PaymentMethod
from tests.workbench.domain.imports.conftest import counts, interaction, payment, reasons

pytestmark = pytest.mark.usefixtures("ana")


@pytest.mark.both
@pytest.mark.parametrize(
    ("written", "method"),
    [
        ("Efectivo", PaymentMethod.CASH),
        ("CONSIGNACIÓN", PaymentMethod.TRANSFER),
        ("debito automatico", PaymentMethod.DIRECT_DEBIT),
        ("cheque", PaymentMethod.CHEQUE),
    ],
)
def test_how_it_was_paid(bring, rows, written, method):
    bring("payments", payment(method=written))

    assert rows(Payment.method) == [(method,)]


@pytest.mark.parametrize(
    ("written", "state"), [("En cartera", ChequeState.RECEIVED), ("Consignado", ChequeState.DEPOSITED)]
)
def test_how_far_a_cheque_has_come(bring, rows, written, state):
    bring("payments", payment(method="Cheque", cheque_status=written))

    assert rows(Payment.cheque_status) == [(state,)]


def test_a_cheque_that_was_returned_is_taken_back(bring, account_of):
    bring("payments", payment(method="Cheque", cheque_status="Devuelto"))

    assert account_of().open_amount == 10000


@pytest.mark.both
def test_channel_direction_and_outcome_of_a_gestion(bring, rows):
    said = {"channel": "Teléfono", "direction": "Entrante", "outcome": "No contesta"}

    report = bring("interactions", interaction(**said))

    assert (counts(report), reasons(report)) == ((1, 0, 0, 0), [])
    assert rows(Interaction.channel, Interaction.direction, Interaction.outcome_code) == [
        (Channel.CALL, Direction.INBOUND, "NC-NCT")
    ]


def test_a_word_that_nobody_knows_is_refused_with_ours(bring):
    report = bring("interactions", interaction(channel="paloma"), interaction(external_id="G2", outcome="quizás"))

    assert [(line, column) for line, column, _ in reasons(report)] == [(2, "channel"), (3, "outcome")]


def test_kind_of_a_customer(bring, rows):
    bring("customers", {"external_id": "C8", "name": "Tienda", "kind": "Persona jurídica"})

    assert rows(Customer.kind, where=Customer.external_id == "C8") == [(CustomerKind.BUSINESS,)]
