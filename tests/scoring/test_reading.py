"""Histories read from the database hold the facts as reported on each day."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from models import FactVersion
from models.enums import Direction, HoldKind, PaymentKind
from scoring import reading
from scoring.dataset import PredictionTarget, Reader
from scoring.features import usable
from scoring.history import KINDS, NEVER
from scoring.reading import read_history
from tests.factories.ledger import make_account, make_interaction, make_invoice, make_payment
from tests.factories.promises import make_promise
from tests.factories.work import make_hold
from workbench.domain.ranking.learning.history import accounts_as_reported
from workbench.domain.standing import recompute_standing

D1 = date(2026, 6, 1)
LAST = 150
NAMES = [feature.name for feature in usable()]
AIM = PredictionTarget()


def day(number):
    return D1 + timedelta(days=number - 1)


def noon(number):
    return datetime.combine(day(number), datetime.min.time(), tzinfo=UTC) + timedelta(hours=17)


@pytest.fixture
def account(session, cast, now):
    return make_account(session, cast.consumo, now=now)


@pytest.fixture
def read(session, cast):
    """`read()`: the standing computed at a day, then the history."""

    def run(*, standing=LAST, until=LAST, replay=accounts_as_reported):
        if standing is not None:
            recompute_standing(session, on=day(standing), today=day(LAST + 50))
        return read_history(session, portfolio_id=cast.consumo.id, until=day(until), replay=replay)

    return run


def nobody(_session, account_ids):
    raise AssertionError(f"replayed: {list(account_ids)}")


def rows(events, *, relative=("known",)):
    """Events as tuples without their account; days count from D1."""
    columns = [
        (values - D1.toordinal() + 1 if name in relative else values).tolist()
        for name, values in vars(events).items()
        if name not in {"account", "id"}
    ]
    return list(zip(*columns, strict=True))


def correct(session, fact, kind, *, on, now, **values):
    """Write a correction as an import does: what the fact said goes to its versions."""
    names = {
        "invoice": ("account_id", "issued_on", "due_on", "amount", "disputed", "known_on"),
        "payment": ("account_id", "paid_on", "amount", "invoice_external_id", "reverses_external_id", "known_on"),
        "interaction": ("account_id", "outcome_code", "direction", "known_on"),
    }[kind]
    was = {name: getattr(fact, name) for name in names}
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in was.items()}
    session.add(FactVersion(kind=kind, fact_id=fact.id, replaced_at=now, replaced_on=day(on), values=plain))
    for name, value in values.items():
        setattr(fact, name, value)
    session.flush()


def exposures(history, *days):
    """The exposure at each day, of all who owe something."""
    return [Reader(history, AIM).at(day(one).toordinal()).exposure.tolist() for one in days]


def feature(history, name, *days):
    return [Reader(history, AIM).at(day(one).toordinal()).x[:, NAMES.index(name)].tolist() for one in days]


# --- the facts --------------------------------------------------------------------------------------------------------


def test_items_payments_and_shares_are_those_of_the_ledger(session, account, read):
    first = make_invoice(session, account, issued_on=day(2), due_on=day(10), amount=100_00)
    second = make_invoice(session, account, issued_on=day(4), due_on=day(20), amount=50_00, disputed=True)
    make_payment(session, account, paid_on=day(12), amount=130_00)
    late = make_invoice(session, account, issued_on=day(30), due_on=day(40), amount=70_00)
    make_payment(session, account, paid_on=day(31), amount=90_00, invoice_external_id=second.external_id)

    found = read(replay=nobody)

    assert rows(found.items, relative=("known", "issued", "due")) == [
        (2, 2, 10, 100_00, False), (4, 4, 20, 50_00, True), (30, 30, 40, 70_00, False),
    ]  # fmt: skip
    assert found.items.id.tolist() == [first.id, second.id, late.id]
    assert sorted(rows(found.allocations)) == [(12, 0, 100_00), (12, 1, 30_00), (31, 1, 20_00)]
    assert rows(found.payments) == [(12, 130_00), (31, 90_00)]
    assert (found.external_id.tolist(), found.account_id.tolist()) == ([account_name(session, account)], [account.id])
    assert (found.first_day.tolist(), found.last_day.tolist()) == ([0], [NEVER])


def account_name(session, account):
    from models import Customer

    return session.get_one(Customer, account.customer_id).external_id


def test_credit_is_given_on_the_day_its_invoice_is_known(session, account, read):
    make_payment(session, account, paid_on=day(3), amount=80_00)
    make_invoice(session, account, issued_on=day(9), due_on=day(19), amount=100_00)

    found = read(replay=nobody)

    assert rows(found.allocations) == [(9, 0, 80_00)]
    assert exposures(found, 9, 10) == [[], [20_00]]


def test_contacts_are_told_by_kind(session, account, read):
    for number, (code, way) in enumerate(
        [("MS-ENV", "outbound"), ("MS-ENT", "outbound"), ("NC-NCT", "outbound"), ("CI-CON", "outbound"),
         ("CD-INF", "outbound"), ("CD-INF", "inbound"), ("CD-NCP", "outbound"), ("CD-REN", "outbound")], start=1,
    ):  # fmt: skip
        make_interaction(session, account, at=noon(number), outcome=code, direction=Direction(way))
    make_interaction(session, account, at=noon(9), outcome=None)

    found = read(replay=nobody)

    assert [(known, KINDS[kind], refused) for known, kind, refused in rows(found.contacts)] == [
        (1, "sent", 0), (2, "delivered", 0), (3, "no_contact", 0), (4, "third_party", 0), (5, "right_party", 0),
        (6, "inbound", 0), (7, "right_party", 1), (8, "right_party", 1),
    ]  # fmt: skip


def test_promises_and_what_became_of_them(session, account, read):
    make_invoice(session, account, issued_on=day(1), due_on=day(2), amount=900_00)
    make_promise(session, account, amount=50_00, due_on=day(10), made_at=noon(5), grace_days=2)
    make_payment(session, account, paid_on=day(8), amount=50_00, known_at=noon(8))
    make_promise(session, account, amount=60_00, due_on=day(30), made_at=noon(20), grace_days=3, threshold_pct=90)

    found = read(replay=nobody)

    assert rows(found.promises, relative=("known", "due")) == [(5, 50_00, 10, 2, 95), (20, 60_00, 30, 3, 90)]
    assert rows(found.decisions) == [(8, 1, 0), (33, 0, 1), (8 + 365, -1, 0), (33 + 365, 0, -1)]
    assert feature(found, "kept", 8, 9, 8 + 365, 9 + 365) == [[0], [1], [1], [0]]
    assert feature(found, "broken", 33, 34, 33 + 365, 34 + 365) == [[0], [1], [1], [0]]


def test_holds_of_account_and_customer_end_where_they_run_out_or_are_lifted(session, cast, account, read, now):
    other = make_account(session, cast.consumo, now=now)
    elsewhere = make_account(session, cast.microcredito, now=now, customer_id=account.customer_id)
    free = {}
    for number, (owner, values) in enumerate(
        [
            (account, {}),
            (account, {"account_id": account.id, "until_on": day(40)}),
            (account, {"until_on": day(40), "lifted_on": day(35)}),
            (account, {"until_on": day(40), "lifted_on": day(45)}),
            (account, {"lifted_on": day(36)}),
            (account, {"account_id": elsewhere.id}),
            (other, {"until_on": day(50)}),
        ],
        start=1,
    ):
        make_hold(session, owner.customer_id, kind=HoldKind.LEGAL, now=now, known_on=day(number), **values)
        free[number] = values

    found = read(replay=nobody)

    begin = D1.toordinal() - 1
    assert list(zip(found.holds.account.tolist(), (found.holds.known - begin).tolist(), strict=True)) == [
        (0, 1), (0, 2), (0, 3), (0, 4), (0, 5), (1, 7),
    ]  # fmt: skip
    ends = [None if end == NEVER else end - begin for end in found.holds.until.tolist()]
    assert ends == [None, 41, 36, 41, 37, 51]


def test_what_falls_on_one_day_is_in_the_same_order_on_every_database(session, account, read):
    make_invoice(session, account, issued_on=day(1), due_on=day(8), amount=10_00)
    make_invoice(session, account, issued_on=day(1), due_on=day(6), amount=20_00)
    make_invoice(session, account, issued_on=day(1), due_on=day(30), amount=90_00)
    make_payment(session, account, paid_on=day(12), amount=25_00)
    make_payment(session, account, paid_on=day(12), amount=5_00)

    found = read(replay=nobody)

    assert [amount for _, amount in rows(found.payments)] == [5_00, 25_00]
    places = [item for _, item, _ in rows(found.allocations)]
    assert places == sorted(places)
    assert feature(found, "last_days_late", 13) == [[6]]
    assert feature(found, "last_paid_amount", 13) == [[np.log1p(25).astype(np.float32)]]


# --- the fast path and the replay -------------------------------------------------------------------------------------


@pytest.fixture
def ledger(session, cast, now):
    """Accounts of every usual kind, without a correction or a reversal."""
    rng = np.random.default_rng(4)
    for _ in range(8):
        one = make_account(session, cast.consumo, now=now)
        for month in range(4):
            due = 20 + 30 * month + int(rng.integers(0, 10))
            make_invoice(session, one, issued_on=day(due - 18), due_on=day(due), amount=int(rng.integers(10, 90)) * 100)
            make_invoice(session, one, issued_on=day(due - 18), due_on=day(due + 3), amount=30_00)
        for _ in range(int(rng.integers(0, 7))):
            on = int(rng.integers(2, 140))
            make_payment(session, one, paid_on=day(on), amount=int(rng.integers(5, 120)) * 100, known_at=noon(on))
        promised = int(rng.integers(5, 100))
        make_promise(session, one, amount=40_00, due_on=day(promised + 5), made_at=noon(promised))
        make_interaction(session, one, at=noon(promised + 9), outcome="NC-NCT")


def same(left, right):
    assert left.account.tolist() == right.account.tolist()
    for name in ("exposure", "oldest_age", "payer", "money", "held"):
        assert getattr(left, name).tolist() == getattr(right, name).tolist()
    assert np.array_equal(left.x, right.x, equal_nan=True), [
        NAMES[column]
        for column in np.flatnonzero(~((left.x == right.x) | (np.isnan(left.x) & np.isnan(right.x))).all(0))
    ]


@pytest.mark.usefixtures("ledger")
def test_what_is_stored_and_what_is_replayed_give_the_same_rows(read, monkeypatch):
    stored = read(replay=nobody)
    ids = stored.account_id
    monkeypatch.setattr(reading, "_odd_accounts", lambda *_, **__: ids)  # replay every one of them
    replayed = read(standing=None)

    days = [day(number).toordinal() for number in (25, 47, 48, 60, 90, 111, 130, 149)]
    for one, other in zip(Reader(stored, AIM).days(days), Reader(replayed, AIM).days(days), strict=True):
        same(one, other)


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize("standing", [1, 60, 100])
def test_facts_later_than_the_standing_are_replayed(read, standing):
    behind = read(standing=standing)
    whole = read(replay=nobody)

    days = [day(number).toordinal() for number in (25, 60, 75, 111, 149)]
    for one, other in zip(Reader(behind, AIM).days(days), Reader(whole, AIM).days(days), strict=True):
        same(one, other)


# --- reversals and corrections ----------------------------------------------------------------------------------------


def test_a_payment_taken_back_counts_until_its_reversal_is_known(session, account, read):
    make_invoice(session, account, issued_on=day(1), due_on=day(5), amount=100_00)
    paid = make_payment(session, account, paid_on=day(10), amount=60_00)
    make_payment(session, account, paid_on=day(20), amount=60_00, reverses_external_id=paid.external_id)

    found = read()

    assert exposures(found, 10, 11, 20, 21) == [[100_00], [40_00], [40_00], [100_00]]
    assert rows(found.payments) == [(10, 60_00), (20, -60_00)]
    windows = [Reader(found, AIM).at(day(one).toordinal()).money.tolist() for one in (6, 7, 8)]
    assert windows == [[60_00], [0], [0]]


def test_of_a_payment_taken_back_in_part_the_rest_is_money(session, account, read):
    make_invoice(session, account, issued_on=day(1), due_on=day(5), amount=100_00)
    paid = make_payment(session, account, paid_on=day(10), amount=60_00)
    make_payment(session, account, paid_on=day(20), amount=25_00, reverses_external_id=paid.external_id)

    found = read()

    assert exposures(found, 11, 21) == [[40_00], [65_00]]
    assert rows(found.payments) == [(10, 60_00), (20, -25_00)]


@pytest.mark.both
@pytest.mark.parametrize("stands", [True, False], ids=["as stored", "from facts"])
def test_a_credit_note_lessens_the_exposure_and_makes_nobody_a_payer(session, account, read, stands):
    make_invoice(session, account, issued_on=day(1), due_on=day(5), amount=100_00)
    make_payment(session, account, paid_on=day(10), amount=60_00, kind=PaymentKind.CREDIT_NOTE)
    make_payment(session, account, paid_on=day(12), amount=20_00, external_id="Z", kind=PaymentKind.INFERRED)
    if not stands:
        make_payment(
            session, account, paid_on=day(90), amount=1_00, reverses_external_id="Z", kind=PaymentKind.INFERRED
        )

    found = read()

    assert exposures(found, 10, 11, 13) == [[100_00], [40_00], [20_00]]
    assert rows(found.payments)[:1] == [(12, 20_00)]


def test_a_promise_whose_money_was_taken_back_is_kept_until_then_and_goes_once(session, account, read):
    make_invoice(session, account, issued_on=day(1), due_on=day(2), amount=900_00)
    make_promise(session, account, amount=50_00, due_on=day(10), made_at=noon(5), grace_days=2)
    paid = make_payment(session, account, paid_on=day(8), amount=50_00, known_at=noon(8))
    make_payment(session, account, paid_on=day(20), amount=50_00, known_at=noon(20),
                 reverses_external_id=paid.external_id)  # fmt: skip

    found = read()

    assert feature(found, "kept", 8, 9, 20, 21, 370, 374, 385, 390) == [[0], [1], [1], [0], [0], [0], [0], [0]]
    assert feature(found, "broken", 20, 21, 385, 386) == [[0], [1], [1], [0]]


def test_a_corrected_invoice_is_seen_as_it_was_told(session, account, read, now):
    invoice = make_invoice(session, account, issued_on=day(1), due_on=day(5), amount=100_00)
    correct(session, invoice, "invoice", on=20, now=now, amount=70_00, open_amount=70_00, due_on=day(15))
    correct(session, invoice, "invoice", on=30, now=now, amount=80_00, disputed=False)
    make_payment(session, account, paid_on=day(10), amount=30_00)

    found = read()

    assert exposures(found, 2, 11, 20, 21, 30, 31) == [[100_00], [70_00], [70_00], [40_00], [40_00], [50_00]]
    assert feature(found, "days_past_due", 20, 21, 31) == [[15], [6], [16]]
    spans = list(zip(found.first_day.tolist(), (found.last_day - D1.toordinal() + 1).tolist(), strict=True))
    assert (spans[0], spans[1][1]) == ((0, 20), 30)
    assert set(found.external_id.tolist()) == {account_name(session, account)}


def test_a_corrected_payment_is_seen_as_it_was_told(session, account, read, now):
    make_invoice(session, account, issued_on=day(1), due_on=day(5), amount=100_00)
    payment = make_payment(session, account, paid_on=day(10), amount=30_00)
    correct(session, payment, "payment", on=20, now=now, amount=50_00)

    found = read()

    assert exposures(found, 10, 11, 20, 21) == [[100_00], [70_00], [70_00], [50_00]]


def test_a_corrected_interaction_is_seen_as_it_was_told(session, account, read, now):
    make_invoice(session, account, issued_on=day(1), due_on=day(5), amount=100_00)
    call = make_interaction(session, account, at=noon(10), outcome="CD-INF")
    correct(session, call, "interaction", on=20, now=now, outcome_code="NC-NCT")

    found = read()

    right, nobody_there = (feature(found, f"since_{name}", 11, 20, 21) for name in ("right_party", "no_contact"))
    assert np.array_equal(right, [[1], [10], [np.nan]], equal_nan=True)
    assert np.array_equal(nobody_there, [[np.nan], [np.nan], [11]], equal_nan=True)


def test_a_portfolio_without_accounts_is_an_empty_history(read):
    found = read(replay=nobody)

    assert (found.accounts, len(found.items), len(found.payments)) == (0, 0, 0)
    assert len(Reader(found, AIM).at(day(20).toordinal())) == 0
