"""The rule of who is worked today, asked about a few accounts."""

from datetime import date, timedelta

import pytest

from tests.factories.callable import make_callable
from tests.factories.ledger import make_account, make_interaction
from workbench.domain.queue import plan_queues, rests_of
from workbench.domain.queue.worked.eligibility import RestReason

TODAY = date(2026, 11, 18)


def test_contact_about_an_account_of_another_portfolio_counts_too(session, cast, now):
    asked = make_callable(session, cast.consumo, now=now, today=TODAY)
    other = make_account(session, cast.microcredito, now=now, customer_id=asked.customer_id)
    make_interaction(session, other, at=now - timedelta(days=2), outcome="CD-INF")

    rest = rests_of(session, [asked.id], on=TODAY, today=TODAY)[asked.id]

    assert rest is not None
    assert rest.reason is RestReason.SPOKEN


@pytest.mark.parametrize(("days", "reason"), [(400, None), (401, RestReason.TOO_OLD)])
def test_account_older_than_the_portfolio_works_rests_as_it_has_no_place_in_the_queue(session, cast, now, days, reason):
    account = make_callable(session, cast.consumo, now=now, today=TODAY, oldest_due_on=TODAY - timedelta(days=days))

    rest = rests_of(session, [account.id], on=TODAY, today=TODAY)[account.id]
    plan = plan_queues(session, on=TODAY, today=TODAY, now=now)

    assert (rest and rest.reason) is reason
    assert [row.account_id for row in plan.rows] == ([account.id] if reason is None else [])
