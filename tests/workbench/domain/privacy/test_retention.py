"""Terms of keeping: off at first; what they take away on a day is told the day before, and then goes."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models import (
    AuditEntry,
    Blob,
    Customer,
    DecisionLog,
    Erasure,
    FactVersion,
    Interaction,
    Invoice,
    RejectedRow,
    Upload,
)
from tests.factories.held import dump, traces_in
from tests.factories.ledger import make_account, make_interaction
from tests.workbench.domain.privacy.conftest import TODAY
from workbench.domain.privacy import (
    ErasureRefused,
    KeptFor,
    TermsRefused,
    ask_erasure,
    due_customers,
    erasable,
    erase_due,
    forget_decisions,
    forget_notes,
    let_files_go,
    plan_retention,
    set_terms,
)
from workbench.domain.records import Actor, keep_blob
from workbench.domain.uploads import forget_uploads

ACTOR = Actor(None, "housekeeping")
LAST_MOVED = date(2026, 10, 1)


@pytest.fixture
def keep(session, now):
    def made(portfolio=None, **days) -> None:
        terms = KeptFor(**days)
        set_terms(session, portfolio.id if portfolio else None, terms=terms, actor=ACTOR, now=now)

    return made


def planned(session, now, on=TODAY):
    plan = plan_retention(session, on=on, now=now)
    return list(plan.customers), plan.notes, plan.decisions


def test_nothing_goes_while_no_terms_are_set(session, account, now):
    assert planned(session, now, on=TODAY + timedelta(days=9_999)) == ([], 0, 0)


@pytest.mark.both
def test_customer_goes_the_day_after_the_last_day_of_the_terms(session, account, keep, now):
    keep(erase_days=48)  # until 18 November, the last day on which she is kept

    assert planned(session, now)[0] == []
    assert planned(session, now, on=TODAY + timedelta(days=1))[0] == [account.customer_id]
    assert [one for part in due_customers(session, on=TODAY, now=now) for one in part] == []


@pytest.mark.both
def test_terms_erase_without_people_and_say_so(session, account, keep, now):
    keep(erase_days=30)

    gone = erase_due(session, [account.customer_id], actor=ACTOR, today=TODAY, now=now)

    assert gone == 1
    assert traces_in(dump(session)) == []
    row = session.scalars(sa.select(Erasure)).one()
    assert (row.asked_by, row.decided_by, row.state) == (None, None, "done")
    entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.event == "customer_erased")).one()
    assert entry.actor == "housekeeping"
    assert erase_due(session, [account.customer_id], actor=ACTOR, today=TODAY, now=now) == 0


def test_debt_that_came_meanwhile_keeps_the_customer(session, account, keep, now):
    keep(erase_days=30)
    session.execute(sa.update(Invoice).values(open_amount=1))

    assert erase_due(session, [account.customer_id], actor=ACTOR, today=TODAY, now=now) == 0
    assert session.get_one(Customer, account.customer_id).erased_at is None


def test_strictest_account_of_a_customer_decides(session, account, cast, keep, now):
    make_account(
        session, cast.microcredito, now=now - timedelta(days=900), customer_id=account.customer_id, ledger_dirty=False
    )
    keep(cast.consumo, erase_days=30)
    assert planned(session, now)[0] == []

    keep(cast.microcredito, erase_days=800)

    assert planned(session, now)[0] == [account.customer_id]


def test_portfolio_without_terms_of_its_own_has_the_companys(session, account, cast, keep, now):
    keep(erase_days=30)
    assert planned(session, now)[0] == [account.customer_id]

    keep(cast.consumo)

    assert planned(session, now)[0] == []


def test_data_that_must_be_kept_is_not_erased_by_hand_either(session, customer, cast, keep, now):
    keep(keep_days=365)

    with pytest.raises(ErasureRefused, match="Se puede desde: 2027-10-02"):
        ask_erasure(
            session, cast.person("paola"), customer=customer, typed_name=customer.name, ground="Lo pidió", today=TODAY,
            now=now,
        )  # fmt: skip


def test_law_of_the_contact_policy_keeps_too(session, account, cast, now):
    cast.consumo.preset = "CL"  # twenty-four months
    session.flush()

    facts = erasable(session, [account.customer_id], today=TODAY, now=now)[account.customer_id].facts

    assert facts.kept_until == date(2028, 10, 1)


@pytest.mark.both
def test_old_notes_are_emptied_with_those_of_before_a_correction(session, account, keep, now):
    make_interaction(session, account, at=now - timedelta(days=10), outcome="CD-PDP", note="reciente")
    keep(note_days=30)
    assert planned(session, now)[1] == 1

    gone = forget_notes(session, actor=ACTOR, today=TODAY, now=now)

    assert (gone, forget_notes(session, actor=ACTOR, today=TODAY, now=now)) == (1, 0)
    session.expire_all()
    assert session.scalars(sa.select(Interaction.note).order_by(Interaction.at)).all() == [None, "reciente"]
    kept = session.scalars(sa.select(FactVersion).where(FactVersion.kind == "interaction")).one()
    assert kept.values == {"note": None, "outcome_code": "CD-PDP", "delay_reason": None}


@pytest.mark.both
def test_old_decision_logs_go_with_their_artefacts_and_newer_ones_stay(session, keep, now):
    for days, content in ((200, b"old"), (199, b"shared"), (3, b"shared")):
        sha256 = keep_blob(session, content, media_type="x", now=now)
        session.add(DecisionLog(queue_on=TODAY - timedelta(days=days), built_at=now, rows=1, blob_sha256=sha256))
    session.flush()
    keep(decision_days=180)
    assert planned(session, now)[2] == 2

    gone = forget_decisions(session, actor=ACTOR, today=TODAY, now=now)

    assert gone == 2
    assert session.scalars(sa.select(DecisionLog.queue_on)).all() == [TODAY - timedelta(days=3)]
    assert [row.content for row in session.scalars(sa.select(Blob))] == [b"shared"]


@pytest.mark.both
def test_given_files_go_sooner_than_after_thirty_days(session, account, keep, now):
    upload = session.scalars(sa.select(Upload)).one()
    upload.given_at, upload.kept_until = now - timedelta(days=8), now + timedelta(days=22)
    session.flush()
    assert let_files_go(session, actor=ACTOR, now=now) == 0
    keep(file_days=7)
    assert plan_retention(session, on=TODAY + timedelta(days=1), now=now).files == 1

    assert (let_files_go(session, actor=ACTOR, now=now), let_files_go(session, actor=ACTOR, now=now)) == (1, 0)
    forget_uploads(session, now=now)

    assert session.scalars(sa.select(RejectedRow)).all() == []


def test_terms_are_audited_with_before_and_after_and_can_be_taken_back(session, cast, keep, now):
    keep(cast.consumo, erase_days=400)
    set_terms(session, cast.consumo.id, terms=None, actor=ACTOR, now=now)

    told = session.execute(
        sa.select(AuditEntry.before, AuditEntry.after)
        .where(AuditEntry.event == "retention_changed")
        .order_by(AuditEntry.id)
    ).all()
    assert [bool(before) for before, _ in told] == [False, True]
    assert told[0].after["erase_days"] == 400
    assert told[1].after == {}


def test_terms_out_of_bounds_change_nothing(session, keep, now):
    with pytest.raises(TermsRefused):
        keep(erase_days=1)
    assert session.scalars(sa.select(AuditEntry)).all() == []
