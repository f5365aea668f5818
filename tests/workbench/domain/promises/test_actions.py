"""Taking and cancelling promises: the limits, and what each action changes."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models import AuditEntry, Promise
from models.enums import PromiseState
from tests.factories.ledger import make_account, make_interaction
from tests.factories.promises import make_promise
from workbench.domain.promises.actions import (
    PromisePolicy,
    PromiseRefused,
    cancel_promise,
    may_promise,
    policy_of,
    take_promise,
)
from workbench.domain.records.audit import Actor

TODAY = date(2026, 11, 18)
POLICY = PromisePolicy(horizon_days=15, minimum=10_00, max_broken_in_row=2)
PAOLA = Actor(id=None, name="paola@ejemplo.test")


def refusal(amount=50_00, *, days=5, owed=500_00, broken=0):
    found = may_promise(
        amount, TODAY + timedelta(days=days), today=TODAY, owed=owed, policy=POLICY, broken_in_row=broken
    )
    return found and (found.about, found.reason % found.values)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"days": 0},
        {"days": 15},
        {"amount": 10_00},
        {"amount": 500_00},
        {"amount": 4_00, "owed": 4_00},
        {"broken": 1},
    ],
    ids=["usual", "today", "last day", "the minimum", "all", "all, below the minimum", "one broken"],
)
def test_a_promise_within_the_limits_may_be_taken(values):
    assert refusal(**values) is None


@pytest.mark.parametrize(
    ("values", "about", "reason"),
    [
        ({"amount": 0}, "amount", "El monto de la promesa debe ser mayor que cero."),
        ({"amount": 500_01}, "amount", "El monto es mayor que lo que se debe."),
        ({"amount": 1, "owed": 0}, "amount", "El monto es mayor que lo que se debe."),
        ({"amount": 1, "owed": -5_00}, "amount", "El monto es mayor que lo que se debe."),
        ({"amount": 9_99}, "amount", "El monto es menor que el mínimo de la cartera."),
        ({"amount": 3_99, "owed": 4_00}, "amount", "El monto es menor que el mínimo de la cartera."),
        ({"days": -1}, "due_on", "La fecha de la promesa ya pasó."),
        ({"days": 16}, "due_on", "El plazo máximo de la cartera es de 15 días: elija una fecha más cercana."),
        (
            {"broken": 2},
            "history",
            "Las últimas 2 promesas no se cumplieron: la siguiente la acepta un supervisor.",
        ),
    ],
)
def test_a_promise_outside_the_limits_is_refused_with_the_reason(values, about, reason):
    assert refusal(**values) == (about, reason)


@pytest.fixture
def account(session, cast, now):
    cast.consumo.promise_minimum = 10_00
    return make_account(session, cast.consumo, now=now, open_amount=500_00, credit=20_00)


@pytest.fixture
def take(session, account, cast, now):
    def make(amount=100_00, *, days=5, at=now, policy=None):
        interaction = make_interaction(session, account, at=at, outcome="CD-PDP")
        return take_promise(
            session,
            interaction,
            amount=amount,
            due_on=TODAY + timedelta(days=days),
            channel="PSE",
            made_by=cast.andrea.id,
            now=at,
            policy=policy,
        )

    return make


def test_take_promise_writes_it_with_the_grace_and_tolerance_of_the_portfolio(take, account, cast, now):
    cast.consumo.promise_grace_days, cast.consumo.promise_threshold_pct = 1, 98

    promise = take()

    assert (promise.amount, promise.due_on, promise.channel) == (100_00, date(2026, 11, 23), "PSE")
    assert (promise.grace_days, promise.threshold_pct, promise.made_by) == (1, 98, cast.andrea.id)
    assert (promise.made_at, promise.known_at, promise.known_on) == (now, now, TODAY)
    assert (promise.account_id, promise.customer_id) == (account.id, account.customer_id)
    assert (promise.state.value, promise.counted, promise.decided_on) == ("open", 0, None)


def test_take_promise_supersedes_the_open_one(take, now):
    first = take(days=3)

    second = take(at=now + timedelta(minutes=5))

    assert (first.state.value, first.decided_on) == ("superseded", date(2026, 11, 19))
    assert second.state.value == "open"


def test_a_promise_for_today_is_due(take):
    assert take(days=0).state.value == "due"


def test_credit_lessens_what_can_be_promised(take):
    assert take(480_00).amount == 480_00
    with pytest.raises(PromiseRefused, match="mayor que lo que se debe"):
        take(480_01)


def test_take_promise_refuses_what_the_portfolio_does_not_let_be_promised(session, take, cast):
    with pytest.raises(PromiseRefused) as refused:
        take(days=cast.consumo.promise_horizon_days + 1)

    assert (refused.value.rule, refused.value.values) == ("promise.due_on", {"days": 15})
    assert session.scalars(sa.select(Promise)).all() == []


def test_take_promise_refuses_after_too_many_broken_where_there_is_a_limit(session, take, account, now):
    for days in (40, 20):
        made_at = now - timedelta(days=days)
        make_promise(
            session,
            account,
            amount=1,
            due_on=made_at.date(),
            made_at=made_at,
            state=PromiseState.BROKEN,
            decided_on=TODAY,
        )

    with pytest.raises(PromiseRefused) as refused:
        take(policy=POLICY)

    assert (refused.value.rule, refused.value.values) == ("promise.history", {"broken": 2})
    assert take().state.value == "open"


def test_policy_of_reads_the_portfolio(cast):
    cast.consumo.promise_horizon_days, cast.consumo.promise_minimum = 30, 5_00

    assert policy_of(cast.consumo) == PromisePolicy(horizon_days=30, minimum=5_00, max_broken_in_row=None)


def test_cancel_promise_ends_it_and_leaves_one_audit_entry(session, take, now):
    promise = take()

    cancel_promise(session, promise, actor=PAOLA, now=now + timedelta(minutes=1), why="Lo pidió el cliente")

    assert (promise.state.value, promise.decided_on) == ("cancelled", date(2026, 11, 19))
    (entry,) = session.scalars(sa.select(AuditEntry)).all()
    assert (entry.event, entry.subject_kind, entry.subject_id) == ("promise_cancelled", "promise", promise.id)
    assert (entry.before, entry.after, entry.why) == (
        {"state": "open"},
        {"state": "cancelled"},
        "Lo pidió el cliente",
    )


def test_cancel_promise_refuses_what_is_decided(session, account, now):
    promise = make_promise(session, account, amount=100, due_on=date(2026, 11, 1), made_at=now - timedelta(days=20))
    promise.state = PromiseState.BROKEN

    with pytest.raises(PromiseRefused, match="ya se decidió"):
        cancel_promise(session, promise, actor=PAOLA, now=now, why="tarde")
