"""Any history of promises, payments, reversals and cancellations, against a second, naive computation."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workbench.domain.promises.naive_promises import PENDING, naive_judgements, naive_states
from workbench.domain.promises.facts import PromiseFact, ReceivedFact
from workbench.domain.promises.judging import final_states, judge

D1 = date(2026, 3, 1)
offsets = st.integers(0, 12)
hours = st.sampled_from([9, 10, 23])


def instant(offset, hour):
    return datetime.combine(D1 + timedelta(days=offset), time(hour), tzinfo=UTC)


@st.composite
def promise_facts(draw, number):
    made, lag = draw(offsets), draw(st.sampled_from([0, 0, 0, 4]))
    cancelled = draw(st.one_of(st.none(), st.none(), st.integers(made, 16)))
    return PromiseFact(
        id=number,
        amount=draw(st.integers(1, 20)),
        due_on=D1 + timedelta(days=made + draw(st.integers(0, 6))),
        made_at=instant(made, draw(hours)),
        made_on=D1 + timedelta(days=made),
        known_on=D1 + timedelta(days=made + lag),
        grace_days=draw(st.integers(0, 3)),
        threshold_pct=draw(st.sampled_from([50, 95, 100])),
        plan_id=draw(st.sampled_from([None, None, 1])),
        cancelled_at=None if cancelled is None else instant(cancelled, 23),
        cancelled_on=None if cancelled is None else D1 + timedelta(days=cancelled),
    )


@st.composite
def histories(draw):
    promises = [draw(promise_facts(number)) for number in range(1, draw(st.integers(1, 8)) + 1)]
    payments = []
    for number in range(1, draw(st.integers(0, 10)) + 1):
        known, hour = draw(st.integers(0, 18)), draw(hours)
        bounces = draw(st.sampled_from([None, *payments]))
        payments.append(
            ReceivedFact(
                id=number,
                external_id=draw(st.sampled_from("AZ")) + str(number),
                amount=draw(st.integers(1, bounces.amount if bounces else 25)),
                known_at=instant(known, hour),
                known_on=D1 + timedelta(days=known),
                reverses=bounces and bounces.external_id,
            )
        )
    return promises, payments


def judged(promises, payments, *, on, until):
    found = judge(promises, payments, on=on, until=until)
    return {one: (judgement.state.value, judgement.counted, judgement.decided_on) for one, judgement in found.items()}


@settings(max_examples=150)
@given(history=histories(), offset=st.integers(0, 24), at_once=st.booleans())
def test_a_second_computation_agrees(history, offset, at_once):
    on = D1 + timedelta(days=offset)
    until = on if at_once else on - timedelta(days=1)

    assert judged(*history, on=on, until=until) == naive_judgements(*history, on=on, until=until)


@settings(max_examples=60)
@given(history=histories())
def test_final_states_are_those_of_a_second_computation_on_every_day(history):
    told = {}
    for change in final_states(*history):
        told.setdefault(change.known_on, {})[change.promise_id] = change.state
    final = {}
    for close in (D1 + timedelta(days=offset) for offset in range(30)):
        final |= told.pop(close, {})
        naive = naive_states(*history, on=close + timedelta(days=1), until=close)
        assert {one: state.value for one, state in final.items() if state} == {
            one: state for one, (state, _) in naive.items() if state not in PENDING
        }
    assert told == {}


@settings(max_examples=100)
@given(history=histories())
def test_no_money_counts_twice(history):
    promises, payments = history

    found = judge(promises, payments, on=D1 + timedelta(days=40), until=D1 + timedelta(days=39))

    received = sum(fact.amount for fact in payments if fact.reverses is None)
    assert sum(one.counted for one in found.values()) <= received
    assert all(0 <= found[fact.id].counted <= fact.amount for fact in promises)
    assert all(one.decided_on is not None for one in found.values())


@settings(max_examples=100)
@given(history=histories(), offset=st.integers(0, 20))
def test_nothing_known_later_is_seen(history, offset):
    promises, payments = history
    on, until = D1 + timedelta(days=offset), D1 + timedelta(days=offset - 1)

    known = judge(
        [fact for fact in promises if fact.known_on <= until],
        [fact for fact in payments if fact.known_on <= until],
        on=on,
        until=until,
    )

    assert judge(promises, payments, on=on, until=until) == known


@settings(max_examples=100)
@given(history=histories())
def test_the_order_in_which_facts_are_given_does_not_matter(history):
    promises, payments = history
    on, until = D1 + timedelta(days=10), D1 + timedelta(days=9)

    assert judge(promises[::-1], payments[::-1], on=on, until=until) == judge(promises, payments, on=on, until=until)
