"""Whatever a file repeats or contradicts: what lands adds up, and the same file again changes nothing."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from models import Account, Allocation, Base, Customer, FactVersion, Invoice, Payment, Portfolio
from models.enums import ImportKind
from tests.workbench.domain.imports.conftest import counts, reasons
from workbench.domain.imports.engine.files.limits import BATCH_LENGTH
from workbench.domain.imports.engine.run import run_import
from workbench.domain.imports.engine.sheet import Source
from workbench.domain.imports.engine.terms import ImportTerms
from workbench.domain.imports.kinds.table import KINDS
from workbench.domain.ledger import match_reversals, payment_rows
from workbench.domain.records.audit import Actor

pytestmark = pytest.mark.both

ROWS_AT_ONCE = 3
TERMS = ImportTerms(
    now=datetime(2026, 11, 18, 15, tzinfo=UTC), actor=Actor(None, "tests"), timezone="America/Bogota", portfolio="p"
)
CONTENT = (Customer, Account, Invoice, Payment, Allocation, FactVersion)
CUSTOMERS = st.sampled_from(["C1", "C2"])
AMOUNTS = st.sampled_from(["10.00", "20.00"])

INVOICES = st.lists(
    st.tuples(
        st.sampled_from(["F1", "F2"]), CUSTOMERS, st.just("2026-10-01"), st.sampled_from(["2026-11-01", "2026-12-01"]),
        AMOUNTS,
    ),
    max_size=8,
)  # fmt: skip
PAYMENTS = st.lists(
    st.tuples(
        st.sampled_from(["P1", "P2", "R1"]), CUSTOMERS, st.sampled_from(["2026-11-10", "2026-11-11"]), AMOUNTS,
        st.sampled_from(["", "F1", "F2"]), st.sampled_from(["", "", "P1"]),
    ),
    max_size=8,
)  # fmt: skip
HEADERS = {
    ImportKind.INVOICES: ("external_id", "customer_external_id", "issued_on", "due_on", "amount"),
    ImportKind.PAYMENTS: (
        "external_id", "customer_external_id", "paid_on", "amount", "invoice_external_id", "reverses",
    ),
}  # fmt: skip


def bring(database, kind, rows, *, dry_run=False):
    """Import rows, three in a transaction."""
    lines = list(enumerate(rows, start=2))
    source = Source(
        "file.csv", "", header=HEADERS[kind], lines=lambda: iter(lines), longest=BATCH_LENGTH // ROWS_AT_ONCE
    )
    return run_import(database, KINDS[kind], source, terms=replace(TERMS, dry_run=dry_run))


def content(database):
    """Every row of the tables that hold what a file says."""
    with database.reading() as session:
        return {table.__tablename__: session.execute(sa.select(*table.__table__.c)).all() for table in CONTENT}


def ledger_sum(database):
    """What stands in the ledger: invoices; payments less the reversals that take them back; how many wait."""
    with database.reading() as session:
        invoiced = session.scalar(sa.select(sa.func.coalesce(sa.func.sum(Invoice.amount), 0)))
        accounts = session.scalars(sa.select(Account.id)).all()
        paid, waiting = 0, 0
        for account in accounts:
            rows = payment_rows(session, [account])
            paid += sum(row.amount for row in rows if row.reverses is None)
            reversals = match_reversals(rows)
            paid -= sum(reversals.amounts.values())
            waiting += len(reversals.unapplied)
        return invoiced, paid, waiting


def empty(database, *, per_customer):
    with database.writing() as session:
        for table in reversed(Base.metadata.sorted_tables):
            if table.name in {"account", "allocation", "customer", "fact_version", "invoice", "payment", "portfolio"}:
                session.execute(table.delete())
        session.add(
            Portfolio(
                code="p", name="p", currency="COP", timezone="America/Bogota", locale="es_CO", preset="STRICT",
                numbers_per_customer=per_customer, created_at=TERMS.now,
            )
        )  # fmt: skip


@settings(
    max_examples=15,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    per_customer=st.booleans(),
    files=st.tuples(INVOICES, PAYMENTS, INVOICES, PAYMENTS),
)
def test_what_lands_adds_up_and_the_same_file_again_changes_nothing(database, per_customer, files):
    empty(database, per_customer=per_customer)

    for place, rows in enumerate(files):
        kind = (ImportKind.INVOICES, ImportKind.PAYMENTS)[place % 2]
        before = ledger_sum(database)
        dry = bring(database, kind, rows, dry_run=True)
        report = bring(database, kind, rows)
        stored, after = content(database), ledger_sum(database)
        again = bring(database, kind, rows)

        # A correction of a reversal whose payment is not known counts in the total and not in the ledger: a known gap.
        if not (report.updated and (before[2] or after[2])):
            assert sum(report.money.values()) == after[place % 2] - before[place % 2]
        # A dry run does not see what an earlier batch corrected, nor its payments.
        if not report.updated and not any(row[-1] == "P1" for row in rows):
            assert (dry.money, reasons(dry)) == (report.money, reasons(report))
        if any(column in {"amount", "reverses"} for _, column, _ in reasons(report)):
            continue  # a reversal that was refused may be right once its payment has landed
        assert counts(again) == (0, 0, len(rows) - report.rejected, report.rejected)
        assert (content(database), +again.money) == (stored, Counter())
        assert [line for line, *_ in reasons(again)] == [line for line, *_ in reasons(report)]
