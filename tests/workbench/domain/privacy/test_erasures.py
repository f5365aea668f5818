"""Erasing: two people, nothing in the way, nothing personal left, and the ledger and the audit trail whole."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from models import (
    AuditEntry,
    ContactPoint,
    Customer,
    CustomerMerge,
    ErasedKey,
    Erasure,
    Interaction,
    Invoice,
    Payment,
    ReplacedRow,
    ReviewRequest,
    Upload,
)
from models.enums import ErasureState, HoldKind, PointState, RequestKind, ReviewEffect
from tests.factories.held import NAME, TRACES, dump, traces_in
from tests.factories.ledger import make_account
from tests.factories.work import make_hold
from tests.workbench.domain.privacy.conftest import TODAY
from workbench.domain.explanations import record_request
from workbench.domain.privacy import (
    ErasureRefused,
    as_json,
    ask_erasure,
    confirm_erasure,
    everything_about,
    lift_retention_hold,
    place_retention_hold,
    withdraw_erasure,
)
from workbench.domain.quality import MergeRefused, compared_customers, unmerge_customers
from workbench.domain.records import AuditKeys, seal_entries, verify_seals
from workbench.domain.standing import recompute_standing

KEYS = AuditKeys(["k" * 32])


@pytest.fixture
def ask(session, customer, cast, now):
    def made(by="paola", name=NAME, ground="Lo pidió por escrito") -> Erasure:
        return ask_erasure(
            session, cast.person(by), customer=customer, typed_name=name, ground=ground, today=TODAY, now=now
        )

    return made


@pytest.fixture
def confirm(session, customer, cast, now):
    def made(by="ana", name=NAME) -> Erasure:
        return confirm_erasure(session, cast.person(by), customer=customer, typed_name=name, today=TODAY, now=now)

    return made


@pytest.fixture
def erase(ask, confirm):
    def made() -> None:
        ask()
        confirm()

    return made


@pytest.mark.both
def test_nothing_personal_is_left_in_any_table(session, ask, confirm):
    before = traces_in(dump(session))

    ask(ground="Lo pidió zorro")
    confirm()

    assert len(before) > 15
    assert traces_in(dump(session)) == []


@pytest.mark.both
def test_ledger_days_and_outcomes_stay_under_a_pseudonym(session, customer, erase, now):
    ledger = (
        sa.select(Invoice.external_id, Invoice.amount, Invoice.open_amount, Invoice.due_on),
        sa.select(Payment.external_id, Payment.amount, Payment.paid_on),
    )
    before = [session.execute(one).all() for one in ledger]

    erase()

    assert [session.execute(one).all() for one in ledger] == before
    assert (customer.name, customer.external_id) == (f"Cliente borrado {customer.id}", f"borrado:{customer.id}")
    assert (customer.document, customer.attributes, customer.segment) == (None, {}, "pyme")
    call = session.scalars(sa.select(Interaction)).one()
    assert (call.outcome_code, call.note, call.delay_reason) == ("CD-PDP", None, None)
    assert {one.state for one in session.scalars(sa.select(ContactPoint))} == {PointState.SUPPRESSED}
    told = as_json(everything_about(session, customer, now=now))
    assert [one["values"]["amount"] for one in told["corrections"] if one["kind"] != "interaction"] == [90_00, 80_00]
    assert [one["why"] for one in told["contact_point_changes"]] == ["NC-NCT", "—"]


def test_balances_are_the_same_when_they_are_computed_again(session, account, erase):
    erase()
    account.ledger_dirty = True
    session.flush()

    recompute_standing(session, on=TODAY, today=TODAY)

    session.refresh(account)
    assert (account.open_amount, account.credit, account.last_payment_on) == (0, 0, account.last_payment_on)


@pytest.mark.both
def test_audit_trail_still_verifies_and_names_both_people(session, customer, erase, cast, now):
    session.add(
        AuditEntry(at=now, event="x", actor="t", subject_kind="customer", subject_id=customer.id, before={}, after={})
    )
    seal_entries(session, now=now, keys=KEYS)

    erase()
    seal_entries(session, now=now, keys=KEYS)

    assert verify_seals(session, keys=KEYS).trouble is None
    entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.event == "customer_erased")).one()
    assert (entry.actor_id, entry.after["asked_by"], entry.after["rows"]["customer"]) == (cast.ana.id, cast.paola.id, 2)


def test_who_asked_does_not_confirm(session, ask, confirm):
    ask(by="ana")

    with pytest.raises(ErasureRefused, match="otra persona"):
        confirm(by="ana")
    assert session.scalars(sa.select(Erasure)).one().state is ErasureState.WAITING


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"name": "Marta"}, "typed_name"), ({"ground": " "}, "ground"), ({"ground": "a" * 501}, "ground")],
)
def test_form_that_is_not_whole_is_refused_beside_its_field(ask, fields, field):
    with pytest.raises(ErasureRefused) as refused:
        ask(**fields)
    assert refused.value.field == field


def test_name_may_be_typed_without_accents_or_capitals(ask, confirm):
    ask(name="  MARTA  zorro ")
    assert confirm(name="marta zorro").state is ErasureState.DONE


def test_debt_that_came_after_the_question_stops_the_confirmation(session, account, ask, confirm):
    ask()
    session.execute(sa.update(Invoice).values(open_amount=1))

    with pytest.raises(ErasureRefused, match="mientras deba en Consumo"):
        confirm()
    assert traces_in(dump(session))


def test_second_question_waits_for_the_first_and_a_withdrawn_one_frees_the_way(session, customer, ask, cast, now):
    ask()

    with pytest.raises(ErasureRefused, match="Ya está pedido"):
        ask(by="ana")
    withdraw_erasure(session, cast.person("paola"), customer=customer, now=now)
    assert ask().state is ErasureState.WAITING


def test_nobody_confirms_what_nobody_asked(confirm):
    with pytest.raises(ErasureRefused, match="Nadie lo ha pedido"):
        confirm()


def test_dispute_and_order_to_keep_stand_in_the_way(session, customer, ask, cast, now):
    made = place_retention_hold(session, cast.person("paola"), customer_id=customer.id, why="Juzgado 4", now=now)
    with pytest.raises(ErasureRefused, match="orden de conservar"):
        ask()
    lift_retention_hold(session, cast.person("paola"), customer_id=customer.id, hold_id=made.id, now=now)

    make_hold(session, customer.id, kind=HoldKind.DISPUTE, now=now - timedelta(days=3))
    with pytest.raises(ErasureRefused, match="reclamo abierto"):
        ask()


def test_accounts_that_a_person_does_not_see_are_not_theirs_to_erase(session, customer, ask, cast, now):
    make_account(session, cast.microcredito, now=now, customer_id=customer.id, ledger_dirty=False)

    with pytest.raises(ErasureRefused, match="carteras que usted no ve"):
        ask(by="paola")


def test_request_for_erasure_is_answered_by_it(session, account, erase, cast, now):
    asked = record_request(
        session,
        cast.person("andrea"),
        account=account,
        kind=RequestKind.ERASURE,
        received_on=TODAY,
        note="zorro",
        now=now,
    )

    erase()

    row = session.get_one(ReviewRequest, asked.id)
    assert (row.effect, row.answer, row.answered_by) == (
        ReviewEffect.ERASED,
        "Sus datos personales se borraron.",
        cast.ana.id,
    )
    assert row.note is None


@pytest.mark.both
def test_customers_that_were_merged_go_too_and_cannot_be_separated(session, customer, erase, cast, now):
    merge = session.scalars(sa.select(CustomerMerge)).one()

    erase()

    names = session.scalars(sa.select(Customer.name).where(Customer.id.in_([customer.id, merge.merged_id])))
    assert set(names) == {f"Cliente borrado {customer.id}", f"Cliente borrado {merge.merged_id}"}
    assert session.scalar(sa.select(sa.func.count()).select_from(ErasedKey)) == 2
    with pytest.raises(MergeRefused, match="no queda con qué separarlas"):
        unmerge_customers(session, cast.person("ana"), merge, now=now, today=TODAY)


def test_order_of_a_merged_customer_keeps_who_stands_for_it_and_can_be_lifted(session, customer, ask, cast, now):
    merged = session.scalars(sa.select(CustomerMerge.merged_id)).one()
    made = place_retention_hold(session, cast.person("ana"), customer_id=merged, why="Juzgado 4", now=now)

    with pytest.raises(ErasureRefused, match="orden de conservar"):
        ask()
    lift_retention_hold(session, cast.person("paola"), customer_id=customer.id, hold_id=made.id, now=now)
    assert ask().state is ErasureState.WAITING


def test_reports_of_files_keep_what_is_not_about_the_customer(session, erase):
    erase()

    assert session.scalars(sa.select(Upload.reports)).one() == {"customers": {"warnings": ["—", "otra"]}}
    assert session.scalars(sa.select(ReplacedRow.values)).one() == {"name": "—", "segment": "oro"}


def test_erased_customers_are_not_proposed_as_duplicates(session, customer, erase):
    assert [one.id for one in compared_customers(session)] == [customer.id]

    erase()

    assert compared_customers(session) == []


def test_other_customers_stay_as_they_are(session, customer, erase, cast, now):
    other = make_account(session, cast.consumo, now=now)
    name = session.get_one(Customer, other.customer_id).name

    erase()

    assert session.get_one(Customer, other.customer_id).name == name


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_file_of_an_embedded_database_has_no_trace_left(session, account, erase):
    session.commit()
    path = Path(session.get_bind().url.database)
    before = path.read_bytes()

    erase()
    session.commit()

    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = path.read_bytes().lower()
    assert len(kept) >= len(before)
    assert [trace for trace in TRACES if trace.encode() in kept] == []
