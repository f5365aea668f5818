"""Imports killed in the middle, in processes of their own: what is left is found, told and brought up to date."""

import csv
from datetime import date

import pytest
import sqlalchemy as sa

from models import (
    Account,
    Allocation,
    AuditEntry,
    Customer,
    Database,
    Hold,
    ImportRun,
    Interaction,
    Invoice,
    Payment,
    Portfolio,
    Promise,
    WorkItem,
)
from models.enums import ImportKind, Lane
from tests.killed import run_killed
from tests.workbench.domain.imports.conftest import EVERY, interaction, invoice, payment
from tests.workbench.domain.imports.engine.killed import NOW, TERMS, run_until
from workbench.domain.imports import cut_off_imports, settle_cut_off
from workbench.domain.imports.engine.under_way import under_way
from workbench.domain.imports.importing import import_rows
from workbench.domain.records import Actor
from workbench.domain.standing import recompute_standing
from workbench.jobs.housekeeping import close_imports
from workbench.jobs.job import StepContext

TODAY = date(2026, 11, 18)
CUSTOMERS = range(10)
OF_IMPORTS = AuditEntry.subject_kind == "import_run"
embedded = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PROMISE = {"outcome": "CD-PDP", "promise_due_on": "2026-11-15"}
FILES = {
    "payments": [
        *(payment(external_id=f"P{n}", customer_external_id=f"C{n}", amount="50.00") for n in CUSTOMERS),
        payment(external_id="P10", customer_external_id="C1", amount="50.00", reverses="P1"),
    ],
    # Promises that were kept, now of twice as much; and a hold.
    "interactions": [
        *(
            interaction(external_id=f"G{n}", customer_external_id=f"C{n}", promise_amount="60.00", **PROMISE)
            for n in CUSTOMERS
        ),
        interaction(external_id="G10", customer_external_id="C9", outcome="CD-DIS", promise_amount="")
        | {"promise_due_on": ""},
    ],
}


def prepare(database, kind, folder):
    """Accounts with a past and a place in today's queue; the path of a file about them."""
    if kind == "open_items":
        return prepare_list(database, folder)
    before = {"invoices": [invoice(external_id=f"F{n}", customer_external_id=f"C{n}") for n in CUSTOMERS]}
    if kind == "interactions":
        kept = {"promise_amount": "30.00", **PROMISE}
        before[kind] = [interaction(external_id=f"G{n}", customer_external_id=f"C{n}", **kept) for n in CUSTOMERS]
        before["payments"] = [payment(external_id=f"P{n}", customer_external_id=f"C{n}") for n in CUSTOMERS]
    for name, given in before.items():
        import_rows(database, ImportKind(name), given, terms=TERMS)
    with database.writing() as session:
        accounts = session.scalars(sa.select(Account).order_by(Account.id))
        session.add_all(_item(account, rank) for rank, account in enumerate(accounts, start=1))
    path = folder / f"{kind}.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, FILES[kind][0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(FILES[kind])
    return path


def prepare_list(database, folder):
    """Accounts of which a list no longer asks for one item and asks less for another; the path of that list."""
    numbers = [(f"F{n}{part}", f"C{n}") for n in CUSTOMERS for part in "abc"]
    rows = [invoice(external_id=number, customer_external_id=customer) for number, customer in numbers]
    import_rows(database, ImportKind.INVOICES, rows, terms=TERMS)
    path = folder / "open_items.csv"
    left = [(number, customer, "20.00" if "b" in number else "50.00") for number, customer in numbers]
    listed = [f"{number},{customer},consumo,2026-11-01,{amount}\n" for number, customer, amount in left[1:]]
    path.write_text("external_id,customer_external_id,portfolio,due_on,open_amount\n" + "".join(listed))
    return path


def _item(account, rank):
    return WorkItem(
        queue_on=TODAY, portfolio_id=account.portfolio_id, lane=Lane.RANKED, rank=rank, points=1.0, reasons=[],
        open_amount=5000, overdue_amount=5000, days_past_due=17, callable=True, account_id=account.id,
        customer_id=account.customer_id,
    )  # fmt: skip


def kill(database, kind, path, at):
    """Run the import in a process that kills itself before this statement."""
    run_killed(database, "tests.workbench.domain.imports.engine.killed", kind, path, at)


def read(database, *columns, where=EVERY):
    with database.reading() as session:
        return [tuple(row) for row in session.execute(sa.select(*columns).where(where).order_by(*columns[:1]))]


def state(database):
    """What an import leaves, without numbers that depend on how many attempts there were."""
    return [
        read(database, Invoice.external_id, Invoice.amount, Invoice.open_amount),
        read(database, Payment.external_id, Payment.amount),
        sorted(read(database, Allocation.account_id, Allocation.invoice_id, Allocation.amount)),
        read(database, Interaction.external_id, Interaction.outcome_code),
        read(database, Promise.interaction_id, Promise.amount, Promise.state, Promise.counted),
        read(database, Hold.account_id, Hold.kind),
        read(database, WorkItem.account_id, WorkItem.state),
        read(database, Account.id, Account.open_amount, Account.overdue_amount, Account.standing_on),
        read(database, Account.id, where=Account.ledger_dirty),
        read(database, Portfolio.code, Portfolio.data_as_of),
    ]


def check_every_row_is_covered(database):
    """Every import is over and told in the audit, and rows carry the ids of no others."""
    told = {number for (number,) in read(database, AuditEntry.subject_id, where=OF_IMPORTS)}
    tables = (Invoice, Payment, Interaction, Promise, Hold, Customer, Account)
    carried = {number for table in tables for (number,) in read(database, table.import_id) if number is not None}
    assert read(database, ImportRun.id, where=ImportRun.finished_at.is_(None)) == []
    assert {number for (number,) in read(database, ImportRun.id)} == told >= carried


@pytest.fixture
def uninterrupted(request, database, tmp_path):
    """`uninterrupted(kind)`: the state that an import leaves when nothing happens to it, and its statements."""
    maker = request.getfixturevalue("sqlite_maker" if database.is_sqlite else "postgres_maker")

    def run(kind):
        with maker.fresh() as url:
            other = Database(url)
            path = prepare(other, kind, tmp_path)
            statements = run_until(other, kind, path, at=0)
            found = state(other)
            other.dispose()
        return found, statements

    return run


@embedded
@pytest.mark.parametrize("share", [0.6, 1.0])
def test_an_import_killed_between_batches_or_at_its_end_and_run_again_is_as_if_uninterrupted(
    database, tmp_path, uninterrupted, share
):
    wanted, statements = uninterrupted("payments")
    path = prepare(database, "payments", tmp_path)

    kill(database, "payments", path, at=int(share * statements))
    cut = read(database, ImportRun.file_name, ImportRun.finished_at)[-1]
    run_until(database, "payments", path, at=0)

    assert cut == ("payments.csv", None)
    assert state(database) == wanted
    check_every_row_is_covered(database)


@pytest.mark.long
@pytest.mark.parametrize("kind", ["payments", "interactions"])
@pytest.mark.parametrize("share", [number / 12 for number in range(1, 13)])
def test_an_import_killed_anywhere_and_run_again_is_as_if_uninterrupted(database, tmp_path, uninterrupted, kind, share):
    wanted, statements = uninterrupted(kind)
    path = prepare(database, kind, tmp_path)

    kill(database, kind, path, at=max(1, int(share * statements)))
    run_until(database, kind, path, at=0)

    assert state(database) == wanted
    check_every_row_is_covered(database)


@pytest.mark.parametrize(
    "back", [1, 8, *(pytest.param(number, marks=pytest.mark.long) for number in (2, 4, 6, 12, 16, 20, 25, 30))]
)
def test_a_list_killed_while_it_settles_and_run_again_is_as_if_uninterrupted(database, tmp_path, uninterrupted, back):
    wanted, statements = uninterrupted("open_items")
    path = prepare(database, "open_items", tmp_path)

    kill(database, "open_items", path, at=statements - back)
    cut = read(database, ImportRun.id, ImportRun.finished_at)[-1]
    run_until(database, "open_items", path, at=0)

    assert (cut, state(database)) == ((2, None), wanted)
    check_every_row_is_covered(database)
    audited = read(database, AuditEntry.id, where=OF_IMPORTS & (AuditEntry.event == "file_imported"))
    assert (len(audited), len(read(database, ImportRun.id))) == (2, 2)


@embedded
@pytest.mark.parametrize("kind", ["payments", pytest.param("interactions", marks=pytest.mark.long)])
def test_what_a_killed_import_touched_is_refreshed_by_the_nights_standing(database, tmp_path, uninterrupted, kind):
    wanted, statements = uninterrupted(kind)
    path = prepare(database, kind, tmp_path)

    kill(database, kind, path, at=statements)  # before the commit of its end: all rows have landed
    with database.writes() as session:
        recompute_standing(session, on=TODAY, today=TODAY, commit=session.commit)
        session.commit()

    but_queue_and_age = [0, 1, 2, 3, 4, 5, 7, 8]
    assert [state(database)[part] for part in but_queue_and_age] == [wanted[part] for part in but_queue_and_age]


@embedded
def test_housekeeping_closes_a_killed_import_and_tells_what_landed(database, tmp_path, uninterrupted):
    wanted, statements = uninterrupted("payments")
    path = prepare(database, "payments", tmp_path)
    kill(database, "payments", path, at=statements)

    counts = close_imports(StepContext(database=database, today=TODAY, now=NOW, progress=lambda *_: None))

    assert counts == {"imports": 1, "accounts": 10}
    assert state(database)[:-1] == wanted[:-1]
    check_every_row_is_covered(database)
    ((event, actor, after),) = read(
        database, AuditEntry.event, AuditEntry.actor, AuditEntry.after, where=AuditEntry.event == "import_cut_off"
    )
    assert (event, actor, after["inserted"], after["file"]) == ("import_cut_off", "housekeeping", 11, "payments.csv")


def test_an_import_under_way_is_not_taken_for_cut_off(database, now):
    with database.writing() as session:
        session.add_all(ImportRun(kind=ImportKind.PAYMENTS, file_name="f", sha256="", started_at=now) for _ in "ab")
    actor = Actor(None, "tests")

    with under_way(database, 1), database.writing() as session:
        found = [run.id for run in cut_off_imports(session)]
        closed = settle_cut_off(session, actor=actor, now=now, today=TODAY)

    assert (found, len(closed.files)) == ([2], 1)
    assert read(database, ImportRun.id, where=ImportRun.finished_at.is_(None)) == [(1,)]
    with database.reading() as session:
        assert [run.id for run in cut_off_imports(session)] == [1]
