"""Promises judged in the database: what is stored, what is computed for a day, and that both agree."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from models.enums import PaymentKind, PromiseState
from tests.factories.ledger import make_account, make_payment
from tests.factories.promises import make_promise
from tests.workbench.domain.statements import counted
from workbench.domain.promises.standing import broken_in_row, judge_promises, promises_as_of

D1 = date(2026, 11, 2)


def day(number):
    return D1 + timedelta(days=number - 1)


def at(number, hour=15):
    return datetime.combine(day(number), time(hour), tzinfo=UTC)


@pytest.fixture
def account(session, cast, now):
    return make_account(session, cast.consumo, now=now, open_amount=500_00)


def stored(promise):
    return promise.state.value, promise.counted, promise.decided_on


def test_judge_promises_writes_state_counted_and_day(session, account):
    promise = make_promise(session, account, amount=100, due_on=day(5), made_at=at(1))
    make_payment(session, account, paid_on=day(3), amount=97)

    changed = judge_promises(session, [account.id], on=day(6), today=day(20))

    assert changed == 1
    assert stored(promise) == ("kept", 97, day(4))


def test_judging_again_changes_nothing(session, account):
    make_promise(session, account, amount=100, due_on=day(5), made_at=at(1))

    assert judge_promises(session, [account.id], on=day(6), today=day(20)) == 1
    assert judge_promises(session, [account.id], on=day(6), today=day(20)) == 0


def test_judging_an_earlier_day_goes_back(session, account):
    promise = make_promise(session, account, amount=100, due_on=day(5), made_at=at(1))
    judge_promises(session, [account.id], on=day(20), today=day(20))
    assert stored(promise) == ("broken", 0, day(9))

    judge_promises(session, [account.id], on=day(6), today=day(20))

    assert stored(promise) == ("in_grace", 0, None)


def test_payments_of_the_clocks_day_count_at_once_and_of_other_days_at_their_close(session, account):
    promise = make_promise(session, account, amount=100, due_on=day(5), made_at=at(1))
    make_payment(session, account, paid_on=day(3), amount=100)

    judge_promises(session, [account.id], on=day(3), today=day(4))
    assert stored(promise) == ("open", 0, None)

    judge_promises(session, [account.id], on=day(3), today=day(3))
    assert stored(promise) == ("kept", 100, day(4))


@pytest.mark.both
def test_a_credit_note_keeps_no_promise_and_what_was_inferred_does(session, account):
    promise = make_promise(session, account, amount=100, due_on=day(5), made_at=at(1))
    make_payment(session, account, paid_on=day(3), amount=100, kind=PaymentKind.CREDIT_NOTE)

    judge_promises(session, [account.id], on=day(20), today=day(20))
    assert stored(promise) == ("broken", 0, day(9))

    make_payment(session, account, paid_on=day(4), amount=100, kind=PaymentKind.INFERRED)
    judge_promises(session, [account.id], on=day(20), today=day(20))
    assert stored(promise) == ("kept", 100, day(5))


def test_other_accounts_are_left_alone(session, account, cast, now):
    other = make_account(session, cast.consumo, now=now)
    untouched = make_promise(session, other, amount=100, due_on=day(2), made_at=at(1))
    make_payment(session, other, paid_on=day(2), amount=100)
    mine = make_promise(session, account, amount=100, due_on=day(2), made_at=at(1))

    judge_promises(session, [account.id], on=day(20), today=day(20))

    assert [stored(promise) for promise in (mine, untouched)] == [("broken", 0, day(6)), ("open", 0, None)]


def test_the_day_of_a_promise_is_the_portfolios(session, account):
    # 1 a.m. UTC on day 6 is 8 p.m. of day 5 in Bogotá: without grace the first promise is still open then.
    first = make_promise(session, account, amount=100, due_on=day(5), made_at=at(1), grace_days=0)
    make_promise(session, account, amount=100, due_on=day(9), made_at=at(6, hour=1), known_on=day(5))

    judge_promises(session, [account.id], on=day(20), today=day(20))

    assert stored(first) == ("superseded", 0, day(6))


def test_promises_as_of_tells_each_promise_in_the_public_form(session, account, cast):
    promise = make_promise(session, account, amount=100, due_on=day(5), made_at=at(1))

    (line,) = promises_as_of(session, on=day(5), today=day(20))

    assert (line.id, line.account, line.portfolio, line.plan) == (promise.id, account.id, "consumo", None)
    assert (line.amount, line.currency, line.due_on, line.made_at) == (100, "COP", day(5), at(1))
    assert (line.state, line.counted, line.decided_on) == (PromiseState.DUE, 0, None)


def test_promises_as_of_neither_reads_nor_changes_what_is_stored(session, account):
    promise = make_promise(session, account, amount=100, due_on=day(5), made_at=at(1), state=PromiseState.KEPT)

    (line,) = promises_as_of(session, on=day(20), today=day(20))

    assert (line.state, promise.state) == (PromiseState.BROKEN, PromiseState.KEPT)


def test_promises_as_of_leaves_out_what_is_not_known_yet(session, account):
    make_promise(session, account, amount=100, due_on=day(5), made_at=at(3))

    assert promises_as_of(session, on=day(3), today=day(20)) == []
    assert len(promises_as_of(session, on=day(3), today=day(3))) == 1


def test_promises_as_of_can_be_limited(session, account, cast, now):
    elsewhere = make_account(session, cast.microcredito, now=now)
    mine = make_promise(session, account, amount=100, due_on=day(5), made_at=at(1))
    theirs = make_promise(session, elsewhere, amount=100, due_on=day(8), made_at=at(1))

    def ids(**limits):
        return [line.id for line in promises_as_of(session, on=day(9), today=day(20), **limits)]

    assert ids() == [mine.id, theirs.id]
    assert ids(portfolio="microcredito") == [theirs.id]
    assert ids(state=PromiseState.BROKEN) == [mine.id]
    assert ids(portfolio="consumo", state=PromiseState.IN_GRACE) == []


def test_promises_as_of_asks_the_same_number_of_queries_for_one_and_for_three(session, account, cast, now):
    make_promise(session, account, amount=100, due_on=day(5), made_at=at(1))
    with counted(session) as one:
        promises_as_of(session, on=day(5), today=day(20))
    for _ in range(2):
        make_promise(session, make_account(session, cast.consumo, now=now), amount=1, due_on=day(5), made_at=at(1))

    with counted(session) as three:
        promises_as_of(session, on=day(5), today=day(20))

    assert len(one) == len(three) == 3


@pytest.mark.parametrize(
    ("states", "count"),
    [
        ([], 0),
        (["broken", "broken"], 2),
        (["broken", "kept", "broken"], 1),
        (["broken", "partial", "broken"], 1),
        (["broken", "superseded", "broken", "cancelled", "open"], 2),
        (["broken", "kept"], 0),
    ],
)
def test_broken_in_row_counts_the_latest_broken_ones(session, account, states, count):
    for number, state in enumerate(states, start=1):
        make_promise(session, account, amount=1, due_on=day(5), made_at=at(number), state=PromiseState(state))

    assert broken_in_row(session, account.id) == count
