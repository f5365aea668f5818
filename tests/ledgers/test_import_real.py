"""The real ledger of fines on both databases: no row lost, every value as it stands in the files, nothing doubled."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from models import Account, Customer, Database, FactVersion, Hold, Interaction, Invoice, Payment, Portfolio
from models.enums import HoldKind, ImportKind
from tests.ledgers.by_hand import read
from workbench.domain.imports.engine.terms import ImportTerms
from workbench.domain.imports.importing import import_file
from workbench.domain.records.audit import Actor

pytestmark = pytest.mark.ledger

KINDS = ("customers", "invoices", "payments", "interactions")
ROWS = {
    "whole": dict(zip(KINDS, (107_495, 237_836, 53_541, 177_390), strict=True)),
    "sample": dict(zip(KINDS, (267, 607, 117, 467), strict=True)),
}
TERMS = ImportTerms(now=datetime(2011, 1, 3, 9, tzinfo=UTC), actor=Actor(None, "tests"), timezone="Europe/Rome")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def imported(request, fines_of, size):
    """The database with all four files in it, their folder, and what the imports said."""
    maker = request.getfixturevalue("sqlite_maker" if request.param == "sqlite" else "postgres_maker")
    with maker.fresh() as url:
        database = Database(url)
        yield database, fines_of(size), bring_all(database, fines_of(size))
        database.dispose()


def bring_all(database, folder):
    return {kind: import_file(database, ImportKind(kind), folder / f"{kind}.csv.gz", terms=TERMS) for kind in KINDS}


def rows_of(database, *columns, join=()):
    chosen = sa.select(*columns)
    for target, condition in join:
        chosen = chosen.join(target, condition)
    with database.reading() as session:
        return Counter(tuple(row) for row in session.execute(chosen))


def cents(text):
    return int(Decimal(text) * 100)


OWNER = ((Account, Account.id == Invoice.account_id), (Customer, Customer.id == Account.customer_id))


def test_every_row_lands(imported, size):
    _, _, reports = imported

    assert {kind: report.inserted for kind, report in reports.items()} == ROWS[size]
    assert {kind: (report.read, report.rejected) for kind, report in reports.items()} == {
        kind: (count, 0) for kind, count in ROWS[size].items()
    }
    assert reports["invoices"].created_customers == 0


def test_customers_are_as_in_the_file(imported):
    database, folder, _ = imported

    found = rows_of(database, Customer.external_id, Customer.name, Customer.segment, Customer.country)

    assert found == Counter(
        (row["external_id"], row["name"], row["segment"] or None, row["country"] or None)
        for row in read(folder / "customers.csv.gz")
    )


def test_invoices_are_as_in_the_file_and_known_at_the_end_of_their_day(imported):
    database, folder, _ = imported

    found = rows_of(
        database, Customer.external_id, Invoice.external_id, Invoice.issued_on, Invoice.due_on, Invoice.amount,
        Invoice.product, Invoice.disputed, Invoice.known_on, join=OWNER,
    )  # fmt: skip

    assert found == Counter(
        (
            row["customer_external_id"], row["external_id"], date.fromisoformat(row["issued_on"]),
            date.fromisoformat(row["due_on"]), cents(row["amount"]), row["product"] or None, row["disputed"] == "true",
            date.fromisoformat(row["issued_on"]),
        )
        for row in read(folder / "invoices.csv.gz")
    )  # fmt: skip


def test_payments_are_as_in_the_file(imported):
    database, folder, _ = imported
    owner = ((Account, Account.id == Payment.account_id), (Customer, Customer.id == Account.customer_id))

    found = rows_of(
        database, Customer.external_id, Payment.external_id, Payment.paid_on, Payment.amount,
        Payment.invoice_external_id, join=owner,
    )  # fmt: skip

    assert found == Counter(
        (
            row["customer_external_id"], row["external_id"], date.fromisoformat(row["paid_on"]), cents(row["amount"]),
            row["invoice_external_id"] or None,
        )
        for row in read(folder / "payments.csv.gz")
    )  # fmt: skip


def test_interactions_are_as_in_the_file(imported):
    database, folder, _ = imported
    owner = ((Customer, Customer.id == Interaction.customer_id),)

    found = rows_of(
        database, Customer.external_id, Interaction.external_id, Interaction.at, Interaction.channel,
        Interaction.direction, Interaction.outcome_code, Interaction.note, join=owner,
    )  # fmt: skip

    assert found == Counter(
        (
            row["customer_external_id"], row["external_id"], datetime.fromisoformat(row["at"]).astimezone(UTC),
            row["channel"], row["direction"], row["outcome"], row["note"] or None,
        )
        for row in read(folder / "interactions.csv.gz")
    )  # fmt: skip


def test_appeals_and_hand_overs_are_holds_from_their_own_day(imported):
    database, folder, _ = imported
    kinds = {"CD-DIS": HoldKind.DISPUTE, "AD-JUD": HoldKind.HANDED_OVER}
    owner = ((Interaction, Interaction.id == Hold.interaction_id),)

    found = rows_of(database, Interaction.external_id, Hold.kind, Hold.known_on, Hold.until_on, join=owner)

    assert found == Counter(
        (row["external_id"], kinds[row["outcome"]], date.fromisoformat(row["at"][:10]), None)
        for row in read(folder / "interactions.csv.gz")
        if row["outcome"] in kinds
    )


def test_there_is_one_account_a_customer_in_one_portfolio(imported, size):
    database, folder, _ = imported

    accounts = rows_of(database, Account.customer_id)
    portfolio = rows_of(database, Portfolio.code, Portfolio.currency, Portfolio.timezone, Portfolio.data_as_of)

    assert (len(accounts), set(accounts.values())) == (ROWS[size]["customers"], {1})
    last = max(
        *(row["issued_on"] for row in read(folder / "invoices.csv.gz")),
        *(row["paid_on"] for row in read(folder / "payments.csv.gz")),
    )
    assert portfolio == Counter([("multas", "EUR", "Europe/Rome", date.fromisoformat(last))])


def test_imported_again_nothing_changes(imported, size):
    database, folder, _ = imported
    tables = (Customer, Account, Invoice, Payment, Interaction, Hold, FactVersion)
    before = [rows_of(database, sa.func.count(table.id), sa.func.max(table.id)) for table in tables]

    again = bring_all(database, folder)

    assert {kind: (report.unchanged, report.inserted, report.updated) for kind, report in again.items()} == {
        kind: (count, 0, 0) for kind, count in ROWS[size].items()
    }
    assert [rows_of(database, sa.func.count(table.id), sa.func.max(table.id)) for table in tables] == before


def test_a_correction_of_one_row_changes_that_row_only(imported, tmp_path):
    database, folder, _ = imported
    row = read(folder / "invoices.csv.gz")[-1]
    day = date.fromisoformat(row["due_on"]) + timedelta(days=30)
    corrected = row | {"due_on": day.isoformat()}
    path = tmp_path / "correction.csv"
    path.write_text(",".join(corrected) + "\n" + ",".join(corrected.values()) + "\n", encoding="utf-8")

    report = import_file(database, ImportKind.INVOICES, path, terms=TERMS)

    assert (report.updated, report.unchanged, report.replayed) == (1, 0, True)
    ((values,),) = rows_of_list(database, FactVersion.values)
    assert (values["due_on"], values["amount"]) == (row["due_on"], cents(row["amount"]))


def rows_of_list(database, *columns):
    with database.reading() as session:
        return [tuple(row) for row in session.execute(sa.select(*columns))]
