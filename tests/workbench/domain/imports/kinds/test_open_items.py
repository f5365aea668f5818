"""Importing lists of open items: what they no longer ask for is settled as inferred, and only then."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from models import FactVersion, ImportRun, Invoice, Payment, Portfolio
from models.enums import PaymentKind
from tests.workbench.domain.imports.conftest import counts, invoice, payment, reasons
from workbench.domain.imports import PartialList
from workbench.domain.imports.engine.errors import FileRefused
from workbench.domain.standing import recompute_standing

INFERRED = Payment.kind == PaymentKind.INFERRED
TODAY = date(2026, 11, 18)


def item(number="F1", left="100.00", **values):
    """A row of a list."""
    return {
        "external_id": number, "customer_external_id": "C1", "portfolio": "consumo", "due_on": "2026-11-01",
        "open_amount": left,
    } | values  # fmt: skip


@pytest.fixture
def listed(bring, terms):
    """`listed(item(…), days=1)`: import the list of a day, so many days from today."""

    def run(*rows, days=0, complete=False, **more):
        return bring(
            "open_items", *rows, terms=replace(terms, now=terms.now + timedelta(days=days), complete=complete, **more)
        )

    return run


@pytest.fixture
def open_amounts(rows):
    """What is open of every number."""
    return lambda: dict(rows(Invoice.external_id, Invoice.open_amount))


@pytest.fixture
def owed_on(database, account_of):
    """What the account owes less its credit, as of a day."""

    def ask(day):
        with database.writing() as session:
            recompute_standing(session, on=day, today=date(2027, 1, 31))
        account = account_of()
        return account.open_amount - account.credit

    return ask


@pytest.fixture
def debts(bring):
    """Three invoices of 100.00."""
    bring("invoices", *(invoice(external_id=f"F{number}", amount="100.00") for number in (1, 2, 3)))


@pytest.mark.both
def test_items_nobody_knows_are_made_with_their_customer(listed, rows, account_of):
    report = listed(
        item(customer_name="Ana", amount="", issued_on=""),
        item("F2", "30.00", customer_name="Ana", amount="80.00", issued_on="2026-10-02"),
    )

    assert (counts(report), report.created_customers, dict(report.money)) == ((2, 0, 0, 0), 1, {"COP": 13000})
    assert rows(Invoice.external_id, Invoice.issued_on, Invoice.amount, Invoice.open_amount, Invoice.known_on) == [
        ("F1", date(2026, 11, 1), 10000, 10000, TODAY), ("F2", date(2026, 10, 2), 8000, 3000, TODAY),
    ]  # fmt: skip
    assert account_of().open_amount == 13000


@pytest.mark.both
@pytest.mark.usefixtures("debts")
def test_dry_run_tells_the_money_that_importing_the_list_moves(listed, rows):
    extra = {"amount": "100.00", "issued_on": ""}
    news = (
        item("F2", "60.00", **extra),
        item("F3", **extra),
        item("F9", "30.00", amount="80.00", issued_on="2026-10-02"),
    )

    foreseen = listed(*news, dry_run=True)
    payments = rows(Payment.external_id)
    brought = listed(*news)

    assert (dict(foreseen.money), payments) == (dict(brought.money), [])
    assert dict(brought.money) == {"COP": -110_00}
    assert not any("se anotaron" in line for line in foreseen.warnings.lines())


@pytest.mark.both
@pytest.mark.usefixtures("debts")
def test_what_is_gone_or_asks_for_less_is_settled_as_inferred(listed, rows, open_amounts, account_of):
    report = listed(item("F2", "60.00"), item("F3"))

    assert (open_amounts(), account_of().credit) == ({"F1": 0, "F2": 6000, "F3": 10000}, 0)
    assert rows(Payment.invoice_external_id, Payment.amount, Payment.paid_on, Payment.known_on, where=INFERRED) == [
        ("F1", 10000, TODAY, TODAY), ("F2", 4000, TODAY, TODAY),
    ]  # fmt: skip
    assert (counts(report), dict(report.money)) == ((0, 0, 2, 0), {"COP": -14000})
    assert report.warnings.lines() == [
        "consumo: ya no se piden 140.00 COP; se anotaron como pago inferido de la lista."
    ]


@pytest.mark.both
@pytest.mark.usefixtures("debts")
def test_the_same_list_again_changes_nothing(listed, rows):
    told = [item("F2", "60.00"), item("F3")]
    listed(*told)

    report = listed(*told)

    assert (counts(report), dict(report.money), len(rows(Payment.id))) == ((0, 0, 2, 0), {"COP": 0}, 2)


@pytest.mark.both
@pytest.mark.usefixtures("debts")
def test_item_that_is_back_the_next_day_is_open_again(listed, open_amounts, database, account_of):
    listed(item("F2"), item("F3"))

    listed(item("F1"), item("F2"), item("F3"), days=1)

    assert open_amounts() == {"F1": 10000, "F2": 10000, "F3": 10000}
    with database.writing() as session:
        recompute_standing(session, on=TODAY + timedelta(days=1), today=TODAY + timedelta(days=9))
    assert account_of().open_amount == 20000


@pytest.mark.usefixtures("debts")
@pytest.mark.parametrize("rows_", [[item("F1")], []], ids=["one of three", "none"])
def test_a_list_that_would_settle_more_than_half_is_refused_and_changes_nothing(listed, rows, open_amounts, rows_):
    with pytest.raises(PartialList, match="La lista parece parcial"):
        listed(*rows_, portfolio="consumo")

    assert (open_amounts(), rows(Payment.id)) == ({"F1": 10000, "F2": 10000, "F3": 10000}, [])
    assert len(rows(ImportRun.id)) == 1


@pytest.mark.both
@pytest.mark.usefixtures("debts")
def test_a_list_tells_what_was_paid_up_to_its_day(listed, rows):
    listed(item("F1"), item("F2"), item("F3"))

    assert rows(Portfolio.payments_as_of) == [(TODAY,)]


@pytest.mark.usefixtures("debts")
def test_a_list_that_is_confirmed_to_be_whole_settles_the_rest(listed, open_amounts):
    listed(portfolio="consumo", complete=True)

    assert open_amounts() == {"F1": 0, "F2": 0, "F3": 0}


def test_a_list_without_more_than_half_of_the_customers_is_refused(bring, listed):
    owners = ["C1", "C1", "C1", "C2", "C3"]
    bring("invoices", *(invoice(external_id=f"F{n}", customer_external_id=one) for n, one in enumerate(owners)))

    with pytest.raises(FileRefused, match="2 de 3 clientes"):
        listed(*(item(f"F{n}", "50.00") for n in range(3)))


@pytest.mark.usefixtures("debts")
def test_portfolios_that_the_list_leaves_out_stay_as_they_are_and_are_named(bring, listed, open_amounts):
    bring("invoices", invoice(external_id="H1", portfolio="hogar"))

    report = listed(item("F1"), item("F2"))

    assert open_amounts() == {"F1": 10000, "F2": 10000, "F3": 0, "H1": 5000}
    assert "La lista no trae nada de la cartera hogar: sus partidas quedan como estaban." in report.warnings.lines()


@pytest.mark.usefixtures("debts")
def test_item_of_a_row_that_is_refused_is_not_taken_for_gone(listed, open_amounts):
    report = listed(item("F1", "cien"), item("F2"), item("F3"))

    assert reasons(report) == [(2, "open_amount", "«cien» no es un monto: escriba solo la cifra, así: 1234.50.")]
    assert open_amounts() == {"F1": 10000, "F2": 10000, "F3": 10000}


@pytest.mark.usefixtures("debts")
def test_rows_without_a_number_stop_the_list(listed):
    with pytest.raises(FileRefused, match="1 filas no traen un número que se pueda leer"):
        listed(item(""), item("F2"), item("F3"))


@pytest.mark.usefixtures("debts")
def test_a_row_whose_number_is_damaged_stops_the_list(listed, open_amounts):
    with pytest.raises(PartialList, match="1 filas no traen un número que se pueda leer"):
        listed(item("1,2E+10"), item("F2"), item("F3"))

    assert open_amounts() == {"F1": 10000, "F2": 10000, "F3": 10000}


@pytest.mark.usefixtures("debts")
def test_a_row_whose_cells_have_moved_stops_the_list(bring_file, open_amounts):
    head = "external_id,customer_external_id,portfolio,due_on,open_amount\n"
    rows = [f"{number},C1,consumo,2026-11-01,100.00\n" for number in ("F,1", "F2", "F3")]

    with pytest.raises(PartialList, match="1 filas no traen un número que se pueda leer"):
        bring_file("open_items", head + "".join(rows))

    assert open_amounts() == {"F1": 10000, "F2": 10000, "F3": 10000}


@pytest.mark.usefixtures("debts")
def test_a_list_of_an_earlier_day_than_one_that_was_applied_is_refused(listed):
    listed(item("F2"), item("F3"))

    with pytest.raises(FileRefused, match="La lista es del 2026-11-17 y ya se aplicó una del 2026-11-18"):
        listed(item("F1"), item("F2"), item("F3"), days=-1)


@pytest.mark.usefixtures("debts")
def test_what_gave_way_to_a_payment_is_no_list_of_a_later_day(bring, listed, open_amounts):
    listed(item("F2"), item("F3"))
    bring("payments", payment(amount="100.00", paid_on="2026-11-17", invoice_external_id="F1", known_at="2026-11-25"))

    listed(item("F2"), item("F3", "70.00"), days=2)

    assert open_amounts() == {"F1": 0, "F2": 10000, "F3": 7000}


@pytest.mark.both
@pytest.mark.usefixtures("debts")
@pytest.mark.parametrize("names", ["F1", ""], ids=["by name", "without a name"])
def test_a_payment_told_later_takes_the_place_of_what_was_inferred(bring, listed, open_amounts, account_of, names):
    listed(item("F2"), item("F3"))

    report = bring("payments", payment(amount="100.00", paid_on="2026-11-17", invoice_external_id=names))

    assert (open_amounts(), account_of().credit) == ({"F1": 0, "F2": 10000, "F3": 10000}, 0)
    assert (counts(report), dict(report.money)) == ((1, 0, 0, 0), {"COP": 0})


@pytest.mark.both
@pytest.mark.usefixtures("debts")
def test_money_is_what_the_ledger_changed_by_where_payments_replace_what_was_inferred(
    bring, listed, terms, monkeypatch, account_of
):
    listed(item("F2"), item("F3"))
    monkeypatch.setattr("workbench.domain.imports.engine.run.BATCH", 1)
    given = [payment(external_id=f"P{n}", amount="60.00", paid_on="2026-11-17") for n in (1, 2)]

    dry = bring("payments", *given, terms=replace(terms, dry_run=True))
    wet = bring("payments", *given)

    account = account_of()
    assert account.open_amount - account.credit == 20000 - 2000
    assert (counts(dry), dict(dry.money)) == (counts(wet), dict(wet.money)) == ((2, 0, 0, 0), {"COP": 2000})


@pytest.mark.usefixtures("debts")
def test_a_credit_note_that_replaces_what_was_inferred_changes_the_ledger_by_the_difference(bring, listed):
    listed(item("F2"), item("F3"))

    note = invoice(external_id="N1", kind="credit_note", issued_on="2026-11-17", settles="F1", amount="100.00")

    assert dict(bring("invoices", note).money) == {"COP": 0}


@pytest.mark.usefixtures("debts")
def test_a_list_that_comes_after_a_payment_that_was_known_later_reports_what_the_ledger_changed_by(bring, listed):
    bring("payments", payment(amount="100.00", paid_on="2026-11-17", invoice_external_id="F1", known_at="2026-11-25"))

    report = listed(item("F2"), item("F3"))

    assert dict(report.money) == {"COP": -10000}


@pytest.mark.both
@pytest.mark.usefixtures("debts")
def test_a_payment_that_is_known_later_takes_the_place_of_what_one_list_inferred_and_of_no_more(bring, listed, owed_on):
    bring("payments", payment(amount="100.00", paid_on="2026-11-17", known_at="2026-11-25"))

    listed(item("F2"), item("F3"))
    listed(item("F3"), days=1)

    assert [owed_on(date(2026, 11, day)) for day in (20, 26)] == [10000, 10000]


@pytest.mark.both
@pytest.mark.usefixtures("debts")
@pytest.mark.parametrize("told_again", [False, True], ids=["at its date", "deposited before"])
def test_a_cheque_in_hand_that_the_sender_has_set_against_an_item_counts_once(
    bring, listed, owed_on, terms, told_again
):
    cheque = payment(amount="100.00", paid_on="2026-12-15", invoice_external_id="F1", method="cheque", deposited_on="")
    bring("payments", cheque)
    listed(item("F2"), item("F3"))
    if told_again:
        next_day = replace(terms, now=terms.now + timedelta(days=1))
        report = bring("payments", cheque | {"deposited_on": "2026-11-19"}, terms=next_day)
        assert dict(report.money) == {"COP": 0}

    assert [owed_on(date(2026, *day)) for day in ((11, 19), (11, 21), (12, 16))] == [20000] * 3


@pytest.mark.both
@pytest.mark.usefixtures("debts")
def test_a_payment_that_bounced_on_the_day_of_a_list_leaves_the_account_at_what_the_lists_say(
    bring, listed, open_amounts, account_of
):
    bring("payments", payment(external_id="P1", amount="30.00", invoice_external_id="F1"))
    bring("payments", payment(external_id="R1", amount="30.00", reverses="P1", paid_on="2026-11-18"))

    listed(item("F2"), item("F3"))
    assert (open_amounts(), account_of().credit) == ({"F1": 0, "F2": 10000, "F3": 10000}, 0)

    listed(item("F1", "25.00"), item("F2"), item("F3"), days=1)
    assert open_amounts() == {"F1": 2500, "F2": 10000, "F3": 10000}


@pytest.mark.usefixtures("debts")
def test_a_payment_made_after_the_list_is_a_payment_of_its_own(bring, listed, open_amounts, terms):
    listed(item("F2"), item("F3"))

    later = replace(terms, now=terms.now + timedelta(days=2))
    bring("payments", payment(amount="100.00", paid_on="2026-11-19", invoice_external_id="F2"), terms=later)

    assert open_amounts() == {"F1": 0, "F2": 0, "F3": 10000}


@pytest.mark.both
@pytest.mark.usefixtures("debts")
def test_credit_that_a_list_tells_lessens_what_is_owed(listed, rows, account_of):
    report = listed(item("F1"), item("F2"), item("F3"), item("NC7", "-40.00", due_on=""))

    account = account_of()
    assert (account.open_amount - account.credit, dict(report.money)) == (26000, {"COP": -4000})
    again = listed(item("F1"), item("F2"), item("F3"), item("NC7", "-40.00", due_on=""), days=1)
    assert (counts(again), dict(again.money)) == ((0, 0, 4, 0), {"COP": 0})


@pytest.mark.both
@pytest.mark.usefixtures("debts")
@pytest.mark.parametrize(("told", "credit"), [("-55.00", 5500), ("-10.00", 4000)], ids=["more", "less"])
def test_credit_that_grew_is_raised_and_what_the_sender_applied_stays_applied(listed, rows, told, credit):
    items = [item("F1"), item("F2"), item("F3")]
    listed(*items, item("NC7", "-40.00", due_on=""))

    listed(*items, item("NC7", told, due_on=""), days=1)

    assert rows(
        Payment.external_id, Payment.amount, Payment.known_on, where=Payment.kind == PaymentKind.CREDIT_NOTE
    ) == [("NC7", credit, TODAY)]


@pytest.mark.usefixtures("debts")
def test_credit_that_a_list_still_has_is_not_used_up_by_an_item_that_it_no_longer_asks_for(listed, account_of):
    report = listed(item("F2"), item("F3"), item("NC7", "-40.00", due_on=""))

    account = account_of()
    assert (account.open_amount - account.credit, dict(report.money)) == (16000, {"COP": -14000})


@pytest.mark.usefixtures("debts")
def test_item_that_asks_for_more_than_its_amount_is_raised(listed, rows, open_amounts):
    listed(item("F1", "112.50"), item("F2"), item("F3"))

    assert open_amounts()["F1"] == 11250
    assert [values["amount"] for _, values in rows(FactVersion.id, FactVersion.values)] == [10000]


def test_more_open_than_the_amount_of_its_row_is_refused(listed):
    report = listed(item("F1", "112.50", amount="100.00"), item("F2", amount="100.00"))

    told = "El saldo abierto (112.50) es mayor que el monto de la factura (100.00): corrija el que esté mal."
    assert reasons(report) == [(2, "open_amount", told)]


@pytest.mark.usefixtures("debts")
def test_a_dry_run_tells_what_would_be_settled_and_changes_nothing(listed, open_amounts):
    report = listed(item("F2"), item("F3"), dry_run=True)

    assert report.warnings.lines() == ["consumo: quedarían saldadas 1 de 3 partidas, por 100.00 COP."]
    assert open_amounts() == {"F1": 10000, "F2": 10000, "F3": 10000}


@pytest.mark.both
@pytest.mark.usefixtures("debts")
@pytest.mark.parametrize("batch", [1, 100])
def test_a_dry_run_reports_the_money_of_the_import(listed, open_amounts, rows, monkeypatch, batch):
    monkeypatch.setattr("workbench.domain.imports.engine.run.BATCH", batch)
    told = [
        item("F2", "60.00"),
        item("F3"),
        item("F4", "30.00", amount="80.00"),
        item("F4", "30.00", amount="80.00"),
        item("F5", "10.00", customer_external_id="C2"),
        item("NC7", "-40.00", due_on=""),
    ]
    told = [{"amount": "", **one} for one in told]

    dry = listed(*told, dry_run=True)
    kept = len(rows(Payment.id))
    wet = listed(*told)

    assert (counts(dry), dry.money, dry.created_customers) == (counts(wet), wet.money, wet.created_customers)
    assert (dict(wet.money), kept) == ({"COP": -14000 + 3000 + 1000 - 4000}, 0)


@pytest.mark.both
@pytest.mark.usefixtures("debts")
def test_a_void_item_of_a_list_needs_no_due_day(listed, open_amounts):
    report = listed(item("F1", kind="anulada", due_on=""), item("F2", kind=""), item("F3", kind=""))

    assert (counts(report), reasons(report)) == ((0, 0, 3, 0), [])
    assert open_amounts() == {"F1": 0, "F2": 10000, "F3": 10000}
