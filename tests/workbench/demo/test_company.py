from datetime import date
from itertools import pairwise

import pytest

from workbench.demo.company import assignments_of, build_company, callbacks_of
from workbench.demo.life import Life

TODAY = date(2026, 11, 20)


def _rows(customers: int, seed: int, today: date = TODAY) -> list:
    lives = build_company(customers, seed, today).lives()
    return [(life.customer.row, life.invoices, life.payments, life.interactions) for life in lives]


def test_company_is_the_same_for_the_same_seed():
    assert _rows(12, 7) == _rows(12, 7)


@pytest.mark.parametrize(("seed", "today"), [(8, TODAY), (7, date(2026, 11, 21))])
def test_company_differs_for_another_seed_or_day(seed, today):
    assert _rows(12, 7) != _rows(12, seed, today)


def test_first_customers_are_the_same_in_a_larger_company():
    assert _rows(20, 7)[:12] == _rows(12, 7)


def test_company_of_ten_has_every_portfolio():
    company = build_company(10, 1, TODAY)

    codes = {debt.portfolio.code for life in company.lives() for debt in life.debts}

    assert codes == {one.code for one in company.plan.portfolios}


def test_company_needs_a_customer():
    with pytest.raises(ValueError, match="at least one customer"):
        build_company(0, 1, TODAY)


def test_company_says_that_it_is_made_up():
    plan = build_company(1, 1, TODAY).plan

    assert all("(demostración)" in text for one in plan.portfolios for text in (one.name, one.creditor))
    assert "(demostración)" in plan.name
    assert all(person.email.endswith("@demo.example") for person in plan.people)


def test_company_has_three_teams_of_four_collectors():
    plan = build_company(1, 1, TODAY).plan

    roles = sorted(person.role for person in plan.people)

    assert [len(plan.collectors(team)) for team in plan.teams] == [4, 4, 4]
    assert roles == ["administrator"] + ["collector"] * 12 + ["supervisor"] * 2 + ["team_lead"] * 2


def test_assignments_follow_on_one_another(lives: list[Life]):
    for life in lives:
        rows = list(assignments_of(life))
        for before, after in pairwise(rows):
            if before["portfolio"] == after["portfolio"]:
                assert before["until_on"] == after["from_on"]
            else:
                assert before["until_on"] == ""
        assert rows[-1]["until_on"] == ""


def test_every_collector_has_accounts_and_some_accounts_are_in_the_pool(lives: list[Life], company):
    owners = [debt.owner_on(life.today) for life in lives for debt in life.debts]

    collectors = {person.email for person in company.plan.people if person.role == "collector"}

    assert set(owners) == collectors | {""}
    assert 0.10 < owners.count("") / len(owners) < 0.20


def test_callbacks_are_for_today_or_later(lives: list[Life]):
    rows = [row for life in lives for row in callbacks_of(life)]

    assert rows
    assert min(row["callback_at"][:10] for row in rows) >= "2026-11-20"
    assert {row["outcome"] for row in rows} == {"CD-VLL"}
