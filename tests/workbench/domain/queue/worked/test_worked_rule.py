"""What training is told of how a portfolio is worked."""

from datetime import date

from scoring.treatment import WorkedRule
from workbench.domain.queue import WorkChange, set_work_policy, worked_rule
from workbench.domain.records import Actor

TODAY = date(2026, 11, 18)


def test_rest_tries_and_grace_are_those_of_the_portfolio_on_the_day(session, cast, now):
    cast.consumo.promise_grace_days = 5
    change = WorkChange(rest_days=3, most_tries=9)
    set_work_policy(
        session, cast.consumo, change=change, from_on=date(2026, 11, 20), actor=Actor(None, "ana"), today=TODAY, now=now
    )

    assert worked_rule(session, cast.consumo, on=TODAY) == WorkedRule(7, 3, grace=5)
    assert worked_rule(session, cast.consumo, on=date(2026, 11, 20)) == WorkedRule(3, 9, grace=5)
    assert worked_rule(session, cast.microcredito, on=date(2019, 1, 1)) == WorkedRule(7, 3, grace=3)
