"""Imports rows and files into the test's database, and reads back what landed."""

import gzip
from dataclasses import replace

import pytest
import sqlalchemy as sa

from models import Account, Customer, Portfolio
from models.enums import ImportKind
from workbench.domain.imports.engine.mapping import Mapping
from workbench.domain.imports.engine.terms import ImportTerms
from workbench.domain.imports.importing import import_file, import_rows
from workbench.domain.records.audit import Actor

EVERY = sa.true()


@pytest.fixture
def terms(now):
    """A company in Bogotá."""
    return ImportTerms(now=now, actor=Actor(None, "tests"), timezone="America/Bogota")


@pytest.fixture
def bring(database, terms):
    """`bring("invoices", row, row)`: import rows; a row is a mapping, `terms=` says otherwise than usual."""

    def run(kind, *rows, terms=terms):
        return import_rows(database, ImportKind(kind), rows, terms=terms)

    return run


@pytest.fixture
def bring_file(database, terms, tmp_path):
    """`bring_file("invoices", "a,b\\n1,2\\n")`: import a file with this content, packed if its name ends in .gz."""

    def run(kind, content, *, name="file.csv", terms=terms):
        path = tmp_path / name
        packed = content if isinstance(content, bytes) else content.encode()
        path.write_bytes(gzip.compress(packed) if name.endswith(".gz") else packed)
        return import_file(database, ImportKind(kind), path, terms=terms)

    return run


@pytest.fixture
def rows(database):
    """`rows(Invoice.external_id, Invoice.amount)`: what is there, as tuples in order."""

    def read(*columns, where=EVERY):
        with database.reading() as session:
            return [tuple(row) for row in session.execute(sa.select(*columns).where(where).order_by(*columns[:1]))]

    return read


@pytest.fixture
def ana(bring):
    """A customer with an account in the portfolio consumo, in Colombian pesos."""
    bring("customers", {"external_id": "C1", "name": "Ana Peña"})
    bring("invoices", invoice(external_id="F0", amount="100.00"))


@pytest.fixture
def account_of(database):
    """The account of a customer in a portfolio."""

    def read(customer="C1", portfolio="consumo"):
        with database.reading() as session:
            return session.scalars(
                sa.select(Account)
                .join(Customer, Customer.id == Account.customer_id)
                .join(Portfolio, Portfolio.id == Account.portfolio_id)
                .where(Customer.external_id == customer, Portfolio.code == portfolio)
            ).one()

    return read


def invoice(**values):
    """A row of an invoice."""
    return {
        "external_id": "F1", "customer_external_id": "C1", "portfolio": "consumo", "currency": "COP",
        "issued_on": "2026-10-01", "due_on": "2026-11-01", "amount": "50.00",
    } | values  # fmt: skip


def payment(**values):
    """A row of a payment."""
    return {
        "external_id": "P1", "customer_external_id": "C1", "portfolio": "consumo", "paid_on": "2026-11-10",
        "amount": "30.00", "reverses": "",
    } | values  # fmt: skip


def interaction(**values):
    """A row of an interaction."""
    return {
        "external_id": "G1", "customer_external_id": "C1", "portfolio": "consumo", "at": "2026-11-10T10:00:00-05:00",
        "channel": "call", "outcome": "NC-NCT",
    } | values  # fmt: skip


def reasons(report):
    """Line, column and reason of every reject."""
    return [(one.line, one.column, one.text()) for one in report.rejects]


def counts(report):
    """Inserted, updated, unchanged, rejected."""
    return report.inserted, report.updated, report.unchanged, report.rejected


@pytest.fixture
def said(terms):
    """`said(locale="es_CO")`: the terms with a mapping that says so."""
    return lambda **mapping: replace(terms, mapping=Mapping(**mapping))
