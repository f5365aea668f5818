"""Importing payments: whose they are, where they belong, and reversals."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from models import Account, FactVersion, Payment, Portfolio
from models.enums import PaymentMethod
from tests.workbench.domain.imports.conftest import counts, invoice, payment, reasons
from workbench.domain.imports.engine.mapping import Mapping

pytestmark = pytest.mark.usefixtures("ana")


NOT_POSITIVE = (
    "El monto de un pago debe ser mayor que cero y dice «%s»: la devolución de un pago va positiva, con el número del "
    "pago en «reverses»."
)


def too_much(amount, number, left):
    """Why a reversal of more than is left is refused."""
    return f"La reversa es de {amount} y del pago «{number}» quedan {left}: corrija el monto o el número del pago."


def test_a_new_payment_has_what_the_row_says(bring, rows):
    report = bring(
        "payments",
        payment(invoice_external_id="F0", method="transfer", channel="app", reference="0001", banco="Andes"),
    )

    assert counts(report) == (1, 0, 0, 0)
    columns = (
        Payment.external_id, Payment.paid_on, Payment.amount, Payment.invoice_external_id, Payment.reverses_external_id,
        Payment.method, Payment.channel, Payment.reference, Payment.attributes, Payment.known_at, Payment.known_on,
        Payment.import_id,
    )  # fmt: skip
    assert rows(*columns) == [
        (
            "P1", date(2026, 11, 10), 3000, "F0", None, PaymentMethod.TRANSFER, "app", "0001", {"banco": "Andes"},
            datetime(2026, 11, 11, 4, 59, 59, 999999, tzinfo=UTC), date(2026, 11, 10), report.import_id,
        )
    ]  # fmt: skip


def test_a_payment_takes_effect_at_once(bring, account_of):
    report = bring("payments", payment(amount="30.00"))

    account = account_of()
    assert (account.open_amount, account.ledger_dirty, report.replayed) == (7000, False, True)


def test_until_when_payments_are_known_is_told_by_payments_alone(bring, rows):
    bring("payments", payment(), payment(external_id="P2", paid_on="2026-12-24"))
    bring("invoices", invoice(external_id="F5", issued_on="2026-11-17"))

    assert rows(Portfolio.payments_as_of, Portfolio.data_as_of) == [(date(2026, 11, 10), date(2026, 11, 17))]


def test_a_bad_row_is_refused_and_the_good_ones_land(bring, rows):
    report = bring(
        "payments", payment(amount="0"), payment(external_id="P2"), payment(external_id="P3", customer_external_id="C9")
    )

    assert reasons(report) == [
        (2, "amount", NOT_POSITIVE % "0"),
        (4, "customer_external_id", "No hay ningún cliente «C9»: cárguelo antes o corrija el código."),
    ]
    assert (rows(Payment.external_id), counts(report)) == ([("P2",)], (1, 0, 0, 2))
    assert dict(report.money) == {"COP": 3000}


def test_words_of_the_sender_are_translated_by_the_mapping(bring, rows, terms):
    mapping = Mapping(values={"method": {"efectivo": "cash"}})

    bring("payments", payment(method="Efectivo"), terms=replace(terms, mapping=mapping))

    assert rows(Payment.method) == [(PaymentMethod.CASH,)]


@pytest.mark.both
def test_the_same_again_changes_nothing(bring, rows):
    bring("payments", payment(method="cash", banco="Andes"))

    assert counts(bring("payments", payment(method="cash", banco="Andes"))) == (0, 0, 1, 0)
    assert (rows(FactVersion.id), len(rows(Payment.id))) == ([], 1)


def test_a_correction_keeps_what_it_replaces_and_takes_effect(bring, rows, account_of):
    bring("payments", payment(method="cash"))

    report = bring("payments", payment(amount="40.00", method="cash"))

    assert counts(report) == (0, 1, 0, 0)
    assert account_of().open_amount == 6000
    ((kind, values),) = rows(FactVersion.kind, FactVersion.values)
    assert (kind, values) == ("payment", {
        "account_id": account_of().id, "paid_on": "2026-11-10", "amount": 3000, "invoice_external_id": None,
        "reverses_external_id": None, "method": "cash", "channel": None, "reference": None,
        "cheque_status": None, "deposited_on": None, "bounced_on": None,
        "known_at": "2026-11-11T04:59:59.999999+00:00", "known_on": "2026-11-10", "attributes": None,
    })  # fmt: skip


def test_a_payment_opens_the_account_it_is_the_first_fact_of(bring, rows):
    bring("payments", payment(portfolio="hogar"))

    assert len(rows(Account.id)) == 2
    assert rows(Portfolio.code, Portfolio.currency) == [("consumo", "COP"), ("hogar", "COP")]


def test_a_row_without_portfolio_goes_to_the_account_of_the_invoice_it_names(bring, rows):
    bring("invoices", invoice(external_id="H1", portfolio="hogar"))

    report = bring(
        "payments",
        payment(external_id="P1", portfolio="", invoice_external_id="H1"),
        payment(external_id="P2", portfolio="", invoice_external_id="F0"),
    )

    assert counts(report) == (2, 0, 0, 0)
    codes = dict(rows(Portfolio.id, Portfolio.code))
    assert [(key, codes[where]) for key, where in rows(Payment.external_id, Payment.portfolio_id)] == [
        ("P1", "hogar"), ("P2", "consumo"),
    ]  # fmt: skip


def test_a_row_without_portfolio_goes_to_the_customers_only_account(bring, rows):
    bring("invoices", invoice(external_id="H1", customer_external_id="C2", portfolio="hogar"))

    assert counts(bring("payments", payment(portfolio="", invoice_external_id="desconocida"))) == (1, 0, 0, 0)
    codes = dict(rows(Portfolio.id, Portfolio.code))
    assert [codes[where] for (where,) in rows(Payment.portfolio_id)] == ["consumo"]


def test_a_row_without_portfolio_is_refused_where_it_would_be_a_guess(bring):
    bring("customers", {"external_id": "C3", "name": "Sin cuenta"})
    bring("invoices", invoice(external_id="H1", portfolio="hogar"))

    report = bring(
        "payments",
        payment(external_id="P1", portfolio=""),
        payment(external_id="P2", portfolio="", customer_external_id="C3"),
        payment(external_id="P3", portfolio="", customer_external_id="C9"),
    )

    assert reasons(report) == [
        (2, "portfolio", "El cliente «C1» tiene varias cuentas: diga la cartera de la fila o al importar."),
        (3, "portfolio", "El cliente «C3» no tiene cuenta: diga la cartera de la fila o al importar."),
        (4, "customer_external_id", "No hay ningún cliente «C9»: cárguelo antes o corrija el código."),
    ]


@pytest.mark.both
def test_a_reversal_takes_its_payment_back(bring, account_of):
    bring("payments", payment())

    report = bring("payments", payment(external_id="R1", reverses="P1", paid_on="2026-11-12"))

    assert counts(report) == (1, 0, 0, 0)
    assert dict(report.money) == {"COP": -3000}
    assert account_of().open_amount == 10_000


def test_a_reversal_may_come_before_its_payment_and_in_the_same_file(bring, account_of):
    bring("payments", payment(external_id="R1", reverses="P1"))
    report = bring("payments", payment(), payment(external_id="P2"), payment(external_id="R2", reverses="P2"))

    assert counts(report) == (3, 0, 0, 0)
    assert account_of().open_amount == 10_000


def test_reversals_that_cannot_be_are_refused(bring):
    bring("invoices", invoice(customer_external_id="C2"))
    bring("payments", payment(), payment(external_id="R1", reverses="P1"))

    report = bring(
        "payments",
        payment(external_id="R2", reverses="P1", amount="0.01"),
        payment(external_id="R3", reverses="P1", customer_external_id="C2"),
        payment(external_id="R4", reverses="R1"),
    )

    assert reasons(report) == [
        (2, "amount", too_much("0.01", "P1", "0.00")),
        (3, "reverses", "El pago «P1» es de otra cuenta: revise el número del pago y el cliente."),
        (4, "reverses", "«R1» es a su vez una reversa: escriba en «reverses» el número del pago."),
    ]
    assert counts(report) == (0, 0, 0, 3)


def test_a_reversal_is_judged_by_payments_of_its_own_file(bring, rows):
    report = bring("payments", payment(), payment(external_id="R1", reverses="P1", amount="30.01"))

    assert reasons(report) == [(3, "amount", too_much("30.01", "P1", "30.00"))]
    assert rows(Payment.external_id) == [("P1",)]


def test_reversals_of_known_payments_and_of_the_file_come_together(bring):
    bring("payments", payment())

    report = bring(
        "payments",
        payment(external_id="P2"),
        payment(external_id="R1", reverses="P1"),
        payment(external_id="R2", reverses="P2", amount="31.00"),
    )

    assert reasons(report) == [(4, "amount", too_much("31.00", "P2", "30.00"))]


@pytest.mark.both
def test_reversals_take_parts_until_nothing_is_left(bring, account_of):
    bring("payments", payment(), payment(external_id="R1", reverses="P1", amount="10.00"))

    report = bring(
        "payments",
        payment(external_id="R1", reverses="P1", amount="10.00"),
        payment(external_id="R2", reverses="P1", amount="15.00"),
        payment(external_id="R3", reverses="P1", amount="5.01"),
    )

    assert reasons(report) == [(4, "amount", too_much("5.01", "P1", "5.00"))]
    assert (counts(report), account_of().open_amount) == ((1, 0, 1, 1), 9500)


OVER_BATCHES = {
    "payment and reversals": [
        payment(),
        payment(external_id="R1", reverses="P1", amount="20.00"),
        payment(external_id="R2", reverses="P1", amount="20.00"),
    ],
    "payment of another customer": [
        payment(),
        payment(external_id="R1", reverses="P1", customer_external_id="C2"),
    ],
    "reversal of a reversal": [
        payment(),
        payment(external_id="R1", reverses="P1"),
        payment(external_id="R2", reverses="R1"),
    ],
    "corrected payment": [
        payment(external_id="K1", amount="15.00"),
        payment(external_id="R1", reverses="K1", amount="30.00"),
    ],
    "reversal that is told again": [
        payment(external_id="K2", reverses="K1", amount="10.00"),
        payment(external_id="R1", reverses="K1", amount="20.00"),
        payment(external_id="R2", reverses="K1", amount="0.01"),
    ],
    "cheque that bounced": [
        payment(external_id="C7", method="cheque", cheque_status="bounced"),
        payment(external_id="R1", reverses="C7"),
    ],
    "line told its invoice": [
        payment(external_id="K1", invoice_external_id="F0"),
        payment(external_id="R1", reverses="K1", amount="30.01"),
    ],
}


@pytest.mark.parametrize("given", OVER_BATCHES.values(), ids=OVER_BATCHES)
@pytest.mark.parametrize("batch", [1, 2, 100])
def test_a_dry_run_over_several_batches_says_of_reversals_what_the_import_does(bring, terms, monkeypatch, given, batch):
    columns = dict.fromkeys((*payment(), "invoice_external_id", "method", "cheque_status"), "")
    bring("invoices", invoice(customer_external_id="C2"))
    bring("payments", payment(external_id="K1"), payment(external_id="K2", reverses="K1", amount="10.00"))
    monkeypatch.setattr("workbench.domain.imports.engine.run.BATCH", batch)

    dry = bring("payments", *[columns | row for row in given], terms=replace(terms, dry_run=True))
    wet = bring("payments", *[columns | row for row in given])

    assert (counts(dry), dry.money, reasons(dry)) == (counts(wet), wet.money, reasons(wet))
    assert wet.rejected == 1


def test_a_file_that_names_no_invoices_counts_a_known_payment_once_where_it_is_reversed(bring):
    bring("payments", payment(invoice_external_id="F0"))

    report = bring("payments", payment(), payment(external_id="R1", reverses="P1", amount="30.01"))

    assert reasons(report) == [(3, "amount", too_much("30.01", "P1", "30.00"))]


WAITING = (
    "Reversas de pagos que no están cargados: 1 (la primera, línea 2). No cambian ningún saldo hasta que llegue su "
    "pago."
)


@pytest.mark.both
@pytest.mark.usefixtures("ana")
def test_a_reversal_of_a_payment_nobody_knows_is_told_and_counts_with_its_payment(bring, account_of):
    before = bring("payments", payment(external_id="R1", amount="10.00", reverses="P1"))
    again = bring("payments", payment(external_id="R1", amount="10.00", reverses="P1"))
    assert account_of().open_amount == 10000

    report = bring("payments", payment(amount="30.00"))

    assert account_of().open_amount == 8000
    assert [dict(one.money) for one in (before, again, report)] == [{"COP": 0}, {"COP": 0}, {"COP": 2000}]
    assert [one.warnings.lines() for one in (before, again, report)] == [[WAITING], [], []]


@pytest.mark.both
@pytest.mark.usefixtures("ana")
@pytest.mark.parametrize("dry_run", [False, True])
@pytest.mark.parametrize(
    ("stored", "corrected"),
    [
        ([{"reverses": "P9", "amount": "10.00"}], [{"reverses": "P9", "amount": "15.00"}]),
        ([{"reverses": "P9", "amount": "10.00"}], [{"reverses": "P1", "amount": "10.00"}]),
        ([{"reverses": "P9", "amount": "10.00"}], [{"reverses": "P8", "amount": "5.00"}]),
        ([{"reverses": "P1", "amount": "10.00"}], [{"reverses": "P9", "amount": "12.00"}]),
        ([{"reverses": "P9", "amount": "10.00"}], [{"reverses": "", "amount": "10.00"}]),
        ([{"reverses": "", "amount": "10.00"}], [{"reverses": "P9", "amount": "10.00"}]),
        (
            [{"reverses": "P9", "amount": "10.00"}],
            [{"reverses": "P9", "amount": "6.00"}, {"external_id": "P9", "amount": "20.00"}],
        ),
        (
            [{"reverses": "P9", "amount": "50.00"}, {"external_id": "P9", "amount": "30.00"}],
            [{"reverses": "P9", "amount": "20.00"}],
        ),
    ],
)
def test_correction_of_a_reversal_counts_in_the_total_what_it_changes_in_the_ledger(  # noqa: PLR0917 - cases
    bring, account_of, terms, stored, corrected, dry_run
):
    def rows(given):
        return [payment(**{"external_id": "R1"} | one) for one in given]

    bring("payments", payment(amount="30.00"), *rows(stored))
    before = account_of().open_amount - account_of().credit

    foreseen = bring("payments", *rows(corrected), terms=replace(terms, dry_run=True)) if dry_run else None
    landed = bring("payments", *rows(corrected))

    change = before - (account_of().open_amount - account_of().credit)
    assert landed.money["COP"] == change
    assert foreseen is None or foreseen.money["COP"] == change


@pytest.mark.both
@pytest.mark.usefixtures("ana")
def test_payments_of_a_file_that_has_no_column_of_reversals_are_corrected_as_any(bring):
    row = {name: value for name, value in payment(amount="30.00").items() if name != "reverses"}
    bring("payments", row)

    again, corrected = bring("payments", row), bring("payments", row | {"amount": "20.00"})

    assert (again.unchanged, dict(corrected.money)) == (1, {"COP": -1000})


@pytest.mark.both
@pytest.mark.usefixtures("ana")
@pytest.mark.parametrize("dry_run", [False, True])
def test_a_reversal_may_come_batches_before_its_payment(bring, terms, monkeypatch, dry_run):
    monkeypatch.setattr("workbench.domain.imports.engine.run.BATCH", 1)
    reversal = payment(external_id="R1", amount="10.00", reverses="P1")

    report = bring("payments", reversal, payment(amount="30.00"), terms=replace(terms, dry_run=dry_run))

    assert (dict(report.money), report.warnings.lines()) == ({"COP": 2000}, [])


@pytest.mark.both
@pytest.mark.usefixtures("ana")
def test_a_payment_that_is_less_than_the_reversal_that_waited_for_it_is_told(bring, account_of):
    bring("payments", payment(external_id="R1", amount="50.00", reverses="P1"))

    report = bring("payments", payment(amount="30.00"))

    assert (account_of().open_amount, dict(report.money)) == (7000, {"COP": 3000})
    told = (
        "Pagos con una reversa anterior por más de lo que traen: 1 (el primero, línea 2). Esa reversa no cuenta: "
        "corrija su monto."
    )
    assert report.warnings.lines() == [told]


@pytest.mark.both
@pytest.mark.usefixtures("ana")
def test_a_correction_that_leaves_less_than_was_taken_back_is_refused(bring, account_of):
    bring("payments", payment(amount="90.00"))
    bring("payments", payment(external_id="R1", amount="40.00", reverses="P1"))

    report = bring("payments", payment(amount="30.00"))

    reason = "Del pago «P1» ya se reversaron 40.00 y la fila lo deja en 30.00: corrija el monto, o antes sus reversas."
    assert (reasons(report), account_of().open_amount) == ([(2, "amount", reason)], 5000)
    both = bring("payments", payment(amount="30.00"), payment(external_id="R1", amount="20.00", reverses="P1"))
    assert (counts(both), dict(both.money), account_of().open_amount) == ((0, 2, 0, 0), {"COP": -4000}, 9000)
