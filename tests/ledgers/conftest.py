"""The real ledgers, imported once per module by the importer itself into a database of their own."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models import Database
from models.enums import ImportKind
from workbench.domain.imports.engine.report import ImportReport
from workbench.domain.imports.engine.terms import ImportTerms
from workbench.domain.imports.importing import import_file, import_rows
from workbench.domain.records.audit import Actor

KINDS = ("customers", "invoices", "payments")


@dataclass(frozen=True)
class Ledger:
    """An imported ledger: its database, where its files are, and what the imports said."""

    database: Database
    folder: Path
    terms: ImportTerms
    reports: dict[str, ImportReport]

    def import_file(self, kind):
        """Import the ledger's file of a kind."""
        return import_file(self.database, ImportKind(kind), self.folder / f"{kind}.csv.gz", terms=self.terms)

    def import_rows(self, kind, *rows):
        """Import rows made here."""
        return import_rows(self.database, ImportKind(kind), rows, terms=self.terms)


def imported(database, folder, *, zone):
    """A ledger with its customers, invoices and payments in the database."""
    terms = ImportTerms(now=datetime(2011, 1, 3, 9, tzinfo=UTC), actor=Actor(None, "tests"), timezone=zone)
    ledger = Ledger(database, folder, terms, {})
    ledger.reports.update({kind: ledger.import_file(kind) for kind in KINDS})
    return ledger


@pytest.fixture(scope="module")
def fines(ledgers, sqlite_maker):
    """The ledger of fines, on SQLite: 107,495 customers."""
    with sqlite_maker.fresh() as url:
        database = Database(url)
        yield imported(database, ledgers / "fines", zone="Europe/Rome")
        database.dispose()


@pytest.fixture
def factoring(ledgers, database):
    """The ledger of late payments of 70 businesses, on either database."""
    return imported(database, ledgers / "invoices", zone="America/New_York")
