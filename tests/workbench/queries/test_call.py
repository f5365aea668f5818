"""The customer's file for a call, and the timeline of all channels."""

from datetime import UTC, date, datetime, timedelta

import pytest

from models.enums import Channel, ChequeState, HoldKind, PaymentKind, PaymentMethod, PointState
from tests.factories.callable import make_callable
from tests.factories.ledger import make_account, make_interaction, make_invoice, make_payment, make_phone
from tests.factories.promises import make_promise
from tests.factories.work import make_hold, make_item
from tests.workbench.domain.statements import counted
from workbench.kernel.errors import NotVisible
from workbench.queries.call import call_file
from workbench.queries.timeline import timeline

TODAY = date(2026, 11, 18)


@pytest.fixture
def account(session, now, cast):
    return make_callable(
        session,
        cast.consumo,
        now=now,
        today=TODAY,
        collector_id=cast.andrea.id,
        credit=40_00,
        oldest_due_on=TODAY - timedelta(days=47),
    )


@pytest.fixture
def file(session, cast, account, now):
    def look(name: str = "andrea", **values):
        return call_file(session, cast.person(name), account_id=account.id, now=now, **values)

    return look


def test_head_has_who_what_is_owed_and_where_it_belongs(file, account):
    found = file()

    assert (found.customer.id, found.portfolio.code, found.portfolio.currency, found.portfolio.preset) == (
        account.customer_id, "consumo", "COP", "CO",
    )  # fmt: skip
    assert (found.account.overdue_amount, found.account.balance, found.account.days_past_due) == (1_000_00, 960_00, 47)
    assert found.account.collector == "Andrea"


def test_days_are_those_of_the_portfolios_zone(session, cast, account):
    late = datetime(2026, 11, 19, 3, 0, tzinfo=UTC)

    assert call_file(session, cast.person("andrea"), account_id=account.id, now=late).account.today == TODAY


def test_usable_numbers_come_first(session, file, account, now):
    make_phone(session, account.customer_id, now=now, state=PointState.SUPPRESSED, position=0)
    make_phone(session, account.customer_id, now=now, state=PointState.UNVERIFIED, position=1)

    found = [(point.state, point.is_usable) for point in file().points]

    assert found == [(PointState.VERIFIED, True), (PointState.UNVERIFIED, True), (PointState.SUPPRESSED, False)]


@pytest.mark.both
def test_debts_are_the_open_items_oldest_first(session, file, account):
    make_invoice(session, account, due_on=TODAY - timedelta(days=10), amount=5_00, external_id="new")
    make_invoice(session, account, due_on=TODAY - timedelta(days=40), amount=9_00, open_amount=4_00, external_id="old")
    make_invoice(session, account, due_on=TODAY - timedelta(days=90), amount=9_00, open_amount=0, external_id="paid")

    assert [(debt.external_id, debt.open_amount) for debt in file().debts] == [("old", 4_00), ("new", 5_00)]


def test_promises_and_payments_newest_first(session, file, account, now):
    make_promise(session, account, amount=1_00, due_on=TODAY, made_at=now - timedelta(days=9))
    make_promise(session, account, amount=2_00, due_on=TODAY, made_at=now - timedelta(days=1))
    make_payment(session, account, paid_on=TODAY - timedelta(days=9), amount=3_00, external_id="P9")
    make_payment(session, account, paid_on=TODAY - timedelta(days=2), amount=3_00, reverses_external_id="P9")

    found = file()

    assert [promise.amount for promise in found.promises] == [2_00, 1_00]
    assert [(payment.amount, payment.is_reversal) for payment in found.payments] == [(3_00, True), (3_00, False)]


@pytest.mark.both
def test_what_lessens_a_debt_is_told_by_its_kind(session, file, account):
    for days, values in enumerate([
        {"kind": PaymentKind.CREDIT_NOTE},
        {"kind": PaymentKind.INFERRED, "external_id": "Z"},
        {"kind": PaymentKind.INFERRED, "reverses_external_id": "Z"},
        {"method": PaymentMethod.CHEQUE, "cheque_status": ChequeState.RECEIVED},
        {"method": PaymentMethod.CHEQUE, "reverses_external_id": "nothing"},
        {"reverses_external_id": "nothing"},
    ]):  # fmt: skip
        make_payment(session, account, paid_on=TODAY - timedelta(days=days), amount=1_00, **values)

    found = file()

    assert [entry.kind for entry in found.timeline.entries] == [
        "credit_note", "inferred", "inferred_back", "cheque", "cheque_back", "payment_back",
    ]  # fmt: skip
    assert [line.kind for line in found.payments][:2] == [PaymentKind.CREDIT_NOTE, PaymentKind.INFERRED]


@pytest.mark.both
def test_holds_are_those_in_force_on_this_account_or_the_customer(session, file, account, now, cast):
    other = make_account(session, cast.microcredito, now=now, customer_id=account.customer_id)
    customer_id = account.customer_id
    make_hold(session, customer_id, kind=HoldKind.VULNERABLE, now=now)
    make_hold(session, customer_id, kind=HoldKind.DISPUTE, now=now, account_id=account.id)
    make_hold(session, customer_id, kind=HoldKind.DISPUTE, now=now, account_id=other.id)
    make_hold(session, customer_id, kind=HoldKind.LEGAL, now=now, lifted_at=now, lifted_on=TODAY)
    make_hold(session, customer_id, kind=HoldKind.CLAIMED_PAYMENT, now=now, until_on=TODAY - timedelta(days=1))

    found = {(hold.kind, hold.whole_customer) for hold in file().holds}

    assert found == {(HoldKind.VULNERABLE, True), (HoldKind.DISPUTE, False)}


def test_other_accounts_item_and_open_attempt(session, file, account, now, cast):
    other = make_account(
        session, cast.microcredito, now=now, customer_id=account.customer_id, overdue_amount=9_00, open_amount=9_00
    )
    item = make_item(session, account, on=TODAY)
    make_item(session, account, on=TODAY - timedelta(days=1))
    attempt = make_interaction(
        session, account, at=now - timedelta(minutes=3), outcome=None, collector_id=cast.andrea.id
    )

    found = file()

    assert [(one.id, one.currency, one.overdue_amount) for one in found.others] == [(other.id, "MXN", 9_00)]
    assert (found.item.id, found.item.rank, found.attempt.id) == (item.id, 1, attempt.id)


def test_old_attempt_is_not_open(session, file, account, now, cast):
    make_interaction(session, account, at=now - timedelta(hours=5), outcome=None, collector_id=cast.andrea.id)

    found = file()

    assert (found.item, found.attempt) == (None, None)


def test_account_of_somebody_else_does_not_exist_unless_they_call_in(file, account):
    with pytest.raises(NotVisible):
        file("luis")
    with pytest.raises(NotVisible):
        file("sara", calling_in=True)

    assert file("luis", calling_in=True).account.id == account.id


def test_timeline_has_all_channels_newest_first(session, account, cast, now):
    make_interaction(
        session,
        account,
        at=now - timedelta(days=3),
        outcome="MS-ENV",
        channel=Channel.SMS,
        collector_text="b@x.test",
    )
    spoken = make_interaction(
        session, account, at=now - timedelta(days=2), outcome="CD-PDP", collector_id=cast.andrea.id, note="Quincena"
    )
    make_promise(session, account, amount=5_00, due_on=TODAY, made_at=now - timedelta(days=2), interaction_id=spoken.id)
    make_payment(session, account, paid_on=TODAY - timedelta(days=1), amount=5_00)

    entries = timeline(session, cast.person("andrea"), customer_id=account.customer_id).entries

    assert [(entry.kind, entry.outcome_code, entry.amount, entry.who) for entry in entries] == [
        ("payment", None, 5_00, None),
        ("interaction", "CD-PDP", None, "Andrea"),
        ("promise", None, 5_00, None),
        ("interaction", "MS-ENV", None, "b@x.test"),
    ]
    assert (entries[1].label_es, entries[1].note, entries[3].channel) == ("Promesa de pago", "Quincena", "sms")


@pytest.mark.both
def test_timeline_pages_neither_repeat_nor_leave_out(session, account, cast, now):
    made = [
        make_interaction(session, account, at=now - timedelta(hours=hour), outcome="NC-NCT").id for hour in range(7)
    ]
    person, seen, before = cast.person("andrea"), [], None

    while True:
        page = timeline(session, person, customer_id=account.customer_id, before=before, limit=3)
        seen += [entry.id for entry in page.entries]
        before = page.before
        if before is None:
            break

    assert seen == made


@pytest.mark.both
def test_page_ends_between_two_instants(session, account, cast, now):
    for hour in (0, 1, 1, 2):
        make_interaction(session, account, at=now - timedelta(hours=hour), outcome="NC-NCT")
    person = cast.person("andrea")

    first = timeline(session, person, customer_id=account.customer_id, limit=2)
    second = timeline(session, person, customer_id=account.customer_id, before=first.before, limit=2)

    assert (len(first.entries), len(second.entries), second.before is not None) == (1, 2, True)


def test_timeline_leaves_out_accounts_of_others(session, account, cast, now):
    make_interaction(session, account, at=now, outcome="NC-NCT")

    hidden = timeline(session, cast.person("luis"), customer_id=account.customer_id)
    served = timeline(session, cast.person("luis"), customer_id=account.customer_id, calling_in=True)

    assert (len(hidden.entries), len(served.entries)) == (0, 1)


def test_statements_do_not_grow_with_the_history(session, file, account, now):
    def happens(count: int) -> None:
        for number in range(count):
            make_invoice(session, account, due_on=TODAY, amount=1_00)
            make_interaction(session, account, at=now - timedelta(days=number), outcome="NC-NCT")
            make_payment(session, account, paid_on=TODAY, amount=1_00)
            make_promise(session, account, amount=1_00, due_on=TODAY, made_at=now)

    happens(1)
    with counted(session) as one:
        file()
    happens(2)

    with counted(session) as more:
        file()

    assert len(more) == len(one)
