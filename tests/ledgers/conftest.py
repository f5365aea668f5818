"""The real ledgers, imported once per module by the importer itself into a database of their own.

The ledger of fines has 107,495 customers. `make test` reads some hundred of them, chosen by the hash of their id, and
`make test-long` all: the same tests on both, by the parameter `size`.
"""

import csv
import gzip
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models import Database
from models.enums import ImportKind
from tests.once import made_once
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


def pytest_collection_modifyitems(items):
    """Keep the tests of one whole ledger on one worker, so that it is imported once."""
    for item in items:
        given = getattr(getattr(item, "callspec", None), "params", {})
        if given.get("size") == "whole":
            item.add_marker(pytest.mark.xdist_group(f"{item.path.stem} {given.get('imported')}"))


SIZES = ("sample", pytest.param("whole", marks=pytest.mark.long))
ONE_OF = 400
"""One of so many customers is in the sample: 267 of them."""


def is_sampled(customer):
    """Whether a customer is in the sample; the same ones on every machine."""
    return int.from_bytes(hashlib.sha256(customer.encode()).digest()[:4], "big") % ONE_OF == 0


def write_sample(folder, target):
    """The files of a ledger with the rows of sampled customers only."""
    target.mkdir()
    for path in sorted(folder.glob("*.csv.gz")):
        with (
            gzip.open(path, "rt", encoding="utf-8", newline="") as file,
            gzip.open(target / path.name, "wt", encoding="utf-8", newline="", compresslevel=1) as kept,
        ):
            rows, sample = csv.reader(file), csv.writer(kept)
            names = next(rows)
            at = names.index("external_id" if path.name == "customers.csv.gz" else "customer_external_id")
            sample.writerow(names)
            sample.writerows(row for row in rows if is_sampled(row[at]))


@pytest.fixture(scope="session")
def fines_of(ledgers, shared_folder):
    """`fines_of("sample")`: the folder of the ledger of fines in a size."""

    def find(size):
        whole = ledgers / "fines"
        if size == "whole":
            return whole
        return made_once(shared_folder / "fines-sample", lambda half: write_sample(whole, half))

    return find


@pytest.fixture(scope="module", params=SIZES)
def size(request):
    """How much of the ledger of fines the tests of a module read."""
    return request.param


@pytest.fixture(scope="module")
def fines(fines_of, size, sqlite_maker):
    """The ledger of fines, on SQLite."""
    with sqlite_maker.fresh() as url:
        database = Database(url)
        yield imported(database, fines_of(size), zone="Europe/Rome")
        database.dispose()


@pytest.fixture
def factoring(ledgers, database):
    """The ledger of late payments of 70 businesses, on either database."""
    return imported(database, ledgers / "invoices", zone="America/New_York")
