"""Holds: what brings them, whom they rest, and on which days they count."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models import Hold, Outcome
from models.bulk import bulk_insert
from models.enums import HoldKind
from tests.factories.ledger import make_account, make_interaction
from tests.factories.work import make_hold
from workbench.domain.calls.tree import all_outcomes
from workbench.domain.contact.holds import hold_rows, hold_term, place_hold
from workbench.kernel.states import HoldTerm, hold_in_force_condition, is_on_hold

DAY = date(2026, 11, 18)
LATER = DAY + timedelta(days=400)


def on_hold(term: HoldTerm, on: date, *, today: date = LATER) -> bool:
    return is_on_hold([term], on=on, today=today)


def test_hold_counts_from_the_day_after_it_was_known():
    term = HoldTerm(HoldKind.DISPUTE, known_on=DAY)

    assert [on_hold(term, DAY), on_hold(term, DAY + timedelta(days=1)), on_hold(term, LATER)] == [False, True, True]


def test_hold_placed_today_counts_at_once():
    assert on_hold(HoldTerm(HoldKind.DISPUTE, known_on=DAY), DAY, today=DAY)


def test_hold_of_three_days_covers_the_three_days_after():
    term = HoldTerm(HoldKind.CLAIMED_PAYMENT, known_on=DAY, until_on=DAY + timedelta(days=3))

    assert [on_hold(term, DAY + timedelta(days=days)) for days in range(5)] == [False, True, True, True, False]


def test_lifted_hold_counts_until_it_was_lifted():
    term = HoldTerm(HoldKind.DISPUTE, known_on=DAY, lifted_on=DAY + timedelta(days=5))

    assert on_hold(term, DAY + timedelta(days=5))
    assert not on_hold(term, DAY + timedelta(days=6))
    assert not on_hold(term, DAY + timedelta(days=5), today=DAY + timedelta(days=5))


@pytest.mark.parametrize(
    "term",
    [
        HoldTerm(HoldKind.DISPUTE, DAY),
        HoldTerm(HoldKind.CLAIMED_PAYMENT, DAY, until_on=DAY + timedelta(days=3)),
        HoldTerm(HoldKind.DISPUTE, DAY, lifted_on=DAY + timedelta(days=2)),
    ],
)
def test_condition_says_what_the_rule_says(session, now, cast, term):
    account = make_account(session, cast.consumo, now=now)
    make_hold(
        session,
        account.customer_id,
        kind=term.kind,
        now=now,
        known_on=term.known_on,
        until_on=term.until_on,
        lifted_on=term.lifted_on,
    )
    days = [DAY + timedelta(days=days) for days in range(-1, 6)]

    found = [
        session.scalar(sa.select(sa.func.count()).select_from(Hold).where(hold_in_force_condition(on=day, today=today)))
        == 1
        for day in days
        for today in (day, LATER)
    ]

    assert found == [on_hold(term, day, today=today) for day in days for today in (day, LATER)]


def test_dispute_rests_the_account_and_vulnerability_the_customer(session, now, cast):
    account = make_account(session, cast.consumo, now=now)
    disputed = make_interaction(session, account, at=now, outcome="CD-DIS")
    vulnerable = make_interaction(session, account, at=now, outcome="CD-VUL")
    outcomes = all_outcomes(session)

    one = place_hold(session, disputed, outcomes["CD-DIS"])
    other = place_hold(session, vulnerable, outcomes["CD-VUL"])

    assert (one.kind, one.account_id, one.until_on) == (HoldKind.DISPUTE, account.id, None)
    assert (other.kind, other.account_id, other.until_on) == (HoldKind.VULNERABLE, None, None)


def test_claimed_payment_holds_three_days(session):
    term = hold_term(session.get_one(Outcome, "CD-YAP"), known_on=DAY)

    assert term == HoldTerm(HoldKind.CLAIMED_PAYMENT, DAY, until_on=date(2026, 11, 21))


def test_most_outcomes_bring_no_hold(session, now, cast):
    account = make_account(session, cast.consumo, now=now)
    interaction = make_interaction(session, account, at=now, outcome="NC-NCT")

    assert place_hold(session, interaction, session.get_one(Outcome, "NC-NCT")) is None


def test_holds_of_a_file_are_those_of_the_same_outcomes_recorded_here(session, now, cast):
    account = make_account(session, cast.consumo, now=now)
    codes = ["AD-JUD", "CD-YAP", "NC-NCT", "CI-FAL", None]
    interactions = [make_interaction(session, account, at=now, outcome=code) for code in codes]
    given = [
        {
            name: getattr(row, name)
            for name in ("id", "customer_id", "account_id", "at", "known_at", "known_on", "outcome_code", "import_id")
        }
        for row in interactions
    ]

    bulk_insert(session.connection(), Hold, hold_rows(given, all_outcomes(session)))

    placed = session.scalars(sa.select(Hold).order_by(Hold.interaction_id)).all()
    assert [(hold.kind, hold.account_id, hold.until_on) for hold in placed] == [
        (HoldKind.HANDED_OVER, account.id, None),
        (HoldKind.CLAIMED_PAYMENT, account.id, now.date() + timedelta(days=3)),
        (HoldKind.DECEASED, None, None),
    ]
