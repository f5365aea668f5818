"""Importing credit notes and void invoices: what they settle, and that they are no money."""

from dataclasses import replace
from datetime import date

import pytest

from models import FactVersion, Invoice, Payment
from models.enums import PaymentKind
from tests.workbench.domain.imports.conftest import counts, invoice, payment, reasons
from workbench.domain.standing import recompute_standing

pytestmark = pytest.mark.usefixtures("ana")

MINE = Invoice.external_id != "F0"
NOTE = {"external_id": "NC1", "amount": "-40.00", "due_on": ""}


@pytest.mark.both
@pytest.mark.parametrize(
    "how",
    [{"amount": "-40.00"}, {"amount": "40.00", "kind": "credit_note"}, {"amount": "40.00", "kind": "Nota Crédito"}],
)
def test_a_credit_note_is_a_kind_or_a_negative_amount_and_lessens_the_debt(bring, rows, account_of, how):
    report = bring("invoices", invoice(external_id="NC1", **how))

    assert (counts(report), dict(report.money)) == ((1, 0, 0, 0), {"COP": -4000})
    assert rows(Payment.kind, Payment.external_id, Payment.amount, Payment.paid_on) == [
        (PaymentKind.CREDIT_NOTE, "NC1", 4000, date(2026, 10, 1))
    ]
    account = account_of()
    assert (account.open_amount, account.last_payment_on, len(rows(Invoice.id))) == (6000, None, 1)


@pytest.mark.both
def test_a_credit_note_settles_the_invoice_it_names_and_the_rest_is_credit(bring, rows, account_of):
    bring("invoices", invoice(external_id="F9", due_on="2026-12-01", amount="30.00"))

    bring("invoices", invoice(**NOTE, settles="F9"))

    assert dict(rows(Invoice.external_id, Invoice.open_amount)) == {"F0": 10000, "F9": 0}
    assert account_of().credit == 1000


def test_the_same_again_changes_nothing_and_a_correction_is_kept(bring, rows, account_of):
    bring("invoices", invoice(**NOTE))

    assert counts(bring("invoices", invoice(**NOTE))) == (0, 0, 1, 0)
    report = bring("invoices", invoice(**NOTE | {"amount": "-50.00"}))

    assert (counts(report), dict(report.money)) == ((0, 1, 0, 0), {"COP": -1000})
    assert (account_of().open_amount, rows(FactVersion.kind)) == (5000, [("payment",)])


@pytest.mark.both
def test_a_day_before_a_correction_sees_the_note_as_it_was_told(bring, database, account_of):
    bring("invoices", invoice(**NOTE))
    bring("invoices", invoice(**NOTE | {"amount": "-50.00"}))

    with database.writing() as session:
        recompute_standing(session, on=date(2026, 11, 18), today=date(2026, 11, 30))

    assert account_of().open_amount == 6000


def test_invoices_and_notes_of_one_file_land_together(bring, account_of):
    report = bring(
        "invoices", invoice(settles=""), invoice(**NOTE, settles="F1"), invoice(external_id="F2", settles="")
    )

    assert (counts(report), dict(report.money)) == ((3, 0, 0, 0), {"COP": 6000})
    assert account_of().open_amount == 16000


@pytest.mark.both
@pytest.mark.parametrize("how", [{"amount": "-40.00", "kind": ""}, {"amount": "40.00", "kind": "NC"}])
def test_a_credit_note_may_have_the_number_of_the_invoice_that_it_settles(bring, rows, account_of, how):
    given = [invoice(kind="", settles=""), invoice(settles="F1", **how)]

    report = bring("invoices", *given)

    assert (counts(report), dict(report.money), report.warnings.lines()) == ((2, 0, 0, 0), {"COP": 1000}, [])
    assert dict(rows(Invoice.external_id, Invoice.open_amount)) == {"F0": 10000, "F1": 1000}
    assert counts(bring("invoices", *given)) == (0, 0, 2, 0)


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_credit_note_may_settle_an_invoice_of_another_batch_of_its_file(bring, terms, monkeypatch, dry_run):
    monkeypatch.setattr("workbench.domain.imports.engine.run.BATCH", 1)
    given = [invoice(settles=""), invoice(**NOTE, settles="F1"), invoice(**NOTE | {"external_id": "N2"}, settles="F77")]

    report = bring("invoices", *given, terms=replace(terms, dry_run=dry_run))

    told = "Notas crédito que nombran una factura que no está cargada: 1; rebajan lo más antiguo que se deba"
    assert (counts(report), report.warnings.lines()) == ((3, 0, 0, 0), [f"{told} (la primera, línea 4)."])


def test_a_payment_may_have_the_number_of_a_credit_note(bring, account_of):
    bring("invoices", invoice(**NOTE))
    report = bring("payments", payment(external_id="NC1"), payment(external_id="R1", reverses="NC1", amount="30.00"))

    assert (counts(report), account_of().open_amount) == ((2, 0, 0, 0), 6000)


def test_a_credit_note_keeps_the_other_columns_of_its_row(bring, rows):
    bring("invoices", invoice(**NOTE, product="plan", iva="6.39", intereses="0.00"))

    kept = {"iva": "6.39", "intereses": "0.00", "product": "plan"}
    assert rows(Payment.external_id, Payment.attributes) == [("NC1", kept)]


def test_an_invoice_needs_its_due_day_beside_credit_notes(bring):
    report = bring("invoices", invoice(due_on=""), invoice(**NOTE))

    assert reasons(report) == [(2, "due_on", "Falta el dato: escríbalo o quite la fila.")]


@pytest.mark.both
def test_a_void_invoice_asks_for_nothing_and_what_was_paid_is_credit(bring, rows, account_of):
    bring("payments", payment(invoice_external_id="F0"))

    report = bring("invoices", invoice(external_id="F0", amount="100.00", kind="void"))

    assert (counts(report), dict(report.money)) == ((0, 1, 0, 0), {"COP": -10000})
    assert (account_of().open_amount, account_of().credit) == (0, 3000)
    assert [values["amount"] for _, values in rows(FactVersion.id, FactVersion.values)] == [10000]


def test_a_void_credit_note_gives_nothing(bring, account_of):
    bring("invoices", invoice(**NOTE))

    bring("invoices", invoice(**NOTE, kind="void"))

    assert (account_of().open_amount, account_of().credit) == (10000, 0)


def void(number="F1", **values):
    """A row that says no more than which invoice is void."""
    return invoice(external_id=number, kind="void", issued_on="", due_on="", amount="") | values


@pytest.mark.both
def test_what_is_void_needs_its_number_and_customer_alone(bring, rows, account_of):
    bring("invoices", invoice(product="hogar"), invoice(external_id="F2", amount="70.00", product="hogar"))
    file = {"external_id": "F1", "customer_external_id": "C1", "portfolio": "consumo", "kind": "anulada"}

    reports = [bring("invoices", void("F2", amount="70.00"))] + [bring("invoices", file) for _ in range(2)]

    assert [(counts(one), dict(one.money), reasons(one)) for one in reports] == [
        ((0, 1, 0, 0), {"COP": -7000}, []), ((0, 1, 0, 0), {"COP": -5000}, []), ((0, 0, 1, 0), {"COP": 0}, []),
    ]  # fmt: skip
    assert rows(Invoice.external_id, Invoice.amount, Invoice.due_on, Invoice.product, where=MINE) == [
        ("F1", 0, date(2026, 11, 1), "hogar"), ("F2", 0, date(2026, 11, 1), "hogar"),
    ]  # fmt: skip
    assert [line for one in reports for line in one.warnings.lines()] == []
    assert account_of().open_amount == 10000


@pytest.mark.both
@pytest.mark.parametrize("dry_run", [False, True])
def test_a_void_number_voids_all_its_instalments_and_counts_once(bring, rows, terms, dry_run):
    bring("invoices", invoice(), invoice(due_on="2026-12-01"))

    report = bring("invoices", void(), terms=replace(terms, dry_run=dry_run))

    assert (report.read, counts(report), dict(report.money)) == (1, (0, 1, 0, 0), {"COP": -10000})
    left = 5000 if dry_run else 0
    assert sorted(rows(Invoice.amount, Invoice.due_on, where=MINE)) == [
        (left, date(2026, 11, 1)),
        (left, date(2026, 12, 1)),
    ]


@pytest.mark.parametrize("dry_run", [False, True])
@pytest.mark.parametrize("batch", [1, 100])
def test_a_void_number_that_nobody_knows_is_refused(bring, terms, monkeypatch, dry_run, batch):
    monkeypatch.setattr("workbench.domain.imports.engine.run.BATCH", batch)

    report = bring("invoices", invoice(kind=""), void(), void("F9"), terms=replace(terms, dry_run=dry_run))

    reason = (
        "No hay ninguna factura «%s» de este cliente que anular, cargada antes que este archivo: revise el número o "
        "quite la fila."
    )
    assert reasons(report) == [(3, "external_id", reason % "F1"), (4, "external_id", reason % "F9")]


def test_an_invoice_needs_its_days_and_amount_beside_void_ones(bring):
    report = bring("invoices", void(kind="factura"))

    assert reasons(report) == [(2, "issued_on", "Falta el dato: escríbalo o quite la fila.")]


def test_a_credit_note_that_names_an_invoice_of_another_customer_is_told(bring, account_of):
    bring("invoices", invoice(external_id="F5", customer_external_id="C5"))

    report = bring("invoices", invoice(external_id="N5", amount="-40.00", settles="F5"))

    told = "Notas crédito que nombran una factura de otro cliente: 1; rebajan lo que debe el cliente de la nota"
    assert [line.partition(" (")[0] for line in report.warnings.lines()] == [told]
    assert account_of().open_amount == 6000
