from datetime import UTC, date, datetime, time, timedelta

import pytest

from models.enums import PromiseState
from workbench.domain.promises.facts import Judgement, PromiseFact, ReceivedFact
from workbench.domain.promises.judging import judge

D1 = date(2026, 3, 1)


def day(number):
    return D1 + timedelta(days=number - 1)


def at(number, hour=10):
    return datetime.combine(day(number), time(hour), tzinfo=UTC)


def promise(number=1, *, amount=100, made=1, due=5, known=None, cancelled=None, **values):
    return PromiseFact(
        number,
        amount,
        due_on=day(due),
        made_at=at(made),
        made_on=day(made),
        known_on=day(known or made),
        cancelled_at=cancelled and at(cancelled),
        cancelled_on=cancelled and day(cancelled),
        **values,
    )


def payment(number=1, *, amount=100, known=3, hour=23, reverses=None):
    return ReceivedFact(number, f"P{number}", amount, known_at=at(known, hour), known_on=day(known), reverses=reverses)


def state_on(number, promises, payments=(), *, at_once=False):
    until = day(number if at_once else number - 1)
    judged = judge(promises, payments, on=day(number), until=until)
    return {one: (judgement.state.value, judgement.counted) for one, judgement in judged.items()}


@pytest.mark.parametrize(
    ("on", "state"),
    [(2, "open"), (4, "open"), (5, "due"), (6, "in_grace"), (8, "in_grace"), (9, "broken"), (30, "broken")],
)
def test_a_promise_without_money_is_open_due_in_grace_and_broken_after_grace(on, state):
    assert state_on(on, [promise()]) == {1: (state, 0)}


def test_a_promise_is_not_there_before_it_is_known():
    assert state_on(1, [promise()]) == {}
    assert state_on(1, [promise()], at_once=True) == {1: ("open", 0)}


@pytest.mark.parametrize(
    ("amount", "state"), [(49, "broken"), (50, "partial"), (94, "partial"), (95, "kept"), (100, "kept")]
)
def test_what_was_paid_decides_on_the_day_after_grace(amount, state):
    assert state_on(9, [promise()], [payment(amount=amount)]) == {1: (state, amount)}


@pytest.mark.parametrize("threshold", [90, 100])
def test_tolerance_is_the_promises_own(threshold):
    kept = state_on(9, [promise(threshold_pct=threshold)], [payment(amount=95)])

    assert kept == {1: ("kept" if threshold == 90 else "partial", 95)}


def test_grace_is_the_promises_own():
    assert state_on(7, [promise(grace_days=0)], [payment(known=6)]) == {1: ("broken", 0)}
    assert state_on(7, [promise(grace_days=1)], [payment(known=6)]) == {1: ("kept", 100)}


def test_a_promise_is_kept_before_its_due_day_the_day_after_the_money_is_known():
    facts = [promise()], [payment(known=2)]

    assert state_on(2, *facts) == {1: ("open", 0)}
    assert state_on(2, *facts, at_once=True) == {1: ("kept", 100)}
    assert judge(*facts, on=day(20), until=day(19)) == {1: Judgement(PromiseState.KEPT, 100, decided_on=day(3))}
    assert judge(*facts, on=day(2), until=day(2)) == {1: Judgement(PromiseState.KEPT, 100, decided_on=day(3))}


@pytest.mark.parametrize(("amount", "state"), [(0, PromiseState.BROKEN), (60, PromiseState.PARTIAL)])
def test_what_is_not_kept_is_decided_on_the_first_day_after_grace(amount, state):
    payments = [payment(amount=amount)] if amount else []

    judged = judge([promise()], payments, on=day(20), until=day(19))

    assert judged == {1: Judgement(state, amount, decided_on=day(9))}


def test_a_pending_promise_has_no_day_of_decision():
    assert judge([promise()], [], on=day(8), until=day(7))[1].decided_on is None


@pytest.mark.parametrize(
    ("known", "hour", "counted"),
    [(1, 9, 0), (1, 10, 0), (1, 11, 100), (8, 23, 100), (9, 0, 0)],
    ids=["before it was made", "at that instant", "later that day", "last day of grace", "after grace"],
)
def test_money_counts_from_when_the_promise_was_made_to_the_end_of_grace(known, hour, counted):
    assert state_on(20, [promise()], [payment(known=known, hour=hour)])[1][1] == counted


def test_never_more_counts_than_was_promised():
    assert state_on(9, [promise()], [payment(amount=250)]) == {1: ("kept", 100)}


def test_several_payments_keep_a_promise_together():
    payments = [payment(1, amount=50, known=2), payment(2, amount=45, known=6), payment(3, amount=20, known=7)]

    assert state_on(9, [promise()], payments) == {1: ("kept", 100)}
    assert judge([promise()], payments, on=day(9), until=day(8))[1].decided_on == day(7)


def test_a_new_promise_supersedes_the_open_one_from_its_instant():
    promises = [promise(1, due=20), promise(2, made=4, due=21)]
    payments = [payment(1, amount=30, known=3), payment(2, amount=100, known=4)]

    assert state_on(4, promises, payments) == {1: ("open", 30)}
    assert state_on(10, promises, payments) == {1: ("superseded", 30), 2: ("kept", 100)}
    assert judge(promises, payments, on=day(10), until=day(9))[1].decided_on == day(5)


def test_a_new_promise_leaves_those_already_decided():
    kept, broken = promise(1, made=1, due=5), promise(2, made=4, due=5)

    judged = state_on(30, [kept, broken, promise(3, made=9, due=12)], [payment(known=3)])

    assert judged == {1: ("kept", 100), 2: ("broken", 0), 3: ("broken", 0)}


def test_a_promise_in_grace_is_superseded():
    assert state_on(30, [promise(1, due=5), promise(2, made=8, due=12)])[1] == ("superseded", 0)


def test_instalments_of_a_plan_stand_side_by_side_and_are_paid_oldest_first():
    plan = [promise(1, due=5, plan_id=7), promise(2, due=10, plan_id=7), promise(3, due=15, plan_id=7)]

    assert state_on(9, plan, [payment(amount=150)]) == {1: ("kept", 100), 2: ("open", 50), 3: ("open", 0)}
    assert state_on(30, plan, [payment(amount=150)]) == {1: ("kept", 100), 2: ("partial", 50), 3: ("broken", 0)}


def test_a_promise_kept_within_tolerance_takes_only_what_open_ones_do_not_need():
    plan = [promise(1, due=5, plan_id=7), promise(2, due=6, plan_id=7)]
    payments = [payment(1, amount=96, known=2), payment(2, amount=102, known=3)]

    assert state_on(20, plan, payments) == {1: ("kept", 98), 2: ("kept", 100)}


def test_a_promise_outside_a_plan_and_a_plan_leave_each_other_alone():
    promises = [promise(1, due=20), promise(2, made=2, due=21, plan_id=7), promise(3, made=3, due=22)]

    assert state_on(5, promises) == {1: ("superseded", 0), 2: ("open", 0), 3: ("open", 0)}


def test_a_cancelled_promise_counts_nothing_from_that_instant():
    promises, payments = [promise(due=20, cancelled=4)], [payment(1, amount=30), payment(2, known=5)]

    assert state_on(4, promises, payments) == {1: ("open", 30)}
    assert judge(promises, payments, on=day(30), until=day(29)) == {
        1: Judgement(PromiseState.CANCELLED, 30, decided_on=day(5))
    }


def test_a_promise_can_be_cancelled_at_the_instant_it_was_made():
    assert state_on(5, [promise(cancelled=1)]) == {1: ("cancelled", 0)}


def test_cancelling_changes_nothing_that_was_decided():
    assert state_on(20, [promise(cancelled=4)], [payment(known=3)]) == {1: ("kept", 100)}
    assert state_on(20, [promise(cancelled=9)]) == {1: ("broken", 0)}


def test_a_reversal_has_the_promise_judged_again():
    facts = [promise()], [payment(known=3), payment(2, known=6, reverses="P1")]

    assert state_on(5, *facts) == {1: ("kept", 100)}
    assert state_on(7, *facts) == {1: ("in_grace", 0)}
    assert judge(*facts, on=day(9), until=day(8)) == {1: Judgement(PromiseState.BROKEN, 0, decided_on=day(9))}


def test_a_reversal_after_grace_breaks_the_promise_the_day_after_it_is_known():
    facts = [promise()], [payment(known=3), payment(2, known=15, reverses="P1")]

    assert judge(*facts, on=day(15), until=day(14)) == {1: Judgement(PromiseState.KEPT, 100, decided_on=day(4))}
    assert judge(*facts, on=day(30), until=day(29)) == {1: Judgement(PromiseState.BROKEN, 0, decided_on=day(16))}


def test_a_promise_kept_again_after_a_reversal_is_decided_anew():
    payments = [payment(1, known=2), payment(2, known=3, reverses="P1"), payment(3, known=6)]

    assert judge([promise()], payments, on=day(30), until=day(29))[1] == Judgement(
        PromiseState.KEPT, 100, decided_on=day(7)
    )


def test_a_reversal_that_does_not_fit_takes_nothing():
    payments = [payment(1, known=2), payment(2, amount=101, known=3, reverses="P1")]

    assert state_on(9, [promise()], payments) == {1: ("kept", 100)}


def test_of_a_payment_taken_back_in_part_the_rest_counts():
    facts = [promise()], [payment(known=3), payment(2, amount=40, known=6, reverses="P1")]

    assert state_on(5, *facts) == {1: ("kept", 100)}
    assert state_on(9, *facts) == {1: ("partial", 60)}


def test_a_promise_known_late_is_decided_when_it_is_known():
    judged = judge([promise(known=20)], [payment(known=3)], on=day(30), until=day(29))

    assert judged == {1: Judgement(PromiseState.KEPT, 100, decided_on=day(21))}
