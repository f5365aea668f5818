"""Importing invoices: amounts, days, portfolios, customers made from rows, corrections."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from models import Account, Customer, FactVersion, Invoice, Portfolio
from tests.workbench.domain.imports.conftest import counts, invoice, reasons
from workbench.domain.imports.engine.mapping import Mapping

KEPT = (
    Invoice.external_id, Invoice.issued_on, Invoice.due_on, Invoice.amount, Invoice.open_amount, Invoice.product,
    Invoice.disputed, Invoice.attributes, Invoice.known_at, Invoice.known_on, Invoice.import_id,
)  # fmt: skip


def test_a_new_invoice_has_what_the_row_says(bring, rows):
    report = bring("invoices", invoice(product="Crédito", disputed="true", ruta="12"))

    assert counts(report) == (1, 0, 0, 0)
    assert rows(*KEPT) == [
        (
            "F1", date(2026, 10, 1), date(2026, 11, 1), 5000, 5000, "Crédito", True, {"ruta": "12"},
            datetime(2026, 10, 2, 4, 59, 59, 999999, tzinfo=UTC), date(2026, 10, 1), report.import_id,
        )
    ]  # fmt: skip
    assert dict(report.money) == {"COP": 5000}


def test_a_customer_nobody_knows_is_made_from_the_row(bring, rows):
    report = bring(
        "invoices",
        invoice(external_id="F1", customer_external_id="C1", customer_name="Íñigo Núñez"),
        invoice(external_id="F2", customer_external_id="C2", customer_name=""),
        invoice(external_id="F3", customer_external_id="C2", customer_name="Eva"),
        invoice(external_id="F4", customer_external_id="C3", customer_name=""),
    )

    assert (counts(report), report.created_customers) == ((4, 0, 0, 0), 3)
    assert rows(Customer.external_id, Customer.name, Customer.search_text, Customer.import_id) == [
        ("C1", "Íñigo Núñez", "inigo nunes", report.import_id),
        ("C2", "Eva", "eba", report.import_id),
        ("C3", "C3", "c3", report.import_id),
    ]


def test_there_is_one_account_per_customer_and_portfolio(bring, rows):
    bring(
        "invoices",
        invoice(external_id="F1"),
        invoice(external_id="F2"),
        invoice(external_id="F1", portfolio="hogar"),
        invoice(external_id="F3", customer_external_id="C2"),
    )
    bring("invoices", invoice(external_id="F4"))

    assert len(rows(Account.id)) == 3
    assert len(rows(Invoice.id)) == 5


def test_an_unknown_portfolio_is_made_with_the_rows_currency_and_the_strictest_policy(bring, rows):
    report = bring("invoices", invoice(currency="eur"))

    assert rows(Portfolio.code, Portfolio.currency, Portfolio.timezone, Portfolio.locale, Portfolio.preset) == [
        ("consumo", "EUR", "America/Bogota", "es_CO", "STRICT")
    ]
    assert report.warnings.lines() == [
        "No existía la cartera consumo: se creó en EUR, zona America/Bogota, política STRICT."
    ]


def test_a_portfolio_made_without_a_currency_takes_that_of_the_companys_country(bring, rows):
    bring("invoices", invoice(currency=""))

    assert rows(Portfolio.currency) == [("COP",)]


def test_a_refused_row_makes_no_portfolio(bring, rows):
    report = bring("invoices", invoice(currency="EUR", amount="x"), invoice(external_id="F2", currency="COP"))

    assert reasons(report) == [(2, "amount", "«x» no es un monto: escriba solo la cifra, así: 1234.50.")]
    assert rows(Portfolio.code, Portfolio.currency) == [("consumo", "COP")]


def test_a_row_in_another_currency_than_its_portfolio_is_refused(bring):
    bring("invoices", invoice())

    report = bring("invoices", invoice(external_id="F2", currency="USD"), invoice(external_id="F3", currency="pesos"))

    assert reasons(report) == [
        (2, "currency", "La fila está en USD y la cartera consumo en COP: corrija la moneda o la cartera."),
        (3, "currency", "«pesos» no es una moneda: escriba su código de tres letras, como COP o USD."),
    ]


def test_a_bad_row_is_refused_and_the_good_ones_land(bring, rows):
    report = bring("invoices", invoice(amount="x"), invoice(external_id="F2"))

    assert (reasons(report), counts(report)) == (
        [(2, "amount", "«x» no es un monto: escriba solo la cifra, así: 1234.50.")],
        (1, 0, 0, 1),
    )
    assert (rows(Invoice.external_id), dict(report.money)) == ([("F2",)], {"COP": 5000})


def test_an_invoice_may_be_of_zero(bring, rows):
    bring("invoices", invoice(amount="0"))

    assert rows(Invoice.amount) == [(0,)]


def test_amounts_are_of_the_currencys_minor_unit(bring, rows):
    bring(
        "invoices",
        invoice(external_id="A", portfolio="co", currency="COP", amount="1500.25"),
        invoice(external_id="B", portfolio="cl", currency="CLP", amount="1500"),
        invoice(external_id="C", portfolio="kw", currency="KWD", amount="1.5"),
    )

    assert rows(Invoice.external_id, Invoice.amount) == [("A", 150_025), ("B", 1500), ("C", 1500)]


def test_a_mapping_says_how_amounts_are_written(bring, rows, terms):
    bring("invoices", invoice(amount="1.234,50"), terms=replace(terms, mapping=Mapping(locale="es_CO")))

    assert rows(Invoice.amount) == [(123_450,)]


def test_known_at_is_the_rows_own_when_it_has_one(bring, rows):
    bring(
        "invoices",
        invoice(external_id="A", known_at="2026-10-05T22:30:00-05:00"),
        invoice(external_id="B", known_at="2026-10-05"),
        invoice(external_id="C", known_at=""),
    )

    assert rows(Invoice.external_id, Invoice.known_at, Invoice.known_on) == [
        ("A", datetime(2026, 10, 6, 3, 30, tzinfo=UTC), date(2026, 10, 5)),
        ("B", datetime(2026, 10, 6, 4, 59, 59, 999999, tzinfo=UTC), date(2026, 10, 5)),
        ("C", datetime(2026, 10, 2, 4, 59, 59, 999999, tzinfo=UTC), date(2026, 10, 1)),
    ]


def test_the_posting_lag_of_the_portfolio_moves_when_a_row_is_known(bring, rows, database):
    bring("invoices", invoice(external_id="A"))
    with database.writing() as session:
        session.query(Portfolio).one().posting_lag_days = 2

    bring("invoices", invoice(external_id="A"), invoice(external_id="B"))

    assert rows(Invoice.external_id, Invoice.known_on) == [("A", date(2026, 10, 1)), ("B", date(2026, 10, 3))]


@pytest.mark.both
def test_the_same_again_changes_nothing(bring, rows):
    bring("invoices", invoice(product="x", ruta="12"), invoice(external_id="F2", product="", ruta=""))

    again = bring("invoices", invoice(product="x", ruta="12"), invoice(external_id="F2", product="", ruta=""))

    assert counts(again) == (0, 0, 2, 0)
    assert dict(again.money) == {"COP": 0}
    assert (rows(FactVersion.id), len(rows(Invoice.id))) == ([], 2)


@pytest.mark.both
def test_a_correction_keeps_what_it_replaces(bring, rows, now):
    bring("invoices", invoice(product="x", ruta="12"))
    ((account_id, first_import),) = rows(Invoice.account_id, Invoice.import_id)

    report = bring("invoices", invoice(amount="80.00", due_on="2026-11-15", product="x", ruta="13"))

    assert counts(report) == (0, 1, 0, 0)
    assert rows(Invoice.amount, Invoice.due_on, Invoice.attributes, Invoice.import_id) == [
        (8000, date(2026, 11, 15), {"ruta": "13"}, first_import)
    ]
    ((kind, replaced_at, replaced_on, values, import_id),) = rows(
        FactVersion.kind, FactVersion.replaced_at, FactVersion.replaced_on, FactVersion.values, FactVersion.import_id
    )
    assert (kind, replaced_at, replaced_on, import_id) == ("invoice", now, date(2026, 11, 18), report.import_id)
    assert values == {
        "account_id": account_id, "issued_on": "2026-10-01", "due_on": "2026-11-01", "amount": 5000, "product": "x",
        "disputed": False, "known_at": "2026-10-02T04:59:59.999999+00:00", "known_on": "2026-10-01",
        "attributes": {"ruta": "12"},
    }  # fmt: skip


def test_columns_the_file_does_not_have_stay_as_they_are(bring, rows):
    bring("invoices", invoice(product="x", disputed="true", known_at="2026-10-05", ruta="12"))

    report = bring("invoices", invoice(amount="80.00"))

    assert counts(report) == (0, 1, 0, 0)
    assert rows(Invoice.amount, Invoice.product, Invoice.disputed, Invoice.known_on, Invoice.attributes) == [
        (8000, "x", True, date(2026, 10, 5), {"ruta": "12"})
    ]


def test_a_corrected_day_moves_when_it_was_known(bring, rows):
    bring("invoices", invoice())

    bring("invoices", invoice(issued_on="2026-10-03"))

    assert rows(Invoice.issued_on, Invoice.known_on) == [(date(2026, 10, 3), date(2026, 10, 3))]


def test_a_row_without_portfolio_goes_where_the_command_says(bring, rows, terms):
    bring("invoices", invoice(portfolio="", external_id="A"), terms=replace(terms, portfolio="hogar"))
    bring("invoices", invoice(portfolio="vida"), terms=replace(terms, portfolio="hogar"))

    assert rows(Portfolio.code) == [("hogar",), ("vida",)]


def test_a_row_without_portfolio_goes_to_the_only_one(bring, rows):
    bring("invoices", invoice(portfolio="hogar", external_id="A"))

    report = bring("invoices", invoice(portfolio=""))

    assert (counts(report), len(rows(Portfolio.id))) == ((1, 0, 0, 0), 1)


def test_the_first_portfolio_of_a_company_needs_no_name(bring, rows):
    row = invoice()
    row.pop("portfolio")

    assert counts(bring("invoices", row)) == (1, 0, 0, 0)
    assert rows(Portfolio.code) == [("principal",)]


def test_a_row_without_portfolio_is_refused_where_there_are_several(bring):
    bring("invoices", invoice(portfolio="a"), invoice(portfolio="b"))

    report = bring("invoices", invoice(portfolio=""), invoice(portfolio="a", external_id="F2"))

    assert reasons(report) == [
        (2, "portfolio", "La fila no dice su cartera y hay varias: diga cuál en la fila o al importar.")
    ]
    assert counts(report) == (1, 0, 0, 1)


def test_the_age_of_the_ledger_is_the_latest_day_that_has_come(bring, rows):
    bring("invoices", invoice(issued_on="2026-10-01"), invoice(external_id="F2", issued_on="2026-12-24"))
    report = bring("invoices", invoice(external_id="F3", issued_on="2026-09-01"))

    assert rows(Portfolio.data_as_of) == [(date(2026, 10, 1),)]
    assert report.warnings.lines() == []


def test_rows_of_the_future_are_told(bring):
    report = bring("invoices", invoice(), invoice(external_id="F2", issued_on="2026-12-24", amount="70.00"))

    assert report.warnings.lines()[1:] == [
        "Filas con fecha futura: 1 (la primera, línea 3).",
        "Posfechado, aparte del monto: 70.00 COP. Entra en los saldos desde la fecha de cada fila, no desde hoy.",
    ]
    assert (dict(report.money), dict(report.postdated)) == ({"COP": 5000}, {"COP": 7000})
