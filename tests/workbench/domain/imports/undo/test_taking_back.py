"""Undoing an import leaves the database as it was before; what stands in the way is named and nothing changes."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models import (
    Account,
    AuditEntry,
    Base,
    Customer,
    Hold,
    ImportRun,
    Invoice,
    Portfolio,
    PortfolioTeam,
    Promise,
    Team,
    WorkItem,
    WorkPolicy,
)
from models.enums import Lane, WorkState
from tests.factories.ledger import make_interaction, make_payment
from tests.workbench.domain.imports.conftest import interaction, invoice, payment
from workbench.domain.imports import UndoRefused, undo_import
from workbench.domain.records import Actor

TODAY = date(2026, 11, 18)
PAOLA = Actor(None, "paola@example.com")
NOT_CONTENT = {"import_run", "audit_entry", "audit_seal", "audit_head"}
NUMBERED_ANEW = {"allocation"}
"""Computed rows: a replay deletes and writes them."""

WORLD = {
    "customers": [
        {"external_id": "C1", "name": "Ana Peña", "phone": "3101234567", "phone_2": "3207654321", "segment": "A"},
        {"external_id": "C2", "name": "Luis Gil", "phone": "3109999999", "phone_2": "", "segment": "B"},
    ],
    "invoices": [invoice(external_id=f"F{n}", customer_external_id=f"C{n}", amount="100.00") for n in (1, 2)],
    "payments": [payment(external_id="P1", amount="30.00"), payment(external_id="P2", customer_external_id="C2")],
    "interactions": [
        interaction(external_id="G1", outcome="CD-PDP", promise_amount="60.00", promise_due_on="2026-11-30"),
        interaction(external_id="G2", customer_external_id="C2", outcome="CD-DIS", promise_amount="")
        | {"promise_due_on": ""},
    ],
}
NEW = {
    "customers": [
        {"external_id": "C1", "name": "Ana Peña Ruiz", "phone": "3001112233", "consent_sms": "false"},
        {"external_id": "C3", "name": "Nueva", "phone": "3005556677", "consent_sms": "true"},
    ],
    "invoices": [
        invoice(external_id="F1", amount="250.00", due_on="2026-11-05"),
        invoice(external_id="F2", customer_external_id="C2", amount="100.00"),
        invoice(external_id="F3", customer_external_id="C9", amount="80.00") | {"portfolio": "otra"},
        invoice(external_id="NC1", amount="-20.00"),
    ],
    "open_items": [
        {
            "external_id": number,
            "customer_external_id": customer,
            "portfolio": "consumo",
            "currency": "COP",
            "due_on": "2026-11-01",
            "open_amount": amount,
        }
        for number, customer, amount in (("F1", "C1", "20.00"), ("F2", "C2", "70.00"), ("F8", "C8", "5.00"))
    ],
    "payments": [
        payment(external_id="P1", amount="45.00", paid_on="2026-11-12"),
        payment(external_id="P3", amount="20.00"),
        payment(external_id="P4", customer_external_id="C2", amount="30.00", reverses="P2"),
    ],
    "interactions": [
        interaction(external_id="G1", outcome="NC-NCT", promise_amount="") | {"promise_due_on": ""},
        interaction(external_id="G2", customer_external_id="C2", outcome="CD-PDP", promise_amount="10.00")
        | {"promise_due_on": "2026-12-01"},
        interaction(external_id="G3", customer_external_id="C2", outcome="CI-NCO", promise_amount="")
        | {"promise_due_on": "", "at": "2026-11-17T10:00:00-05:00"},
    ],
}


@pytest.fixture
def world(bring):
    for kind, given in WORLD.items():
        assert bring(kind, *given).rejected == 0


@pytest.fixture
def undo(database, now):
    def run(import_id):
        with database.writing() as session:
            return undo_import(session, import_id, actor=PAOLA, now=now, today=TODAY)

    return run


def content(database):
    """Every table with rows of the business, whole, by name."""
    found = {}
    with database.reading() as session:
        for table in Base.metadata.sorted_tables:
            if table.name in NOT_CONTENT:
                continue
            columns = [c for c in table.columns if not (table.name in NUMBERED_ANEW and c.name == "id")]
            found[table.name] = sorted(map(repr, session.execute(sa.select(*columns))))
    return found


@pytest.mark.both
@pytest.mark.parametrize("kind", list(NEW))
def test_undone_import_leaves_the_database_as_it_was(database, world, bring, undo, kind):
    before = content(database)
    report = bring(kind, *NEW[kind])
    assert report.inserted > 0
    assert report.updated > 0 or kind == "open_items"  # differences are booked as payments
    assert content(database) != before

    undo(report.import_id)

    assert content(database) == before


@pytest.mark.both
def test_number_that_a_corrected_gestion_reported_is_as_it_was(database, world, bring, undo):
    before = content(database)
    wrong_person = interaction(external_id="G1", outcome="CI-NCO", promise_amount="") | {"promise_due_on": ""}
    report = bring("interactions", wrong_person)
    assert content(database)["contact_point_event"] != before["contact_point_event"]

    undo(report.import_id)

    assert content(database) == before


@pytest.mark.both
def test_list_that_was_compared_with_the_ledger_stands_in_the_way_by_its_file(world, bring, bring_file, undo):
    paid = bring("payments", payment(external_id="P7", amount="5.00"))
    rows = ["external_id,customer_external_id,portfolio,due_on,open_amount"]
    rows += ["F1,C1,consumo,2026-11-01,65.00", "F2,C2,consumo,2026-11-01,70.00"]
    listed = bring_file("open_items", "\n".join(rows) + "\n", name="lista.csv")
    assert dict(listed.money) == {"COP": 0}

    assert refusal(undo, paid.import_id) == [
        ("Listas de partidas abiertas posteriores, que ya se compararon con ella", 1, ("lista.csv",))
    ]
    undo(listed.import_id)
    undo(paid.import_id)


@pytest.mark.both
def test_every_import_undone_last_first_leaves_an_empty_database(database, bring, undo, rows):
    before = content(database)
    made = [bring(kind, *given).import_id for given_by_kind in (WORLD, NEW) for kind, given in given_by_kind.items()]

    for import_id in reversed(made):
        undo(import_id)

    assert content(database) == before
    assert rows(ImportRun.id, where=ImportRun.undone_at.is_(None)) == []


def test_undone_import_leaves_one_audit_entry_that_says_what_was_taken_back(world, bring, undo, rows):
    report = bring("invoices", *NEW["invoices"])

    undo(report.import_id)

    ((actor, after),) = rows(AuditEntry.actor, AuditEntry.after, where=AuditEntry.event == "import_undone")
    assert actor == "paola@example.com"
    assert after["deleted"] == {
        "fact_version": 1,
        "payment": 1,
        "invoice": 1,
        "account": 1,
        "customer": 1,
        "portfolio": 1,
    }
    assert after["restored"]["invoice"] == 1
    assert rows(ImportRun.undone_by, where=ImportRun.id == report.import_id) == [("paola@example.com",)]


def refusal(undo, import_id):
    with pytest.raises(UndoRefused) as refused:
        undo(import_id)
    return [(one.text.partition(":")[0], one.count, one.names) for one in refused.value.obstacles]


def test_later_payment_gestion_and_promise_stand_in_the_way_by_name(database, world, bring, undo, now):
    report = bring("invoices", invoice(external_id="F7", amount="70.00"))
    later = now + timedelta(hours=1)
    with database.writing() as session:
        account = session.scalars(sa.select(Account).where(Account.id == 1)).one()
        make_interaction(session, account, at=later, outcome="NC-NCT")
        make_payment(
            session, account, external_id="PX", amount=5_00, paid_on=TODAY, invoice_external_id="F7", known_at=later
        )

    found = refusal(undo, report.import_id)

    assert found == [
        ("Pagos posteriores que se apoyan en ella", 1, ("Ana Peña",)),
        ("Gestiones posteriores en sus cuentas", 1, ("Ana Peña",)),
    ]


def test_later_import_of_the_same_rows_stands_in_the_way_by_its_file(world, bring, bring_file, undo, rows):
    report = bring("invoices", invoice(external_id="F7", amount="70.00"))
    header, row = zip(*invoice(external_id="F7", amount="90.00").items(), strict=True)
    later = bring_file("invoices", f"{','.join(header)}\n{','.join(row)}\n", name="correcciones.csv")

    found = refusal(undo, report.import_id)
    undo(later.import_id)
    undo(report.import_id)

    assert found == [("Importaciones posteriores que cambiaron las mismas filas", 1, ("correcciones.csv",))]
    assert rows(Invoice.external_id, where=Invoice.external_id == "F7") == []


def test_lifted_hold_and_cancelled_promise_stand_in_the_way(database, world, bring, undo, now):
    report = bring(
        "interactions",
        interaction(external_id="G8", outcome="CD-DIS", promise_amount="") | {"promise_due_on": ""},
        interaction(external_id="G9", outcome="CD-PDP", promise_amount="9.00", promise_due_on="2026-12-01"),
    )
    with database.writing() as session:
        session.execute(sa.update(Hold).where(Hold.import_id == report.import_id).values(lifted_at=now))
        session.execute(sa.update(Promise).where(Promise.import_id == report.import_id).values(cancelled_at=now))

    assert refusal(undo, report.import_id) == [
        ("Promesas suyas que alguien canceló", 1, ("Ana Peña",)),
        ("Retenciones suyas que alguien levantó", 1, ("Ana Peña",)),
    ]


def test_telephone_of_a_later_file_and_one_that_a_call_judged_stand_in_the_way_each_in_its_words(world, bring, undo):
    new = {"external_id": "C7", "name": "Rosa Gil", "phone": "3001112233"}
    report = bring("customers", new)
    bring("invoices", invoice(external_id="F7", customer_external_id="C7"))
    bring("customers", new | {"phone_2": "3004445566"})
    bring("interactions", interaction(external_id="G7", customer_external_id="C7", outcome="NC-EQV", promise_amount=""))

    found = [text for text, _, _ in refusal(undo, report.import_id)]

    assert "Teléfonos y correos que sus clientes recibieron después" in found
    assert "Teléfonos suyos que alguien verificó o descartó" in found


def test_second_undoing_is_refused(world, bring, undo):
    report = bring("payments", payment(external_id="P9"))
    undo(report.import_id)

    with pytest.raises(UndoRefused, match="ya se deshizo"):
        undo(report.import_id)


def test_portfolio_that_was_set_up_since_is_kept_and_named(  # noqa: PLR0917 - fixtures
    database, world, bring, undo, rows, now
):
    report = bring("invoices", *NEW["invoices"])
    with database.writing() as session:
        made = session.scalars(sa.select(Portfolio).where(Portfolio.code == "otra")).one()
        session.add(
            WorkPolicy(
                portfolio_id=made.id,
                from_on=TODAY,
                least_overdue=1,
                rest_days=1,
                most_tries=1,
                most_tries_a_day=1,
                preventive_days=0,
                call_share=0,
                no_call_share=0,
                set_by_name="ana",
                set_at=now,
            )
        )

    undone = undo(report.import_id)

    assert undone.kept == ["otra"]
    assert rows(Portfolio.code) == [("consumo",), ("otra",)]


def test_team_of_a_portfolio_that_the_import_made_goes_with_it(database, world, bring, undo, rows):
    report = bring("invoices", *NEW["invoices"])
    with database.writing() as session:
        team = Team(name="norte")
        session.add(team)
        session.flush()
        made = session.scalars(sa.select(Portfolio.id).where(Portfolio.code == "otra")).one()
        session.add(PortfolioTeam(portfolio_id=made, team_id=team.id))

    undo(report.import_id)

    assert rows(Portfolio.code) == [("consumo",)]


def test_customer_who_left_the_queue_by_an_undone_payment_is_back_in_it(database, world, bring, undo, rows):
    with database.writing() as session:
        account = session.get_one(Account, 1)
        session.add(
            WorkItem(
                queue_on=TODAY,
                portfolio_id=account.portfolio_id,
                lane=Lane.RANKED,
                rank=1,
                points=1.0,
                reasons=[],
                open_amount=1,
                overdue_amount=1,
                days_past_due=1,
                callable=True,
                account_id=1,
                customer_id=1,
            )
        )
    report = bring("payments", payment(external_id="P9", amount="500.00"))
    left = rows(WorkItem.state)

    undo(report.import_id)

    assert (left, rows(WorkItem.state)) == ([(WorkState.GONE,)], [(WorkState.WAITING,)])


def test_data_age_of_an_import_in_the_middle_is_handed_on(world, bring, undo, rows):
    first = bring("payments", payment(external_id="P8", paid_on="2026-11-14"))
    second = bring("payments", payment(external_id="P9", paid_on="2026-11-16"))

    undo(first.import_id)
    undo(second.import_id)

    assert rows(Portfolio.data_as_of, Portfolio.payments_as_of) == [(date(2026, 11, 10), date(2026, 11, 10))]
    assert rows(Customer.external_id) == [("C1",), ("C2",)]
