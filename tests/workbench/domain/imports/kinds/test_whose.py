"""Whose fact a row is, and what a number that comes more than once means: receipts, instalments, repeats."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from models import Account, Customer, FactVersion, Interaction, Invoice, Payment, Portfolio
from tests.workbench.domain.imports.conftest import counts, interaction, invoice, payment, reasons
from workbench.domain.imports.engine.run import BATCH

pytestmark = pytest.mark.both

FACTS = {"invoices": invoice, "payments": payment, "interactions": interaction}


@pytest.fixture
def debts(bring):
    """C1 owes F2 of 60.00 and F3 of 40.00; C2 owes F9."""
    bring(
        "invoices",
        invoice(external_id="F2", amount="60.00"),
        invoice(external_id="F3", amount="40.00"),
        invoice(external_id="F9", customer_external_id="C2"),
    )


@pytest.fixture
def per_customer(database, debts):
    """The portfolio consumo says that numbers are per customer."""
    with database.writing() as session:
        session.execute(sa.update(Portfolio).values(numbers_per_customer=True))


def receipt(*lines, **values):
    """The lines of a receipt: invoice and amount."""
    return [payment(external_id="R7", invoice_external_id=of, amount=amount, **values) for of, amount in lines]


RECEIPT = receipt(("F2", "60.00"), ("F3", "40.00"))


@pytest.mark.usefixtures("debts")
@pytest.mark.parametrize("kind", FACTS)
def test_a_known_number_under_another_customer_is_refused_naming_both(bring, rows, kind):
    bring(kind, FACTS[kind](external_id="N1"))

    report = bring(kind, FACTS[kind](external_id="N1", customer_external_id="C2"))

    assert (counts(report), sum(report.money.values())) == ((0, 0, 0, 1), 0)
    assert reasons(report) == [
        (
            2,
            "customer_external_id",
            (
                "«N1» ya es del cliente «C1», y la fila dice «C2»: corrija el cliente o el número, o "
                "diga en la cartera que los números son por cliente."
            ),
        )
    ]
    assert rows(FactVersion.id) == []


@pytest.mark.usefixtures("debts")
def test_a_key_that_only_looks_like_the_other_is_shown_as_it_is_written(bring):
    report = bring("invoices", invoice(external_id="F2", customer_external_id="C1\u200b"))

    assert [reason for *_, reason in reasons(report)] == [
        (
            "«F2» ya es del cliente «C1», y la fila dice «C1\\u200b»: corrija el cliente o el número, "
            "o diga en la cartera que los números son por cliente."
        )
    ]


def test_a_refused_invoice_makes_no_customer(bring, rows):
    bring("invoices", invoice(external_id="B-1", customer_external_id="C3", amount="100.00"))

    report = bring("invoices", invoice(external_id="B-1", customer_external_id="C4", amount="70.00"))

    assert (report.rejected, report.created_customers) == (1, 0)
    assert rows(Customer.external_id, Account.open_amount, where=Account.customer_id == Customer.id) == [("C3", 10_000)]


@pytest.mark.usefixtures("debts")
@pytest.mark.parametrize("kind", FACTS)
@pytest.mark.parametrize("dry_run", [False, True])
@pytest.mark.parametrize("between", [0, BATCH])
def test_a_number_of_two_customers_in_one_file_is_refused_with_the_line(bring, terms, kind, dry_run, between):
    row = FACTS[kind]
    others = [row(external_id=f"Z{number}", customer_external_id="C2") for number in range(between)]

    report = bring(
        kind, row(external_id="N1"), *others, row(external_id="N1", customer_external_id="C2"),
        terms=replace(terms, dry_run=dry_run),
    )  # fmt: skip

    assert reasons(report) == [
        (
            between + 3,
            "customer_external_id",
            "«N1» es del cliente «C1» en la línea 2, y en esta de «C2»: corrija el cliente o el número.",
        )
    ]
    assert report.inserted == between + 1


@pytest.mark.usefixtures("per_customer")
@pytest.mark.parametrize("kind", FACTS)
def test_numbers_may_be_per_customer(bring, kind):
    row = FACTS[kind]
    given = [row(external_id="N1"), row(external_id="N1", customer_external_id="C2")]

    assert counts(bring(kind, *given)) == (2, 0, 0, 0)
    assert counts(bring(kind, *given)) == (0, 0, 2, 0)
    assert counts(bring(kind, *given, given[0])) == (0, 0, 3, 0)


@pytest.mark.usefixtures("per_customer")
def test_a_reversal_takes_back_the_payment_of_its_own_customer(bring, account_of):
    bring("payments", payment(), payment(customer_external_id="C2", amount="20.00"))

    report = bring("payments", payment(external_id="R1", reverses="P1", amount="20.00", customer_external_id="C2"))

    assert counts(report) == (1, 0, 0, 0)
    assert (account_of("C1").open_amount, account_of("C2").open_amount) == (7000, 5000)


@pytest.mark.usefixtures("debts")
def test_rows_of_one_receipt_over_several_invoices_are_its_lines(bring, rows, account_of):
    report = bring("payments", *RECEIPT)

    assert (counts(report), dict(report.money)) == ((2, 0, 0, 0), {"COP": 10_000})
    assert rows(Payment.invoice_external_id, Payment.external_id, Payment.amount) == [
        ("F2", "R7", 6000), ("F3", "R7", 4000),
    ]  # fmt: skip
    account = account_of()
    assert (account.open_amount, account.credit, account.last_payment_amount) == (0, 0, 10_000)


@pytest.mark.usefixtures("debts")
def test_lines_of_a_receipt_may_be_in_different_batches(bring, account_of, terms):
    z = payment(customer_external_id="C2", invoice_external_id="")
    others = [z | {"external_id": f"Z{number}"} for number in range(BATCH)]
    given = [RECEIPT[0], *others, RECEIPT[1]]

    dry = bring("payments", *given, terms=replace(terms, dry_run=True))
    wet = bring("payments", *given)
    again = bring("payments", *given)

    assert counts(dry) == counts(wet) == (BATCH + 2, 0, 0, 0)
    assert counts(again) == (0, 0, BATCH + 2, 0)
    assert account_of().open_amount == 0


@pytest.mark.usefixtures("debts")
def test_a_receipt_may_have_a_line_that_names_no_invoice(bring, account_of):
    report = bring("payments", *receipt(("F2", "60.00"), ("", "10.00")))

    assert counts(report) == (2, 0, 0, 0)
    assert account_of().open_amount == 3000


@pytest.mark.usefixtures("debts")
@pytest.mark.parametrize(
    "row",
    [
        payment(external_id="R7", invoice_external_id="F2", amount="1.00"),
        payment(external_id="R7", invoice_external_id="F3", amount="60.00", paid_on="2026-11-11"),
        payment(external_id="R7", invoice_external_id="F2", amount="60.00", method="cash"),
    ],
)
def test_a_line_that_contradicts_another_is_refused_with_its_line(bring, account_of, row):
    columns = dict.fromkeys(row, "")

    report = bring("payments", columns | RECEIPT[0], row)

    assert counts(report) == (1, 0, 0, 1)
    assert reasons(report) == [
        (
            3,
            "external_id",
            "«R7» ya está en la línea 2 con otros datos: deje una de las dos filas o dé otro número a esta.",
        )
    ]
    assert account_of().open_amount == 4000


@pytest.mark.usefixtures("debts")
def test_the_same_row_twice_counts_once_with_a_warning(bring, account_of):
    report = bring("payments", *RECEIPT, RECEIPT[0], RECEIPT[0] | {"amount": "60"})

    assert (counts(report), dict(report.money)) == ((2, 0, 2, 0), {"COP": 10_000})
    assert report.warnings.lines() == [
        "Filas iguales a otra del archivo: 2; cada una cuenta una vez (la primera, línea 4)."
    ]
    assert account_of().open_amount == 0


@pytest.mark.usefixtures("debts")
def test_a_repeat_of_a_refused_row_is_refused(bring):
    bad = payment(external_id="R1", reverses="P1", amount="31.00")

    report = bring("payments", payment(), bad, bad)

    assert counts(report) == (1, 0, 0, 2)
    assert [line for line, *_ in reasons(report)] == [3, 4]


@pytest.mark.usefixtures("debts")
def test_a_later_file_corrects_lines_and_adds_new_ones(bring, rows, account_of):
    bring("payments", *receipt(("F2", "60.00"), ("F3", "30.00")))

    report = bring("payments", *receipt(("F2", "50.00"), ("F3", "30.00"), ("F8", "10.00")))

    assert (counts(report), dict(report.money)) == ((1, 1, 1, 0), {"COP": 0})
    assert sorted(rows(Payment.invoice_external_id, Payment.amount)) == [("F2", 5000), ("F3", 3000), ("F8", 1000)]
    assert account_of().open_amount == 1000


@pytest.mark.usefixtures("debts")
def test_a_line_that_names_another_invoice_corrects_the_only_one_left(bring, rows):
    bring("payments", *RECEIPT)

    report = bring("payments", *receipt(("F2", "60.00"), ("F8", "40.00")))

    assert counts(report) == (0, 1, 1, 0)
    assert sorted(rows(Payment.invoice_external_id)) == [("F2",), ("F8",)]


@pytest.mark.usefixtures("debts")
def test_a_row_that_may_correct_either_of_two_lines_is_refused(bring, rows):
    bring("payments", *RECEIPT)

    report = bring("payments", *receipt(("F8", "40.00")))

    assert reasons(report) == [
        (
            2, "external_id",
            "«R7» ya tiene 2 líneas y la fila no dice cuál corrige: traiga todas en un archivo.",
        )
    ]  # fmt: skip
    assert sorted(rows(Payment.invoice_external_id)) == [("F2",), ("F3",)]


OTHER_HALF = (
    "«R7» ya está con la factura «F2»: no se sabe si la fila corrige esa línea o es otra del mismo número. Si es otra, "
    "traiga todas sus líneas en un archivo; si la corrige, reverse o anule «R7» y traiga la fila con otro número."
)


@pytest.mark.usefixtures("debts")
@pytest.mark.parametrize(
    "half",
    [("F3", "40.00", {}), ("F3", "60.00", {}), ("", "60.00", {}), ("F3", "60.00", {"paid_on": "2026-11-12"})],
    ids=["other amount", "same amount", "on account", "another day"],
)
def test_the_other_half_of_a_receipt_in_a_later_file_is_refused_and_takes_nothing_away(bring, rows, half):
    of, amount, changed = half
    bring("payments", *receipt(("F2", "60.00")))

    report = bring("payments", *receipt((of, amount), **changed))

    assert (counts(report), reasons(report)) == ((0, 0, 0, 1), [(2, "external_id", OTHER_HALF)])
    assert (rows(Payment.invoice_external_id, Payment.amount), dict(report.money)) == ([("F2", 6000)], {"COP": 0})


@pytest.mark.usefixtures("debts")
def test_both_halves_of_a_receipt_land_once_they_come_in_one_file(bring, account_of):
    halves = receipt(("F2", "20.00"), ("F3", "20.00"))
    bring("payments", halves[0])
    bring("payments", halves[1])

    report = bring("payments", *halves)

    assert (counts(report), dict(report.money), account_of().open_amount) == ((1, 0, 1, 0), {"COP": 2000}, 6000)
    assert counts(bring("payments", halves[0])) == counts(bring("payments", halves[1])) == (0, 0, 1, 0)


@pytest.mark.usefixtures("debts")
def test_a_receipt_moved_whole_to_other_invoices_is_refused(bring, rows):
    bring("payments", *RECEIPT)

    report = bring("payments", *receipt(("F8", "60.00"), ("F9", "40.00")))

    assert (counts(report), sorted(rows(Payment.invoice_external_id))) == ((0, 0, 0, 2), [("F2",), ("F3",)])


@pytest.mark.usefixtures("debts")
@pytest.mark.parametrize(("amount", "outcome"), [("60.00", (0, 1, 0, 0)), ("40.00", (0, 0, 0, 1))])
def test_a_payment_that_named_no_invoice_is_told_its_invoice_where_the_amount_agrees(bring, amount, outcome):
    bring("payments", *receipt(("", "60.00")))

    assert counts(bring("payments", *receipt(("F2", amount)))) == outcome


@pytest.mark.usefixtures("debts")
def test_a_line_of_a_receipt_is_corrected_by_its_invoice(bring, rows):
    bring("payments", *receipt(("F2", "60.00")))

    report = bring("payments", *receipt(("F2", "40.00"), paid_on="2026-11-11"))

    assert (counts(report), dict(report.money), len(rows(Payment.id))) == ((0, 1, 0, 0), {"COP": -2000}, 1)


@pytest.mark.usefixtures("debts")
def test_a_file_without_invoices_says_nothing_of_them(bring, rows):
    bring("payments", *receipt(("F2", "60.00")))

    report = bring("payments", payment(external_id="R7", amount="40.00"))

    assert (counts(report), rows(Payment.invoice_external_id, Payment.amount)) == ((0, 1, 0, 0), [("F2", 4000)])


def test_a_credit_note_that_settles_another_invoice_in_a_later_file_is_refused(bring):
    note = invoice(external_id="N1", kind="credit_note", amount="5.00", settles="F2")
    bring("invoices", note)

    assert counts(bring("invoices", note | {"settles": "F3"})) == (0, 0, 0, 1)


@pytest.mark.usefixtures("debts")
@pytest.mark.parametrize("back", [[("", "100.00")], [("F2", "60.00"), ("F3", "40.00")]])
def test_a_receipt_of_several_lines_is_taken_back_whole(bring, account_of, back):
    bring("payments", *RECEIPT)

    report = bring(
        "payments",
        *[payment(external_id="X7", reverses="R7", invoice_external_id=of, amount=amount) for of, amount in back],
    )

    assert (report.rejected, dict(report.money)) == (0, {"COP": -10_000})
    account = account_of()
    assert (account.open_amount, account.credit) == (10_000, 0)


@pytest.mark.usefixtures("debts")
def test_one_line_of_a_receipt_is_taken_back(bring, account_of):
    bring("payments", *RECEIPT)

    bring("payments", payment(external_id="X7", reverses="R7", invoice_external_id="F3", amount="40.00"))

    assert account_of().open_amount == 4000


@pytest.mark.usefixtures("debts")
def test_a_payment_that_names_an_invoice_of_another_customer_is_told(bring, account_of):
    given = [payment(invoice_external_id="F9"), payment(external_id="P2", invoice_external_id="F2")]

    report = bring("payments", *given)

    assert report.warnings.lines() == [
        "Pagos que nombran una factura de otro cliente: 1; van a la cuenta de quien pagó (el primero, línea 2)."
    ]
    assert (account_of("C1").open_amount, account_of("C2").open_amount) == (4000, 5000)
    assert bring("payments", *given).warnings.lines() == []


@pytest.mark.usefixtures("debts")
def test_a_payment_or_credit_note_that_names_an_unknown_invoice_is_told(bring, account_of):
    told = [
        "Pagos que nombran una factura que no está cargada: 1; abonan lo más antiguo",
        "Notas crédito que nombran una factura que no está cargada: 1; rebajan lo más antiguo que se deba",
    ]

    paid = bring("payments", payment(invoice_external_id="F77"))
    noted = bring("invoices", invoice(external_id="N1", kind="credit_note", amount="5.00", settles="F77"))

    assert [line.partition(" (")[0] for report in (paid, noted) for line in report.warnings.lines()] == told
    assert account_of("C1").credit == 0


INSTALMENTS = [invoice(external_id="K1", due_on=f"2026-{month}-05", amount="10.00") for month in ("09", "10", "11")]


def test_instalments_of_one_invoice_are_its_due_days(bring, rows, account_of):
    report = bring("invoices", *INSTALMENTS)

    assert (counts(report), dict(report.money)) == ((3, 0, 0, 0), {"COP": 3000})
    assert (account_of().open_amount, account_of().overdue_items) == (3000, 3)
    assert counts(bring("invoices", *reversed(INSTALMENTS))) == (0, 0, 3, 0)
    assert len(rows(Invoice.id)) == 3


def test_a_payment_that_names_an_invoice_goes_to_its_oldest_instalment_first(bring, rows, account_of):
    bring("invoices", *INSTALMENTS, invoice(external_id="A0", due_on="2026-01-01", amount="5.00"))

    bring("payments", payment(amount="35.00", invoice_external_id="K1"))

    assert rows(Invoice.due_on, Invoice.open_amount, where=Invoice.external_id == "K1")[0][1] == 0
    assert (account_of().open_amount, account_of().credit) == (500, 500)


def test_an_instalment_that_contradicts_another_is_refused(bring):
    report = bring("invoices", *INSTALMENTS, INSTALMENTS[0] | {"amount": "11.00"})

    assert reasons(report) == [
        (
            5,
            "external_id",
            "«K1» ya está en la línea 2 con otros datos: deje una de las dos filas o dé otro número a esta.",
        )
    ]


def test_a_plan_whose_days_move_keeps_its_instalments(bring, rows):
    bring("invoices", *INSTALMENTS)

    report = bring("invoices", *[row | {"due_on": row["due_on"].replace("-05", "-20")} for row in INSTALMENTS])

    assert counts(report) == (0, 3, 0, 0)
    assert [day.isoformat() for (day,) in rows(Invoice.due_on)] == ["2026-09-20", "2026-10-20", "2026-11-20"]


def test_an_invoice_that_falls_due_on_another_day_is_told_as_it_may_be_another_instalment(bring, rows):
    bring("invoices", INSTALMENTS[0])

    report = bring("invoices", INSTALMENTS[1])

    assert (counts(report), len(rows(Invoice.id))) == ((0, 1, 0, 0), 1)
    told = "Facturas que ahora vencen otro día: 1 (la primera, línea 2). Si son otras cuotas del mismo número, "
    assert report.warnings.lines() == [told + "traiga todas sus cuotas en un archivo."]


@pytest.mark.usefixtures("debts")
def test_an_interaction_that_contradicts_another_is_refused(bring, rows):
    report = bring("interactions", interaction(), interaction(), interaction(outcome="CD-PDP"))

    assert counts(report) == (1, 0, 1, 1)
    assert reasons(report) == [
        (
            4,
            "external_id",
            "«G1» ya está en la línea 2 con otros datos: deje una de las dos filas o dé otro número a esta.",
        )
    ]
    assert len(rows(Interaction.id)) == 1


@pytest.mark.both
@pytest.mark.usefixtures("ana")
def test_a_row_without_invoice_beside_an_unclear_one_is_unclear_too_and_stays_so(bring):
    bring("payments", payment(invoice_external_id="F2"))
    rows = [payment(invoice_external_id="F1", amount="10.00"), payment(invoice_external_id="", amount="20.00")]

    reports = [bring("payments", *rows), bring("payments", *rows)]

    assert [(one.inserted, one.updated, one.rejected) for one in reports] == [(0, 0, 2), (0, 0, 2)]
