"""Real ledgers given on the screen: the same as by command, to the cent of the files, and undone without a trace."""

import pytest
import sqlalchemy as sa

from models import Account, Allocation, Customer, Database, Hold, ImportRun, Interaction, Invoice, Payment
from models.base import Base
from tests.ledgers.conftest import KINDS, Ledger, imported
from tests.ledgers.test_balances import by_hand, stand, stored
from tests.workbench.screens.data.conftest import checked, give, work  # noqa: F401 - fixtures
from tests.workbench.screens.data.conftest import imported as given  # noqa: F401 - fixture

pytestmark = [pytest.mark.ledger, pytest.mark.long]

RECORDS = {"audit_entry", "audit_seal", "import_run", "job_run", "upload", "upload_part", "sender_mapping"}
"""What is kept of an import that was undone: that it was made, by whom, and from which file."""


def rows(database):
    """Every row of every table but those of records."""
    tables = [table for table in Base.metadata.sorted_tables if table.name not in RECORDS]
    with database.reading() as session:
        return {table.name: sorted(map(repr, session.execute(sa.select(table)))) for table in tables}


def facts(database):
    """Customers, invoices, payments, allocations, gestiones and holds by the sender's keys, without our numbers."""
    of_allocation = (
        sa.select(Payment.external_id, Invoice.external_id, Allocation.amount)
        .join(Payment, Payment.id == Allocation.payment_id)
        .join(Invoice, Invoice.id == Allocation.invoice_id)
    )
    chosen = (
        sa.select(Customer.external_id, Customer.name, Customer.kind, Customer.segment, Customer.country),
        sa.select(Invoice.external_id, Invoice.issued_on, Invoice.due_on, Invoice.amount, Invoice.open_amount),
        sa.select(Payment.external_id, Payment.paid_on, Payment.amount, Payment.invoice_external_id),
        of_allocation,
        sa.select(Interaction.external_id, Interaction.at, Interaction.outcome_code, Interaction.note),
        sa.select(Customer.external_id, Hold.kind, Hold.known_on, Hold.until_on).join(
            Customer, Customer.id == Hold.customer_id
        ),
        sa.select(sa.func.count()).select_from(Account),
    )
    with database.reading() as session:
        return [sorted(map(repr, session.execute(one))) for one in chosen]


@pytest.fixture(params=["invoices", "fines"])
def folder(request, ledgers, fines_of):
    """The ledger of 70 businesses; that of fines, as far as its customers are in the sample."""
    return ledgers / "invoices" if request.param == "invoices" else fines_of("sample")


@pytest.fixture
def by_command(folder, sqlite_maker):
    """The ledger imported by the command's function into a database of its own, on SQLite."""
    with sqlite_maker.fresh() as url:
        database = Database(url)
        yield imported(database, folder, zone="America/Bogota")
        database.dispose()


def test_a_ledger_by_screen_is_the_one_by_command_and_undone_the_database_is_as_before(  # noqa: PLR0917 - fixtures
    people, session, given, by_command, folder, now  # noqa: F811 - a fixture
):  # fmt: skip
    database, today, ana = Database(session.get_bind().url), now.date(), people("ana")
    session.commit()  # the personas
    before = rows(database)
    kinds = [path.name.partition(".")[0] for path in sorted(folder.glob("*.csv.gz"), key=in_order)]

    for kind in kinds:
        given(ana, (folder / f"{kind}.csv.gz").read_bytes(), name=f"{kind}.csv.gz")
        if kind not in KINDS:
            by_command.import_file(kind)

    by_screen = Ledger(database, folder, by_command.terms, {})
    for one in (by_command, by_screen):
        stand(one, today, today=today)
        assert stored(one) == by_hand(one, today)
    assert facts(database) == facts(by_command.database)
    session.expire_all()
    for number in session.scalars(sa.select(ImportRun.id).order_by(ImportRun.id.desc())).all():
        ana.submit(ana.get(f"/datos/historial/{number}"), f"/datos/historial/{number}/deshacer")
    assert {name: found for name, found in rows(database).items() if found != before[name]} == {}
    database.dispose()


def in_order(path):
    """Customers, invoices, payments, then what else there is."""
    kind = path.name.partition(".")[0]
    return KINDS.index(kind) if kind in KINDS else len(KINDS)
